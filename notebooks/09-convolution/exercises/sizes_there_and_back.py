# ---
# jupyter:
#   exercise:
#     id: ch09.sizes_there_and_back
#     title: Sizes there and back
#     kind: implement
#     lesson: 05-variants
#     hints:
#       - "A kernel of k taps with dilation d spans d(k − 1) + 1 inputs."
#       - "There are ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1 places. A floor loses up to s − 1 inputs: several n give one m."
#       - "The transposed layer turns m into (m − 1)s − 2p + d(k − 1) + 1, plus an output padding that says which n it was."
# ---
# %% [markdown]
# Write `size_after(n, k, s, p, d)`, the output length of a convolution of `n` inputs with `k` taps, stride `s`, `p` zeros of padding on each side and dilation `d` (1: neighbouring taps); a `ValueError` if not one window fits. And `output_padding(n, k, s, p, d)`: the extra length that a transposed convolution with the same numbers needs to turn the output's length back into `n`.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def size_after(n, k, s, p, d):
    """Output length of a convolution; ValueError when not one window fits."""
    ### BEGIN SOLUTION
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("not one window fits")
    return room // s + 1
    ### END SOLUTION


def output_padding(n, k, s, p, d):
    """What a transposed convolution must add to give back n."""
    ### BEGIN SOLUTION
    back = (size_after(n, k, s, p, d) - 1) * s - 2 * p + d * (k - 1) + 1
    return n - back
    ### END SOLUTION
# %% tags=["probe"]
def refuses_size(n, k, s, p, d):
    """Whether size_after raises a ValueError."""
    try:
        size_after(n, k, s, p, d)
    except ValueError:
        return True
    return False
# %% tags=["check"] points=1
def check_known_layers(sub, rng):
    """AlexNet's first layer makes 55 of 227, a 'same' layer keeps 28."""
    got = [int(sub.size_after(227, 11, 4, 0, 1)), int(sub.size_after(28, 5, 1, 2, 1)), int(sub.size_after(10, 3, 1, 0, 2))]
    assert got == [55, 28, 6], f"(227, 11, 4, 0, 1), (28, 5, 1, 2, 1), (10, 3, 1, 0, 2) give {got}, wanted [55, 28, 6]"
# %% tags=["check"] points=1
def check_way_back(sub, rng):
    """With stride 2 and kernel 3, 7 and 8 both become 3; going back 8 needs one more."""
    got = [int(sub.output_padding(n, 3, 2, 0, 1)) for n in (7, 8)]
    assert got == [0, 1], f"7 and 8 need {got}, wanted [0, 1]"
# %% tags=["hidden"] points=2 hint="Count the windows with a loop."
def check_by_counting(sub, rng):
    """Sizes agree with counting the windows that fit."""
    for _ in range(60):
        n, k, s, p, d = rng.integers(1, 20), rng.integers(1, 6), rng.integers(1, 5), rng.integers(0, 4), rng.integers(1, 4)
        starts = [a for a in range(-p, n + p, s) if a + d * (k - 1) <= n + p - 1]
        if starts:
            got = int(sub.size_after(int(n), int(k), int(s), int(p), int(d)))
            assert got == len(starts), f"n, k, s, p, d = {n, k, s, p, d}: {got}, counted {len(starts)}"
            extra = int(sub.output_padding(int(n), int(k), int(s), int(p), int(d)))
            covered = starts[-1] + d * (k - 1) + 1 - p
            assert extra == n - covered, f"n, k, s, p, d = {n, k, s, p, d}: output padding {extra}, wanted {n - covered}"
# %% tags=["hidden"] points=1 hint="The dilated span decides, and the padding counts twice."
def check_too_small(sub, rng):
    """A window that does not fit is refused; one that just fits is not."""
    assert sub.refuses_size(4, 3, 1, 0, 2), "a span of 5 in 4 inputs was not refused"
    assert not sub.refuses_size(5, 3, 1, 0, 2) and not sub.refuses_size(3, 5, 4, 1, 1), "a window that just fits was refused"
# %% tags=["wrong"] fails=["check_known_layers", "check_by_counting"]
def size_after(n, k, s, p, d):  # forgets that the first window is one, too
    if n + 2 * p < d * (k - 1) + 1:
        raise ValueError("too small")
    return (n + 2 * p - d * (k - 1) - 1) // s


def output_padding(n, k, s, p, d):
    return n - (size_after(n, k, s, p, d) * s - 2 * p + d * (k - 1) + 1)
# %% tags=["wrong"] fails=["check_by_counting", "check_known_layers"]
def size_after(n, k, s, p, d):  # a dilated kernel spans d·k
    if n + 2 * p < d * k:
        raise ValueError("too small")
    return (n + 2 * p - d * k) // s + 1


def output_padding(n, k, s, p, d):
    return n - ((size_after(n, k, s, p, d) - 1) * s - 2 * p + d * k)
# %% tags=["wrong"] fails=["check_way_back", "check_by_counting"]
def size_after(n, k, s, p, d):
    if n + 2 * p < d * (k - 1) + 1:
        raise ValueError("too small")
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def output_padding(n, k, s, p, d):  # always the most there can be
    return s - 1
