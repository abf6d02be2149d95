"""Runs learners' code in another process: under bubblewrap where it works, else under limits and an audit hook.

A `Sandbox` serves one submission; in it each exercise gets a `Session`, a process of its own that answers questions with plain data
until its time is over.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from grading.remote import wire
from grading.runner import AnswerError

MEMORY = 1_500_000_000
CPU_SECONDS = 300
START_SECONDS = 120
SCRATCH_BYTES = 64_000_000
INSIDE = "/working-folder"
REMOTE = Path(__file__).parent / "remote"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip
WARNING = (
    "WARNING: bubblewrap does not work here, so learners' code runs under resource limits and an audit hook only.\n"
    "         That stops accidents and simple attempts; it is no boundary against a hostile class. Install bubblewrap (Linux)."
)


class SandboxError(RuntimeError):
    """The sandbox itself does not work. Never the learner's fault."""


class TimeLimit(AnswerError):
    """The learner's code took longer than the exercise allows."""


class Ended(AnswerError):
    """The learner's code ended its process, or left it in a state that answers nothing sensible."""


def choose(wanted: str) -> str:
    """Choose the kind of sandbox.

    Args:
        wanted: "bwrap", "none", or "auto" for bubblewrap where it works.

    Raises:
        SandboxError: bubblewrap was asked for and does not work.
        ValueError: an unknown kind.
    """
    if wanted not in ("auto", "bwrap", "none"):
        raise ValueError(f"SANDBOX must be auto, bwrap or none, not {wanted!r}")
    if wanted == "none":
        return "none"
    problem = bubblewrap_problem()
    if problem and wanted == "bwrap":
        raise SandboxError(f"bubblewrap does not work here: {problem}")
    return "none" if problem else "bwrap"


@cache
def bubblewrap_problem() -> str:
    """Why bubblewrap cannot be used; empty when it can. Found out by trying."""
    if not shutil.which("bwrap"):
        return "the command bwrap is not installed"
    command = [*bubblewrap(), "--", os.path.realpath(sys.executable), "-I", "-c", ""]
    tried = subprocess.run(command, capture_output=True, text=True)
    return tried.stderr.strip() or f"it ended with status {tried.returncode}" if tried.returncode else ""


