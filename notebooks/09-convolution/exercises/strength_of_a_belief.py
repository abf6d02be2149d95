# ---
# jupyter:
#   exercise:
#     id: ch09.strength_of_a_belief
#     title: How strongly to believe in sharing
#     kind: derive
#     lesson: 04-strong-prior
#     individual: true
#     hints:
#       - "Split the error into the part in the shared space, which is not touched, and the part across it, which is multiplied by 1/(1 + τ)."
#       - "Across: the noise leaves (d − k)σ²/(1 + τ)², the truth leaves b²τ²/(1 + τ)²."
#       - "Set the derivative of ((d − k)σ² + b²τ²)/(1 + τ)² to zero: b²τ(1 + τ) = (d − k)σ² + b²τ². What is left is linear in τ."
# ---
# %% [markdown]
# You observe $\vec y = \vec w_0 + \sigma\vec\xi$ in $d$ dimensions, $\vec\xi$ standard normal. You believe, more or less, that $\vec w_0$ lies in a $k$-dimensional space of *shared* weights with projector $\mat P$; its distance from that space is in fact $b$. Your estimate keeps the shared part and shrinks the rest,
#
# $$\hat{\vec w} = \mat P\vec y + \frac{1}{1+\tau}(\mat I - \mat P)\vec y .$$
#
# *Derive* the expected squared error $\E\norm{\hat{\vec w} - \vec w_0}^2$, the sum over all $d$ coordinates, and give for your numbers: `tau`, the strength that makes it smallest; `best`, the error there; `shared`, the error of full sharing, $\tau \to \infty$; `free`, that of $\tau = 0$.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Dimensions, noise and distance."""
    return {"d": rng.randint(20, 60), "k": rng.randint(3, 9), "sigma": rng.randint(2, 9) / 10, "b": rng.randint(10, 40) / 10}
# %% tags=["answer"]
### BEGIN SOLUTION
noise = (d - k) * sigma**2
tau = noise / b**2
best = k * sigma**2 + noise * b**2 / (noise + b**2)
shared = k * sigma**2 + b**2
free = d * sigma**2
### STUB
tau = ...
best = ...
shared = ...
free = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_best_is_best(sub, rng, own):
    """The best error lies below both ends, and τ is positive."""
    tau, best, shared, free = (float(getattr(sub, name)) for name in ("tau", "best", "shared", "free"))
    assert tau > 0, f"tau = {tau:.4g}: with noise some belief always helps"
    assert best <= min(shared, free), f"the best error {best:.4g} is above that of an end ({shared:.4g} shared, {free:.4g} free)"
# %% tags=["hidden"] points=2 hint="Simulate: draw noise, estimate, average the squared error; or minimise the formula on a grid."
def check_tau(sub, rng, own):
    """The best strength and its error, by search."""
    d, k, sigma, b = own["d"], own["k"], own["sigma"], own["b"]
    grid = np.geomspace(1e-4, 1e4, 400_001)
    error = k * sigma**2 + ((d - k) * sigma**2 + b**2 * grid**2) / (1 + grid) ** 2
    at = np.argmin(error)
    assert abs(float(sub.tau) / grid[at] - 1) < 0.01, f"tau = {float(sub.tau):.4g} is not where the error is smallest"
    assert abs(float(sub.best) / error[at] - 1) < 0.005, f"best = {float(sub.best):.4g} is not the smallest error"
# %% tags=["hidden"] points=2 hint="Full sharing pays with the distance, freedom with the noise of every dimension."
def check_ends(sub, rng, own):
    """The errors of full sharing and of none, by simulation in coordinates along and across the space."""
    d, k, sigma, b = own["d"], own["k"], own["sigma"], own["b"]
    truth = np.zeros(d)
    truth[-1] = b
    y = truth + sigma * rng.normal(size=(200_000 // d, d))
    for name, weight in (("shared", 0.0), ("free", 1.0)):
        errors = ((np.where(np.arange(d) < k, 1.0, weight) * y - truth) ** 2).sum(1)
        spread = errors.std() / np.sqrt(len(errors))
        assert abs(float(getattr(sub, name)) - errors.mean()) < 5 * spread + 1e-9, f"{name} = {float(getattr(sub, name)):.4g}; a simulation gives {errors.mean():.4g}"
# %% tags=["wrong"] fails=["check_tau"]
tau = b**2 / ((d - k) * sigma**2)  # upside down
best = k * sigma**2 + (d - k) * sigma**2 * b**2 / ((d - k) * sigma**2 + b**2)
shared, free = k * sigma**2 + b**2, d * sigma**2
# %% tags=["wrong"] fails=["check_ends"]
tau = (d - k) * sigma**2 / b**2
best = k * sigma**2 + (d - k) * sigma**2 * b**2 / ((d - k) * sigma**2 + b**2)
shared, free = d * sigma**2 + b**2, d * sigma**2  # sharing without its gain in noise
# %% tags=["wrong"] fails=["check_tau", "check_best_is_best"]
tau = (d - k) * sigma**2 / b**2
best = d * sigma**2 + b**2  # the sum
shared, free = k * sigma**2 + b**2, d * sigma**2
