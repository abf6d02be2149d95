# ---
# jupyter:
#   exercise:
#     id: ch08.fifty_layers
#     title: A tenth too small, fifty times
#     kind: predict
#     lesson: 04-initialization
#     individual: true
#     hints:
#       - "One layer multiplies the mean square of the pre-activations by fan_in·Var(w)·(share that the unit lets through). A ReLU lets ½ through."
#       - "With He's scale times a the factor per step is a². From the first of L layers to the last: a^(2(L − 1))."
#       - "With Var(w) = 2/(fan_in + fan_out) in square layers it is 1/fan_in, and a ReLU halves."
# ---
# %% [markdown]
# A ReLU network has `layers` layers of equal width and no biases. Its weights are drawn at He's standard deviation times your factor `a`.
#
# *Predict:* by which factor does the mean square of the pre-activations change from the first layer to the last, on average over networks? Give its base-ten logarithm, `he_log10`. And for Xavier's variance $2/(\text{fan in} + \text{fan out})$, without the factor `a`: `xavier_log10`. Finally: what is the smallest factor, in place of your `a`, with which the mean square loses at most a factor of 10 (`smallest_a`, to four digits)? From the first layer to the last there are `layers` − 1 steps.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A depth and a factor near 1."""
    return {"layers": rng.randint(20, 80), "a": [0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.2][rng.randint(0, 7)]}
# %% tags=["answer"]
### BEGIN SOLUTION
he_log10 = 2 * (layers - 1) * np.log10(a)
xavier_log10 = (layers - 1) * np.log10(0.5)
smallest_a = 10 ** (-1 / (2 * (layers - 1)))
### STUB
he_log10 = ...
xavier_log10 = ...
smallest_a = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_signs(sub, rng, own):
    """Too small shrinks, too large grows; Xavier with ReLU shrinks."""
    assert np.sign(float(sub.he_log10)) == np.sign(own["a"] - 1), f"he_log10 = {float(sub.he_log10):.4g} has the wrong sign for a = {own['a']}"
    assert float(sub.xavier_log10) < 0, f"xavier_log10 = {float(sub.xavier_log10):.4g}; a ReLU lets half through, and Xavier does not make up for it"
    assert 0.9 < float(sub.smallest_a) < 1, f"smallest_a = {float(sub.smallest_a):.4g} is not a little below 1"
# %% tags=["hidden"] points=2 hint="The mean square goes with the square of the weights' scale, once per layer."
def check_he(sub, rng, own):
    """The logarithm for He's scale is right to 0.01."""
    want = (own["layers"] - 1) * np.log10(own["a"] ** 2)
    assert abs(float(sub.he_log10) - want) < 0.01, f"{float(sub.he_log10):.4f} is not right; is a squared, and are there layers − 1 steps?"
# %% tags=["hidden"] points=1 hint="A factor of one half a step."
def check_xavier(sub, rng, own):
    """The logarithm for Xavier's is right to 0.01."""
    assert abs(float(sub.xavier_log10) + 0.30103 * (own["layers"] - 1)) < 0.01, f"{float(sub.xavier_log10):.4f} is not right: ½ for every step"
# %% tags=["hidden"] points=2 hint="Solve a^(2(layers − 1)) = 1/10."
def check_smallest(sub, rng, own):
    """The smallest factor loses a factor of 10, to two per cent."""
    lost = float(sub.smallest_a) ** (2 * (own["layers"] - 1))
    assert abs(lost - 0.1) < 0.002, f"with a = {float(sub.smallest_a):.4f} the mean square is multiplied by {lost:.4g}, wanted 0.1"
# %% tags=["wrong"] fails=["check_he"]
he_log10 = (layers - 1) * np.log10(a)  # a, not its square
xavier_log10 = (layers - 1) * np.log10(0.5)
smallest_a = 10 ** (-1 / (2 * (layers - 1)))
# %% tags=["wrong"] fails=["check_xavier"]
he_log10 = 2 * (layers - 1) * np.log10(a)
xavier_log10 = layers * np.log10(0.5)  # one step too many
smallest_a = 10 ** (-1 / (2 * (layers - 1)))
# %% tags=["wrong"] fails=["check_smallest"]
he_log10 = 2 * (layers - 1) * np.log10(a)
xavier_log10 = (layers - 1) * np.log10(0.5)
smallest_a = 1 - 1 / (layers - 1)  # as if the losses added up
