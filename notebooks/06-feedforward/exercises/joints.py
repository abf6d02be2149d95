# ---
# jupyter:
#   exercise:
#     id: ch06.joints
#     title: Where does your network bend?
#     kind: predict
#     lesson: 04-depth-and-width
#     individual: true
#     hints:
#       - "A unit relu(w x + c) bends where its argument is 0."
#       - "A bend is seen on the interval only if it lies inside, and only if the unit's output weight is not 0."
#       - "Between two bends the slope is constant. Far to the right exactly the units with w > 0 are on; the slope there is the sum of their v·w."
#     equivalent:
#       "w6 > 0 → w6 >= 0": "no weight is 0"
#       "places < 4 → places <= 4": "no unit bends at 4"
#       "places > 0 → places >= 0": "no unit bends at 0"
# ---
# %% [markdown]
# Your own network has six hidden ReLU units on the line, $f(x) = \sum_j v_j \relu(w_j x + c_j)$, with the weights `w6`, `c6`, `v6`.
#
# *Predict, with paper and these numbers only:* at which places inside $(0, 4)$ does the graph bend, from left to right? And what is the slope of $f$ far to the right? Then plot it and look.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Six units: two bend outside (0, 4), one has output weight 0, three bend inside at different places."""
    joints = np.sort(rng.permutation(np.arange(1, 16))[:4]) / 4
    joints = np.r_[joints, [-(1 + rng.randint(0, 3)) / 4, 4 + (1 + rng.randint(0, 3)) / 4]]
    w = rng.choice([-2.0, -1.0, 1.0, 2.0], size=6)
    w[[0, 1, 4, 5]] = [-2.0, -1.0, 2.0, 1.0]
    v = rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], size=6)
    v[rng.randint(0, 4)] = 0.0
    order = rng.permutation(6)
    return {"w6": w[order], "c6": (-w * joints)[order], "v6": v[order]}
# %% tags=["answer"]
### BEGIN SOLUTION
places = -c6 / w6
bends = np.sort(places[(v6 != 0) & (places > 0) & (places < 4)])
last_slope = np.sum((v6 * w6)[w6 > 0])
### STUB
bends = ...  # a list, from left to right
last_slope = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_inside(sub, rng, own):
    """The bends lie inside (0, 4), in order, none twice."""
    bends = np.asarray(sub.bends, dtype=float)
    assert bends.ndim == 1 and len(bends), f"bends must be a list of places, got shape {bends.shape}"
    assert np.all((bends > 0) & (bends < 4)), f"{bends} are not all inside (0, 4)"
    assert np.all(np.diff(bends) > 0), f"{bends} do not go from left to right"
# %% tags=["check"] points=1
def check_units_bend_there(sub, rng, own):
    """At each of your bends some unit's argument is 0."""
    for bend in np.asarray(sub.bends, dtype=float):
        nearest = np.min(np.abs(own["w6"] * bend + own["c6"]))
        assert nearest < 0.02, f"at x = {bend:.4g} no unit's argument w x + c is 0; watch the sign of c"
# %% tags=["hidden"] points=2 hint="A unit with output weight 0 bends, but nobody sees it."
def check_bends(sub, rng, own):
    """All bends are found, and no others."""
    w, c, v = own["w6"], own["c6"], own["v6"]
    places = -c / w
    inside = (places > 0) & (places < 4)
    bends, want = np.asarray(sub.bends, dtype=float), np.sort(places[inside & (v != 0)])
    assert len(bends) != inside.sum(), f"{len(bends)} bends; one of these units has no influence on the output"
    assert len(bends) == len(want), f"{len(bends)} bends; count the units whose place -c/w is inside"
    assert np.allclose(bends, want, atol=0.01), f"{bends} are not the places of your network"
# %% tags=["hidden"] points=2 hint="A unit with a negative w is off far to the right."
def check_last_slope(sub, rng, own):
    """The slope far to the right is right."""
    w, v = own["w6"], own["v6"]
    slope = float(sub.last_slope)
    assert abs(slope - np.sum(v * w)) > 1e-6 or np.isclose(np.sum(v * w), np.sum((v * w)[w > 0])), "that adds up all units; which of them are on far to the right?"
    assert abs(slope - np.sum((v * w)[w > 0])) < 1e-6, f"{slope:.4g} is not the slope of your network far to the right"
# %% tags=["wrong"] fails=["check_bends"]
places = -c6 / w6  # counts the unit whose output weight is 0
bends = np.sort(places[(places > 0) & (places < 4)])
last_slope = np.sum((v6 * w6)[w6 > 0])
# %% tags=["wrong"] fails=["check_units_bend_there", "check_bends"]
places = -c6  # forgets to divide by w
bends = np.unique(np.clip(places[v6 != 0], 0.1, 3.9))
last_slope = np.sum((v6 * w6)[w6 > 0])
# %% tags=["wrong"] fails=["check_last_slope"]
places = -c6 / w6
bends = np.sort(places[(v6 != 0) & (places > 0) & (places < 4)])
last_slope = np.sum(v6 * w6)  # all units, also those that are off
