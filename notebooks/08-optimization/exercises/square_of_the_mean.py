# ---
# jupyter:
#   exercise:
#     id: ch08.square_of_the_mean
#     title: How long is the gradient really?
#     kind: implement
#     lesson: 01-learning-vs-optimization
#     hints:
#       - "The squared norm of a batch mean is too long on average, by tr Σ/m."
#       - "Products of *different* examples have no such bias: the mean of gᵢ·gⱼ over all pairs i ≠ j."
#       - "The sum over all pairs is ‖Σgᵢ‖² − Σ‖gᵢ‖²; there are m(m − 1) of them. And tr Σ is estimated by the mean of ‖gᵢ‖² minus that."
# ---
# %% [markdown]
# You have the gradients of $m \ge 2$ examples, one a row of `G`, drawn independently. The squared length of their mean overestimates $\norm{\vec g}^2$, the squared length of the expected gradient. Write two estimates that are right on average for every distribution:
#
# - `squared_length(G)` of $\norm{\vec g}^2$; it may come out negative;
# - `noise(G)` of the trace of the covariance of one example's gradient.
#
# The second over the first estimates the simple noise scale. $m$ may be 100,000: build no $m \times m$ matrix.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def squared_length(G):
    """Unbiased estimate of ‖E g‖² from gradients G (m, d)."""
    ### BEGIN SOLUTION
    m = len(G)
    return (np.sum(np.sum(G, axis=0) ** 2) - np.sum(G**2)) / (m * (m - 1))
    ### END SOLUTION


def noise(G):
    """Unbiased estimate of the trace of the covariance of one gradient."""
    ### BEGIN SOLUTION
    return np.sum((G - np.mean(G, axis=0)) ** 2) / (len(G) - 1)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_two(sub, rng):
    """Gradients (1, 2) and (3, −1): their product, and half their squared distance."""
    G = np.array([[1.0, 2.0], [3.0, -1.0]])
    got = float(sub.squared_length(G)), float(sub.noise(G))
    assert np.isclose(got[0], 1), f"squared_length is {got[0]:.4g}, wanted the product of the two, 1"
    assert np.isclose(got[1], 6.5), f"noise is {got[1]:.4g}, wanted half the squared distance, 6.5"
# %% tags=["check"] points=1
def check_no_noise(sub, rng):
    """Equal gradients: their length, and no noise."""
    G = np.tile([[3.0, 4.0]], (5, 1))
    assert np.isclose(sub.squared_length(G), 25) and abs(sub.noise(G)) < 1e-9, "five copies of (3, 4): wanted 25 and 0"
# %% tags=["hidden"] points=3 hint="List all samples of a small distribution; the mean of the estimates must be exact."
def check_unbiased(sub, rng):
    """Over all samples of a small distribution the estimates are right on average."""
    values = rng.normal(size=(3, 2)) + 1
    truth = np.sum(values.mean(0) ** 2), np.sum((values - values.mean(0)) ** 2) / 3
    for m in (2, 3, 4):
        samples = np.stack(np.meshgrid(*[range(3)] * m, indexing="ij"), -1).reshape(-1, m)
        length = np.mean([float(sub.squared_length(values[s])) for s in samples])
        spread = np.mean([float(sub.noise(values[s])) for s in samples])
        assert np.isclose(length, truth[0]), f"m = {m}: squared_length averages to {length:.5f}, the truth is {truth[0]:.5f}"
        assert np.isclose(spread, truth[1]), f"m = {m}: noise averages to {spread:.5f}, the truth is {truth[1]:.5f}"
# %% tags=["hidden"] points=1 hint="Sum first, square afterwards: m·d numbers are enough."
def check_large(sub, rng):
    """100,000 gradients fit into memory."""
    G = rng.normal(size=(100_000, 3)) + 0.5
    assert abs(float(sub.squared_length(G)) - 0.75) < 0.05 and abs(float(sub.noise(G)) - 3) < 0.1, "100,000 gradients of mean ½ and variance 1 in three dimensions: wanted about 0.75 and 3"
# %% tags=["wrong"] fails=["check_two", "check_unbiased"]
def squared_length(G):  # the square of the mean
    return np.sum(G.mean(0) ** 2)


def noise(G):
    return np.sum((G - G.mean(0)) ** 2) / (len(G) - 1)
# %% tags=["wrong"] fails=["check_two", "check_unbiased"]
def squared_length(G):
    m = len(G)
    return (np.sum(G.sum(0) ** 2) - np.sum(G**2)) / (m * (m - 1))


def noise(G):  # divides by m
    return np.sum((G - G.mean(0)) ** 2) / len(G)
# %% tags=["wrong"] fails=["check_unbiased"]
def squared_length(G):  # never negative, so no longer right on average
    m = len(G)
    return max((np.sum(G.sum(0) ** 2) - np.sum(G**2)) / (m * (m - 1)), 0.0)


def noise(G):
    return np.sum((G - G.mean(0)) ** 2) / (len(G) - 1)
