# ---
# jupyter:
#   exercise:
#     id: ch07.where_descent_ends
#     title: Where descent ends, and what it keeps
#     kind: predict
#     lesson: 04-under-constrained
#     individual: true
#     hints:
#       - "Every gradient is a multiple of x. So the end is w0 + c·x for some number c."
#       - "The end fits the equation: x·(w0 + c x) = y. Solve for c."
#       - "c = (y − x·w0)/(x·x). Weight decay removes the start, and as it fades only the multiple of x is left: c = y/(x·x)."
# ---
# %% [markdown]
# One equation in three unknowns, $\vec x\cdot\vec w = y$. You have your own `x` and `y`, and a start `w0`. Descent on $\frac12(\vec x\cdot\vec w - y)^2$ runs from `w0` with a small step until the loss is zero.
#
# *Predict, on paper:* at which weights does it end (`end`, three numbers)? With weight decay $\alpha$, run for ever, it ends elsewhere: where, in the limit $\alpha \to 0$ (`shortest`)? Three decimals are enough. Then run descent and see.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """An equation and a start that does not fit it and is not a multiple of x."""
    x = np.array([1.0, 2.0, -2.0])[rng.permutation(3)] * rng.choice([1.0, 2.0])
    y = float(rng.randint(3, 12))
    w0 = rng.permutation(np.array([2.0, -1.0, 4.0, 7.0]))[:3]
    if abs(x @ w0 - y) < 2:
        y = y + 5.0
    return {"x": x, "y": y, "w0": w0}
# %% tags=["answer"]
### BEGIN SOLUTION
end = w0 + (y - x @ w0) / (x @ x) * x
shortest = y / (x @ x) * x
### STUB
end = ...  # three numbers
shortest = ...  # three numbers
### END SOLUTION
# %% tags=["check"] points=1
def check_both_fit(sub, rng, own):
    """Both ends fit the equation."""
    for name in ("end", "shortest"):
        w = np.asarray(getattr(sub, name), dtype=float)
        assert w.shape == (3,), f"{name} has shape {w.shape}, wanted three numbers"
        assert abs(own["x"] @ w - own["y"]) < 0.05, f"{name} gives x·w = {own['x'] @ w:.3f}, and y is {own['y']}"
# %% tags=["hidden"] points=2 hint="The end differs from the start by a multiple of x."
def check_end(sub, rng, own):
    """The end of plain descent is right to 0.02."""
    x, y, w0 = own["x"], own["y"], own["w0"]
    want = w0 - x * (x @ w0 - y) / (x @ x)
    got = np.asarray(sub.end, dtype=float)
    assert np.allclose(got, want, atol=0.02), f"{got} is not where descent from your start ends; what of w0 is at a right angle to x?"
# %% tags=["hidden"] points=2 hint="Weight decay pulls out everything that the equation does not ask for."
def check_shortest(sub, rng, own):
    """The limit of weight decay is right to 0.02."""
    got, want = np.asarray(sub.shortest, dtype=float), own["y"] * own["x"] / (own["x"] @ own["x"])
    assert np.allclose(got, want, atol=0.02), f"{got} is not the shortest solution"
# %% tags=["wrong"] fails=["check_end"]
end = y / (x @ x) * x  # the shortest solution, whatever the start
shortest = end
# %% tags=["wrong"] fails=["check_both_fit", "check_end"]
end = w0 + (y - x @ w0) * x  # forgets to divide by x·x
shortest = y / (x @ x) * x
# %% tags=["wrong"] fails=["check_shortest"]
end = w0 + (y - x @ w0) / (x @ x) * x
shortest = end  # decay forgotten
