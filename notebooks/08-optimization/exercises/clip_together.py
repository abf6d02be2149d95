# ---
# jupyter:
#   exercise:
#     id: ch08.clip_together
#     title: The clipping that turned the gradient
#     kind: bug
#     lesson: 02-challenges
#     hints:
#       - "Clip the gradients (3, 4) of one layer and (0, 0.1) of another at 1. What is the angle between the whole gradient before and after?"
#       - "Each layer is clipped by its own norm, so layers shrink by different factors. One factor for all keeps the direction."
#       - "Add up the squares of all layers, take the root, and multiply every layer by min(1, limit/root). A norm of nan or infinity must not be silently multiplied in."
# ---
# %% [markdown]
# `clip` should bound the length of the *whole* gradient, all layers together, by `limit`, and keep its direction. A colleague's version bends it, and its length may still exceed `limit`. And when a layer overflows to infinity, the colleague's version gives that layer nan and says nothing. Mend both. A gradient with nan or infinity cannot be saved: raise a `ValueError` that says so.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def clip(gradients, limit):
    """The list of gradients, arrays of any shapes, scaled by one factor so that their joint norm is at most limit."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if not np.isfinite(norm):
        raise ValueError("a gradient is nan or infinite; lower the learning rate or look for a division by zero")
    return [g * min(1.0, limit / max(norm, 1e-300)) for g in gradients]
    ### STUB
    return [g * min(1.0, limit / np.sqrt(np.sum(g**2))) for g in gradients]
    ### END SOLUTION
# %% tags=["probe"]
def refuses(gradients, limit):
    """Whether the learner's clip raises a ValueError."""
    try:
        clip([np.array(g) for g in gradients], limit)
    except ValueError:
        return True
    return False
# %% tags=["check"] points=1
def check_joint_norm(sub, rng):
    """(3, 4) and (12,): the joint norm is 13; clipped at 1.3, a tenth of each."""
    got = sub.clip([np.array([3.0, 4.0]), np.array([12.0])], 1.3)
    assert len(got) == 2, f"{len(got)} gradients came back, wanted 2"
    assert np.allclose(got[0], [0.3, 0.4]) and np.allclose(got[1], [1.2]), f"it gives {got[0]} and {got[1]}, wanted (0.3, 0.4) and (1.2): one factor for all layers"
# %% tags=["check"] points=1
def check_short(sub, rng):
    """A short gradient stays as it is."""
    got = sub.clip([np.array([[0.3, -0.1]]), np.array([0.2])], 1.0)
    assert np.allclose(got[0], [[0.3, -0.1]]) and np.allclose(got[1], [0.2]), f"a gradient shorter than the limit became {got}"
    got = sub.clip([np.array([0.3, 0.4])], 0.1)
    assert np.allclose(got[0], [0.06, 0.08]), f"(0.3, 0.4) clipped at 0.1 became {got[0]}, wanted (0.06, 0.08)"
# %% tags=["hidden"] points=2 hint="One factor for the whole list."
def check_direction(sub, rng):
    """The direction is kept and the length bounded, for random lists."""
    for limit in (0.1, 2.0, 50.0):
        gradients = [s * rng.normal(size=n) for s, n in ((5, 4), (0.1, 7), (1, 3))]
        flat, got = np.concatenate(gradients), np.concatenate([np.ravel(g) for g in sub.clip(gradients, limit)])
        want = flat * min(1, limit / np.linalg.norm(flat))
        assert np.allclose(got, want), f"limit {limit}: the clipped gradient has length {np.linalg.norm(got):.4f} and an angle with the original of cosine {got @ flat / np.linalg.norm(got) / np.linalg.norm(flat):.4f}"
# %% tags=["hidden"] points=1 hint="Zero has no length to divide by."
def check_zero(sub, rng):
    """Gradients of zeros stay zeros, without nan."""
    got = sub.clip([np.zeros(3), np.zeros((2, 2))], 1.0)
    assert all(np.array_equal(g, np.zeros_like(g)) for g in got), f"zeros became {got}"
# %% tags=["hidden"] points=1 hint="Test the norm with isfinite before you use it."
def check_overflow(sub, rng):
    """nan and infinity are refused."""
    assert sub.refuses([[1.0, np.nan], [2.0]], 1.0), "nan in one layer was not refused with a ValueError"
    assert sub.refuses([[1.0], [np.inf]], 1.0), "infinity in one layer was not refused with a ValueError"
    assert not sub.refuses([[1.0], [1e100]], 1.0), "a large but finite gradient was refused"
# %% tags=["wrong"] fails=["check_joint_norm", "check_direction"]
def clip(gradients, limit):  # every layer by its own norm, with care for the rest
    if not all(np.all(np.isfinite(g)) for g in gradients):
        raise ValueError("a gradient is nan or infinite")
    return [g * min(1.0, limit / max(np.linalg.norm(g), 1e-300)) for g in gradients]
# %% tags=["wrong"] fails=["check_overflow"]
def clip(gradients, limit):  # does not look
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * min(1.0, limit / max(norm, 1e-300)) for g in gradients]
# %% tags=["wrong"] fails=["check_joint_norm", "check_direction"]
def clip(gradients, limit):  # clips values
    if not all(np.all(np.isfinite(g)) for g in gradients):
        raise ValueError("a gradient is nan or infinite")
    return [np.clip(g, -limit, limit) for g in gradients]
# %% tags=["wrong"] fails=["check_short"]
def clip(gradients, limit):  # lengthens short gradients, too
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if not np.isfinite(norm):
        raise ValueError("a gradient is nan or infinite")
    return [g * limit / max(norm, 1e-300) for g in gradients]
