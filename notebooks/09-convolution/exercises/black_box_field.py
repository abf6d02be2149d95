# ---
# jupyter:
#   exercise:
#     id: ch09.black_box_field
#     title: Measure what a box can see
#     kind: experiment
#     lesson: 02-motivation
#     time_limit: 10
#     hints:
#       - "Change one input and look whether the output at the place changes. Do it for every input."
#       - "A rectifier in the box may be off just then, and the change is lost; and at a background of zeros a product hides its factors. Try several random backgrounds."
#       - "Take 20 random backgrounds, change each input by a normal number, and collect every input that ever moved the output. The field goes from the first of these to the last."
#     equivalent:
#       "range(20): 20 → 21": "one background more"
#       "3 * rng.normal(size=n) → 3 / rng.normal(size=n)": "another random background"
#       "3 * rng.normal(size=n): 3 → 4": "a larger background"
#       "3 * rng.normal() → 3 / rng.normal()": "another random change"
#       "3 * rng.normal(): 3 → 4": "a larger change"
# ---
# %% [markdown]
# A box turns a signal of `n` numbers into another signal. It is some stack of convolutions, strides, dilations, poolings and rectifiers, and you may only call it. *Design an experiment* that finds its receptive field: write `seen_inputs(box, n, place, rng)`, the pair (first, last) of the input indices that can influence `box(x)[place]`.
#
# At most 20,000 calls. Inputs between the two ends may be unseen; only the ends count. Beware of rectifiers that are off, and of boxes that answer only to large inputs.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def seen_inputs(box, n, place, rng):
    """First and last index of the inputs that can change box(x)[place], x of shape (n,)."""
    ### BEGIN SOLUTION
    movers = set()
    for _ in range(20):
        x = 3 * rng.normal(size=n)
        before = box(x)[place]
        for i in range(n):
            moved = x.copy()
            moved[i] = 3 * rng.normal()
            if box(moved)[place] != before:
                movers.add(i)
    return min(movers), max(movers)
    ### END SOLUTION
# %% tags=["probe"]
def examine(layers, n, place, seed):
    """The learner's answer, the truth, and the number of calls, for a stack of layers."""
    rng, calls = np.random.default_rng(seed), [0]
    stack, field, jump = [], 1, 1
    for kind, size, step in layers:  # a kernel of `size`; `step` is the dilation of a dilated layer, else the stride
        dilation, stride = (step, 1) if kind == "dilated" else (1, step)
        stack.append((kind, rng.normal(size=size), dilation, stride))
        field, jump = field + (size - 1) * dilation * jump, jump * stride

    def box(x):
        calls[0] += 1
        x = np.array(x, float)
        for kind, w, dilation, stride in stack:
            places = (len(x) - dilation * (len(w) - 1) - 1) // stride + 1
            windows = np.stack([x[i * stride : i * stride + dilation * (len(w) - 1) + 1 : dilation] for i in range(places)])
            x = windows.max(1) if kind == "max" else windows @ w
            x = np.maximum(x - 1.0, 0) if kind == "rectified" else x
        return x

    first, last = seen_inputs(box, n, place, np.random.default_rng(seed + 1))
    return (int(first), int(last)), (place * jump, place * jump + field - 1), calls[0]
# %% tags=["check"] points=1
def check_one_layer(sub, rng):
    """One kernel of three: the output at place 4 sees 4 to 6."""
    got, want, _ = sub.examine([("plain", 3, 1)], 12, 4, 1)
    assert got == want, f"it says {got}, wanted {want}"
# %% tags=["check"] points=1
def check_calls(sub, rng):
    """At most 20,000 calls."""
    _, _, calls = sub.examine([("plain", 3, 2), ("plain", 3, 2)], 40, 2, 2)
    assert calls <= 20_000, f"{calls} calls; 20,000 are allowed"
# %% tags=["hidden"] points=2 hint="Collect over several random backgrounds; do not stop at the first input that moves nothing."
def check_rectifiers(sub, rng):
    """Rectifiers that are often off do not shrink the field."""
    for seed in (3, 4, 5):
        got, want, _ = sub.examine([("rectified", 3, 1), ("plain", 3, 2)], 24, 3, seed)
        assert got == want, f"two layers with a rectifier between: it says {got}, wanted {want}"
# %% tags=["hidden"] points=2 hint="Dilated layers leave holes: go on beyond an input that does nothing."
def check_holes_and_maxima(sub, rng):
    """Dilation, strides and maxima."""
    for layers, n, place in (([("dilated", 2, 4)], 20, 2), ([("dilated", 3, 5), ("plain", 2, 1)], 30, 7), ([("max", 3, 2), ("plain", 3, 1)], 26, 2)):
        got, want, _ = sub.examine(layers, n, place, 6)
        assert got == want, f"{layers}: at place {place} it says {got}, wanted {want}"
# %% tags=["wrong"] fails=["check_rectifiers"]
def seen_inputs(box, n, place, rng):  # one background of zeros
    movers = [i for i, e in enumerate(np.eye(n)) if box(1e-3 * e)[place] != box(np.zeros(n))[place]]
    return (movers[0], movers[-1]) if movers else (0, 0)
# %% tags=["wrong"] fails=["check_holes_and_maxima"]
def seen_inputs(box, n, place, rng):  # counts the movers and trusts that there are no holes
    movers = set()
    for _ in range(20):
        x = 3 * rng.normal(size=n)
        for i in range(n):
            moved = x.copy()
            moved[i] = 3 * rng.normal()
            if box(moved)[place] != box(x)[place]:
                movers.add(i)
    return min(movers), min(movers) + len(movers) - 1
# %% tags=["wrong"] fails=["check_one_layer"]
def seen_inputs(box, n, place, rng):  # one place too far
    movers = set()
    for _ in range(20):
        x = 3 * rng.normal(size=n)
        for i in range(n):
            moved = x.copy()
            moved[i] = 3 * rng.normal()
            if box(moved)[place] != box(x)[place]:
                movers.add(i)
    return min(movers), max(movers) + 1
