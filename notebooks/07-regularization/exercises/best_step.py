# ---
# jupyter:
#   exercise:
#     id: ch07.best_step
#     title: One step on a bowl, by hand
#     kind: predict
#     lesson: 00-curvature
#     individual: true
#     hints:
#       - "The gradient is H w. Along −g the loss is a parabola in the step: L − ε gᵀg + ½ ε² gᵀHg."
#       - "Its minimum is at ε = gᵀg / gᵀHg. Both products need only the diagonal of H here."
#       - "At the minimum the new gradient is at a right angle to the old one. And descent with one fixed step is stable below 2/λ_max."
# ---
# %% [markdown]
# Your loss is $L(\vec w) = \frac12(h_1 w_1^2 + h_2 w_2^2)$ with curvatures `h`, and you stand at `w`, two numbers each.
#
# *Predict, on paper:* the step size along the negative gradient that lowers $L$ most; the factor by which that step multiplies the loss, $L_\text{after} / L_\text{before}$; and the largest step size below which descent with a fixed step does not diverge. Three digits are enough. Then take the step in a cell of your own and see whether you were right.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Two curvatures and a place with no zero coordinate."""
    h = np.array([rng.randint(3, 9), rng.randint(10, 31)]) / 2
    w = np.array([rng.randint(2, 10), -rng.randint(2, 7)]) / 2
    return {"h": h, "w": w}
# %% tags=["answer"]
### BEGIN SOLUTION
g = h * w
best_step = np.sum(g * g) / np.sum(g * h * g)
remaining = np.sum(h * (w - best_step * g) ** 2) / np.sum(h * w**2)
stable_below = 2 / h[1]
### STUB
best_step = ...
remaining = ...
stable_below = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_range(sub, rng, own):
    """The best step lies between the inverse curvatures, and the loss falls."""
    low, high = 1 / own["h"].max(), 1 / own["h"].min()
    step, remaining = float(sub.best_step), float(sub.remaining)
    assert low <= step <= high, f"the best step {step:.4g} is not between 1/λ_max = {low:.4g} and 1/λ_min = {high:.4g}"
    assert 0 < remaining < 1, f"the loss is multiplied by {remaining:.4g}; it should fall, and not to 0"
# %% tags=["hidden"] points=2 hint="It is gᵀg / gᵀHg with g = Hw."
def check_best_step(sub, rng, own):
    """The best step is right to one per cent."""
    g = own["h"] * own["w"]
    want = g @ g / (g @ (own["h"] * g))
    assert abs(float(sub.best_step) - want) <= 0.01 * want, f"{float(sub.best_step):.4g} is not the best step for your numbers"
# %% tags=["hidden"] points=2 hint="The loss falls by ½ (gᵀg)² / gᵀHg. Divide what is left by the loss before."
def check_remaining(sub, rng, own):
    """The remaining share of the loss is right to 0.005."""
    h, w = own["h"], own["w"]
    g = h * w
    before = h @ (w * w) / 2
    want = 1 - (g @ g) ** 2 / (g @ (h * g)) / 2 / before
    assert abs(float(sub.remaining) - want) <= 0.005, f"{float(sub.remaining):.4g} is not L_after / L_before for your numbers"
# %% tags=["hidden"] points=1 hint="In direction i a step multiplies w by 1 − εh; its size must be below 1 for every i."
def check_stable(sub, rng, own):
    """The limit of stability is right to one per cent."""
    want = 2 / own["h"].max()
    assert abs(float(sub.stable_below) - want) <= 0.01 * want, f"{float(sub.stable_below):.4g}: the steepest direction decides, and a factor of −1 is the limit"
# %% tags=["wrong"] fails=["check_best_step"]
best_step = 1 / h.max()  # the inverse of the largest curvature
remaining = np.sum(h * (w - best_step * h * w) ** 2) / np.sum(h * w**2)
stable_below = 2 / h.max()
# %% tags=["wrong"] fails=["check_stable"]
g = h * w
best_step = g @ g / (g @ (h * g))
remaining = np.sum(h * (w - best_step * g) ** 2) / np.sum(h * w**2)
stable_below = 1 / h.max()  # where the steepest direction is solved in one step
# %% tags=["wrong"] fails=["check_remaining"]
g = h * w
best_step = g @ g / (g @ (h * g))
remaining = np.linalg.norm(w - best_step * g) / np.linalg.norm(w)  # of the distance, not of the loss
stable_below = 2 / h.max()
