# ---
# jupyter:
#   exercise:
#     id: ch08.leave_the_saddle
#     title: How long does a saddle hold you?
#     kind: predict
#     lesson: 02-challenges
#     individual: true
#     hints:
#       - "On ½ax² − ½by² descent multiplies y by 1 + εb in every step, and x by 1 − εa."
#       - "From y₀ to |y| = 1: the least whole t with y₀(1 + εb)^t ≥ 1."
#       - "A start a thousand times nearer costs only about ln(1000)/ln(1 + εb) steps more: count both starts, and subtract."
#     equivalent:
#       "1000 / y0: 1000 → 1001": "a thousandth is lost in the logarithm"
# ---
# %% [markdown]
# Descent with your step size `eps` on $\frac a2x^2 - \frac b2y^2$ starts at $(1, y_0)$, with your curvature `b` and your distance `y0` from the stable axis.
#
# *Predict:* after how many steps is $\abs y \ge 1$ for the first time (`steps`)? How many more steps does it take from a start a thousand times nearer, $y_0/1000$ (`more`, a whole number)? And from $y_0 = 0$ (`never`: `True` if it never leaves)? Then run it.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A step size, a negative curvature and a small distance, away from the border of two answers."""
    while True:
        own = {"eps": rng.randint(2, 12) / 100, "b": rng.randint(5, 30) / 10, "y0": 10.0 ** -rng.randint(2, 6) * rng.randint(1, 9)}
        t = -np.log(own["y0"]) / np.log1p(own["eps"] * own["b"])
        far = t + np.log(1000) / np.log1p(own["eps"] * own["b"])
        if 0.05 < t % 1 < 0.95 and 0.05 < far % 1 < 0.95:
            return own
# %% tags=["answer"]
### BEGIN SOLUTION
growth = np.log1p(eps * b)
steps = int(np.ceil(np.log(1 / y0) / growth))
more = int(np.ceil(np.log(1000 / y0) / growth)) - steps
never = True
### STUB
steps = ...
more = ...
never = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_whole(sub, rng, own):
    """Both numbers are whole and positive."""
    for name in ("steps", "more"):
        value = float(getattr(sub, name))
        assert value == int(value) and value > 0, f"{name} = {value}; a whole number of steps is wanted"
# %% tags=["hidden"] points=2 hint="Run y ← y + εb·y and count."
def check_steps(sub, rng, own):
    """The number of steps is right."""
    y, t = own["y0"], 0
    while abs(y) < 1:
        y, t = y + own["eps"] * own["b"] * y, t + 1
    assert float(sub.steps) == t, f"{float(sub.steps):.0f} steps; is the growth per step 1 + εb, and is the count the first with |y| ≥ 1?"
# %% tags=["hidden"] points=2 hint="Count from the nearer start, and subtract."
def check_more(sub, rng, own):
    """The price of a start a thousand times nearer is right."""
    counts = []
    for y in (own["y0"], own["y0"] / 1000):
        t = 0
        while abs(y) < 1:
            y, t = y + own["eps"] * own["b"] * y, t + 1
        counts.append(t)
    assert float(sub.more) == counts[1] - counts[0], f"{float(sub.more):.0f} steps more is not right; a thousand costs a logarithm"
# %% tags=["hidden"] points=1 hint="On the stable axis the gradient has no component that leads away."
def check_never(sub, rng, own):
    """What happens exactly on the axis."""
    assert bool(sub.never) is True, "from y = 0 every step leaves y at 0"
# %% tags=["wrong"] fails=["check_steps"]
steps = int(np.ceil(np.log(1 / y0) / (eps * b)))  # the flow's rate instead of the step's
more = int(np.ceil(np.log(1000 / y0) / np.log1p(eps * b))) - int(np.ceil(np.log(1 / y0) / np.log1p(eps * b)))
never = True
# %% tags=["wrong"] fails=["check_more"]
steps = int(np.ceil(np.log(1 / y0) / np.log1p(eps * b)))
more = 999 * steps  # a thousand times as long
never = True
# %% tags=["wrong"] fails=["check_steps", "check_never"]
steps = int(np.floor(np.log(1 / y0) / np.log1p(eps * b)))  # the last step before
more = int(np.ceil(np.log(1000 / y0) / np.log1p(eps * b))) - steps - 1
never = False
