# ---
# jupyter:
#   exercise:
#     id: ch06.layer_norm
#     title: The backward pass of layer normalisation
#     kind: implement
#     lesson: 05-backpropagation
#     hints:
#       - "Every input x_i reaches the output in three ways: directly, through the mean, and through the variance. Their contributions add up."
#       - "Write the output as x̂ = (x − μ)/s with s = √(σ² + ε). The mean's way subtracts the mean of the upstream gradient. The variance's way subtracts x̂ times a mean as well. Of what?"
#       - "The gradient is (g − mean(g) − x̂ · mean(g · x̂))/s, with means over the features."
# ---
# %% [markdown]
# Layer normalisation maps each row of $\mat X$ ($n \times d$) to $\hat{\vec x} = (\vec x - \mu)/\sqrt{\sigma^2 + \epsilon}$, with the mean $\mu$ and the variance $\sigma^2$ (dividing by $d$) of that row.
#
# Write its backward pass: given the gradient `upstream` of a loss by $\hat{\mat X}$, return its gradient by $\mat X$. No loop over rows.
# %% tags=["given"]
import numpy as np


def layer_norm(X, eps=1e-5):
    """Each row of X (n, d) with mean 0 and variance 1."""
    return (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + eps)
# %% tags=["answer"]
def layer_norm_backward(upstream, X, eps=1e-5):
    """Gradient by X (n, d), given the gradient by layer_norm(X, eps)."""
    ### BEGIN SOLUTION
    scale = np.sqrt(X.var(1, keepdims=True) + eps)
    normal = (X - X.mean(1, keepdims=True)) / scale
    through_mean = upstream.mean(1, keepdims=True)
    through_variance = normal * (upstream * normal).mean(1, keepdims=True)
    return (upstream - through_mean - through_variance) / scale
    ### END SOLUTION
# %% tags=["check"] points=1
def check_shape(sub, rng):
    """The gradient has the shape of X, also for a single row."""
    for shape in ((4, 6), (1, 5)):
        got = np.shape(sub.layer_norm_backward(np.ones(shape), rng.normal(size=shape)))
        assert got == shape, f"for X of shape {shape} the gradient has shape {got}"
# %% tags=["check"] points=1
def check_shift(sub, rng):
    """Each row of the gradient adds up to 0: adding a constant to a row changes nothing."""
    sums = sub.layer_norm_backward(rng.normal(size=(3, 8)), rng.normal(size=(3, 8))).sum(1)
    assert np.allclose(sums, 0, atol=1e-9), f"the rows add up to {np.round(sums, 4)}; the way through the mean is missing"
# %% tags=["hidden"] points=2 hint="Compare with central differences, row by row. The way through the variance is the one that is often missed."
def check_differences(sub, rng):
    """The gradient agrees with central differences."""
    X, g = rng.normal(size=(2, 5)) * [[1.0], [3.0]], rng.normal(size=(2, 5))
    numeric = np.zeros_like(X)
    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = 1e-5
        numeric[place] = np.sum(g * (layer_norm(X + step) - layer_norm(X - step))) / 2e-5
    got = sub.layer_norm_backward(g, X)
    error = np.max(np.abs(got - numeric))
    assert error < 1e-6, f"it differs from central differences by up to {error:.3g}; three ways lead from x to the output"
# %% tags=["hidden"] points=1 hint="ε belongs under the root, in the backward pass as in the forward pass."
def check_large_epsilon(sub, ref, rng):
    """A large ε is treated as the forward pass treats it."""
    X, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    error = np.max(np.abs(sub.layer_norm_backward(g, X, 0.7) - ref.layer_norm_backward(g, X, 0.7)))
    assert error < 1e-9, f"with ε = 0.7 it is off by up to {error:.3g}; where does ε stand in the forward pass?"
# %% tags=["hidden"] points=1 hint="Do not write into the arguments: no += on upstream."
def check_arguments_untouched(sub, rng):
    """The arguments are as they were."""
    X, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    before = X.copy(), g.copy()
    sub.layer_norm_backward(g, X)
    assert np.array_equal(g, before[1]), "upstream has been changed; other parts of the network still need it"
    assert np.array_equal(X, before[0]), "X has been changed"
# %% tags=["wrong"] fails=["check_shift", "check_differences"]
def layer_norm_backward(upstream, X, eps=1e-5):  # treats mean and variance as constants
    return upstream / np.sqrt(X.var(1, keepdims=True) + eps)
# %% tags=["wrong"] fails=["check_differences"]
def layer_norm_backward(upstream, X, eps=1e-5):  # forgets the way through the variance
    return (upstream - upstream.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + eps)
# %% tags=["wrong"] fails=["check_arguments_untouched"]
def layer_norm_backward(upstream, X, eps=1e-5):  # works in place
    scale = np.sqrt(X.var(1, keepdims=True) + eps)
    normal = (X - X.mean(1, keepdims=True)) / scale
    inner = (upstream * normal).mean(1, keepdims=True)
    upstream -= upstream.mean(1, keepdims=True)
    return (upstream - normal * inner) / scale
# %% tags=["wrong"] fails=["check_differences"]
def layer_norm_backward(upstream, X, eps=1e-5):  # means over the batch, as in batch normalisation
    scale = np.sqrt(X.var(1, keepdims=True) + eps)
    normal = (X - X.mean(1, keepdims=True)) / scale
    return (upstream - upstream.mean(0) - normal * (upstream * normal).mean(0)) / scale
