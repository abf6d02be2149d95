# ---
# jupyter:
#   exercise:
#     id: ch09.nearest_convolution
#     title: The convolution nearest to a dense layer
#     kind: implement
#     lesson: 04-strong-prior
#     hints:
#       - "In a convolution matrix every entry with the same j − i is equal, and all others are zero."
#       - "The sum of squares splits over the diagonals. On each allowed diagonal the best constant is the mean of its entries."
#       - "Diagonal number t (0 ≤ t < k) holds W[i, i + t] for every output i."
# ---
# %% [markdown]
# A dense layer from $n$ inputs to $m = n - k + 1$ outputs has the matrix `W` of shape $(m, n)$. A convolution layer with the kernel $w$ (without padding; cross-correlation, as in libraries) is the matrix with $K_{i,i+t} = w_t$ for $0 \le t < k$ and zeros elsewhere.
#
# Write `nearest_kernel(W, k)`: the kernel whose matrix is nearest to $W$ in Frobenius norm, and that distance, as a pair.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def nearest_kernel(W, k):
    """The kernel (k,) of the convolution nearest to W (m, m + k − 1), and the Frobenius distance."""
    ### BEGIN SOLUTION
    places = np.arange(len(W))
    kernel = np.array([W[places, places + t].mean() for t in range(k)])
    rest = W.copy()
    for t in range(k):
        rest[places, places + t] -= kernel[t]
    return kernel, np.linalg.norm(rest)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_a_convolution_stays(sub, rng):
    """The matrix of a kernel gives this kernel back, at distance 0."""
    kernel, distance = sub.nearest_kernel(np.array([[1.0, -2.0, 0.0], [0.0, 1.0, -2.0]]), 2)
    assert np.allclose(kernel, [1, -2]) and abs(distance) < 1e-9, f"it gives {kernel} at distance {distance}, wanted (1, −2) at 0"
# %% tags=["check"] points=1
def check_means_of_diagonals(sub, rng):
    """[[1, 4, 3], [0, 3, 6]]: kernel (2, 5), at distance √(1 + 1 + 1 + 1 + 9)."""
    kernel, distance = sub.nearest_kernel(np.array([[1.0, 4.0, 3.0], [0.0, 3.0, 6.0]]), 2)
    assert np.allclose(kernel, [2, 5]), f"the kernel is {kernel}, wanted (2, 5)"
    assert np.isclose(distance, np.sqrt(13)), f"the distance is {distance:.4f}, wanted √13 = {np.sqrt(13):.4f}"
# %% tags=["hidden"] points=2 hint="Least squares over the k matrices that each have ones on one diagonal."
def check_least_squares(sub, rng):
    """It is the least-squares fit by shifted diagonals."""
    for m, k in ((4, 3), (6, 1), (1, 4), (5, 5)):
        W = rng.normal(size=(m, m + k - 1))
        basis = np.stack([np.eye(m, m + k - 1, t).ravel() for t in range(k)], axis=1)
        want, residual = np.linalg.lstsq(basis, W.ravel(), rcond=None)[:2]
        kernel, distance = sub.nearest_kernel(W, k)
        assert np.shape(kernel) == (k,) and np.allclose(kernel, want), f"m = {m}, k = {k}: {kernel}, wanted {want}"
        left = np.linalg.norm(W.ravel() - basis @ want)
        assert abs(distance - left) < 1e-9, f"m = {m}, k = {k}: distance {distance:.4f}, wanted {left:.4f}"
# %% tags=["hidden"] points=1 hint="Work on a copy."
def check_matrix_stays(sub, rng):
    """The matrix is not changed."""
    W = rng.normal(size=(3, 5))
    before = W.copy()
    sub.nearest_kernel(W, 3)
    assert np.array_equal(W, before), "W was changed in place"
# %% tags=["wrong"] fails=["check_means_of_diagonals", "check_least_squares"]
def nearest_kernel(W, k):  # the first row only
    kernel = W[0, :k].copy()
    rest = W - sum(kernel[t] * np.eye(*W.shape, t) for t in range(k))
    return kernel, np.linalg.norm(rest)
# %% tags=["wrong"] fails=["check_means_of_diagonals", "check_least_squares"]
def nearest_kernel(W, k):  # the distance within the allowed diagonals only
    kernel = np.array([np.diagonal(W, t)[: len(W)].mean() for t in range(k)])
    inside = sum(((np.diagonal(W, t)[: len(W)] - kernel[t]) ** 2).sum() for t in range(k))
    return kernel, np.sqrt(inside)
# %% tags=["wrong"] fails=["check_means_of_diagonals", "check_least_squares"]
def nearest_kernel(W, k):  # flipped
    kernel = np.array([np.diagonal(W, t)[: len(W)].mean() for t in range(k)])
    rest = W - sum(kernel[t] * np.eye(*W.shape, t) for t in range(k))
    return kernel[::-1].copy(), np.linalg.norm(rest)
