# ---
# jupyter:
#   exercise:
#     id: ch06.count_pieces
#     title: The piece counter that counts too many
#     kind: bug
#     lesson: 04-depth-and-width
#     hints:
#       - "Print the slopes of a straight line sampled at steps of 0.1. Are they equal?"
#       - "Two slopes that should be equal differ in the last digits. They need a tolerance. Which size of difference is noise: 1e-9? What if y is measured in billionths?"
#       - "Compare the difference of neighbouring slopes with a small fraction of the largest slope."
# ---
# %% [markdown]
# `count_pieces` counts the linear pieces of a ReLU network on a line from samples $(x_i, y_i)$, with $x$ increasing in steps of any size and all joints at samples. For the straight line $0.3 x - 0.1$ at 101 samples on $[0, 1]$ it reports about 40 pieces. Find the mistake and mend it.
#
# The count must not depend on the unit in which $y$ is measured: $10^{-9} y$ and $10^9 y$ have as many pieces as $y$. Real joints change the slope by at least a ten-thousandth of the largest slope.
# %% tags=["given"]
import numpy as np


def sawtooth(x, folds):
    """The tent 2 relu(x) − 4 relu(x − ½), composed `folds` times: 2**folds pieces on [0, 1]."""
    for _ in range(folds):
        x = 2 * np.maximum(0, x) - 4 * np.maximum(0, x - 0.5)
    return x
# %% tags=["answer"]
def count_pieces(x, y):
    """Number of linear pieces of the polyline through (x, y), both (n,)."""
    slopes = np.diff(y) / np.diff(x)
    ### BEGIN SOLUTION
    noise = 1e-6 * np.max(np.abs(slopes))
    return 1 + np.sum(np.abs(np.diff(slopes)) > noise)
    ### STUB
    return 1 + np.sum(np.diff(slopes) != 0)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_straight_line(sub, rng):
    """A straight line has one piece, however it is sampled."""
    x = np.linspace(0, 1, 101)
    pieces = sub.count_pieces(x, 0.3 * x - 0.1)
    assert pieces == 1, f"a straight line at 101 samples has {pieces} pieces; look at the slopes' last digits"
    assert sub.count_pieces(x, 0 * x) == 1, "a constant has one piece; is a difference of 0 counted?"
# %% tags=["check"] points=1
def check_sawtooth(sub, rng):
    """Three folds make 8 pieces."""
    x = np.linspace(0, 1, 65)
    pieces = sub.count_pieces(x, sawtooth(x, 3) + 0.1 * x)
    assert pieces == 8, f"three folds plus a slope are counted as {pieces} pieces, wanted 8"
# %% tags=["hidden"] points=2 hint="A fixed tolerance fails for y in billionths or in billions; make it a fraction of the slopes."
def check_units(sub, rng):
    """The count is the same for 10⁻⁹ y, y and 10⁹ y."""
    x = np.linspace(0, 1, 201)
    y = np.interp(x, [0, 0.2, 0.55, 1], [0, 0.7, 0.7, 0.9])
    counts = [int(sub.count_pieces(x, scale * y)) for scale in (1e-9, 1, 1e9)]
    assert counts == [3, 3, 3], f"10⁻⁹ y, y and 10⁹ y are counted as {counts}, wanted 3 each; the tolerance must follow the slopes"
# %% tags=["hidden"] points=2 hint="Do not round or loosen so far that real joints vanish: the smallest ones change the slope by a ten-thousandth."
def check_gentle_joint(sub, rng):
    """A joint that changes the slope by 3 parts in 10,000 is counted."""
    x = np.linspace(0, 2, 41)
    pieces = sub.count_pieces(x, 100 * x + 0.03 * np.maximum(0, x - 1))
    assert pieces == 2, f"a slope that goes from 100 to 100.03 is counted as {pieces} pieces, wanted 2"
# %% tags=["hidden"] points=1 hint="The samples need not be equally spaced: divide by the differences of x."
def check_uneven_samples(sub, rng):
    """Unevenly spaced samples give the same count."""
    x = np.unique(np.r_[np.sort(rng.uniform(0, 1, 300)), np.arange(33) / 32])
    pieces = sub.count_pieces(x, sawtooth(x, 5))
    assert pieces == 32, f"five folds, unevenly sampled, are counted as {pieces} pieces, wanted 32"
# %% tags=["wrong"] fails=["check_units"]
def count_pieces(x, y):  # a fixed tolerance
    slopes = np.diff(y) / np.diff(x)
    return 1 + np.sum(np.abs(np.diff(slopes)) > 1e-6)
# %% tags=["wrong"] fails=["check_gentle_joint"]
def count_pieces(x, y):  # a tolerance of one per cent hides real joints
    slopes = np.diff(y) / np.diff(x)
    return 1 + np.sum(~np.isclose(slopes[1:], slopes[:-1], rtol=1e-2))
# %% tags=["wrong"] fails=["check_units", "check_gentle_joint"]
def count_pieces(x, y):  # rounds the slopes to one digit
    slopes = np.round(np.diff(y) / np.diff(x), 1)
    return 1 + np.sum(np.diff(slopes) != 0)
# %% tags=["wrong"] fails=["check_straight_line"]
def count_pieces(x, y):  # only changes of the slope's sign
    return np.sum(np.diff(np.sign(np.diff(y))) != 0)
