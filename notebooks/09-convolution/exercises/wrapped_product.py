# ---
# jupyter:
#   exercise:
#     id: ch09.wrapped_product
#     title: The product of spectra that wraps round
#     kind: bug
#     lesson: 01-convolution
#     hints:
#       - "Convolve (0, 0, 0, 1) with (0, 1). By hand the 1 moves to place 4, which does not exist in an array of four. Where does the code put it?"
#       - "A product of discrete Fourier transforms of length N is a convolution on a ring of N places. What is the shortest ring on which nothing meets its own tail?"
#       - "The full convolution has n + k − 1 entries. Transform at that length, and tell it to irfft, too: by itself irfft returns an even length."
# ---
# %% [markdown]
# `fast_convolution` should give the *full* convolution of two real signals, $z_t = \sum_a x_a w_{t-a}$ with $n + k - 1$ entries, through the Fourier transform. A colleague tried it on a pulse in the middle of a long signal, and every entry that came back was right. For a pulse near the end they are wrong; the result is too short; and if the longer of the two has odd length, it is one entry shorter still. Mend it all.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def fast_convolution(x, w):
    """The full convolution of x (n,) and w (k,), real, (n + k − 1,), through the discrete Fourier transform."""
    ### BEGIN SOLUTION
    size = len(x) + len(w) - 1
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(w, size), size)
    ### STUB
    size = max(len(x), len(w))
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(w, size))
    ### END SOLUTION
# %% tags=["check"] points=1
def check_end_of_signal(sub, rng):
    """A pulse at the end moves out of the signal, and does not come back at the front."""
    got = np.asarray(sub.fast_convolution(np.array([0.0, 0.0, 0.0, 1.0]), np.array([5.0, 7.0])))
    assert got.shape == (5,), f"4 and 2 entries give {got.shape}, wanted (5,)"
    assert np.allclose(got, [0, 0, 0, 5, 7]), f"it gives {got.round(3)}, wanted (0, 0, 0, 5, 7)"
# %% tags=["check"] points=1
def check_pulse_keeps_the_signal(sub, rng):
    """A kernel of one entry only scales."""
    x = rng.normal(size=5)
    got = np.asarray(sub.fast_convolution(x, np.array([2.0])))
    assert got.shape == (5,), f"5 entries and 1 give {got.shape}, wanted (5,)"
    assert np.allclose(got, 2 * x), f"times 2 gives {got}, wanted {2 * x}"
# %% tags=["hidden"] points=2 hint="Compare with np.convolve for odd and even lengths, and for a kernel that is longer than the signal."
def check_against_the_sum(sub, rng):
    """It equals the double sum for random lengths."""
    for n, k in ((6, 3), (7, 3), (7, 4), (3, 8), (1, 1), (64, 9)):
        x, w = rng.normal(size=n), rng.normal(size=k)
        want = [sum(x[a] * w[t - a] for a in range(n) if 0 <= t - a < k) for t in range(n + k - 1)]
        got = np.asarray(sub.fast_convolution(x, w))
        assert got.shape == (n + k - 1,), f"n = {n}, k = {k}: {got.shape}, wanted ({n + k - 1},)"
        assert np.allclose(got, want), f"n = {n}, k = {k}: entry {np.argmax(abs(got - want))} is off by {abs(got - want).max():.3g}"
# %% tags=["hidden"] points=1 hint="Neither argument is special in a convolution."
def check_order_does_not_matter(sub, rng):
    """Exchanging signal and kernel changes nothing."""
    x, w = rng.normal(size=9), rng.normal(size=4)
    one, other = np.asarray(sub.fast_convolution(x, w)), np.asarray(sub.fast_convolution(w, x))
    assert one.shape == other.shape == (12,) and np.allclose(one, other), "x ∗ w and w ∗ x differ"
# %% tags=["wrong"] fails=["check_end_of_signal", "check_against_the_sum"]
def fast_convolution(x, w):  # long enough, but the odd length is lost
    size = len(x) + len(w) - 1
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(w, size))
# %% tags=["wrong"] fails=["check_end_of_signal", "check_against_the_sum"]
def fast_convolution(x, w):  # the ring is one place too short
    size = len(x) + len(w) - 1
    ring = np.fft.irfft(np.fft.rfft(x, max(size - 1, 1)) * np.fft.rfft(w, max(size - 1, 1)), max(size - 1, 1))
    return np.append(ring, 0.0) if size > 1 else ring
# %% tags=["wrong"] fails=["check_end_of_signal", "check_against_the_sum"]
def fast_convolution(x, w):  # cross-correlation
    return np.convolve(x, w[::-1])
