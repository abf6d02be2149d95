# ---
# jupyter:
#   exercise:
#     id: ch90.log_softmax
#     title: Numerically stable log-softmax
#     kind: implement
#     lesson: 01-overflow
#     time_limit: 1.5
#     hints: ["Which number overflows?", "Subtract the maximum first."]
# ---
# %% [markdown]
# Write the logarithm of softmax.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def log_softmax(z, axis=-1):
    """Log of the softmax of z along axis, without overflow."""
    ### BEGIN SOLUTION
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))
    ### END SOLUTION
# %% tags=["check"] points=2
def check_equal_logits(sub, rng):
    """Two equal logits give log(1/2) each."""
    got = sub.log_softmax(np.zeros(2))
    assert np.shape(got) == (2,), f"shape {np.shape(got)}, wanted (2,)"
    assert np.allclose(got, np.log(0.5)), f"got {got}, wanted log ½ twice"
# %% tags=["hidden"] points=3 hint="Logits of ±1000 overflow unless the maximum is subtracted first."
def check_large_logits(sub, ref, rng):
    """HIDDEN-CHECK-TITLE: logits of ±1000 do not overflow."""
    z = np.array([[1000.0, -1000.0, 0.5], [-1000.0, -1001.0, 900.0]])
    error = np.max(np.abs(sub.log_softmax(z) - ref.log_softmax(z)))
    assert error < 1e-9, f"off by {error:.3g}, which is overflow if it is nan"
# %% tags=["hidden"] points=1
def check_axis(sub, ref, rng):
    """The axis is respected."""
    z = rng.normal(size=(3, 4))
    error = np.max(np.abs(sub.log_softmax(z, axis=0) - ref.log_softmax(z, axis=0)))
    assert error < 1e-9, f"with axis=0 it is off by {error:.3g}"
# %% tags=["wrong"] fails=["check_large_logits"]
def log_softmax(z, axis=-1):  # WRONG-ANSWER-TEXT: overflows
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
# %% tags=["wrong"] fails=["check_axis"]
def log_softmax(z, axis=-1):  # ignores the axis
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
