# ---
# jupyter:
#   exercise:
#     id: ch09.pool_gradient
#     title: Max pooling backwards, with windows that overlap
#     kind: implement
#     lesson: 03-pooling
#     hints:
#       - "Each output is a copy of one input: the largest of its window. Its gradient goes there and nowhere else."
#       - "With stride < size one input can win several windows. Their gradients add."
#       - "Where two entries of a window are equal, take the first in reading order, as the library does (argmax)."
# ---
# %% [markdown]
# Write `pool_gradient(x, size, stride, upstream)`: the gradient of a loss by the picture `x`, when `upstream` is its gradient by the max-pooled picture with square windows of side `size` and no padding. Rows and columns behind the last full window are not seen. On a tie the first entry in reading order takes all.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def pool_gradient(x, size, stride, upstream):
    """Gradient by x (h, w), given the gradient by the pooled picture."""
    ### BEGIN SOLUTION
    gradient = np.zeros(np.shape(x))
    for (row, column), u in np.ndenumerate(upstream):
        top, left = row * stride, column * stride
        window = x[top : top + size, left : left + size]
        down, right = np.unravel_index(np.argmax(window), window.shape)
        gradient[top + down, left + right] += u
    return gradient
    ### END SOLUTION
# %% tags=["check"] points=1
def check_one_window(sub, rng):
    """In one window the largest entry takes the whole gradient."""
    got = np.asarray(sub.pool_gradient(np.array([[1.0, 5.0], [2.0, 3.0]]), 2, 2, np.array([[7.0]])))
    assert np.array_equal(got, [[0, 7], [0, 0]]), f"it gives {got.tolist()}, wanted [[0, 7], [0, 0]]"
# %% tags=["check"] points=1
def check_tie(sub, rng):
    """On a tie the first entry in reading order takes all."""
    got = np.asarray(sub.pool_gradient(np.array([[1.0, 4.0], [4.0, 4.0]]), 2, 2, np.array([[3.0]])))
    assert np.array_equal(got, [[0, 3], [0, 0]]), f"it gives {got.tolist()}, wanted [[0, 3], [0, 0]]"
# %% tags=["hidden"] points=2 hint="Add, do not overwrite; one input may be the largest of several windows."
def check_differences_overlapping(sub, rng):
    """It agrees with central differences, for overlapping windows, gaps and pictures that are not square."""
    for shape, size, stride in (((6, 5), 3, 1), ((7, 9), 3, 2), ((8, 5), 2, 3), ((5, 6), 2, 2)):
        x = rng.permutation(shape[0] * shape[1]).reshape(shape) / 7.0
        out = [(n - size) // stride + 1 for n in shape]
        u = rng.normal(size=out)

        def loss(picture):
            return sum(u[r, c] * picture[r * stride : r * stride + size, c * stride : c * stride + size].max() for r in range(out[0]) for c in range(out[1]))

        want = np.zeros(shape)
        for place in np.ndindex(*shape):
            step = np.zeros(shape)
            step[place] = 1e-4
            want[place] = (loss(x + step) - loss(x - step)) / 2e-4
        got = np.asarray(sub.pool_gradient(x, size, stride, u))
        assert got.shape == shape and np.allclose(got, want, atol=1e-6), f"picture {shape}, window {size}, stride {stride}: off by {abs(got - want).max():.3g}"
# %% tags=["hidden"] points=1 hint="The gradients by the outputs are handed on, none is lost or made."
def check_nothing_lost(sub, rng):
    """The gradient's sum is that of the upstream gradient."""
    x, u = rng.normal(size=(9, 9)), rng.normal(size=(4, 4))
    got = float(np.sum(sub.pool_gradient(x, 3, 2, u)))
    assert abs(got - u.sum()) < 1e-9, f"the sum is {got:.4f}, upstream's {u.sum():.4f}"
# %% tags=["wrong"] fails=["check_differences_overlapping"]
def pool_gradient(x, size, stride, upstream):  # overwrites where windows overlap
    gradient = np.zeros(x.shape)
    for (r, c), u in np.ndenumerate(upstream):
        window = x[r * stride : r * stride + size, c * stride : c * stride + size]
        down, right = np.unravel_index(np.argmax(window), window.shape)
        gradient[r * stride + down, c * stride + right] = u
    return gradient
# %% tags=["wrong"] fails=["check_tie"]
def pool_gradient(x, size, stride, upstream):  # every largest entry gets the gradient
    gradient = np.zeros(x.shape)
    for (r, c), u in np.ndenumerate(upstream):
        place = np.s_[r * stride : r * stride + size, c * stride : c * stride + size]
        gradient[place] += u * (x[place] == x[place].max())
    return gradient
# %% tags=["wrong"] fails=["check_one_window"]
def pool_gradient(x, size, stride, upstream):  # average pooling
    gradient = np.zeros(x.shape)
    for (r, c), u in np.ndenumerate(upstream):
        gradient[r * stride : r * stride + size, c * stride : c * stride + size] += u / size**2
    return gradient
