# ---
# jupyter:
#   exercise:
#     id: ch07.elastic_net
#     title: Both penalties at once
#     kind: derive
#     lesson: 02-l1
#     hints:
#       - "For w > 0 the derivative is h(w − w*) + l1 + l2·w. Set it to zero and ask when the solution is positive."
#       - "By symmetry the same holds for w < 0 with signs reversed. In between the minimum is at 0."
#       - "Soft-threshold h·w* at l1, then divide by h + l2."
# ---
# %% [markdown]
# A loss has the curvature $h > 0$ and its minimum at $w^*$, in one dimension. Add both penalties of this chapter:
#
# $$\tfrac h2 (w - w^*)^2 + \alpha_1 \abs w + \tfrac{\alpha_2}2 w^2 .$$
#
# Derive the minimiser in closed form and write it as `elastic(w_star, h, l1, l2)`. It must work on arrays, element by element, for $\alpha_1, \alpha_2 \ge 0$.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def elastic(w_star, h, l1, l2):
    """Minimiser of h/2 (w − w*)² + l1 |w| + l2/2 w², for arrays that broadcast."""
    ### BEGIN SOLUTION
    return np.sign(w_star) * np.maximum(h * np.abs(w_star) - l1, 0) / (h + l2)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_l2_alone(sub, rng):
    """Without L1 it is weight decay: h/(h + α₂) of w*."""
    got = sub.elastic(np.array([3.0, -2.0]), 4.0, 0.0, 1.0)
    assert np.allclose(got, [2.4, -1.6]), f"h = 4, α₂ = 1 gives {got} for w* = (3, −2), wanted four fifths"
# %% tags=["check"] points=1
def check_l1_alone(sub, rng):
    """Without L2 it is the soft threshold at α₁/h."""
    got = sub.elastic(np.array([3.0, -0.4]), 2.0, 1.0, 0.0)
    assert np.allclose(got, [2.5, 0]), f"h = 2, α₁ = 1 gives {got} for w* = (3, −0.4), wanted (2.5, 0)"
# %% tags=["hidden"] points=3 hint="Compare with a fine grid of w."
def check_grid(sub, rng):
    """Random cases agree with a search on a fine grid."""
    grid = np.linspace(-5, 5, 100_001)
    for _ in range(12):
        w_star, h, l1, l2 = rng.uniform(-4, 4), rng.uniform(0.3, 3), rng.uniform(0, 2), rng.uniform(0, 2)
        cost = h / 2 * (grid - w_star) ** 2 + l1 * np.abs(grid) + l2 / 2 * grid**2
        want, got = grid[np.argmin(cost)], float(sub.elastic(w_star, h, l1, l2))
        assert abs(got - want) < 2e-4, f"w* = {w_star:.3f}, h = {h:.3f}, α₁ = {l1:.3f}, α₂ = {l2:.3f}: {got:.4f}, the grid says {want:.4f}"
# %% tags=["hidden"] points=1 hint="Where L1 has put a zero, L2 does not bring it back, and the zero is exact."
def check_exact_zeros(sub, rng):
    """Below the threshold the result is exactly 0."""
    got = np.asarray(sub.elastic(np.array([0.3, -0.2, 0.0]), np.array([1.0, 2.0, 1.5]), 0.5, 3.0))
    assert np.all(got == 0), f"all three are below α₁/h, but the result is {got}"
# %% tags=["wrong"] fails=["check_grid"]
def elastic(w_star, h, l1, l2):  # thresholds after the shrinking
    w = h / (h + l2) * w_star
    return np.sign(w) * np.maximum(np.abs(w) - l1 / h, 0)
# %% tags=["wrong"] fails=["check_l1_alone", "check_grid"]
def elastic(w_star, h, l1, l2):  # forgets the curvature in the threshold
    return np.sign(w_star) * np.maximum(np.abs(w_star) - l1, 0) * h / (h + l2)
# %% tags=["wrong"] fails=["check_exact_zeros", "check_l1_alone"]
def elastic(w_star, h, l1, l2):  # forgets that the sign may not change
    return (h * w_star - l1 * np.sign(w_star)) / (h + l2)
