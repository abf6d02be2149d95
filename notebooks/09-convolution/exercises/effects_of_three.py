# ---
# jupyter:
#   exercise:
#     id: ch09.effects_of_three
#     title: Did they multiply?
#     kind: implement
#     lesson: 11-alexnet
#     hints:
#       - "Take logarithms first: factors become sums. Average the replicates of each cell."
#       - "The effect of A is the mean over the cells with A minus the mean over those without: Σ ±cell / 4."
#       - "An interaction uses the product of the signs. Its standard error comes from the replicates: pooled variance s² of one run, eight cells of r runs: se = √(4 s²/(8r))."
# ---
# %% [markdown]
# Three switches, all eight combinations, `r` runs each: `errors` has the shape `(2, 2, 2, r)`, with index 1 for *on*. Write `effects(errors)`, a dictionary from `"A"`, `"B"`, `"C"`, `"AB"`, `"AC"`, `"BC"`, `"ABC"` to a pair: the effect in **log error**, natural logarithm (mean of the cells with sign + minus mean of those with sign −; for an interaction the sign is the product of the signs of its letters), and its standard error from the variance within cells, pooled over the eight cells with $8(r-1)$ degrees of freedom.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def effects(errors):
    """Effect and standard error, in log error, for each of seven contrasts; errors (2, 2, 2, r), r ≥ 2."""
    ### BEGIN SOLUTION
    logs = np.log(errors)
    cells, runs = logs.mean(-1), logs.shape[-1]
    variance = logs.var(-1, ddof=1).mean()
    signs = dict(zip("ABC", np.meshgrid(*[[-1, 1]] * 3, indexing="ij")))
    found = {}
    for letters in ("A", "B", "C", "AB", "AC", "BC", "ABC"):
        contrast = np.prod([signs[letter] for letter in letters], axis=0)
        found[letters] = (contrast * cells).sum() / 4, np.sqrt(variance / (2 * runs))
    return found
    ### END SOLUTION
# %% tags=["check"] points=1
def check_one_switch(sub, rng):
    """A halves the error and nothing else matters: effect −ln 2, the rest 0."""
    errors = np.ones((2, 2, 2, 2)) * [0.2, 0.2]
    errors[1] /= 2
    got = sub.effects(errors)
    assert set(got) == {"A", "B", "C", "AB", "AC", "BC", "ABC"}, f"the contrasts are {sorted(got)}"
    assert np.isclose(got["A"][0], -np.log(2)), f"A has the effect {got['A'][0]:.4f}, wanted −ln 2 = −0.6931"
    assert all(np.allclose(got[name], 0) for name in got if name != "A"), f"the others should be 0: {got}"
# %% tags=["check"] points=1
def check_multiplying(sub, rng):
    """Switches that multiply have no interaction; one that works only with another has."""
    factor = np.ones((2, 2, 2))
    factor[1] *= 0.5
    factor[:, 1] *= 0.8
    factor[:, :, 1] *= 0.9
    got = sub.effects(0.4 * factor[..., None] * np.ones(3))
    assert abs(got["AB"][0]) < 1e-9 and abs(got["ABC"][0]) < 1e-9, f"they multiply, and AB is {got['AB'][0]:.4f}, ABC {got['ABC'][0]:.4f}; both should be 0"
    together = np.ones((2, 2, 2, 3)) * 0.4
    together[1, 1] /= np.e
    assert np.isclose(sub.effects(together)["AB"][0], -0.5), f"A and B together divide by e: AB should be −½, it is {sub.effects(together)['AB'][0]:.4f}"
# %% tags=["hidden"] points=2 hint="A linear model with all products of ±½-coded switches gives the same numbers."
def check_regression(sub, rng):
    """Effects and standard errors agree with least squares."""
    for runs in (2, 5):
        errors = np.exp(rng.normal(size=(2, 2, 2, runs)))
        places = np.array(list(np.ndindex(2, 2, 2, runs)))
        coded = 2.0 * places[:, :3] - 1
        names = ("A", "B", "C", "AB", "AC", "BC", "ABC")
        columns = [np.ones(len(places))] + [np.prod([coded[:, "ABC".index(letter)] for letter in name], axis=0) / 2 for name in names]
        design, y = np.stack(columns, axis=1), np.log([errors[tuple(p)] for p in places])
        beta = np.linalg.solve(design.T @ design, design.T @ y)
        variance = np.sum((y - design @ beta) ** 2) / (len(y) - 8)
        spread = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
        got = sub.effects(errors)
        for name, effect, se in zip(names, beta[1:], spread[1:]):
            assert np.isclose(got[name][0], effect), f"{name}: effect {got[name][0]:.4f}, least squares {effect:.4f}"
            assert np.isclose(got[name][1], se), f"{name}: standard error {got[name][1]:.4f}, least squares {se:.4f}"
# %% tags=["wrong"] fails=["check_one_switch", "check_multiplying", "check_regression"]
def effects(errors):  # in points, not in logs
    cells, runs = errors.mean(-1), errors.shape[-1]
    signs = dict(zip("ABC", np.meshgrid(*[[-1, 1]] * 3, indexing="ij")))
    se = np.sqrt(errors.var(-1, ddof=1).mean() / (2 * runs))
    return {n: ((np.prod([signs[x] for x in n], axis=0) * cells).sum() / 4, se) for n in ("A", "B", "C", "AB", "AC", "BC", "ABC")}
# %% tags=["wrong"] fails=["check_regression"]
def effects(errors):  # the spread of the cells, not within them
    logs = np.log(errors)
    cells, runs = logs.mean(-1), logs.shape[-1]
    signs = dict(zip("ABC", np.meshgrid(*[[-1, 1]] * 3, indexing="ij")))
    se = np.sqrt(logs.var(-1, ddof=0).mean() / (2 * runs))
    return {n: ((np.prod([signs[x] for x in n], axis=0) * cells).sum() / 4, se) for n in ("A", "B", "C", "AB", "AC", "BC", "ABC")}
# %% tags=["wrong"] fails=["check_one_switch", "check_regression", "check_multiplying"]
def effects(errors):  # divided by eight
    logs = np.log(errors)
    cells, runs = logs.mean(-1), logs.shape[-1]
    signs = dict(zip("ABC", np.meshgrid(*[[-1, 1]] * 3, indexing="ij")))
    se = np.sqrt(logs.var(-1, ddof=1).mean() / (8 * runs))
    return {n: ((np.prod([signs[x] for x in n], axis=0) * cells).sum() / 8, se) for n in ("A", "B", "C", "AB", "AC", "BC", "ABC")}
