# ---
# jupyter:
#   exercise:
#     id: ch06.bce
#     title: Cross-entropy that survives large logits
#     kind: implement
#     lesson: 02-likelihood-losses
#     hints:
#       - "For a target $y$ and logit $z$ the loss is $-y \\ln \\sigma(z) - (1 - y) \\ln(1 - \\sigma(z))$. Simplify it before you write code: $\\ln \\sigma(z) = -\\ln(1 + e^{-z})$."
#       - "It becomes $\\ln(1 + e^z) - y z$. Only $\\ln(1 + e^z)$ can overflow, for large positive $z$."
#       - "$\\ln(1 + e^z) = \\max(z, 0) + \\ln(1 + e^{-|z|})$, and `np.log1p` keeps the digits of a small second term. Add that term last: $40 + 10^{-18} - 40$ comes out as 0."
# ---
# %% [markdown]
# Write `bce(z, y)`: the negative log-likelihood of targets $y$ under Bernoulli models with logits $z$, element by element, in an array of their shape. No mean, no sum.
#
# It must be accurate for every logit that a network can produce, from −1000 to 1000, without a warning. Tiny losses need six correct digits too: at $z = 40$ and $y = 1$ the loss is $4.2 \cdot 10^{-18}$, not 0. Targets may also be fractions, such as 0.9 (smoothed labels).
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def bce(z, y):
    """Cross-entropy of targets y under logits z, element by element."""
    ### BEGIN SOLUTION
    return (np.maximum(z, 0) - y * z) + np.log1p(np.exp(-np.abs(z)))
    ### END SOLUTION
# %% tags=["probe"]
def warning_from(z, y):
    """What NumPy warns of while bce runs; nothing is an empty text."""
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            bce(z, y)
    except FloatingPointError as warning:
        return str(warning)
    return ""
# %% tags=["check"] points=1
def check_even_odds(sub, rng):
    """A logit of 0 is a probability of ½: the loss is ln 2 for either target, in an array of the same shape."""
    loss = sub.bce(np.zeros((2, 1)), np.array([[0.0], [1.0]]))
    assert np.shape(loss) == (2, 1), f"for inputs of shape (2, 1) the loss has shape {np.shape(loss)}; did you take a mean or a sum?"
    assert np.allclose(loss, np.log(2)), f"at z = 0 the loss is {np.ravel(loss)}, wanted ln 2 = 0.6931"
# %% tags=["check"] points=1
def check_direction(sub, rng):
    """A confident right answer costs little, a confident wrong one much."""
    right, wrong = sub.bce(np.array([3.0, 3.0]), np.array([1.0, 0.0]))
    assert right < 0.1 and wrong > 3, f"at z = 3 the loss is {right:.3g} for y = 1 and {wrong:.3g} for y = 0; is a sign or a target swapped?"
# %% tags=["hidden"] points=2 hint="exp(1000) overflows. Take the maximum out first, as in the hint about ln(1 + e^z)."
def check_large_logits(sub, rng):
    """At z = ±1000 the loss is exactly 0 or 1000."""
    loss = sub.bce(np.array([1000.0, 1000.0, -1000.0, -1000.0]), np.array([1.0, 0.0, 0.0, 1.0]))
    assert np.all(np.isfinite(loss)), f"at z = ±1000 the loss is {loss}; something overflowed, or the logarithm of 0 was taken"
    assert np.allclose(loss, [0, 1000, 0, 1000]), f"at z = ±1000 the loss is {loss}, wanted 0, 1000, 0, 1000; clipping changes the loss"
# %% tags=["hidden"] points=1 hint="log(1 + x) loses every digit of x below 1e-16, log1p does not; and adding the small term to 40 before subtracting 40 loses it too."
def check_small_losses(sub, rng):
    """At z = 40 and y = 1 the loss is e^−40, not 0."""
    loss = float(np.ravel(sub.bce(np.array([40.0]), np.array([1.0])))[0])
    assert abs(loss / np.exp(-40) - 1) < 1e-6, f"at z = 40 the loss is {loss:.3g}, wanted {np.exp(-40):.3g}; use log1p, and add its small value last"
# %% tags=["hidden"] points=1 hint="np.where computes both of its branches everywhere, also where they overflow."
def check_no_warning(sub, rng):
    """Logits from −1000 to 1000 cause no warning."""
    warning = sub.warning_from(np.linspace(-1000, 1000, 41), rng.uniform(size=41))
    assert warning == "", f"NumPy warns: {warning}; np.where computes the branch that it does not take, too"
# %% tags=["hidden"] points=1 hint="The target may lie between 0 and 1. Do not branch on y == 1."
def check_reference(sub, ref, rng):
    """Random logits and fractional targets agree with the reference."""
    z, y = rng.normal(0, 5, size=(4, 7)), rng.uniform(size=(4, 7))
    loss = sub.bce(z.copy(), y)
    assert np.shape(loss) == z.shape, f"the shape is {np.shape(loss)}, wanted {z.shape}"
    error = np.max(np.abs(loss - ref.bce(z, y)))
    assert error < 1e-9, f"with fractional targets it is off by up to {error:.3g}"
# %% tags=["wrong"] fails=["check_large_logits"]
def bce(z, y):  # the formula as it stands
    return np.log(1 + np.exp(z)) - y * z
# %% tags=["wrong"] fails=["check_no_warning"]
def bce(z, y):  # the right branch is taken, but both are computed
    return np.where(z >= 0, (1 - y) * z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)) - y * z)
# %% tags=["wrong"] fails=["check_large_logits", "check_small_losses"]
def bce(z, y):  # clipped probabilities
    p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)
# %% tags=["wrong"] fails=["check_reference"]
def bce(z, y):  # takes every target for 0 or 1
    return np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))
# %% tags=["wrong"] fails=["check_direction", "check_reference"]
def bce(z, y):  # the sign of y z
    return np.logaddexp(0, z) - (1 - y) * z
