# ---
# jupyter:
#   exercise:
#     id: ch09.gentle_whitening
#     title: Whiten, and change as little as possible
#     kind: implement
#     lesson: 09-random-features
#     hints:
#       - "Centre, take the covariance Σ = QΛQᵀ, and multiply by Q(Λ + εI)^(−1/2)Qᵀ."
#       - "Any rotation of whitened data is white, too. The symmetric root is the one that stays closest to the original."
#       - "In exact arithmetic no eigenvalue of Σ is negative. Rounding may give −10⁻¹⁷ instead of 0: set such values to 0 before adding ε."
# ---
# %% [markdown]
# Write `whitener(X, epsilon)`: it returns the mean $\vec\mu$ of the rows of `X` and the symmetric matrix $\mat W = (\mat\Sigma + \epsilon\mat I)^{-1/2}$, with $\mat\Sigma$ the covariance that divides by $n$. Patches are whitened by `(X - mu) @ W`. It must work when there are fewer rows than columns, and for a column that never changes, even if $\epsilon$ is as small as $10^{-20}$ and rounding is larger.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def whitener(X, epsilon):
    """Mean (d,) and symmetric whitening matrix (d, d) for rows X (n, d)."""
    ### BEGIN SOLUTION
    mu = X.mean(0)
    lam, Q = np.linalg.eigh(np.cov(X.T, bias=True))
    return mu, Q / np.sqrt(np.maximum(lam, 0) + epsilon) @ Q.T
    ### END SOLUTION
# %% tags=["check"] points=1
def check_white(sub, rng):
    """With ε near 0 the whitened covariance is the identity."""
    X = rng.normal(size=(500, 4)) @ rng.normal(size=(4, 4)) + 3
    mu, W = sub.whitener(X, 1e-12)
    white = (X - mu) @ W
    assert np.allclose(white.T @ white / 500, np.eye(4), atol=1e-5), "the covariance of the whitened rows is not the identity"
# %% tags=["check"] points=1
def check_symmetric(sub, rng):
    """The matrix is symmetric and positive definite."""
    _, W = sub.whitener(rng.normal(size=(50, 3)) * [1, 5, 0.2], 0.01)
    assert np.allclose(W, np.transpose(W)), "W is not symmetric: white, but turned"
    assert np.linalg.eigvalsh(W).min() > 0, "W is not positive definite"
# %% tags=["hidden"] points=2 hint="W(Σ + εI)W = I."
def check_inverse_root(sub, rng):
    """W times W inverts the covariance with ε on its diagonal."""
    for n, d, epsilon in ((40, 6, 0.3), (5, 8, 0.05), (30, 2, 2.0)):
        X = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) - 1
        mu, W = sub.whitener(X, epsilon)
        centred = X - X.mean(0)
        product = np.asarray(W) @ W @ (centred.T @ centred / n + epsilon * np.eye(d))
        assert np.allclose(mu, X.mean(0)) and np.allclose(product, np.eye(d), atol=1e-6), f"n = {n}, d = {d}, ε = {epsilon}: W²(Σ + εI) is not the identity"
# %% tags=["hidden"] points=1 hint="A variance of 0 becomes ε; rounding must not make it negative under the root."
def check_constant_column(sub, rng):
    """A column that never changes gives finite numbers."""
    X = np.column_stack([rng.normal(size=20), np.full(20, 0.1), rng.normal(size=20)])
    _, W = sub.whitener(X, 1e-20)
    assert np.all(np.isfinite(W)), "nan or infinity in W"
    assert W[1, 1] > 1e3, f"the constant column is multiplied by {W[1, 1]:.3g}; its variance is 0, so by ε^(−1/2)"
# %% tags=["wrong"] fails=["check_symmetric"]
def whitener(X, epsilon):  # whitening along the principal axes
    lam, Q = np.linalg.eigh(np.cov(X.T, bias=True))
    return X.mean(0), Q / np.sqrt(np.maximum(lam, 0) + epsilon)
# %% tags=["wrong"] fails=["check_inverse_root"]
def whitener(X, epsilon):  # ε is added to the roots
    lam, Q = np.linalg.eigh(np.cov(X.T, bias=True))
    return X.mean(0), Q / (np.sqrt(np.maximum(lam, 0)) + epsilon) @ Q.T
# %% tags=["wrong"] fails=["check_inverse_root"]
def whitener(X, epsilon):  # divides by n − 1
    lam, Q = np.linalg.eigh(np.cov(X.T))
    return X.mean(0), Q / np.sqrt(np.maximum(lam, 0) + epsilon) @ Q.T
