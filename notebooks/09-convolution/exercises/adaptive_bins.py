# ---
# jupyter:
#   exercise:
#     id: ch09.adaptive_bins
#     title: Any length to a fixed length
#     kind: implement
#     lesson: 07-data-types
#     hints:
#       - "Bin i of m covers the fractions i/m to (i + 1)/m of the length."
#       - "It begins at ⌊i·n/m⌋ and ends before ⌈(i + 1)·n/m⌉. Bins may overlap by one, and none is empty, even when n < m."
#       - "The ceiling of a/b in whole numbers is −(−a // b). Do not go through floating point: 0.1·3 is not 0.3."
# ---
# %% [markdown]
# *Adaptive average pooling* gives `m` numbers for a signal of any length `n`: bin $i$ is the mean over the places $\lfloor in/m\rfloor$ up to, but not including, $\lceil (i+1)n/m\rceil$. Write `adaptive_mean(x, m)`, for `x` of shape `(n,)` or `(channels, n)`; pooling is along the last axis.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def adaptive_mean(x, m):
    """Means over m bins along the last axis: (…, n) becomes (…, m)."""
    ### BEGIN SOLUTION
    n = x.shape[-1]
    return np.stack([x[..., i * n // m : -(-(i + 1) * n // m)].mean(-1) for i in range(m)], axis=-1)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_even_bins(sub, rng):
    """Six places in three bins: means of pairs."""
    got = np.asarray(sub.adaptive_mean(np.array([1.0, 3.0, 5.0, 5.0, 0.0, 8.0]), 3))
    assert got.shape == (3,) and np.allclose(got, [2, 5, 4]), f"it gives {got}, wanted (2, 5, 4)"
# %% tags=["check"] points=1
def check_uneven_bins(sub, rng):
    """Five places in two bins: they share the middle."""
    got = np.asarray(sub.adaptive_mean(np.array([3.0, 0.0, 6.0, 0.0, 9.0]), 2))
    assert np.allclose(got, [3, 5]), f"it gives {got}, wanted (3, 5): both bins contain the middle"
# %% tags=["hidden"] points=2 hint="Every place belongs to each bin that its interval touches."
def check_by_touching(sub, rng):
    """Bin i averages every place whose interval touches the i-th part, for many lengths."""
    for n, m in ((7, 3), (29, 4), (10, 7), (3, 5), (1, 4), (90, 63)):
        x = rng.normal(size=n)
        # in units of 1/(n·m): place t covers t·m to (t + 1)·m, part i covers i·n to (i + 1)·n
        want = [np.mean([x[t] for t in range(n) if t * m < (i + 1) * n and (t + 1) * m > i * n]) for i in range(m)]
        got = np.asarray(sub.adaptive_mean(x, m))
        assert got.shape == (m,) and np.allclose(got, want), f"{n} places in {m} bins: {got.round(3)}, wanted {np.round(want, 3)}"
# %% tags=["hidden"] points=1 hint="Use the last axis: x[..., start:end]."
def check_channels(sub, rng):
    """Several channels are pooled each for itself."""
    x = rng.normal(size=(4, 11))
    got = np.asarray(sub.adaptive_mean(x, 3))
    rows = np.stack([np.asarray(sub.adaptive_mean(row, 3)) for row in x])
    assert got.shape == (4, 3) and np.allclose(got, rows), f"four channels give {got.shape}, wanted (4, 3) with each row pooled for itself"
# %% tags=["wrong"] fails=["check_uneven_bins", "check_by_touching"]
def adaptive_mean(x, m):  # bins that do not overlap
    n = x.shape[-1]
    return np.stack([x[..., i * n // m : max((i + 1) * n // m, i * n // m + 1)].mean(-1) for i in range(m)], axis=-1)
# %% tags=["wrong"] fails=["check_uneven_bins", "check_by_touching"]
def adaptive_mean(x, m):  # the rest of the division is thrown away
    n = x.shape[-1]
    size = max(n // m, 1)
    return np.stack([x[..., min(i * size, n - 1) : min(i * size, n - 1) + size].mean(-1) for i in range(m)], axis=-1)
# %% tags=["wrong"] fails=["check_channels"]
def adaptive_mean(x, m):  # pools the first axis
    n = len(x)
    return np.stack([x[i * n // m : -(-(i + 1) * n // m)].mean(0) for i in range(m)], axis=-1)
