# ---
# jupyter:
#   exercise:
#     id: ch07.simplex_projection
#     title: The nearest probabilities
#     kind: implement
#     lesson: 03-constrained
#     hints:
#       - "The Lagrange condition says p = max(z − θ, 0) with one number θ for all entries. Which θ makes the sum 1?"
#       - "Sort z from large to small. If exactly the largest m entries stay positive, θ = (their sum − 1)/m."
#       - "The right m is the largest for which the m-th entry still exceeds its θ."
#     equivalent:
#       "largest > theta → largest >= theta": "an entry equal to its θ becomes 0 either way"
# ---
# %% [markdown]
# Lesson 7.2 projects on balls. Here the constraint is the simplex: all $p_i \ge 0$ and $\sum_i p_i = 1$. Write `to_simplex(z)`, the point of the simplex nearest to $\vec z$ in Euclidean distance. It is not the softmax: its entries may be exactly zero.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def to_simplex(z):
    """The nearest vector of probabilities to z (k,)."""
    ### BEGIN SOLUTION
    largest = np.sort(z)[::-1]
    theta = (np.cumsum(largest) - 1) / np.arange(1, len(z) + 1)
    return np.maximum(z - theta[largest > theta][-1], 0)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_already_there(sub, rng):
    """Probabilities stay as they are."""
    p = np.array([0.2, 0.5, 0.3])
    got = np.asarray(sub.to_simplex(p))
    assert got.shape == (3,), f"the shape is {got.shape}, wanted (3,)"
    assert np.allclose(got, p), f"(0.2, 0.5, 0.3) becomes {got}; it is in the simplex already"
# %% tags=["check"] points=1
def check_corner(sub, rng):
    """(3, 0.1, −1) goes to the corner (1, 0, 0)."""
    got = sub.to_simplex(np.array([3.0, 0.1, -1.0]))
    assert np.allclose(got, [1, 0, 0]), f"(3, 0.1, −1) becomes {got}, wanted (1, 0, 0)"
# %% tags=["hidden"] points=1 hint="Subtract the same θ from all, cut at zero, and choose θ so that the sum is 1."
def check_feasible(sub, rng):
    """The result is a vector of probabilities."""
    for k in (1, 2, 7, 50):
        p = np.asarray(sub.to_simplex(3 * rng.normal(size=k)))
        assert np.all(np.isfinite(p)), f"the result is {p}; no number may divide by a sum that is 0"
        assert np.all(p >= 0), f"an entry is {p.min():.3g}, below zero"
        assert abs(p.sum() - 1) < 1e-9, f"the entries add up to {p.sum():.6f}"
# %% tags=["hidden"] points=3 hint="No feasible point may be nearer: (z − p)·(q − p) ≤ 0 for every q in the simplex, so for every corner."
def check_nearest(sub, rng):
    """No corner lies at an acute angle: p is the nearest point."""
    for k in (2, 5, 12):
        for scale in (0.1, 1, 10):
            z = scale * rng.normal(size=k)
            p = np.asarray(sub.to_simplex(z))
            angle = (z - p) - (z - p) @ p  # (z − p)·(corner i − p), for every i
            assert angle.max() < 1e-8, f"for z = {np.round(z, 3)} a move from p towards corner {angle.argmax()} comes nearer to z"
# %% tags=["wrong"] fails=["check_already_there", "check_nearest"]
def to_simplex(z):  # the softmax
    e = np.exp(z - z.max())
    return e / e.sum()
# %% tags=["wrong"] fails=["check_nearest"]
def to_simplex(z):  # cuts first and divides by the sum
    p = np.maximum(z, 0)
    return p / p.sum() if p.sum() > 0 else np.full(len(z), 1 / len(z))
# %% tags=["wrong"] fails=["check_nearest"]
def to_simplex(z):  # spreads the excess over all entries, cuts once, and divides
    p = np.maximum(z - (z.sum() - 1) / len(z), 0)
    return p / p.sum()
