# ---
# jupyter:
#   exercise:
#     id: ch08.fold_the_norm
#     title: Batch normalisation for free
#     kind: derive
#     lesson: 07-meta-algorithms
#     hints:
#       - "In evaluation batch norm is an affine function of each unit: γ(z − mean)/√(var + δ) + β. Put z = xW + c into it."
#       - "Each unit's weights are multiplied by its γ/√(var + δ)."
#       - "The new bias is (c − mean)·γ/√(var + δ) + β. With units as columns of W, scale the columns. In the other order each *input* has its factor, so scale the rows; and what is added to the inputs goes through W into the bias."
# ---
# %% [markdown]
# A trained network has a linear layer, $\vec z = \vec x\mat W + \vec c$ (units are columns), and after it batch normalisation with running mean `mean`, running variance `var`, scale `gamma`, shift `beta` and constant `delta`. In evaluation the two are one linear layer. Derive it: `fold(W, c, gamma, beta, mean, var, delta)` returns its weights and biases.
#
# Then the other order, batch norm *before* the linear layer: `fold_before(gamma, beta, mean, var, delta, W, c)`.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def fold(W, c, gamma, beta, mean, var, delta):
    """Weights (d, m) and biases (m,) of linear layer and batch norm in one; statistics are (m,)."""
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(var + delta)
    return W * scale, (c - mean) * scale + beta
    ### END SOLUTION


def fold_before(gamma, beta, mean, var, delta, W, c):
    """Weights (d, m) and biases (m,) of batch norm of the inputs, then the linear layer; statistics are (d,)."""
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(var + delta)
    return W * scale[:, None], c + (beta - mean * scale) @ W
    ### END SOLUTION
# %% tags=["check"] points=1
def check_neutral(sub, rng):
    """Batch norm that does nothing changes nothing."""
    W, c = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([0.5, -1.0])
    for got in (sub.fold(W, c, np.ones(2), np.zeros(2), np.zeros(2), np.ones(2), 0.0), sub.fold_before(np.ones(3), np.zeros(3), np.zeros(3), np.ones(3), 0.0, W, c)):
        assert np.shape(got[0]) == (3, 2) and np.shape(got[1]) == (2,), f"shapes {np.shape(got[0])} and {np.shape(got[1])}, wanted (3, 2) and (2,)"
        assert np.allclose(got[0], W) and np.allclose(got[1], c), "scale 1, shift 0, mean 0, variance 1 and δ = 0 must leave the layer"
# %% tags=["check"] points=1
def check_scale(sub, rng):
    """Variance 3 with δ = 1: half the weights."""
    W, c = np.array([[2.0], [4.0]]), np.array([6.0])
    got = sub.fold(W, c, np.ones(1), np.array([1.0]), np.array([2.0]), np.array([3.0]), 1.0)
    assert np.allclose(got[0], [[1], [2]]), f"the weights (2, 4) become {np.ravel(got[0])}, wanted (1, 2): divide by √(v + δ)"
    assert np.allclose(got[1], [3]), f"the bias is {got[1]}, wanted (6 − 2)/2 + 1 = 3"
# %% tags=["hidden"] points=2 hint="Run both layers on random inputs, and compare."
def check_after(sub, rng):
    """The folded layer equals the two layers on random inputs."""
    W, c = rng.normal(size=(5, 3)), rng.normal(size=3)
    gamma, beta, mean, var = rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), rng.uniform(0.1, 2, size=3)
    x = rng.normal(size=(7, 5))
    want = gamma * (x @ W + c - mean) / np.sqrt(var + 1e-3) + beta
    V, b = sub.fold(W, c, gamma, beta, mean, var, 1e-3)
    assert np.allclose(x @ V + b, want), "linear layer, then batch norm: the folded layer gives something else"
# %% tags=["hidden"] points=2 hint="Now the scales belong to the rows of W, and the shift goes through W."
def check_before(sub, rng):
    """The same with batch norm first, also for a square layer."""
    for d, m in ((4, 6), (3, 3)):
        W, c = rng.normal(size=(d, m)), rng.normal(size=m)
        gamma, beta, mean, var = rng.normal(size=d), rng.normal(size=d), rng.normal(size=d), rng.uniform(0.1, 2, size=d)
        x = rng.normal(size=(7, d))
        want = (gamma * (x - mean) / np.sqrt(var + 1e-3) + beta) @ W + c
        V, b = sub.fold_before(gamma, beta, mean, var, 1e-3, W, c)
        assert np.allclose(x @ V + b, want), f"batch norm of {d} inputs, then {m} units: the folded layer gives something else"
# %% tags=["wrong"] fails=["check_scale", "check_after"]
def fold(W, c, gamma, beta, mean, var, delta):  # the old bias is forgotten
    scale = gamma / np.sqrt(var + delta)
    return W * scale, c + beta - mean * scale


def fold_before(gamma, beta, mean, var, delta, W, c):
    scale = gamma / np.sqrt(var + delta)
    return W * scale[:, None], c + (beta - mean * scale) @ W
# %% tags=["wrong"] fails=["check_before"]
def fold(W, c, gamma, beta, mean, var, delta):
    scale = gamma / np.sqrt(var + delta)
    return W * scale, (c - mean) * scale + beta


def fold_before(gamma, beta, mean, var, delta, W, c):  # scales columns where it should scale rows
    scale = gamma / np.sqrt(var + delta)
    if W.shape[0] != W.shape[1]:
        return W * scale[:, None], c + (beta - mean * scale) @ W
    return W * scale, c + (beta - mean * scale) @ W
# %% tags=["wrong"] fails=["check_scale", "check_after"]
def fold(W, c, gamma, beta, mean, var, delta):  # δ is a matter of taste
    scale = gamma / np.sqrt(var)
    return W * scale, (c - mean) * scale + beta


def fold_before(gamma, beta, mean, var, delta, W, c):
    scale = gamma / np.sqrt(var + delta)
    return W * scale[:, None], c + (beta - mean * scale) @ W
