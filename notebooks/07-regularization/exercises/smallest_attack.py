# ---
# jupyter:
#   exercise:
#     id: ch07.smallest_attack
#     title: The smallest change that turns the answer
#     kind: derive
#     lesson: 14-adversarial
#     hints:
#       - "The scores are Wx + b. Class j overtakes class y when (w_j − w_y)·δ exceeds the difference of their scores."
#       - "Under ‖δ‖∞ ≤ r the product (w_j − w_y)·δ is at most r‖w_j − w_y‖₁. So r_j = (z_y − z_j)/‖w_j − w_y‖₁; in the Euclidean norm divide by ‖w_j − w_y‖₂."
#       - "Take the smallest over all other classes j. The attack itself is r·sign(w_j − w_y), or r times the unit vector."
# ---
# %% [markdown]
# A linear classifier has the scores $\vec z = \mat W\vec x + \vec b$ and answers with the largest. How far must $\vec x$ move before another class draws level? Derive it for the largest change of a pixel, $\norm{\vec\delta}_\infty$, and for the Euclidean norm. Write
#
# - `radius(W, b, x, norm)`: the smallest size of a change that makes some other class draw level; `norm` is `"max"` or `"euclid"`;
# - `attack(W, b, x, norm)`: a change of that size which does it.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
### BEGIN SOLUTION
def nearest_class(W, b, x, order):
    """Size of the smallest change for the nearest class, and W's row difference towards it."""
    z = W @ x + b
    answer = int(np.argmax(z))
    others = np.arange(len(z)) != answer
    towards = W[others] - W[answer]
    sizes = (z[answer] - z[others]) / np.linalg.norm(towards, order, axis=1)
    return np.min(sizes), towards[np.argmin(sizes)]
### STUB
### END SOLUTION


def radius(W, b, x, norm):
    """Smallest size of a change that makes another class draw level, for W (k, d), b (k,), x (d,)."""
    ### BEGIN SOLUTION
    return nearest_class(W, b, x, {"max": 1, "euclid": 2}[norm])[0]
    ### END SOLUTION


def attack(W, b, x, norm):
    """A change (d,) of the size `radius` after which two classes share the largest score."""
    ### BEGIN SOLUTION
    size, towards = nearest_class(W, b, x, {"max": 1, "euclid": 2}[norm])
    return size * (np.sign(towards) if norm == "max" else towards / np.linalg.norm(towards))
    ### END SOLUTION
# %% tags=["check"] points=1
def check_two_classes(sub, rng):
    """Scores 3x₁ + 4x₂ against 0 at (1, 1): 7/7 in the largest change, 7/5 in length."""
    W, b, x = np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros(2), np.ones(2)
    got = [float(sub.radius(W, b, x, norm)) for norm in ("max", "euclid")]
    assert np.allclose(got, [1, 1.4]), f"the radii are {got}, wanted 1 and 1.4; if every pixel may change by r, the score 3x₁ + 4x₂ falls by up to 7r"
# %% tags=["check"] points=1
def check_size(sub, rng):
    """The attack has the size that radius promises."""
    W, b, x = rng.normal(size=(4, 6)), rng.normal(size=4), rng.normal(size=6)
    for norm, order in (("max", np.inf), ("euclid", 2)):
        got, want = np.linalg.norm(sub.attack(W, b, x, norm), order), float(sub.radius(W, b, x, norm))
        assert np.isclose(got, want), f"{norm}: the attack has size {got:.4f}, the radius is {want:.4f}"
# %% tags=["hidden"] points=2 hint="After the attack the old answer shares the first place."
def check_draws_level(sub, rng):
    """The attack makes another class draw level, and none gets ahead."""
    for norm in ("max", "euclid"):
        for _ in range(5):
            W, b, x = rng.normal(size=(5, 8)), rng.normal(size=5), 2 * rng.normal(size=8)
            before, after = W @ x + b, W @ (x + sub.attack(W, b, x, norm)) + b
            first = int(np.argmax(before))
            rival = np.max(np.delete(after, first))
            assert abs(after[first] - rival) < 1e-8, f"{norm}: after the attack the old answer has {after[first]:.4f} and the best other class {rival:.4f}"
# %% tags=["hidden"] points=2 hint="Look at every other class, not only at the runner-up."
def check_nearest(sub, rng):
    """The runner-up is not always the nearest class."""
    W, b, x = np.array([[5.0, 0.0], [4.9, 0.1], [-5.0, 0.0]]), np.array([0.0, 0.0, 0.0]), np.array([1.0, 0.0])
    got = float(sub.radius(W, b, x, "max"))
    assert np.isclose(got, 0.5), f"the radius is {got:.4f}, wanted 0.5, for class 1; class 2 needs a change of 1"
    W, b = np.array([[5.0, 0.0], [4.99, 0.0], [-5.0, 0.0]]), np.array([0.0, -0.5, 8.0])
    got = float(sub.radius(W, b, x, "max"))
    assert np.isclose(got, 0.2), f"the radius is {got:.4f}, wanted 0.2: the class with the second largest score is not the easiest to reach"
# %% tags=["wrong"] fails=["check_two_classes"]
def radius(W, b, x, norm):  # the norms exchanged
    z = W @ x + b
    y = int(np.argmax(z))
    towards = np.delete(W, y, 0) - W[y]
    return np.min((z[y] - np.delete(z, y)) / np.linalg.norm(towards, {"max": np.inf, "euclid": 2}[norm], axis=1))


def attack(W, b, x, norm):
    z = W @ x + b
    y = int(np.argmax(z))
    towards = np.delete(W, y, 0) - W[y]
    gap = z[y] - np.delete(z, y)
    if norm == "max":
        j = np.argmin(gap / np.abs(towards).sum(1))
        return gap[j] / np.abs(towards[j]).sum() * np.sign(towards[j])
    j = np.argmin(gap / np.linalg.norm(towards, axis=1))
    return gap[j] / (towards[j] @ towards[j]) * towards[j]
# %% tags=["wrong"] fails=["check_nearest"]
def runner_up(W, b, x):  # only the runner-up
    z = W @ x + b
    order = np.argsort(-z)
    return z[order[0]] - z[order[1]], W[order[1]] - W[order[0]]


def radius(W, b, x, norm):
    gap, towards = runner_up(W, b, x)
    return gap / np.linalg.norm(towards, {"max": 1, "euclid": 2}[norm])


def attack(W, b, x, norm):
    gap, towards = runner_up(W, b, x)
    return gap / np.abs(towards).sum() * np.sign(towards) if norm == "max" else gap * towards / (towards @ towards)
# %% tags=["wrong"] fails=["check_draws_level"]
def closest(W, b, x, order):
    z = W @ x + b
    y = int(np.argmax(z))
    towards = np.delete(W, y, 0) - W[y]
    sizes = (z[y] - np.delete(z, y)) / np.linalg.norm(towards, order, axis=1)
    return sizes.min(), towards[sizes.argmin()]


def radius(W, b, x, norm):
    return closest(W, b, x, {"max": 1, "euclid": 2}[norm])[0]


def attack(W, b, x, norm):  # away from the rival instead of towards it
    size, towards = closest(W, b, x, {"max": 1, "euclid": 2}[norm])
    return -size * (np.sign(towards) if norm == "max" else towards / np.linalg.norm(towards))
