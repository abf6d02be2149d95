# ---
# jupyter:
#   exercise:
#     id: ch07.shared_kernel
#     title: The gradient of a weight that is used in many places
#     kind: implement
#     lesson: 10-parameter-sharing
#     hints:
#       - "Output i is Σ_j kernel[j]·x[i·stride + j]. So kernel[j] appears in every output, each time beside another input."
#       - "The derivative of the loss by kernel[j] is the sum over all places i of upstream[i]·x[i·stride + j]."
#       - "Backwards to x: each output hands upstream[i]·kernel[j] to x[i·stride + j]; where windows overlap, add."
# ---
# %% [markdown]
# One small kernel slides along a signal with a stride:
#
# $$z_i = \sum_j k_j\, x_{i s + j} .$$
#
# Indices begin at 0. The same weights are used at every place. Write `kernel_gradient(x, kernel, stride, upstream)`, which returns the gradients of a loss by the kernel and by the signal, when `upstream` is its gradient by $\vec z$. Inputs behind the last full window are not used.
# %% tags=["given"]
import numpy as np


def slide(x, kernel, stride):
    """The outputs z of the sliding kernel."""
    places = (len(x) - len(kernel)) // stride + 1
    return np.array([kernel @ x[i * stride : i * stride + len(kernel)] for i in range(places)])
# %% tags=["answer"]
def kernel_gradient(x, kernel, stride, upstream):
    """Gradients by the kernel (k,) and by the signal (n,), given the gradient by the outputs."""
    ### BEGIN SOLUTION
    by_kernel, by_x = np.zeros(len(kernel)), np.zeros(len(x))
    for i, u in enumerate(upstream):
        window = slice(i * stride, i * stride + len(kernel))
        by_kernel += u * x[window]
        by_x[window] += u * kernel
    return by_kernel, by_x
    ### END SOLUTION
# %% tags=["check"] points=1
def check_by_hand(sub, rng):
    """x = (1, 2, 3), kernel (10, 20), stride 1, upstream (1, 1)."""
    by_kernel, by_x = sub.kernel_gradient(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0]), 1, np.ones(2))
    assert np.allclose(by_kernel, [3, 5]), f"by the kernel: {by_kernel}, wanted (1 + 2, 2 + 3); the places add up"
    assert np.allclose(by_x, [10, 30, 20]), f"by the signal: {by_x}, wanted (10, 30, 20); the middle input is in two windows"
# %% tags=["check"] points=1
def check_shapes(sub, rng):
    """The gradients have the shapes of kernel and signal, unused inputs get 0."""
    by_kernel, by_x = sub.kernel_gradient(np.arange(8.0), np.array([1.0, -1.0, 2.0]), 3, np.array([1.0, 2.0]))
    assert np.shape(by_kernel) == (3,) and np.shape(by_x) == (8,), f"shapes {np.shape(by_kernel)} and {np.shape(by_x)}, wanted (3,) and (8,)"
    assert np.all(np.asarray(by_x)[6:] == 0), "inputs behind the last full window got a gradient"
# %% tags=["hidden"] points=2 hint="Compare with central differences of a weighted sum of the outputs."
def check_differences(sub, rng):
    """Both gradients agree with central differences, for several strides and sizes."""
    for n, k, stride in ((9, 3, 1), (11, 4, 2), (12, 2, 5), (7, 7, 1)):
        x, kernel = rng.normal(size=n), rng.normal(size=k)
        u = rng.normal(size=(n - k) // stride + 1)
        want_k = [u @ (slide(x, kernel + 1e-6 * e, stride) - slide(x, kernel - 1e-6 * e, stride)) / 2e-6 for e in np.eye(k)]
        want_x = [u @ (slide(x + 1e-6 * e, kernel, stride) - slide(x - 1e-6 * e, kernel, stride)) / 2e-6 for e in np.eye(n)]
        by_kernel, by_x = sub.kernel_gradient(x, kernel, stride, u)
        assert np.allclose(by_kernel, want_k, atol=1e-6), f"n = {n}, k = {k}, stride {stride}: the gradient by the kernel is off"
        assert np.allclose(by_x, want_x, atol=1e-6), f"n = {n}, k = {k}, stride {stride}: the gradient by the signal is off"
# %% tags=["hidden"] points=1 hint="Do not write into the arguments."
def check_arguments(sub, rng):
    """The arguments stay as they are."""
    x, kernel, u = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0]), np.array([1.0, 2.0, 3.0])
    sub.kernel_gradient(x, kernel, 1, u)
    assert list(x) == [1, 2, 3, 4] and list(kernel) == [1, 1] and list(u) == [1, 2, 3], "an argument was changed in place"
# %% tags=["wrong"] fails=["check_by_hand", "check_differences"]
def kernel_gradient(x, kernel, stride, upstream):  # the mean over places
    by_kernel, by_x = np.zeros(len(kernel)), np.zeros(len(x))
    for i, u in enumerate(upstream):
        window = slice(i * stride, i * stride + len(kernel))
        by_kernel += u * x[window] / len(upstream)
        by_x[window] += u * kernel
    return by_kernel, by_x
# %% tags=["wrong"] fails=["check_by_hand", "check_differences"]
def kernel_gradient(x, kernel, stride, upstream):  # overwrites where windows overlap
    by_kernel, by_x = np.zeros(len(kernel)), np.zeros(len(x))
    for i, u in enumerate(upstream):
        window = slice(i * stride, i * stride + len(kernel))
        by_kernel += u * x[window]
        by_x[window] = u * kernel
    return by_kernel, by_x
# %% tags=["wrong"] fails=["check_differences"]
def kernel_gradient(x, kernel, stride, upstream):  # forgets the stride
    by_kernel, by_x = np.zeros(len(kernel)), np.zeros(len(x))
    for i, u in enumerate(upstream):
        by_kernel += u * x[i : i + len(kernel)]
        by_x[i : i + len(kernel)] += u * kernel
    return by_kernel, by_x
