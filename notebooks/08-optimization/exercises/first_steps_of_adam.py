# ---
# jupyter:
#   exercise:
#     id: ch08.first_steps_of_adam
#     title: The first step, and the one after a change of mind
#     kind: predict
#     lesson: 05-adaptive
#     individual: true
#     hints:
#       - "In the first step m = (1 − β₁)g and v = (1 − β₂)g². Corrected, they are g and g²."
#       - "Without correction the step is (1 − β₁)/√(1 − β₂) times ε: the gradient's size drops out here too."
#       - "Second gradient −g: m = β₁(1 − β₁)g − (1 − β₁)g, divided by 1 − β₁²; and v/(1 − β₂²) is g² again."
# ---
# %% [markdown]
# Adam with your `b1`, `b2` and the rate `rate`; $\delta = 0$. The first gradient of a weight is $g > 0$, the second is $-g$.
#
# *Predict:* the size of the first step (`first`), its size if neither mean were corrected for its start at zero (`uncorrected`), and the second step *with its sign*, the change of the weight (`second`). None depends on $g$.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Two memories and a rate."""
    return {"b1": [0.5, 0.7, 0.8, 0.9, 0.95][rng.randint(0, 5)], "b2": [0.9, 0.96, 0.99, 0.999][rng.randint(0, 4)], "rate": rng.randint(1, 10) / 100}
# %% tags=["answer"]
### BEGIN SOLUTION
first = rate
uncorrected = rate * (1 - b1) / np.sqrt(1 - b2)
second = -rate * (b1 * (1 - b1) - (1 - b1)) / (1 - b1**2)
### STUB
first = ...
uncorrected = ...
second = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_signs(sub, rng, own):
    """Sizes are positive; after a change of sign the second step turns back."""
    assert float(sub.first) > 0 and float(sub.uncorrected) > 0, "sizes are positive"
    assert 0 < float(sub.second) < own["rate"], f"second = {float(sub.second):.4g}: the newest gradient −g weighs more than the older g, so the weight moves up again, by less than the rate"
# %% tags=["hidden"] points=1 hint="Correction makes the first step independent of both memories."
def check_first(sub, rng, own):
    """The first step is right to one per cent."""
    assert abs(float(sub.first) - own["rate"]) <= 0.01 * own["rate"], f"{float(sub.first):.4g} is not the size of the first step"
# %% tags=["hidden"] points=2 hint="Take (1 − β₁)g over the root of (1 − β₂)g²."
def check_uncorrected(sub, rng, own):
    """The uncorrected step is right to one per cent."""
    want = own["rate"] * (1 - own["b1"]) * (1 - own["b2"]) ** -0.5
    assert abs(float(sub.uncorrected) - want) <= 0.01 * want, f"{float(sub.uncorrected):.4g} is not the size of the uncorrected first step"
# %% tags=["hidden"] points=2 hint="Run the two steps by hand with g = 1."
def check_second(sub, rng, own):
    """The second step is right to one per cent."""
    m = v = 0.0
    for t, g in ((1, 1.0), (2, -1.0)):
        m, v = own["b1"] * m + (1 - own["b1"]) * g, own["b2"] * v + (1 - own["b2"]) * g * g
        step = -own["rate"] * (m / (1 - own["b1"] ** t)) / np.sqrt(v / (1 - own["b2"] ** t))
    assert abs(float(sub.second) - step) <= 0.01 * abs(step), f"{float(sub.second):.4g} is not the second change of the weight"
# %% tags=["wrong"] fails=["check_uncorrected"]
first = rate
uncorrected = rate * (1 - b1) / (1 - b2)  # forgets the root
second = rate * (1 - b1) / (1 + b1)
# %% tags=["wrong"] fails=["check_second"]
first = rate
uncorrected = rate * (1 - b1) / np.sqrt(1 - b2)
second = rate * (1 - b1)  # without the correction of the second step
if not second < rate * 0.99 / (1 + b1):
    second = rate * 0.9
# %% tags=["wrong"] fails=["check_first"]
first = rate * (1 - b1)  # only the newest share of the gradient
uncorrected = rate * (1 - b1) / np.sqrt(1 - b2)
second = rate * (1 - b1) / (1 + b1)
