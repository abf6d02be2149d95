# ---
# jupyter:
#   exercise:
#     id: ch90.double
#     title: Twice as much
#     kind: implement
#     lesson: 01-overflow
#     time_limit: 1.5
#     hints: ["Times two.", "2 * x"]
# ---
# %% [markdown]
# Write `double(x)`, and `add_one(x)`, which changes an array in place.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def add_one(x):
    """Add 1 to the array x, in place."""
    ### BEGIN SOLUTION
    x += 1
    ### END SOLUTION
# %% tags=["check"] points=1
def check_number(sub, rng):
    """Twice 3 is 6."""
    assert sub.double(3) == 6, "twice 3 is 6"
# %% tags=["check"] points=1
def check_array(sub, rng):
    """Arrays are doubled element by element."""
    assert np.array_equal(sub.double(np.arange(3.0)), [0, 2, 4]), "double 0, 1, 2"
# %% tags=["hidden"] points=1
def check_in_place(sub, rng):
    """add_one changes its argument."""
    x = np.array([1.0, 5.0])
    sub.add_one(x)
    assert np.array_equal(x, [2, 6]), f"the argument is {x} afterwards, wanted 2 and 6"
# %% tags=["wrong"] fails=["check_number"]
def double(x):
    return x * x


def add_one(x):
    x += 1
# %% tags=["wrong"] fails=["check_in_place"]
def double(x):
    return 2 * x


def add_one(x):
    x = x + 1
