# ---
# jupyter:
#   exercise:
#     id: ch07.choose_the_decay
#     title: Choose the decay, with forty examples
#     kind: experiment
#     lesson: 17-side-by-side
#     time_limit: 20
#     hints:
#       - "Ten folds: fit on nine tenths, measure the squared error on the rest, for every candidate α on a logarithmic grid from 0.01 to 1000."
#       - "One split into folds is a noisy judge. Average over several random splits, or leave one out: exercise ch07.leave_one_out does it from a single fit."
#       - "Weight decay is right for α = σ²/β² when all true weights have the same size. Here you do not know σ or β; the data do."
#     equivalent:
#       "np.geomspace(0.01, 1000, 41): 0.01 → 1.01": "the best decay of such data is seldom below 1"
#       "np.geomspace(0.01, 1000, 41): 1000 → 1001": "another grid"
#       "np.geomspace(0.01, 1000, 41): 41 → 42": "another grid"
#       "np.random.default_rng(0): 0 → 1": "leave-one-out draws nothing"
#       "np.mean → np.sum": "the same order of the candidates"
# ---
# %% [markdown]
# You have forty examples, `X` (40, 15) and `y`, from a linear model with noise. All true weights are of similar size; `choose` knows neither them nor the noise, though the cell below does. *Design an experiment* that chooses the weight decay for $\frac12\norm{\mat X\vec w - \vec y}^2 + \frac\alpha2\norm{\vec w}^2$ from the data alone:
#
# - `choose(X, y, rng)`: returns the chosen $\alpha$, for any data of this kind. It may take half a second for one data set.
# - `alpha`: your choice for the data `X`, `y`.
#
# Judged is the expected squared error of the fit on new examples. On average over data sets, it must come within 15 % of what the best $\alpha$ of each would reach, whether the noise is small or large; so the choice must follow the data.
# %% tags=["given"]
import numpy as np


def ridge_weights(X, y, alpha):
    """The ridge weights without intercept."""
    return np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)


def measurements():
    """Forty examples with correlated inputs, weights of equal size and noise about as large as the signal."""
    rng = np.random.default_rng(2026)
    X = rng.normal(size=(40, 15)) + rng.normal(size=(40, 1))
    beta = np.where(rng.uniform(size=15) < 0.5, -0.5, 0.5)
    return X, X @ beta + 2.0 * rng.normal(size=40)


X, y = measurements()
# %% tags=["answer"]
def choose(X, y, rng):
    """A weight decay for ridge regression, chosen from X (n, d) and y (n,) alone."""
    ### BEGIN SOLUTION
    candidates = np.geomspace(0.01, 1000, 41)
    errors = []
    for alpha in candidates:
        S = X @ np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T)
        errors.append(np.mean(((y - S @ y) / (1 - np.diag(S))) ** 2))
    return float(candidates[np.argmin(errors)])
    ### END SOLUTION


### BEGIN SOLUTION
alpha = choose(X, y, np.random.default_rng(0))
### STUB
alpha = ...  # a number
### END SOLUTION
# %% tags=["probe"]
def choices(seeds, noise):
    """The learner's choice on one fresh data set for each seed."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(40, 15)) + rng.normal(size=(40, 1))
        beta = np.where(rng.uniform(size=15) < 0.5, -0.5, 0.5)
        y = X @ beta + noise * rng.normal(size=40)
        found.append(float(choose(X, y, np.random.default_rng(seed + 1))))
    return np.array(found)
# %% tags=["check"] points=1
def check_positive(sub, rng):
    """The choice is a positive, finite number that shrinks something and not everything."""
    a = float(sub.alpha)
    assert np.isfinite(a) and a > 0, f"alpha = {a}; a positive number is wanted"
    assert 0.01 <= a <= 1e4, f"alpha = {a:.3g} is out of any reasonable range for 40 examples: no shrinking, or nothing left"
# %% tags=["check"] points=1
def check_noise_moves_it(sub, rng):
    """More noise asks for more decay: the median choice grows with the noise."""
    low, high = np.median(sub.choices([1, 2, 3, 4, 5, 6, 7], 0.3)), np.median(sub.choices([1, 2, 3, 4, 5, 6, 7], 6.0))
    assert high > 3 * low, f"the median choice is {low:.3g} at low noise and {high:.3g} at high noise; does the choice look at the data?"
# %% tags=["hidden"] points=2 hint="Judge every α by examples that its fit has not seen, and judge it often."
def check_near_the_best(sub, rng):
    """On average over fresh data sets the error is within 15 % of the best α."""
    for noise in (1.0, 4.0):
        seeds = list(range(100, 112))
        chosen, ratio = sub.choices(seeds, noise), []
        for a, seed in zip(chosen, seeds):
            g = np.random.default_rng(seed)
            X = g.normal(size=(40, 15)) + g.normal(size=(40, 1))
            beta = np.where(g.uniform(size=15) < 0.5, -0.5, 0.5)
            y = X @ beta + noise * g.normal(size=40)
            cov = np.eye(15) + 1  # of a new input
            error = lambda a: (lambda v: v @ cov @ v)(np.linalg.solve(X.T @ X + a * np.eye(15), X.T @ y) - beta) + noise**2
            ratio.append(error(a) / min(error(b) for b in np.geomspace(0.01, 3000, 60)))
        assert np.mean(ratio) <= 1.15, f"at noise {noise} the error is {np.mean(ratio) - 1:.0%} above that of the best α, on average over 12 data sets"
# %% tags=["hidden"] points=1 hint="The alpha that you hand in must be what your experiment says about X and y."
def check_own(sub, rng):
    """The left-out error of your alpha on X and y is within 10 % of the best."""
    X, y = measurements()
    def left_out(a):
        S = X @ np.linalg.solve(X.T @ X + a * np.eye(15), X.T)
        return np.mean(((y - S @ y) / (1 - np.diag(S))) ** 2)
    got, best = left_out(float(sub.alpha)), min(left_out(a) for a in np.geomspace(0.01, 3000, 60))
    assert got <= 1.1 * best, f"left-out error {got:.4g} at your alpha, {best:.4g} at the best one"
# %% tags=["wrong"] fails=["check_noise_moves_it", "check_near_the_best"]
def choose(X, y, rng):  # the training error chooses: always the smallest
    candidates = np.geomspace(0.01, 1000, 41)
    return float(candidates[np.argmin([np.mean((y - X @ ridge_weights(X, y, a)) ** 2) for a in candidates])])


alpha = 5.0
# %% tags=["wrong"] fails=["check_noise_moves_it"]
def choose(X, y, rng):  # a fixed favourite
    return 10.0


alpha = 10.0
# %% tags=["wrong"] fails=["check_near_the_best"]
def choose(X, y, rng):  # four examples for validation, thirty-six thrown away
    candidates = np.geomspace(0.01, 1000, 41)
    train, held = slice(0, 4), slice(36, 40)
    return float(candidates[np.argmin([np.mean((y[held] - X[held] @ ridge_weights(X[train], y[train], a)) ** 2) for a in candidates])])


alpha = 5.0
# %% tags=["wrong"] fails=["check_own"]
def choose(X, y, rng):
    candidates = np.geomspace(0.01, 1000, 41)
    errors = []
    for a in candidates:
        S = X @ np.linalg.solve(X.T @ X + a * np.eye(X.shape[1]), X.T)
        errors.append(np.mean(((y - S @ y) / (1 - np.diag(S))) ** 2))
    return float(candidates[np.argmin(errors)])


alpha = 3000.0  # not what the experiment says
