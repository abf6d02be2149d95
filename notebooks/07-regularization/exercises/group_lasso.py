# ---
# jupyter:
#   exercise:
#     id: ch07.group_lasso
#     title: Whole groups at zero
#     kind: implement
#     lesson: 02-l1
#     hints:
#       - "For one group the penalty is s‖v‖, and the minimiser has the direction of w. So only its length is unknown."
#       - "With v = c·w the problem is one-dimensional: ½(c − 1)²‖w‖² + s·c‖w‖ for c ≥ 0."
#       - "c = max(1 − s/‖w‖, 0). A group of zeros stays at zero; do not divide by its norm."
#     equivalent:
#       "np.where(norms == 0, 1, norms): 1 → 2": "a row of zeros stays zero, whatever divides it"
# ---
# %% [markdown]
# The group lasso charges the *norms* of groups of weights, $\alpha\sum_g \norm{\vec w_g}$, so that a whole group, such as all weights of one input, goes to zero together. Its proximal step is
#
# $$\argmin_{\vec v}\; \tfrac12\norm{\vec v - \vec w}^2 + s\sum_g \norm{\vec v_g} .$$
#
# Write it as `group_step(W, s)`, where each *row* of `W` is a group. Change nothing in place.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def group_step(W, s):
    """The proximal step of s times the sum of the row norms, for W (groups, size), s ≥ 0."""
    ### BEGIN SOLUTION
    norms = np.linalg.norm(W, axis=1, keepdims=True)
    return W * np.maximum(norms - s, 0) / np.where(norms == 0, 1, norms)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_three_four_five(sub, rng):
    """The row (3, 4) has norm 5; s = 1 shortens it to 4."""
    got = np.asarray(sub.group_step(np.array([[3.0, 4.0], [0.3, -0.4]]), 1.0))
    assert got.shape == (2, 2), f"the shape is {got.shape}, wanted (2, 2)"
    assert np.allclose(got[0], [2.4, 3.2]), f"(3, 4) becomes {got[0]}, wanted (2.4, 3.2): the same direction, one shorter"
    assert np.all(got[1] == 0), f"a row of norm 0.5 becomes {got[1]}, wanted exact zeros"
# %% tags=["check"] points=1
def check_groups_of_one(sub, rng):
    """Groups of one weight: the soft threshold."""
    got = sub.group_step(np.array([[2.0], [-0.7], [-3.0]]), 1.0)
    assert np.allclose(got, [[1], [0], [-2]]), f"it gives {np.ravel(got)}, wanted (1, 0, −2)"
# %% tags=["hidden"] points=2 hint="Where a row is not zero, v − w + s·v/‖v‖ must vanish."
def check_optimality(sub, rng):
    """Random rows satisfy the optimality condition."""
    W = rng.normal(size=(30, 5)) * rng.uniform(0.1, 2, size=(30, 1))
    V = np.asarray(sub.group_step(W, 1.5))
    for w, v in zip(W, V):
        if np.any(v != 0):
            assert np.allclose(v - w + 1.5 * v / np.linalg.norm(v), 0, atol=1e-9), "a non-zero row does not satisfy v − w + s v/‖v‖ = 0"
        else:
            assert np.linalg.norm(w) <= 1.5, f"a row of norm {np.linalg.norm(w):.3f} > s was set to zero"
# %% tags=["hidden"] points=1 hint="A row of zeros has no direction; it stays where it is."
def check_zero_row(sub, rng):
    """A row of zeros stays zero, not nan, and the argument is not changed."""
    W = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 2.0]])
    got = np.asarray(sub.group_step(W, 0.5))
    assert np.all(np.isfinite(got)), f"a row of zeros gives {got[0]}"
    assert np.allclose(got, [[0, 0, 0], W[1] * 2.5 / 3]), f"the rows become {got}"
    assert W[1, 0] == 1.0, "the argument was changed in place"
# %% tags=["wrong"] fails=["check_three_four_five", "check_optimality"]
def group_step(W, s):  # thresholds each weight by itself
    return np.sign(W) * np.maximum(np.abs(W) - s, 0)
# %% tags=["wrong"] fails=["check_zero_row"]
def group_step(W, s):  # divides by zero
    norms = np.linalg.norm(W, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return W * np.maximum(norms - s, 0) / norms
# %% tags=["wrong"] fails=["check_three_four_five", "check_groups_of_one"]
def group_step(W, s):  # columns instead of rows
    norms = np.linalg.norm(W, axis=0, keepdims=True)
    return W * np.maximum(norms - s, 0) / np.where(norms == 0, 1, norms)
# %% tags=["wrong"] fails=["check_three_four_five"]
def group_step(W, s):  # forgets to stop at zero
    norms = np.linalg.norm(W, axis=1, keepdims=True)
    return W * (norms - s) / np.where(norms == 0, 1, norms)
