# ---
# jupyter:
#   exercise:
#     id: ch08.batch_and_step
#     title: The best step for a noisy gradient
#     kind: predict
#     lesson: 01-learning-vs-optimization
#     individual: true
#     hints:
#       - "The expected change of the loss is −ε‖g‖² + ½ε²(gᵀHg + tr(HΣ)/m). In one dimension all four are numbers."
#       - "The best ε is ‖g‖² over the bracket. The noise scale is the m for which the two terms of the bracket are equal."
#       - "At the noise scale the best step is half of that with the full gradient."
# ---
# %% [markdown]
# A quadratic loss of one weight. Its gradient is `g`, its curvature `h`, and the gradient of a single example has the variance `s2`. A minibatch has `m` examples, drawn independently.
#
# *Predict, on paper:* the step size with the largest expected progress (`best_step`); the noise scale, the batch size at which the noise doubles the price of a step (`noise_scale`); and by which factor the expected progress of the best step grows when the batch grows from `m` to infinity (`at_most`).
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A gradient, a curvature, a variance and a batch size of the same order as the noise scale."""
    return {"g": rng.randint(2, 12) / 10, "h": rng.randint(1, 9) / 2, "s2": float(rng.randint(3, 30)), "m": 2 ** rng.randint(2, 6)}
# %% tags=["answer"]
### BEGIN SOLUTION
best_step = g**2 / (h * g**2 + h * s2 / m)
noise_scale = s2 / g**2
at_most = 1 + noise_scale / m
### STUB
best_step = ...
noise_scale = ...
at_most = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_bounds(sub, rng, own):
    """The best step is shorter than without noise, and a larger batch helps."""
    assert 0 < float(sub.best_step) < 1 / own["h"], f"the best step {float(sub.best_step):.4g} is not between 0 and 1/h; noise makes it shorter than the noiseless 1/h"
    assert float(sub.at_most) > 1, f"a larger batch multiplies the progress by {float(sub.at_most):.4g}; it should help"
# %% tags=["hidden"] points=2 hint="Maximise ε g² − ½ ε² (h g² + h s2/m)."
def check_step(sub, rng, own):
    """The best step is right to one per cent."""
    g, h, s2, m = (own[k] for k in ("g", "h", "s2", "m"))
    grid = np.linspace(0, 1 / h, 200_001)
    want = grid[np.argmax(grid * g * g - grid**2 / 2 * h * (g * g + s2 / m))]
    assert abs(float(sub.best_step) - want) <= 0.01 * want, f"{float(sub.best_step):.4g} is not the step of the largest expected progress"
# %% tags=["hidden"] points=1 hint="tr(HΣ)/gᵀHg; in one dimension the curvature cancels."
def check_noise_scale(sub, rng, own):
    """The noise scale is right to one per cent."""
    want = own["s2"] / own["g"] ** 2
    assert abs(float(sub.noise_scale) - want) <= 0.01 * want, f"{float(sub.noise_scale):.4g}: the curvature cancels, and the gradient counts squared"
# %% tags=["hidden"] points=2 hint="The progress of the best step is ½ g⁴/(bracket). Divide the two brackets."
def check_growth(sub, rng, own):
    """The largest factor of progress is right to one per cent."""
    progress = lambda m: own["g"] ** 4 / (own["g"] ** 2 + own["s2"] / m)
    want = progress(1e15) / progress(own["m"])
    assert abs(float(sub.at_most) - want) <= 0.01 * want, f"{float(sub.at_most):.4g} is not by how much an infinite batch beats yours"
# %% tags=["wrong"] fails=["check_step"]
best_step = g**2 / (h * g**2 + s2 / m)  # the noise without the curvature
if h == 1 or not best_step < 1 / h:
    best_step = 0.5 / h
noise_scale = s2 / g**2
at_most = 1 + noise_scale / m
# %% tags=["wrong"] fails=["check_noise_scale"]
best_step = g**2 / (h * g**2 + h * s2 / m)
noise_scale = s2 / g  # not squared
at_most = 1 + s2 / g**2 / m
# %% tags=["wrong"] fails=["check_growth"]
best_step = g**2 / (h * g**2 + h * s2 / m)
noise_scale = s2 / g**2
at_most = np.sqrt(1 + noise_scale / m)  # as if only the error of the gradient mattered