class Sandbox:
    """One submission's surroundings; a context manager. Nothing of it is left when it closes.

    Args:
        kind: "bwrap" or "none".
        torch: import torch before the learner's code runs.
        scratch: where to make its working folder; none: the system's temporary folder.
    """

    def __init__(self, kind: str, torch: bool = False, scratch: Path | None = None):
        self.kind, self.torch = kind, torch
        self.folder = tempfile.mkdtemp(prefix="grading-", dir=scratch)
        self.control, theirs = socket.socketpair()
        try:
            self.process = subprocess.Popen(
                self._command(), stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT, start_new_session=True
            )
            theirs.close()
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    def _command(self) -> list[str]:
        preload = ["numpy", "torch"] if self.torch else ["numpy"]
        lazy = ["torch.fx.experimental.symbolic_shapes"] if self.torch else []  # half a second at the first backward() otherwise
        folder = INSIDE if self.kind == "bwrap" else self.folder
        settings = {
            "preload": preload, "lazy": lazy, "paths": _extra_paths(tuple(preload)), "libraries": _libraries(), "folder": folder,
            "memory": MEMORY, "seconds": CPU_SECONDS,
        }  # fmt: skip
        python = [sys.executable, "-I", str(REMOTE / "child.py"), json.dumps(settings)]
        return [*bubblewrap(), "--", *python] if self.kind == "bwrap" else python

    def _wait_until_ready(self) -> None:
        self.control.settimeout(START_SECONDS)
        try:
            ready = self.control.recv(1)
        except OSError as error:
            raise SandboxError(f"the sandbox does not start: {error}") from None
        if ready != b"r":
            self.process.wait()
            raise SandboxError(f"the sandbox does not start: {self.process.stderr.read().decode(errors='replace').strip()[-500:]}")

    def session(self, seconds: float) -> "Session":
        """Start a process for one exercise, whose code may take `seconds` for each request that `Session.restart_clock` begins."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.control, [b"s"], [theirs.fileno()])
        except OSError as error:
            raise SandboxError(f"the sandbox has gone: {error}") from None
        theirs.close()
        return Session(self, ours, seconds)

    def end_session(self) -> int:
        """Kill the exercise's process and what it left behind; return its wait status."""
        try:
            self.control.sendall(b"e")
            answer = self.control.recv(4)
        except OSError as error:
            raise SandboxError(f"the sandbox has gone: {error}") from None
        if len(answer) != 4:
            raise SandboxError("the sandbox has gone")
        return struct.unpack(">i", answer)[0]

    def close(self) -> None:
        """End everything in the sandbox and remove its folder."""
        self.control.close()
        process = getattr(self, "process", None)
        if process:
            # in bubblewrap everything inside dies with the group's leader; outside, the child's own sweep has caught the rest
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Session:
    """One exercise's process. `flags` collects what the learner's code tried and was refused."""

    def __init__(self, sandbox: Sandbox, channel: socket.socket, seconds: float):
        self.sandbox, self.channel, self.seconds = sandbox, channel, seconds
        self.flags: list[str] = []
        self.alive, self.timed_out = True, False
        self.restart_clock()

    def restart_clock(self) -> None:
        """Give the learner's code its full time again."""
        self.deadline = time.monotonic() + self.seconds

    def ask(self, **request) -> dict:
        """Ask the process something; see `remote.child` for the requests.

        Raises:
            NotImplementedError: it is not attempted yet. AnswerError: it failed. TimeLimit, Ended: it is over.
        """
        if not self.alive:
            raise Ended("the code has ended its Python process before")
        try:
            self._in_time()
            wire.send(self.channel, request)
            answer = self._receive()
        except TimeoutError:
            self.end()
            self.timed_out = True
            raise TimeLimit(f"took longer than {self.seconds:g} s") from None
        except (ConnectionError, wire.WireError, EOFError):
            raise Ended(_how_it_ended(self.end())) from None
        if answer.get("blank") is True:
            raise NotImplementedError("not attempted yet")
        if isinstance(answer.get("error"), str):
            raise AnswerError(answer["error"])
        return answer

    def _receive(self) -> dict:
        """The next answer; reports of refusals on the way are kept."""
        while True:
            message = wire.receive(self._read)
            if "flag" not in message:
                return message
            flag = str(message["flag"])[:150]
            if flag not in self.flags and len(self.flags) < 10:
                self.flags.append(flag)

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            self._in_time()
            part = self.channel.recv(min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _in_time(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.channel.settimeout(left)

    def end(self) -> int:
        """End the process; return its wait status."""
        if not self.alive:
            return 0
        self.alive = False
        status = self.sandbox.end_session()
        self.channel.close()
        return status


class RemoteWork:
    """Stands for the learner's work in the judge's process: `sub.f(x)` asks the other process, and only data come back."""

    def __init__(self, session: Session):
        self._session = session

    def __getattr__(self, name: str):
        answer = self._session.ask(do="get", name=name)
        if "missing" in answer:
            raise AnswerError(f"{name} is not defined")
        if answer.get("callable") is True:
            return _RemoteFunction(self._session, name)
        if answer.get("value", ...) is ...:
            raise NotImplementedError(f"{name} is not set")
        return answer["value"]


class _RemoteFunction:
    def __init__(self, session: Session, name: str):
        self._session, self._name = session, name

    def __call__(self, *arguments, **named):
        answer = self._session.ask(do="call", name=self._name, arguments=list(arguments), named=named)
        returned = answer.get("arguments")
        if isinstance(returned, list):
            for mine, theirs in zip(arguments, returned):
                _copy_back(mine, theirs)
        return answer.get("value")


def _copy_back(mine, theirs) -> None:
    """Repeat in the judge's own argument what the learner's code did to its copy."""
    if hasattr(mine, "shape") and mine.shape and getattr(theirs, "shape", None) == mine.shape:
        mine[...] = theirs
    elif isinstance(mine, list) and isinstance(theirs, list):
        mine[:] = theirs
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        mine.clear()
        mine.update(theirs)


def _how_it_ended(status: int) -> str:
    """Words for a wait status that nobody asked for."""
    if not os.WIFSIGNALED(status):
        return "the code ended its Python process (os._exit or the like)"
    number = os.WTERMSIG(status)
    reasons = {
        signal.SIGSEGV: "the Python process crashed; is there an endless recursion?",
        signal.SIGXCPU: "used too much computing time",
        signal.SIGKILL: "sent the judge something that is no answer, or was killed",
    }
    return reasons.get(number, f"the Python process died of signal {number}")


def _libraries() -> list[str]:
    """Folders that Python and its packages are read from."""
    places = {sys.prefix, sys.base_prefix, str(REMOTE), os.path.dirname(os.path.realpath(sys.executable))}
    places |= {str(Path(_package(name)).parent) for name in ("numpy", "torch") if _package(name)}
    return sorted(place for place in places if place and os.path.isdir(place))


def _extra_paths(preload: tuple[str, ...]) -> list[str]:
    """Where packages lie that an isolated Python would not find by itself."""
    return list(dict.fromkeys(str(Path(_package(name)).parent) for name in preload))


@cache
def _package(name: str) -> str:
    spec = find_spec(name)
    return os.path.dirname(spec.origin) if spec and spec.origin else ""


def bubblewrap() -> list[str]:
    """The command that closes everything off but Python, its libraries and an empty working folder."""
    system = [path for path in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache") if os.path.exists(path)]
    binds = [word for path in [*system, *_libraries()] for word in ("--ro-bind", path, path)]
    return [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "grading",
        *binds, "--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH_BYTES), "--tmpfs", INSIDE, "--remount-ro", "/", "--chdir", INSIDE,
    ]  # fmt: skip
