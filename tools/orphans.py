"""Nothing goes on when its command is gone: a process that imports this ends soon after its parent, however the parent ended.

A killed command cannot tell its children. Pytest loads this with ``-p tools.orphans``, pools of workers in their initializer;
kernels look after themselves in the same way.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

SECONDS = 0.5


def follow_parent() -> None:
    """Begin to watch: end this process once its parent is another than now. No clean-up, since nobody is waiting for it."""

    def watch(parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS)
        os._exit(1)

    threading.Thread(target=watch, args=(os.getppid(),), daemon=True, name="follow parent").start()


def leave_on_interrupt() -> None:
    """From now on SIGINT ends this process at once, instead of after the work that its workers have begun; they follow it.

    A process that was started to ignore SIGINT, as a shell's background jobs are, goes on ignoring it.
    """

    def leave(*_) -> None:
        sys.stdout.flush()
        sys.stderr.write("\ninterrupted\n")
        sys.stderr.flush()
        os._exit(130)

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, leave)


def pytest_configure() -> None:
    """Pytest's call to a plugin before anything else."""
    follow_parent()
