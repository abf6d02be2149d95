"""A kernel that does not come up is started again; nothing else is repeated."""

import pytest

from tools.kernels import persistently


def failing(times, message):
    """An act that fails so many times, and the list of its attempts."""
    attempts = []

    def act():
        attempts.append(message)
        if len(attempts) <= times:
            raise RuntimeError(message)
        return "a kernel"

    return act, attempts


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_kernel_that_died_while_it_started_is_started_again(times):
    act, attempts = failing(times, "Kernel died before replying to kernel_info")
    assert persistently(act) == "a kernel" and len(attempts) == times + 1


def test_three_attempts_are_enough():
    act, attempts = failing(9, "Kernel died before replying to kernel_info")
    with pytest.raises(RuntimeError, match="kernel_info"):
        persistently(act)
    assert len(attempts) == 3


def test_a_kernel_that_dies_at_work_is_not_started_again():
    act, attempts = failing(1, "Kernel died")
    with pytest.raises(RuntimeError):
        persistently(act)
    assert len(attempts) == 1
