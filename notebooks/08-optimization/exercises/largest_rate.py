# ---
# jupyter:
#   exercise:
#     id: ch08.largest_rate
#     title: Find the edge without knowing the curvature
#     kind: experiment
#     lesson: 03-sgd-momentum
#     time_limit: 10
#     hints:
#       - "Run descent for a while and ask: has the size of the gradient grown beyond that at the start? Halve or double until one rate is stable and one is not. Then bisect."
#       - "Just below the edge descent converges so slowly that a short run cannot tell. How does the growth per step help: |1 − ελ_max|?"
#       - "A cheaper way: power iteration on gradient differences gives λ_max; the edge is 2/λ_max."
#     equivalent:
#       "range(2000): 2000 → 2001": "one iteration more"
#       "here + v → here - v": "the differences change sign, and only their size counts"
# ---
# %% [markdown]
# You are given the gradient of a quadratic loss in `d` ≤ 50 dimensions, as a function of the weights, and a NumPy generator `rng` for random starts; nothing else. *Design an experiment* that finds the learning rate above which descent diverges: `largest_rate(gradient, d, rng)`, right to 1 %, with at most 3,000 gradients. The loss has one minimum, not at zero. Curvatures differ by a factor of up to 1,000, and the largest may be 0.001 or 1,000.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def largest_rate(gradient, d, rng):
    """The rate above which descent diverges, for the gradient of a quadratic loss in d dimensions."""
    ### BEGIN SOLUTION
    here = np.zeros(d)
    at_here = gradient(here)
    v = rng.normal(size=d)
    for _ in range(2000):
        v = v / np.linalg.norm(v)
        v = gradient(here + v) - at_here
    return 2 / np.linalg.norm(v)
    ### END SOLUTION
# %% tags=["probe"]
def measure(largest, ratio, d, seed):
    """The learner's rate times the true largest curvature, and the number of gradients."""
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
    lam = largest * np.geomspace(1 / ratio, 1, d)
    H, minimum, calls = Q @ np.diag(lam) @ Q.T, rng.normal(size=d), [0]

    def gradient(w):
        calls[0] += 1
        return H @ (w - minimum)

    return float(largest_rate(gradient, d, np.random.default_rng(seed + 1))) * largest, calls[0]
# %% tags=["check"] points=1
def check_plain(sub, rng):
    """A bowl with largest curvature 4: the edge is at 0.5."""
    product, _ = sub.measure(4.0, 10.0, 5, 1)
    assert abs(product - 2) <= 0.02, f"the rate times the largest curvature is {product:.4f}, wanted 2"
# %% tags=["check"] points=1
def check_budget(sub, rng):
    """At most 3,000 gradients."""
    _, calls = sub.measure(1.0, 1000.0, 50, 2)
    assert calls <= 3000, f"{calls} gradients; 3,000 are allowed"
# %% tags=["hidden"] points=2 hint="The unit of the loss must not matter."
def check_scales(sub, rng):
    """Largest curvatures of 0.001 and 1,000."""
    for largest in (1e-3, 1e3):
        product, calls = sub.measure(largest, 50.0, 20, 3)
        assert abs(product - 2) <= 0.02, f"with a largest curvature of {largest:g} the rate times it is {product:.4f}, wanted 2"
        assert calls <= 3000, f"with a largest curvature of {largest:g} it takes {calls} gradients; 3,000 are allowed"
# %% tags=["hidden"] points=2 hint="Neighbouring large curvatures make the growth slow to show; go on until 1 % is safe."
def check_close_curvatures(sub, rng):
    """Fifty curvatures that crowd near the largest."""
    for seed in (4, 5):
        product, _ = sub.measure(2.0, 3.0, 50, seed)
        assert abs(product - 2) <= 0.02, f"with many curvatures near the largest the rate times it is {product:.4f}, wanted 2"
# %% tags=["wrong"] fails=["check_scales"]
def largest_rate(gradient, d, rng):  # bisects between fixed ends
    low, high = 1e-2, 10.0
    for _ in range(12):
        eps, w = np.sqrt(low * high), rng.normal(size=d)
        first = np.linalg.norm(gradient(w))
        for _ in range(200):
            w = w - eps * gradient(w)
            if not np.all(np.abs(w) < 1e100):
                break
        low, high = (eps, high) if np.linalg.norm(gradient(w)) < first else (low, eps)
    return low
# %% tags=["wrong"] fails=["check_plain"]
def largest_rate(gradient, d, rng):  # the rate that solves the steepest direction at once
    v, at_zero = rng.normal(size=d), gradient(np.zeros(d))
    for _ in range(1000):
        v = gradient(v / np.linalg.norm(v)) - at_zero
    return 1 / np.linalg.norm(v)
# %% tags=["wrong"] fails=["check_plain", "check_scales"]
def largest_rate(gradient, d, rng):  # forgets that the minimum is not at zero
    v = rng.normal(size=d)
    for _ in range(1000):
        v = gradient(v / np.linalg.norm(v))
    return 2 / np.linalg.norm(v)
# %% tags=["wrong"] fails=["check_close_curvatures"]
def largest_rate(gradient, d, rng):  # five iterations are too few
    v, at_zero = rng.normal(size=d), gradient(np.zeros(d))
    for _ in range(5):
        v = gradient(v / np.linalg.norm(v)) - at_zero
    return 2 / np.linalg.norm(v)
