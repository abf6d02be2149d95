# ---
# jupyter:
#   exercise:
#     id: ch06.elu_slope
#     title: The ELU whose gradient was right for one α
#     kind: bug
#     lesson: 03-hidden-units
#     hints:
#       - "The forward pass is right. Compare the backward pass with central differences at α = 1, and then at α = 0.5."
#       - "For z ≤ 0 the unit is h = α(e^z − 1). Differentiate it, and then write the slope in terms of h."
#       - "The slope is αe^z, and αe^z = h + α. The code says h + 1."
#     equivalent:
#       "z > 0 → z >= 0": "at the kink any value between the two slopes is allowed"
# ---
# %% [markdown]
# This exponential linear unit trained well for a year, always with $\alpha = 1$. With another $\alpha$ its networks no longer agree with autograd. The forward pass is right. Find the mistake in `elu_backward` and mend it. Keep the idea: the backward pass reuses the value $h$ of the forward pass instead of computing an exponential again.
# %% tags=["given"]
import numpy as np


def elu(z, alpha):
    """z where z > 0, α(e^z − 1) elsewhere."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))
# %% tags=["answer"]
def elu_backward(upstream, z, h, alpha):
    """Gradient by z of a loss whose gradient by h = elu(z, alpha) is upstream. All arrays of one shape."""
    ### BEGIN SOLUTION
    return upstream * np.where(z > 0, 1, h + alpha)
    ### STUB
    return upstream * np.where(z > 0, 1, h + 1)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_half(sub, rng):
    """At α = 0.5 and z = −1 the slope is 0.5·e^−1 = 0.1839."""
    z = np.array([-1.0])
    slope = sub.elu_backward(np.ones(1), z, elu(z, 0.5), 0.5)
    assert np.shape(slope) == (1,), f"the shape is {np.shape(slope)}, wanted (1,)"
    assert abs(slope[0] - 0.5 * np.exp(-1)) < 1e-9, f"the slope is {slope[0]:.4f}, wanted 0.1839; differentiate α(e^z − 1) and compare"
# %% tags=["check"] points=1
def check_upstream(sub, rng):
    """The upstream gradient multiplies the slope, on both branches."""
    z = np.array([-0.7, 2.0])
    got = sub.elu_backward(np.array([3.0, -2.0]), z, elu(z, 2.0), 2.0)
    want = np.array([3 * 2 * np.exp(-0.7), -2.0])
    assert np.allclose(got, want), f"with upstream (3, −2) at z = (−0.7, 2) and α = 2 it gives {np.round(got, 4)}, wanted {np.round(want, 4)}"
# %% tags=["hidden"] points=1 hint="Compare with central differences at several α, not only at 1."
def check_differences(sub, rng):
    """Random inputs agree with central differences for four values of α."""
    for alpha in (0.1, 0.5, 1.0, 3.0):
        z, g = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
        numeric = g * (elu(z + 1e-6, alpha) - elu(z - 1e-6, alpha)) / 2e-6
        error = np.max(np.abs(sub.elu_backward(g, z, elu(z, alpha), alpha) - numeric))
        assert error < 1e-6, f"at α = {alpha} it differs from central differences by up to {error:.3g}"
# %% tags=["hidden"] points=1 hint="Far to the left the unit is flat: the slope goes to 0 for every α."
def check_saturation(sub, rng):
    """At z = −50 the slope is 0, at z = 50 it is 1."""
    z = np.array([-50.0, 50.0])
    slope = sub.elu_backward(np.ones(2), z, elu(z, 0.3), 0.3)
    assert np.allclose(slope, [0, 1], atol=1e-9), f"at z = (−50, 50) and α = 0.3 the slopes are {slope}, wanted 0 and 1"
# %% tags=["hidden"] points=1 hint="The slope for z ≤ 0 can be written with h and α alone."
def check_reuses_h(sub, rng):
    """For z ≤ 0 the slope comes from h, without another exponential."""
    h = -0.5 * rng.uniform(0.1, 0.9, size=3)  # the values decide, of z only the sign
    slope = sub.elu_backward(np.ones(3), -np.ones(3), h, 0.5)
    assert np.allclose(slope, h + 0.5), "with other values h and the same z the slope should follow h; is it computed from z again?"
# %% tags=["wrong"] fails=["check_reuses_h"]
def elu_backward(upstream, z, h, alpha):  # right, but with the exponential again
    return upstream * np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))
# %% tags=["wrong"] fails=["check_half", "check_differences"]
def elu_backward(upstream, z, h, alpha):  # the mistake, written differently
    return upstream * np.where(z > 0, 1.0, 1 + h)
# %% tags=["wrong"] fails=["check_half", "check_differences", "check_saturation"]
def elu_backward(upstream, z, h, alpha):  # scales the wrong term
    return upstream * np.where(z > 0, 1, alpha * h + alpha)
# %% tags=["wrong"] fails=["check_upstream"]
def elu_backward(upstream, z, h, alpha):  # scales both branches
    return upstream * alpha * np.exp(np.minimum(z, 0))
