# ---
# jupyter:
#   exercise:
#     id: ch07.leave_one_out
#     title: Leave each one out, and fit once
#     kind: implement
#     lesson: 01-l2
#     hints:
#       - "The fit is ŷ = S y with the hat matrix S = X(XᵀX + αI)⁻¹Xᵀ. Without example i the prediction for it does not change if yᵢ is replaced by that very prediction."
#       - "So ŷᵢ without i satisfies ŷ₋ᵢ = ŷᵢ − Sᵢᵢ(yᵢ − ŷ₋ᵢ). Solve for yᵢ − ŷ₋ᵢ."
#       - "The residual of the left-out example is (yᵢ − ŷᵢ)/(1 − Sᵢᵢ)."
# ---
# %% [markdown]
# Ridge regression without intercept minimises $\frac12\norm{\mat X\vec w - \vec y}^2 + \frac\alpha2\norm{\vec w}^2$. To choose $\alpha$ one would like the residual of every example under the fit that has *not* seen it: $n$ fits. One is enough. Write `loo_residuals(X, y, alpha)`, all $n$ of them from a single fit.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def loo_residuals(X, y, alpha):
    """yᵢ minus its prediction by the ridge fit to all other rows, (n,), for X (n, d), y (n,), alpha > 0."""
    ### BEGIN SOLUTION
    S = X @ np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T)
    return (y - S @ y) / (1 - np.diag(S))
    ### END SOLUTION
# %% tags=["check"] points=1
def check_two_examples(sub, rng):
    """X = (1, 2), y = (1, 1), α = 1: by hand, 1 − 2/5 = 0.6 and 1 − 2·1/2 = 0."""
    got = np.asarray(sub.loo_residuals(np.array([[1.0], [2.0]]), np.ones(2), 1.0))
    assert got.shape == (2,), f"the shape is {got.shape}, wanted (2,)"
    assert np.allclose(got, [0.6, 0.0]), f"it gives {got}, wanted (0.6, 0): each example is predicted by the fit to the other"
# %% tags=["check"] points=1
def check_larger_than_residuals(sub, rng):
    """No left-out residual is smaller in size than the ordinary one."""
    X, y = rng.normal(size=(12, 4)), rng.normal(size=12)
    plain = y - X @ np.linalg.solve(X.T @ X + 0.5 * np.eye(4), X.T @ y)
    assert np.all(np.abs(sub.loo_residuals(X, y, 0.5)) >= np.abs(plain)), "a left-out residual is smaller than the ordinary one; divide by 1 − Sᵢᵢ"
# %% tags=["hidden"] points=3 hint="Compare with n fits, each without one row."
def check_against_n_fits(sub, rng):
    """The shortcut equals n separate fits, for several shapes and strengths."""
    for n, d, alpha in ((9, 3, 0.2), (7, 12, 1.5), (20, 5, 30.0)):
        X, y = rng.normal(size=(n, d)), rng.normal(size=n) + 1
        want = []
        for i in range(n):
            A, b = np.delete(X, i, 0), np.delete(y, i)
            want.append(y[i] - X[i] @ np.linalg.solve(A.T @ A + alpha * np.eye(d), A.T @ b))
        error = np.max(np.abs(np.asarray(sub.loo_residuals(X, y, alpha)) - want))
        assert error < 1e-8, f"n = {n}, d = {d}, α = {alpha}: it differs from n fits by up to {error:.3g}"
# %% tags=["hidden"] points=1 hint="One solve with a d × d matrix is enough."
def check_fast(sub, rng):
    """4,000 examples take no n fits."""
    X, y = rng.normal(size=(4000, 40)), rng.normal(size=4000)
    got = np.asarray(sub.loo_residuals(X, y, 1.0))
    assert np.isclose(np.mean(got**2), np.mean(y**2), rtol=0.2), "for targets that do not depend on X the left-out residuals are about as large as the targets"
# %% tags=["wrong"] fails=["check_two_examples", "check_against_n_fits"]
def loo_residuals(X, y, alpha):  # the ordinary residuals
    return y - X @ np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)
# %% tags=["wrong"] fails=["check_two_examples", "check_against_n_fits"]
def loo_residuals(X, y, alpha):  # the mean leverage for all, as in generalised cross-validation
    S = X @ np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T)
    return (y - S @ y) / (1 - np.trace(S) / len(y))
# %% tags=["wrong"] fails=["check_two_examples", "check_against_n_fits"]
def loo_residuals(X, y, alpha):  # the leverage without the penalty
    S = X @ np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T)
    return (y - S @ y) / (1 - np.diag(X @ np.linalg.pinv(X)) + 1e-12)
