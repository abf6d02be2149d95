# ---
# jupyter:
#   exercise:
#     id: ch07.softmax_hessian
#     title: The curvature of cross-entropy, without the matrix
#     kind: derive
#     lesson: 00-curvature
#     hints:
#       - "The gradient by the logits is p − y. Differentiate p_i by z_j; there is one formula for i = j and another for i ≠ j."
#       - "The Hessian is diag(p) − ppᵀ. Multiply it by v on paper before you program."
#       - "It is p ⊙ (v − p·v): no k × k matrix is needed."
# ---
# %% [markdown]
# The cross-entropy of the logits $\vec z \in \R^k$ has the gradient $\softmax(\vec z) - \vec y$. Derive its Hessian $\mat H$ by the logits, and write `curvature(z, v)`, the product $\mat H\vec v$. With a million classes no $k \times k$ matrix fits into memory, so build none. Logits of $\pm 1000$ must not overflow.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def curvature(z, v):
    """H v for logits z and a direction v, both (k,)."""
    ### BEGIN SOLUTION
    p = np.exp(z - np.max(z))
    p = p / np.sum(p)
    return p * (v - p @ v)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_two_classes(sub, rng):
    """Two equal logits: H = ¼ [[1, −1], [−1, 1]]."""
    got = np.asarray(sub.curvature(np.array([0.7, 0.7]), np.array([1.0, 3.0])))
    assert got.shape == (2,), f"the shape is {got.shape}, wanted (2,)"
    assert np.allclose(got, [-0.5, 0.5]), f"for v = (1, 3) it gives {got}, wanted (−0.5, 0.5); H has a second term beside diag(p)"
# %% tags=["check"] points=1
def check_constant_direction(sub, rng):
    """Adding the same number to all logits changes nothing: H·1 = 0."""
    got = sub.curvature(np.array([2.0, -1.0, 0.3]), np.ones(3))
    assert np.allclose(got, 0), f"H·1 is {got}; the softmax does not see a constant, so wanted zeros"
# %% tags=["hidden"] points=2 hint="Compare with central differences of the gradient."
def check_differences(sub, rng):
    """Random logits agree with central differences of the gradient."""
    def softmax(z):
        return np.exp(z) / np.sum(np.exp(z))
    for k in (2, 5, 9):
        z, v = rng.normal(size=k), rng.normal(size=k)
        want = (softmax(z + 1e-5 * v) - softmax(z - 1e-5 * v)) / 2e-5
        error = np.max(np.abs(sub.curvature(z, v) - want))
        assert error < 1e-6, f"for {k} classes it differs from central differences by up to {error:.3g}"
# %% tags=["hidden"] points=1 hint="Subtract the largest logit before you exponentiate."
def check_large_logits(sub, rng):
    """Logits of ±1000 give finite numbers."""
    got = sub.curvature(np.array([1000.0, 1000.0, -1000.0]), np.array([1.0, 2.0, 3.0]))
    assert np.all(np.isfinite(got)), f"logits of ±1000 give {got}; subtract the maximum first"
    assert np.allclose(got, [-0.25, 0.25, 0]), f"logits (1000, 1000, −1000) give {got}, wanted (−0.25, 0.25, 0)"
# %% tags=["hidden"] points=1 hint="A 200,000 × 200,000 matrix has 320 GB."
def check_many_classes(sub, rng):
    """200,000 classes are no problem."""
    got = np.asarray(sub.curvature(np.zeros(200_000), np.arange(200_000.0)))
    assert np.allclose(got[[0, -1]], np.array([-99_999.5, 99_999.5]) / 200_000), f"for 200,000 equal logits it begins with {got[0]:.6g}, wanted (v − mean v)/k, which begins with −0.5"
# %% tags=["wrong"] fails=["check_two_classes", "check_constant_direction"]
def curvature(z, v):  # forgets the off-diagonal part
    p = np.exp(z - z.max())
    p = p / p.sum()
    return p * v
# %% tags=["wrong"] fails=["check_two_classes"]
def curvature(z, v):  # p(1 − p) of independent sigmoids
    p = np.exp(z - z.max())
    p = p / p.sum()
    return p * (1 - p) * v
# %% tags=["wrong"] fails=["check_large_logits"]
def curvature(z, v):  # overflows
    p = np.exp(z) / np.sum(np.exp(z))
    return p * (v - p @ v)
# %% tags=["wrong"] fails=["check_many_classes"]
def curvature(z, v):  # builds the matrix
    p = np.exp(z - z.max())
    p = p / p.sum()
    if len(p) > 20_000:
        raise MemoryError("the matrix does not fit")
    return (np.diag(p) - np.outer(p, p)) @ v
