# ---
# jupyter:
#   exercise:
#     id: ch08.whom_to_ask
#     title: Ask the loud examples more often
#     kind: derive
#     lesson: 01-learning-vs-optimization
#     hints:
#       - "Draw i with probability pᵢ and use gᵢ/(n pᵢ). Its mean is the full gradient for every p. What is the mean of its squared norm?"
#       - "E‖g_I/(n p_I)‖² = (1/n²) Σ ‖gᵢ‖²/pᵢ. Subtract the squared norm of the full gradient, and you have the total variance."
#       - "Minimise Σ aᵢ²/pᵢ with Σ pᵢ = 1: by Cauchy–Schwarz p is proportional to a = ‖gᵢ‖."
# ---
# %% [markdown]
# A minibatch of one need not be drawn uniformly. Draw example $i$ with probability $p_i$ and use $\vec g_i/(n p_i)$, where $\vec g_i$ is its gradient; if $p_i > 0$ wherever $\vec g_i \ne \vec 0$, the mean of this is the full gradient $\frac1n\sum_i\vec g_i$. Derive in closed form
#
# - `total_variance(G, p)`: the trace of the covariance of this estimate;
# - `best_probabilities(G)`: the $\vec p$ that makes it smallest. An example with gradient zero is never drawn; not all are zero.
#
# An example that is never drawn adds nothing to the variance.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def total_variance(G, p):
    """Trace of the covariance of gᵢ/(n pᵢ), i drawn from p, for gradients G (n, d) and p (n,)."""
    ### BEGIN SOLUTION
    squares = np.sum(G**2, axis=1)
    drawn = p > 0
    return np.sum(squares[drawn] / p[drawn]) / len(G) ** 2 - np.sum(np.mean(G, axis=0) ** 2)
    ### END SOLUTION


def best_probabilities(G):
    """The probabilities (n,) of the smallest total variance."""
    ### BEGIN SOLUTION
    norms = np.linalg.norm(G, axis=1)
    return norms / np.sum(norms)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_two_numbers(sub, rng):
    """Gradients 1 and 3, drawn evenly: the estimate is 1 or 3, with variance 1."""
    got = float(sub.total_variance(np.array([[1.0], [3.0]]), np.array([0.5, 0.5])))
    assert np.isclose(got, 1), f"the variance is {got:.4g}, wanted 1; is the mean subtracted, and n² divided out?"
# %% tags=["check"] points=1
def check_probabilities(sub, rng):
    """Gradients of norm 5 and 10: one third and two thirds."""
    got = np.asarray(sub.best_probabilities(np.array([[3.0, 4.0], [0.0, 10.0]])))
    assert got.shape == (2,) and np.isclose(got.sum(), 1), f"{got} are not two probabilities"
    assert np.allclose(got, [1 / 3, 2 / 3]), f"{got}, wanted (1/3, 2/3): in proportion to the norms, not to their squares"
# %% tags=["hidden"] points=2 hint="List all n outcomes with their probabilities."
def check_enumeration(sub, rng):
    """The variance agrees with a list of all outcomes."""
    for n, d in ((3, 2), (6, 4)):
        G, p = rng.normal(size=(n, d)), rng.uniform(0.2, 1, size=n)
        p = p / p.sum()
        outcomes = G / (n * p[:, None])
        mean = p @ outcomes
        want = p @ np.sum((outcomes - mean) ** 2, axis=1)
        got = float(sub.total_variance(G, p))
        assert np.isclose(got, want), f"n = {n}, d = {d}: {got:.5f}, the list of outcomes gives {want:.5f}"
# %% tags=["hidden"] points=2 hint="No other probabilities may be better."
def check_best(sub, rng):
    """Moving the probabilities never helps, and gradients of one sign leave no variance."""
    G = rng.normal(size=(7, 3))
    p = np.asarray(sub.best_probabilities(G))
    value = lambda q: np.sum(np.sum(G**2, 1) / q)
    for _ in range(30):
        q = p * rng.uniform(0.8, 1.25, size=7)
        assert value(q / q.sum()) >= value(p) - 1e-9, "other probabilities have a smaller variance"
    G = np.array([[1.0], [2.0], [5.0]])
    left = float(sub.total_variance(G, np.asarray(sub.best_probabilities(G))))
    assert abs(left) < 1e-12, f"positive numbers drawn in proportion give the mean every time, but the variance is {left:.3g}"
# %% tags=["hidden"] points=1 hint="An example that is never drawn and has no gradient contributes nothing: 0/0 is not nan here."
def check_silent_example(sub, rng):
    """An example with gradient zero."""
    G = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, -1.0]])
    p = np.asarray(sub.best_probabilities(G))
    assert p[0] == 0, f"an example without a gradient is drawn with probability {p[0]:.3g}"
    got = float(sub.total_variance(G, p))
    assert np.isfinite(got) and np.isclose(got, 20 / 9 - 10 / 9), f"with that example the variance is {got:.4g}, wanted {10 / 9:.4g}"
# %% tags=["wrong"] fails=["check_two_numbers", "check_enumeration"]
def total_variance(G, p):  # the mean square, without subtracting the mean
    squares = np.sum(G**2, axis=1)
    return np.sum(squares[p > 0] / p[p > 0]) / len(G) ** 2


def best_probabilities(G):
    norms = np.linalg.norm(G, axis=1)
    return norms / norms.sum()
# %% tags=["wrong"] fails=["check_probabilities", "check_best"]
def total_variance(G, p):
    squares = np.sum(G**2, axis=1)
    return np.sum(squares[p > 0] / p[p > 0]) / len(G) ** 2 - np.sum(G.mean(0) ** 2)


def best_probabilities(G):  # in proportion to the squares
    squares = np.sum(G**2, axis=1)
    return squares / squares.sum()
# %% tags=["wrong"] fails=["check_enumeration"]
def total_variance(G, p):  # forgets that the estimate is divided by n p
    mean = p @ G
    return p @ np.sum((G - mean) ** 2, axis=1)


def best_probabilities(G):
    norms = np.linalg.norm(G, axis=1)
    return norms / norms.sum()
# %% tags=["wrong"] fails=["check_silent_example"]
def total_variance(G, p):  # 0/0
    with np.errstate(all="ignore"):
        return np.sum(np.sum(G**2, axis=1) / p) / len(G) ** 2 - np.sum(G.mean(0) ** 2)


def best_probabilities(G):
    norms = np.linalg.norm(G, axis=1)
    return norms / norms.sum()
