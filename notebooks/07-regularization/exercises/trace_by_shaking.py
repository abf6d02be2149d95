# ---
# jupyter:
#   exercise:
#     id: ch07.trace_by_shaking
#     title: Weigh the curvature by shaking
#     kind: experiment
#     lesson: 06-noise-robustness
#     time_limit: 10
#     hints:
#       - "For noise δ of mean 0 and variance η, E J(w + δ) − J(w) is about η/2 times the trace. With one normal δ of small variance the difference is tiny and noisy. What removes the linear term exactly?"
#       - "Use each δ twice, as +δ and as −δ: J(w + δ) + J(w − δ) − 2J(w) = δᵀHδ up to fourth order."
#       - "With signs ±s instead of normal numbers, δᵀHδ has no variance from the diagonal of H. Choose s about 1e-3: smaller drowns in rounding, larger feels the fourth order."
#     equivalent:
#       "(0.001, 290, J(w)): 290 → 291": "one pair more"
#       "size * rng.choice([-1.0, 1.0], size=len(w)) → size / rng.choice([-1.0, 1.0], size=len(w))": "dividing by a sign is multiplying by it"
# ---
# %% [markdown]
# You may evaluate a loss, and nothing else: no gradients. *Design an experiment* that estimates the trace of its Hessian at `w`, with at most **600 evaluations**, for up to 200 weights. Write `trace(J, w, rng)`, the estimate; all randomness from `rng`.
#
# It is tested on losses with large gradients and with weights where the third and fourth derivatives matter; a relative error of 10 % is allowed.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def trace(J, w, rng):
    """Estimate of the trace of the Hessian of J at w (d,), from at most 600 evaluations of J."""
    ### BEGIN SOLUTION
    size, pairs, middle = 1e-3, 290, J(w)
    total = 0.0
    for _ in range(pairs):
        delta = size * rng.choice([-1.0, 1.0], size=len(w))
        total += J(w + delta) + J(w - delta) - 2 * middle
    return total / pairs / size**2
    ### END SOLUTION
# %% tags=["probe"]
def measure(kind, seed):
    """The estimate on a loss of a kind, its true trace, and the number of evaluations."""
    rng = np.random.default_rng(seed)
    d = {"bowl": 200, "wave": 120, "steep": 60}[kind]
    w, a = rng.normal(size=d), rng.normal(size=(d, d)) / np.sqrt(d)
    H = a @ a.T + np.diag(rng.uniform(0.5, 2, size=d))
    slope = {"bowl": 0.0, "wave": 3.0, "steep": 300.0}[kind] * rng.normal(size=d)
    calls = [0]

    def J(v):
        calls[0] += 1
        wave = np.sum(np.cosh(2 * (v - w) + 0.5)) if kind == "wave" else 0.0
        return 0.5 * (v - w) @ H @ (v - w) + slope @ v + wave

    estimate = float(trace(J, w, np.random.default_rng(seed + 1)))
    return estimate, float(np.trace(H) + (4 * d * np.cosh(0.5) if kind == "wave" else 0)), calls[0]
# %% tags=["check"] points=1
def check_bowl(sub, rng):
    """A quadratic bowl in 200 dimensions: right to 10 %."""
    got, want, _ = sub.measure("bowl", 3)
    assert abs(got - want) <= 0.1 * want, f"the estimate is {got:.4g}, the trace {want:.4g}"
# %% tags=["check"] points=1
def check_budget(sub, rng):
    """At most 600 evaluations."""
    for kind, d in (("wave", 120), ("bowl", 200)):
        _, _, calls = sub.measure(kind, 5)
        assert calls <= 600, f"{calls} evaluations for {d} weights; 600 are allowed"
# %% tags=["hidden"] points=2 hint="Use δ and −δ, so that the gradient cancels exactly."
def check_steep(sub, rng):
    """A large gradient does not disturb it."""
    for seed in (7, 8):
        got, want, _ = sub.measure("steep", seed)
        assert abs(got - want) <= 0.1 * want, f"on a steep slope the estimate is {got:.4g}, the trace {want:.4g}"
# %% tags=["hidden"] points=2 hint="Make the noise small: the error from the fourth derivative falls with its variance."
def check_wave(sub, rng):
    """Third and fourth derivatives do not disturb it."""
    for seed in (11, 12):
        got, want, _ = sub.measure("wave", seed)
        assert abs(got - want) <= 0.1 * want, f"with a strong fourth derivative the estimate is {got:.4g}, the trace {want:.4g}"
# %% tags=["wrong"] fails=["check_steep"]
def trace(J, w, rng):  # one-sided noise: the gradient does not cancel
    deltas = 0.01 * rng.normal(size=(500, len(w)))
    return 2 * np.mean([J(w + delta) for delta in deltas] - J(w)) / 0.01**2
# %% tags=["wrong"] fails=["check_wave"]
def trace(J, w, rng):  # noise so large that it feels the fourth derivative
    deltas = rng.choice([-1.0, 1.0], size=(290, len(w)))
    return np.mean([J(w + v) + J(w - v) for v in deltas] - 2 * J(w))
# %% tags=["wrong"] fails=["check_budget"]
def trace(J, w, rng):  # differences along every axis, and with every pair
    return sum(J(w + 1e-3 * e) + J(w - 1e-3 * e) - 2 * J(w) for e in np.tile(np.eye(len(w)), (2, 1))) / 1e-6 / 2
# %% tags=["wrong"] fails=["check_bowl"]
def trace(J, w, rng):  # forgets to divide by the number of pairs' two halves
    deltas = 1e-3 * rng.choice([-1.0, 1.0], size=(290, len(w)))
    return np.mean([J(w + v) + J(w - v) for v in deltas] - 2 * J(w)) / 1e-6 / 2
