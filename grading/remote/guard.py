"""What a learner's code may not do: limits on resources, and an audit hook that refuses and reports.

The hook keeps honest mistakes and simple attempts away. It is no boundary against someone who means it; bubblewrap is.
"""

import ctypes
import os
import resource
import signal
import sys

FILE_BYTES = 16_000_000
OPEN_FILES = 128
READABLE = ("/dev/null", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo", "/usr/", "/lib", "/etc/ld.so.cache", "/etc/localtime")
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

_PROCESSES = {"os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen", "pty.spawn"}
_SIGNALS = {"os.kill", "os.killpg", "signal.pthread_kill", "signal.pidfd_send_signal"}
_FOREIGN = {"ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function", "ctypes.cdata", "ctypes.dlsym/handle"}
_LIMITS = {"resource.setrlimit", "resource.prlimit", "cpython._PySys_ClearAuditHooks"}
_TOUCHES = {
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "os.utime",
    "os.listdir", "os.scandir", "os.chdir", "os.lchown", "os.setxattr", "os.mkfifo", "os.mknod", "shutil.rmtree",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def die_with_parent():
    """Ask the kernel to end this process when its parent ends (Linux), and to hand orphans to it."""
    if sys.platform == "linux":
        kernel = ctypes.CDLL(None)
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)


def limit_resources(memory, seconds):
    """Limit this process: bytes of memory beyond what it has now, seconds of computing, files, core dumps."""
    held = _address_space()
    _set(resource.RLIMIT_AS, held + memory)
    _set(resource.RLIMIT_CPU, int(seconds) + 1)
    _set(resource.RLIMIT_FSIZE, FILE_BYTES)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, OPEN_FILES)


def watch(folder, libraries, report):
    """Refuse, from now on, processes, network, signals and files outside the working folder.

    Args:
        folder: the working folder, free to read and write.
        libraries: folders that may be read.
        report: called with a short sentence for each refusal.
    """
    folder = os.path.realpath(folder)
    readable = tuple(os.path.realpath(path).rstrip("/") + "/" for path in libraries) + READABLE

    def refuse(what):
        report(what)
        raise PermissionError(f"not allowed while this is graded: {what}")

    def hook(event, details):
        if event == "open":
            path, mode, flags = details
            writing = bool((flags or 0) & _WRITING) or any(letter in str(mode or "") for letter in "wax+")
            if not _allowed(path, writing, folder, readable):
                refuse(f"opening {_shown(path)}")
        elif event in _TOUCHES:
            paths = [path for path in details if isinstance(path, (str, bytes, os.PathLike))]
            reading = event in ("os.listdir", "os.scandir", "os.chdir")
            if any(not _allowed(path, not reading, folder, readable) for path in paths):
                refuse(f"{event} on {_shown(paths[0])}")
        elif event in _PROCESSES:
            refuse("starting a process")
        elif event.startswith("socket."):
            refuse("using the network")
        elif event in _SIGNALS:
            refuse("sending a signal")
        elif event in _FOREIGN:
            refuse("calling into the system")
        elif event in _LIMITS:
            refuse("changing its limits")

    sys.addaudithook(hook)


def _allowed(path, writing, folder, readable):
    if isinstance(path, int):
        return True
    place = os.path.realpath(os.fsdecode(path) or ".")
    if place == folder or place.startswith(folder + "/") or place == "/dev/null":
        return True
    return not writing and (place + "/").startswith(readable)


def _shown(path):
    return os.fsdecode(path)[:100]


def _set(kind, value):
    _, most = resource.getrlimit(kind)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):
        pass  # macOS refuses some; the judge's own clock still stands


def _address_space():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
