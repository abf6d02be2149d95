"""Starting a kernel where many start at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
NOT_STARTED = "before replying to kernel_info"  # jupyter_client's words for a kernel that died while it started


def persistently(act: Callable[[], T]) -> T:
    """Do what begins with starting a kernel, again if the kernel did not come up; what a cell does is never repeated.

    Kernels that start at the same moment may be given the same free port, before either has bound it; the second one dies.

    Raises:
        RuntimeError: no kernel came up in three attempts, or whatever else `act` raises.
    """
    for _ in range(2):
        try:
            return act()
        except RuntimeError as error:
            if NOT_STARTED not in str(error):
                raise
    return act()
