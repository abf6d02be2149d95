"""The process beside the judge in which learners' code runs. It holds no check, no reference and no grade.

It imports NumPy (and torch) once, then forks a fresh process for each exercise. Its standard input is a control socket from the
judge: each request "start" comes with a socket for one exercise, each request "end" kills that exercise's process.
"""

import builtins
import contextlib
import importlib
import json
import os
import signal
import socket
import struct
import sys
import threading
import traceback
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import guard  # noqa: E402  the line above makes both importable
import wire  # noqa: E402

ANSWER = "your answer"
COLAB = ("google", "google.colab", "google.colab.drive", "google.colab.files")

def main():
    """Serve the judge until it closes the control socket."""
    guard.die_with_parent()
    settings = json.loads(sys.argv[1])
    sys.path += settings["paths"]
    control = socket.socket(fileno=os.dup(0))
    _silence()
    for name in settings["preload"]:
        importlib.import_module(name)
    for name in settings["lazy"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "torch" in settings["preload"]:
        sys.modules["torch"].set_num_threads(1)
    control.sendall(b"r")
    child = None
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if request == b"s":
            child = os.fork()
            if child == 0:
                control.close()
                _run_exercise(socket.socket(fileno=descriptors[0]), settings)
            os.close(descriptors[0])
        elif request == b"e":
            control.sendall(struct.pack(">i", _end(child)))
        else:
            return


def _silence():
    """Point the three standard files at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def _end(child):
    """Kill an exercise's process and all it has left behind; return its wait status."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    _, status = os.waitpid(child, 0)
    for orphan in _children():
        os.kill(orphan, signal.SIGKILL)
        os.waitpid(orphan, 0)
    return status


def _children():
    """Processes that were left to this one (Linux; elsewhere the process group has caught them)."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(number) for number in file.read().split()]
    except OSError:
        return []


def _run_exercise(channel, settings):
    """Serve one exercise; never returns."""
    os.setsid()
    guard.die_with_parent()
    exercise = Exercise(channel)
    exercise.learn_limits(settings)
    try:
        exercise.serve()
    finally:
        os._exit(0)


class Exercise:
    """One exercise's process: the learner's names, and the judge's questions about them."""

    def __init__(self, channel):
        self.channel = channel
        self.names = {"__name__": "__main__", "__builtins__": builtins}
        self.output = Output()
        self.sending = threading.RLock()

    def learn_limits(self, settings):
        """Set limits and the audit hook, and give the learner's code its surroundings."""
        guard.limit_resources(settings["memory"], settings["seconds"])
        os.chdir(settings["folder"])
        os.environ["TMPDIR"] = settings["folder"]
        sys.stdin, sys.stdout, sys.stderr = Silent(), self.output, self.output
        sys.argv = ["notebook"]
        sys.modules.update({name: Colab(name) for name in COLAB})
        guard.watch(settings["folder"], settings["libraries"], lambda what: self.reply({"flag": what}))

    def serve(self):
        """Answer the judge's requests until it hangs up."""
        actions = {"run": self.run, "get": self.get, "call": self.call}
        while True:
            request = wire.receive(self._read)
            try:
                answer = actions[request["do"]](request)
            except BaseException as error:  # a learner's SystemExit or KeyboardInterrupt is an answer like any other
                answer = self.failure(error)
            self.answer(answer)

    def run(self, request):
        """Run the given code, the learner's cells and the probe; each on its own, so that one error leaves the others."""
        self.names.update(request["own"])
        self.execute(request["given"], "given")
        errors = []
        for cell in request["cells"]:
            try:
                self.execute(cell, ANSWER)
            except BaseException as error:
                errors.append(self.failure(error)["error"])
        self.execute(request["probe"], "probe")
        return {"errors": errors}

    def get(self, request):
        """A value by name, or what kind of thing it is."""
        name = request["name"]
        if name not in self.names:
            return {"missing": name}
        value = self.names[name]
        return {"callable": True} if callable(value) else {"value": value}

    def call(self, request):
        """Call a function; its arguments come back too, as they are afterwards."""
        arguments, named = request["arguments"], request["named"]
        value = self.names[request["name"]](*arguments, **named)
        return {"value": value, "arguments": arguments, "named": named}

    def execute(self, code, name):
        """Run code in the learner's names."""
        exec(compile(code, name, "exec"), self.names)

    def failure(self, error):
        """An exception as data."""
        if isinstance(error, NotImplementedError):
            return {"blank": True, "error": "not attempted yet"}
        try:
            text = f"{type(error).__name__}: {error}"[:300]
        except BaseException:  # an exception of the learner's own may not even print
            text = type(error).__name__
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == ANSWER]
        return {"error": text + (f" (line {lines[-1]} of the answer)" if lines else "")}

    def answer(self, message):
        """Send an answer; a value that is no plain data becomes an error."""
        try:
            self.reply(message)
        except OSError:
            os._exit(0)
        except BaseException as error:
            self.reply({"error": f"the answer returns {error}" if isinstance(error, wire.WireError) else self.failure(error)["error"]})

    def reply(self, message):
        """Send one message at a time, whatever thread it comes from."""
        with self.sending:
            wire.send(self.channel, message)

    def _read(self, size):
        parts = []
        while size:
            part = self.channel.recv(min(size, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Output:
    """Takes what is printed and keeps nothing."""

    encoding = "utf-8"
    closed = False

    def write(self, text):
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False


class Silent:
    """A standard input with nothing in it."""

    def readline(self, *_):
        raise EOFError("there is nobody to answer input() while this is graded")

    read = readline

    def fileno(self):
        raise OSError("no standard input")


class Colab(types.ModuleType):
    """Stands in for google.colab: whatever is asked of it does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Colab(name)

    def __call__(self, *_, **__):
        return None


if __name__ == "__main__":
    main()
