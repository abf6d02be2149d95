# ---
# jupyter:
#   exercise:
#     id: ch07.best_mixture
#     title: How much to trust each member
#     kind: derive
#     lesson: 12-bagging
#     hints:
#       - "The error of the mixture is Σ wᵢeᵢ if the weights add up to 1. Its mean square is wᵀCw with C = E[eeᵀ]."
#       - "Minimise wᵀCw − 2μ(Σw − 1): the gradient gives Cw = μ·1."
#       - "w is proportional to C⁻¹1. Divide by the sum. Solve a linear system; do not invert. For two members, write C⁻¹1 out: which sign has its second entry?"
# ---
# %% [markdown]
# The members of an ensemble have errors with the matrix of mean products $\mat C = \E[\vec e\vec e^\top]$, positive definite. Lesson 7.11 averages with equal weights. Derive the weights with sum 1 that make the mean squared error of $\sum_i w_i f_i$ smallest, and that error. Write
#
# - `mixture(C)`: the weights, which may be negative;
# - `mixture_error(C)`: the mean squared error that they reach;
# - `better_member(v1, v2, c)`: for two members with mean squared errors `v1 < v2` and mean product `c`: does the best mixture give the *worse* member a negative weight?
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def mixture(C):
    """Weights (k,) with sum 1 of the least mean squared error, for C (k, k)."""
    ### BEGIN SOLUTION
    w = np.linalg.solve(C, np.ones(len(C)))
    return w / np.sum(w)
    ### END SOLUTION


def mixture_error(C):
    """The least mean squared error of a mixture whose weights have sum 1."""
    ### BEGIN SOLUTION
    return 1 / np.sum(np.linalg.solve(C, np.ones(len(C))))
    ### END SOLUTION


def better_member(v1, v2, c):
    """True if the weight of the second, worse member is negative."""
    ### BEGIN SOLUTION
    return bool(c > v1)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_independent(sub, rng):
    """Independent errors: weights in proportion to 1/v."""
    got = np.asarray(sub.mixture(np.diag([1.0, 4.0])))
    assert got.shape == (2,) and np.isclose(got.sum(), 1), f"the weights {got} must be two numbers with sum 1"
    assert np.allclose(got, [0.8, 0.2]), f"with mean squares 1 and 4 the weights are {got}, wanted (0.8, 0.2)"
# %% tags=["check"] points=1
def check_equal(sub, rng):
    """k equal members with correlation: (v + (k − 1)c)/k."""
    C = 0.5 * np.ones((4, 4)) + 1.5 * np.eye(4)
    got = float(sub.mixture_error(C))
    assert np.isclose(got, (2 + 3 * 0.5) / 4), f"v = 2, c = ½, four members: {got:.4f}, wanted 0.875"
# %% tags=["hidden"] points=2 hint="No other weights with sum 1 may be better."
def check_best(sub, rng):
    """Moving the weights, with the sum kept, never helps; the error is the one that is reported."""
    for k in (2, 3, 6):
        A = rng.normal(size=(k, 3 * k))
        C = A @ A.T / k
        w = np.asarray(sub.mixture(C))
        assert np.isclose(w @ C @ w, sub.mixture_error(C)), f"the weights reach {w @ C @ w:.4f}, the error reported is {float(sub.mixture_error(C)):.4f}"
        for _ in range(20):
            move = rng.normal(size=k)
            move -= move.mean()
            assert (w + 0.01 * move) @ C @ (w + 0.01 * move) >= w @ C @ w - 1e-12, "other weights with the same sum have a smaller error"
# %% tags=["hidden"] points=2 hint="For two members w2 is proportional to v1 − c."
def check_negative_weight(sub, rng):
    """The sign of the worse member's weight."""
    for v1, v2, c in ((1.0, 2.0, 0.9), (1.0, 2.0, 1.1), (0.5, 3.0, 1.0), (2.0, 2.5, -0.3), (1.0, 9.0, 2.5), (1.0, 2.0, 1.0)):
        w2 = (v1 - c) / (v1 + v2 - 2 * c)
        got = sub.better_member(v1, v2, c)
        assert got == (w2 < 0), f"v = {v1}, {v2}, c = {c}: the weight of the worse member is {w2:.3f}, and better_member says {got}"
# %% tags=["wrong"] fails=["check_best"]
def mixture(C):  # forgets the products of different members
    w = 1 / np.diag(C)
    return w / w.sum()


def mixture_error(C):
    return 1 / np.sum(np.linalg.solve(C, np.ones(len(C))))


def better_member(v1, v2, c):
    return bool(c > v1)
# %% tags=["wrong"] fails=["check_independent"]
def mixture(C):  # proportional to 1/standard deviation
    w = 1 / np.sqrt(np.diag(C))
    return w / w.sum()


def mixture_error(C):
    return 1 / np.sum(np.linalg.solve(C, np.ones(len(C))))


def better_member(v1, v2, c):
    return bool(c > v1)
# %% tags=["wrong"] fails=["check_negative_weight"]
def mixture(C):
    w = np.linalg.solve(C, np.ones(len(C)))
    return w / w.sum()


def mixture_error(C):
    return 1 / np.sum(np.linalg.solve(C, np.ones(len(C))))


def better_member(v1, v2, c):  # a worse member is worth nothing if it is correlated at all
    return bool(c > 0)
# %% tags=["wrong"] fails=["check_equal", "check_best"]
def mixture(C):
    w = np.linalg.solve(C, np.ones(len(C)))
    return w / w.sum()


def mixture_error(C):  # the error of equal weights, divided as if independent
    return np.mean(np.diag(C)) / len(C)


def better_member(v1, v2, c):
    return bool(c > v1)
