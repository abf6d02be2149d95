"""When the network is said to be off, it is off; and localhost still works."""

import os
import socket
import subprocess
import sys

import pytest

from tools import offline
from tools.registry import ROOT

PROBE = """
import os, socket
assert os.environ.get("BOOK_OFFLINE") == "1"
assert [name for _, name in socket.if_nameindex()] == ["lo"]
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print("unreachable", error.errno)
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
    print("localhost works")
"""


def run(*command):
    """Run a command through the wrapper."""
    wrapped = [sys.executable, "-m", "tools.offline", *command]
    return subprocess.run(wrapped, cwd=ROOT, capture_output=True, text=True, env=os.environ)


@pytest.mark.skipif(not offline.is_possible(), reason="this system does not let us cut the network")
def test_network_is_off_and_localhost_is_on():
    done = run(sys.executable, "-c", PROBE)
    assert done.returncode == 0, done.stderr
    assert "the network is off" in done.stdout and "unreachable" in done.stdout and "localhost works" in done.stdout


@pytest.mark.skipif("BOOK_OFFLINE" not in os.environ, reason="this run was not cut off")
def test_this_run_is_cut_off():
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


def test_exit_status_is_the_commands():
    assert run(sys.executable, "-c", "raise SystemExit(7)").returncode == 7
    assert run("no-such-command").returncode == 127
    assert run().returncode == 2


def test_system_that_refuses_is_named(monkeypatch, capsys):
    monkeypatch.setattr(offline, "is_possible", lambda: False)
    monkeypatch.setattr(sys, "argv", ["offline", "true"])
    monkeypatch.setattr(os, "execvpe", lambda *arguments: None)
    offline.main()
    assert "going on with it" in capsys.readouterr().out
