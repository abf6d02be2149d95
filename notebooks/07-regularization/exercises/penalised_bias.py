# ---
# jupyter:
#   exercise:
#     id: ch07.penalised_bias
#     title: The ridge that disliked Kelvin
#     kind: bug
#     lesson: 01-l2
#     hints:
#       - "Add 273 to all targets and fit again. By how much do the predictions move? By how much should they?"
#       - "The column of ones is penalised like the others. The penalty should not see the bias."
#       - "Centre the columns and the targets, fit without an intercept, and put the means back. Or use a penalty matrix with a 0 at the bias."
#     equivalent:
#       "y - mean_y → y + mean_y": "centred columns do not see a constant"
# ---
# %% [markdown]
# A colleague's `ridge` predicted temperatures in Celsius well. After the targets were converted to Kelvin, adding 273.15 to each, the predictions were off by many degrees, and more so for larger $\alpha$. Find the mistake and mend it.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def ridge(X, y, alpha):
    """Weights (d,) and bias of ridge regression, for X (n, d), y (n,): minimises ½‖Xw + b − y‖² + ½α‖w‖²."""
    ### BEGIN SOLUTION
    mean_x, mean_y = X.mean(0), y.mean()
    Z = X - mean_x
    w = np.linalg.solve(Z.T @ Z + alpha * np.eye(X.shape[1]), Z.T @ (y - mean_y))
    return w, mean_y - mean_x @ w
    ### STUB
    A = np.column_stack([X, np.ones(len(X))])
    solution = np.linalg.solve(A.T @ A + alpha * np.eye(A.shape[1]), A.T @ y)
    return solution[:-1], solution[-1]
    ### END SOLUTION
# %% tags=["check"] points=1
def check_kelvin(sub, rng):
    """Adding 273.15 to the targets adds 273.15 to the bias and leaves the weights."""
    X, y = rng.normal(size=(30, 2)), 15 + rng.normal(size=30)
    (w, b), (w_kelvin, b_kelvin) = sub.ridge(X, y, 10.0), sub.ridge(X, y + 273.15, 10.0)
    assert abs(b_kelvin - b - 273.15) < 1e-6, f"the bias rose by {b_kelvin - b:.2f}, wanted 273.15; is it penalised?"
    assert np.allclose(w, w_kelvin), "the weights changed with the unit of the targets"
# %% tags=["check"] points=1
def check_huge_alpha(sub, rng):
    """A huge α leaves the mean of the targets as the prediction."""
    X, y = rng.normal(size=(20, 3)) + 2, rng.normal(size=20) + 7
    w, b = sub.ridge(X, y, 1e12)
    assert np.allclose(X @ w + b, y.mean(), atol=1e-4), f"the predictions are near {np.mean(X @ w + b):.3f}, wanted the mean {y.mean():.3f}"
# %% tags=["hidden"] points=2 hint="The gradient of the penalised loss by w and by b must vanish; only the first contains α."
def check_gradient(sub, rng):
    """The solution is stationary in weights and bias, with columns far from centred."""
    for alpha in (0.1, 5.0):
        X, y = rng.normal(size=(15, 4)) * [1, 3, 0.2, 1] + [5, -2, 1, 0], rng.normal(size=15) + 4
        w, b = sub.ridge(X, y, alpha)
        residual = X @ w + b - y
        assert abs(residual.sum()) < 1e-7, f"the residuals add up to {residual.sum():.3g}, wanted 0: the bias is free"
        assert np.allclose(X.T @ residual + alpha * w, 0, atol=1e-7), "the gradient by the weights is not zero"
# %% tags=["hidden"] points=1 hint="Moving the origin of a column is no reason to predict something else."
def check_origin_of_inputs(sub, rng):
    """Shifting the columns leaves the predictions."""
    X, y = rng.normal(size=(25, 2)), rng.normal(size=25)
    (w, b), (w_far, b_far) = sub.ridge(X, y, 3.0), sub.ridge(X + 50, y, 3.0)
    assert np.allclose(X @ w + b, (X + 50) @ w_far + b_far, atol=1e-6), "predictions change when 50 is added to the inputs"
# %% tags=["wrong"] fails=["check_gradient", "check_origin_of_inputs"]
def ridge(X, y, alpha):  # centres the targets only
    w = np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ (y - y.mean()))
    return w, y.mean()
# %% tags=["wrong"] fails=["check_kelvin", "check_huge_alpha"]
def ridge(X, y, alpha):  # penalises the bias a little less
    A = np.column_stack([X, np.ones(len(X))])
    penalty = np.diag([alpha] * X.shape[1] + [alpha / 10])
    solution = np.linalg.solve(A.T @ A + penalty, A.T @ y)
    return solution[:-1], solution[-1]
# %% tags=["wrong"] fails=["check_huge_alpha", "check_gradient"]
def ridge(X, y, alpha):  # no penalty at all
    A = np.column_stack([X, np.ones(len(X))])
    solution = np.linalg.lstsq(A, y, rcond=None)[0]
    return solution[:-1], solution[-1]
