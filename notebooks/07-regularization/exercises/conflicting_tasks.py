# ---
# jupyter:
#   exercise:
#     id: ch07.conflicting_tasks
#     title: When two tasks pull apart
#     kind: implement
#     lesson: 08-multi-task
#     hints:
#       - "Compute g·h first. If it is negative, take out of each gradient its part along the other."
#       - "The part of g along h is (g·h)/(h·h)·h. Use the *original* other gradient for both."
#       - "Add the two cleaned gradients. If they do not conflict, add the originals."
# ---
# %% [markdown]
# Two tasks share a trunk, and its step follows the sum of their gradients. Two gradients *conflict* if their dot product is negative; then the larger one may undo the smaller task. One remedy (Yu et al., 2020) projects each on the plane at a right angle to the other, if they conflict, and adds the results.
#
# Write `joint(g, h)`: that sum, for two gradients `(d,)`. Gradients that do not conflict are added unchanged. A gradient of zeros conflicts with nothing. Change nothing in place.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def joint(g, h):
    """The combined direction of two task gradients (d,)."""
    ### BEGIN SOLUTION
    overlap = g @ h
    if overlap >= 0:
        return g + h
    return g - overlap / (h @ h) * h + h - overlap / (g @ g) * g
    ### END SOLUTION
# %% tags=["check"] points=1
def check_agreement(sub, rng):
    """Gradients that agree are added."""
    got = np.asarray(sub.joint(np.array([1.0, 2.0]), np.array([3.0, 0.5])))
    assert np.allclose(got, [4, 2.5]), f"(1, 2) and (3, 0.5) do not conflict, but the result is {got}"
# %% tags=["check"] points=1
def check_conflict(sub, rng):
    """(1, 0) and (−1, 1): by hand (½, ½) + (0, 1)."""
    got = np.asarray(sub.joint(np.array([1.0, 0.0]), np.array([-1.0, 1.0])))
    assert np.allclose(got, [0.5, 1.5]), f"(1, 0) and (−1, 1) give {got}, wanted (0.5, 1.5): take from each its part along the other"
# %% tags=["hidden"] points=2 hint="After the projection no task loses to first order."
def check_no_task_loses(sub, rng):
    """For random conflicts, a small descent step, against the result, raises neither loss."""
    for _ in range(20):
        g, h = rng.normal(size=6), rng.normal(size=6) * 5
        if g @ h > 0:
            h = -h
        step = np.asarray(sub.joint(g, h))
        assert step @ g >= -1e-9 and step @ h >= -1e-9, "a descent step, against the result, raises one of the two losses"
        want = np.sum(g**2) - (g @ h) ** 2 / np.sum(h**2)
        assert abs(step @ g - want) < 1e-8, f"the first task gains {step @ g:.4f}, wanted what is left of its own gradient, {want:.4f}"
# %% tags=["hidden"] points=1 hint="Zeros have no direction to project on; and arguments stay as they are."
def check_zeros(sub, rng):
    """A zero gradient leaves the other, and nothing is changed in place."""
    g, h = np.array([2.0, -1.0]), np.zeros(2)
    got = np.asarray(sub.joint(g, h))
    assert np.allclose(got, g), f"with a zero gradient for the second task the result is {got}, wanted the first gradient"
    a, b = np.array([1.0, 0.0]), np.array([-2.0, 1.0])
    sub.joint(a, b)
    assert list(a) == [1, 0] and list(b) == [-2, 1], "the arguments were changed in place"
# %% tags=["hidden"] points=1 hint="The order of the tasks must not matter."
def check_symmetric(sub, rng):
    """Exchanging the tasks changes nothing."""
    for _ in range(10):
        g, h = rng.normal(size=4), -rng.uniform(0.1, 1, size=4)
        assert np.allclose(sub.joint(g, h), sub.joint(h, g)), "joint(g, h) and joint(h, g) differ; project on the *original* other gradient"
# %% tags=["wrong"] fails=["check_conflict", "check_no_task_loses"]
def joint(g, h):  # the plain sum
    return g + h
# %% tags=["wrong"] fails=["check_symmetric"]
def joint(g, h):  # projects the second on the first one's remainder
    if g @ h < 0:
        g = g - (g @ h) / (h @ h) * h
        return g + h
    return g + h
# %% tags=["wrong"] fails=["check_agreement"]
def joint(g, h):  # projects always
    hh, gg = max(h @ h, 1e-30), max(g @ g, 1e-30)
    return g - (g @ h) / hh * h + h - (g @ h) / gg * g
# %% tags=["wrong"] fails=["check_conflict", "check_no_task_loses"]
def joint(g, h):  # forgets to square the norm
    if g @ h >= 0:
        return g + h
    return g - (g @ h) / np.sqrt(h @ h) * h + h - (g @ h) / np.sqrt(g @ g) * g
