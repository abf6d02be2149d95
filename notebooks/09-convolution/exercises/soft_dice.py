# ---
# jupyter:
#   exercise:
#     id: ch09.soft_dice
#     title: The gradient of soft Dice, and of an empty mask
#     kind: derive
#     lesson: 06-structured-outputs
#     hints:
#       - "D = N/M with N = 2Σ p y + δ and M = Σ p + Σ y + δ. Use the quotient rule."
#       - "∂D/∂p_i = (2 y_i·M − N)/M², and the chain through the sigmoid multiplies by p_i(1 − p_i)."
#       - "The loss is 1 − D: mind the sign. For an empty mask and δ = 0 there would be 0/0 when p vanishes; with δ > 0 the loss is small exactly when p is."
# ---
# %% [markdown]
# For logits $\vec a$, probabilities $p_i = \sigma(a_i)$ and a mask of labels $y_i \in \{0, 1\}$ the *soft Dice loss* is
#
# $$L = 1 - \frac{2\sum_i p_i y_i + \delta}{\sum_i p_i + \sum_i y_i + \delta} .$$
#
# *Derive* its gradient by the logits. Write `dice(a, y, delta)`, which returns the pair of loss and gradient, for arrays of any shape and $\delta \ge 0$. The mask may be empty; then $\delta > 0$. Logits of ±1,000 must give finite numbers.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def dice(a, y, delta):
    """Soft Dice loss, and its gradient by the logits a (the shape of a); y of 0 and 1."""
    ### BEGIN SOLUTION
    p = 0.5 * (1 + np.tanh(a / 2))
    top = 2 * np.sum(p * y) + delta
    bottom = np.sum(p) + np.sum(y) + delta
    by_p = (top - 2 * y * bottom) / bottom**2
    return 1 - top / bottom, by_p * p * (1 - p)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_known_dice(sub, rng):
    """Logits 0 and mask (1, 0, 0): 1 − (1 + 1)/(1.5 + 1 + 1) with δ = 1."""
    loss, gradient = sub.dice(np.zeros(3), np.array([1.0, 0.0, 0.0]), 1.0)
    assert np.isclose(loss, 1 - 2 / 3.5), f"the loss is {loss:.4f}, wanted {1 - 2 / 3.5:.4f}"
    assert np.shape(gradient) == (3,) and gradient[0] < 0 < gradient[1], f"the gradient {gradient} should be negative inside the mask and positive outside"
# %% tags=["check"] points=1
def check_empty_mask(sub, rng):
    """An empty mask: the loss falls when the probabilities do."""
    high, gradient = sub.dice(np.full((2, 2), 1.0), np.zeros((2, 2)), 1.0)
    low, _ = sub.dice(np.full((2, 2), -8.0), np.zeros((2, 2)), 1.0)
    assert low < 0.01 < high, f"the loss is {low:.4f} at small and {high:.4f} at large probabilities"
    assert np.shape(gradient) == (2, 2) and np.all(np.asarray(gradient) > 0), "with an empty mask every logit should be pushed down"
# %% tags=["hidden"] points=3 hint="Compare with central differences of the loss."
def check_dice_differences(sub, rng):
    """The gradient agrees with central differences."""
    for delta in (0.0, 0.5, 3.0):
        a, y = 2 * rng.normal(size=6), np.array([1.0, 1.0, 0.0, 0.0, 0.0, 1.0])
        _, gradient = sub.dice(a, y, delta)
        for i in range(6):
            e = 1e-5 * np.eye(6)[i]
            p = [1 / (1 + np.exp(-(a + s * e))) for s in (1, -1)]
            up, down = (1 - (2 * (q @ y) + delta) / (q.sum() + y.sum() + delta) for q in p)
            assert abs(gradient[i] - (up - down) / 2e-5) < 1e-7, f"δ = {delta}: entry {i} is {gradient[i]:.5f}, differences give {(up - down) / 2e-5:.5f}"
# %% tags=["hidden"] points=1 hint="Use a sigmoid that does not overflow, such as (1 + tanh(a/2))/2."
def check_large_logits(sub, rng):
    """Logits of ±1,000 give finite numbers."""
    loss, gradient = sub.dice(np.array([1000.0, -1000.0]), np.array([1.0, 0.0]), 0.1)
    assert np.isclose(loss, 0) and np.allclose(gradient, 0), f"a perfect answer has loss {loss} and gradient {gradient}"
# %% tags=["wrong"] fails=["check_known_dice", "check_dice_differences"]
def dice(a, y, delta):  # the sign of the score
    p = 0.5 * (1 + np.tanh(a / 2))
    top, bottom = 2 * np.sum(p * y) + delta, np.sum(p) + np.sum(y) + delta
    return 1 - top / bottom, (2 * y * bottom - top) / bottom**2 * p * (1 - p)
# %% tags=["wrong"] fails=["check_large_logits"]
def dice(a, y, delta):  # infinity divided by infinity
    p = np.exp(a) / (1 + np.exp(a))
    top, bottom = 2 * np.sum(p * y) + delta, np.sum(p) + np.sum(y) + delta
    return 1 - top / bottom, (top - 2 * y * bottom) / bottom**2 * p * (1 - p)
# %% tags=["wrong"] fails=["check_dice_differences"]
def dice(a, y, delta):  # stops at the probabilities
    p = 0.5 * (1 + np.tanh(a / 2))
    top, bottom = 2 * np.sum(p * y) + delta, np.sum(p) + np.sum(y) + delta
    return 1 - top / bottom, (top - 2 * y * bottom) / bottom**2
# %% tags=["wrong"] fails=["check_dice_differences"]
def dice(a, y, delta):  # the denominator as a constant
    p = 0.5 * (1 + np.tanh(a / 2))
    top, bottom = 2 * np.sum(p * y) + delta, np.sum(p) + np.sum(y) + delta
    return 1 - top / bottom, (0.1 - y) * 2 / bottom * p * (1 - p)
