# ---
# jupyter:
#   exercise:
#     id: ch09.missing_flip
#     title: The backward pass that only symmetric kernels forgive
#     kind: bug
#     lesson: 05-variants
#     hints:
#       - "Try a kernel that is not its own mirror image, such as (1, 0, 0)."
#       - "z[i] = Σ_j w[j]·x[i·s + j]. So x[a] gets upstream[i]·w[j] for every pair with i·s + j = a: the adjoint, ⟨u, Kx⟩ = ⟨Kᵀu, x⟩."
#       - "The kernel flips only when you write it as a cross-correlation. np.convolve flips for you. And the inputs behind the last window get zeros, not nothing."
# ---
# %% [markdown]
# `spread` is the backward pass of a strided cross-correlation $z_i = \sum_j w_j x_{is+j}$ with respect to its input, by stuffing $s-1$ zeros between the entries of `upstream` and sliding the kernel over the result. All its tests had the kernel (1, 2, 1) and stride 1, and it passed them. It has two mistakes: find both, and mend them.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def spread(upstream, w, stride, n):
    """Gradient by x (n,), given the gradient by z (m,) of a cross-correlation with w (k,)."""
    ### BEGIN SOLUTION
    stuffed = np.zeros((len(upstream) - 1) * stride + 1)
    stuffed[::stride] = upstream
    full = np.convolve(stuffed, w)
    return np.pad(full, (0, n - len(full)))
    ### STUB
    stuffed = np.zeros((len(upstream) - 1) * stride + 1)
    stuffed[::stride] = upstream
    full = np.convolve(stuffed, w[::-1])
    return full[:n]
    ### END SOLUTION
# %% tags=["check"] points=1
def check_lopsided(sub, rng):
    """One output, kernel (1, 2, 3): its inputs get 1, 2 and 3 times the gradient."""
    got = np.asarray(sub.spread(np.array([10.0]), np.array([1.0, 2.0, 3.0]), 1, 3))
    assert np.allclose(got, [10, 20, 30]), f"it gives {got}, wanted (10, 20, 30)"
# %% tags=["check"] points=1
def check_rest(sub, rng):
    """Inputs behind the last window get zeros, and the length is that of x."""
    got = np.asarray(sub.spread(np.array([1.0, 1.0]), np.array([1.0, 2.0, 1.0]), 3, 8))
    assert got.shape == (8,), f"the gradient by 8 inputs has shape {got.shape}"
    assert np.allclose(got, [1, 2, 1, 1, 2, 1, 0, 0]), f"it gives {got}, wanted (1, 2, 1, 1, 2, 1, 0, 0)"
# %% tags=["hidden"] points=3 hint="⟨u, Kx⟩ = ⟨Kᵀu, x⟩ for random u and x, strides and lengths."
def check_adjoint(sub, rng):
    """The adjoint identity, for random sizes and kernels."""
    for n, k, stride in ((9, 3, 1), (12, 4, 2), (13, 2, 3), (7, 7, 1), (10, 1, 4)):
        x, w, m = rng.normal(size=n), rng.normal(size=k), (n - k) // stride + 1
        u = rng.normal(size=m)
        forward = u @ [w @ x[i * stride : i * stride + k] for i in range(m)]
        back = np.asarray(sub.spread(u, w, stride, n))
        assert back.shape == (n,), f"n = {n}, k = {k}, stride {stride}: shape {back.shape}"
        assert abs(forward - back @ x) < 1e-9, f"n = {n}, k = {k}, stride {stride}: ⟨u, Kx⟩ = {forward:.4f} and ⟨Kᵀu, x⟩ = {back @ x:.4f}"
# %% tags=["wrong"] fails=["check_rest", "check_adjoint"]
def spread(upstream, w, stride, n):  # the flip mended, the rest not
    stuffed = np.zeros((len(upstream) - 1) * stride + 1)
    stuffed[::stride] = upstream
    return np.convolve(stuffed, w)[:n]
# %% tags=["wrong"] fails=["check_lopsided", "check_adjoint"]
def spread(upstream, w, stride, n):  # the rest mended, the flip not
    stuffed = np.zeros((len(upstream) - 1) * stride + 1)
    stuffed[::stride] = upstream
    full = np.convolve(stuffed, w[::-1])
    return np.pad(full, (0, n - len(full)))
# %% tags=["wrong"] fails=["check_rest", "check_adjoint"]
def spread(upstream, w, stride, n):  # the zeros in front
    stuffed = np.zeros((len(upstream) - 1) * stride + 1)
    stuffed[::stride] = upstream
    full = np.convolve(stuffed, w)
    return np.pad(full, (n - len(full), 0))
