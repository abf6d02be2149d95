"""Runs a command with the network cut off: ``python -m tools.offline COMMAND…``.

The command gets a network namespace of its own in which only the loopback interface is up, so a server on localhost works
and nothing else does. Where the system does not allow that, the command runs with the network and a line says so. When
the network is off, the command finds BOOK_OFFLINE=1 in its environment.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
GET_FLAGS, SET_FLAGS = 0x8913, 0x8914  # SIOCGIFFLAGS, SIOCSIFFLAGS
IFF_UP = 1


def cut() -> None:
    """Move this process into a network of its own, with loopback up.

    Raises:
        OSError: the system does not allow it. The process may then be without any network at all.
    """
    user, group = os.getuid(), os.getgid()
    if sys.platform != "linux":
        raise OSError(f"{sys.platform} has no network namespaces")
    if user == 0:
        _unshare(CLONE_NEWNET)
    else:
        # an unprivileged user needs a user namespace, in which he stays who he is
        _unshare(CLONE_NEWUSER | CLONE_NEWNET)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _bring_up("lo")


def is_possible() -> bool:
    """Whether `cut` works here. Tried in a child, so that a half-done attempt harms nobody."""
    if sys.platform != "linux":
        return False
    child = os.fork()
    if child == 0:
        try:
            cut()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _unshare(flags: int) -> None:
    # os.unshare exists from Python 3.12 on
    if ctypes.CDLL(None, use_errno=True).unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"unshare: {os.strerror(number)}")


def _bring_up(interface: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh", interface.encode(), 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(control, GET_FLAGS, request), 16)
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh", interface.encode(), flags | IFF_UP))


def main() -> int:
    """The command line: becomes the command."""
    command = sys.argv[1:]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    environment = dict(os.environ)
    if is_possible():
        cut()
        environment["BOOK_OFFLINE"] = "1"
        print("offline: the network is off", flush=True)
    else:
        print("offline: this system does not let us cut the network; going on with it", flush=True)
    try:
        os.execvpe(command[0], command, environment)
    except OSError as error:
        print(f"offline: {command[0]}: {error.strerror}", file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main())
