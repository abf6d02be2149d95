# ---
# jupyter:
#   exercise:
#     id: ch08.look_ahead
#     title: The look-ahead that looked back
#     kind: bug
#     lesson: 03-sgd-momentum
#     hints:
#       - "Nesterov's gradient is taken where the momentum alone would lead: at w + βv."
#       - "Print where the gradient is evaluated in the second step, and compare with w + βv."
#       - "The velocity must be updated with that gradient *before* the weights move by it, and the caller's arrays must not change."
# ---
# %% [markdown]
# `nesterov` should run accelerated descent: with velocity $\vec v$ from zero,
#
# $$\vec v \leftarrow \beta\vec v - \varepsilon\nabla J(\vec w + \beta\vec v), \qquad \vec w \leftarrow \vec w + \vec v .$$
#
# On a bowl with largest curvature $L$ it should converge at $\varepsilon = 1/L$ and $\beta = 0.9$, but it diverges. There are three mistakes; find and mend them.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def nesterov(gradient, start, eps, beta, steps):
    """The weights after a number of steps of Nesterov's accelerated descent; `start` (d,) is not changed."""
    ### BEGIN SOLUTION
    w, v = start.copy(), np.zeros(len(start))
    for _ in range(steps):
        v = beta * v - eps * gradient(w + beta * v)
        w = w + v
    return w
    ### STUB
    w, v = start, np.zeros(len(start))
    for _ in range(steps):
        w += v
        v = beta * v - eps * gradient(w - beta * v)
    return w
    ### END SOLUTION
# %% tags=["probe"]
def descend(curvatures, start, eps, beta, steps):
    """The learner's result on a bowl, the places where gradients were taken, and the start afterwards."""
    curvatures, start, places = np.array(curvatures), np.array(start), []

    def gradient(w):
        places.append(np.array(w))
        return curvatures * w

    end = nesterov(gradient, start, eps, beta, steps)
    return np.asarray(end), np.array(places), start
# %% tags=["check"] points=1
def check_one_step(sub, rng):
    """The first step is plain descent."""
    end, _, _ = sub.descend([2.0, 1.0], [1.0, -3.0], 0.1, 0.9, 1)
    assert np.allclose(end, [0.8, -2.7]), f"after one step from (1, −3) it is at {end}, wanted (0.8, −2.7)"
# %% tags=["check"] points=1
def check_second_place(sub, rng):
    """The second gradient is taken at w + βv."""
    _, places, _ = sub.descend([1.0], [1.0], 0.1, 0.5, 2)
    assert np.allclose(places[1], [0.85]), f"the second gradient is taken at {places[1]}, wanted 0.9 + 0.5·(−0.1) = 0.85"
# %% tags=["hidden"] points=2 hint="Follow the two formulas, in their order."
def check_path(sub, rng):
    """Many steps agree with the formulas."""
    h, start = rng.uniform(0.2, 3, size=4), rng.normal(size=4)
    w, v = start.copy(), np.zeros(4)
    for _ in range(40):
        v = 0.8 * v - 0.2 * h * (w + 0.8 * v)
        w = w + v
    end, places, _ = sub.descend(h, start, 0.2, 0.8, 40)
    assert np.allclose(end, w), f"after 40 steps it is {np.linalg.norm(end - w):.3g} away from where the formulas lead"
    assert len(places) == 40, f"{len(places)} gradients for 40 steps"
# %% tags=["hidden"] points=1 hint="`w += v` changes the array that was handed in."
def check_start(sub, rng):
    """The start is not changed, and no steps return it."""
    end, _, start = sub.descend([1.0, 2.0], [5.0, -1.0], 0.1, 0.9, 7)
    assert np.array_equal(start, [5.0, -1.0]), f"the caller's start has become {start}"
    assert np.array_equal(sub.descend([1.0], [3.0], 0.1, 0.9, 0)[0], [3.0]), "no steps must return the start"
# %% tags=["wrong"] fails=["check_second_place", "check_path"]
def nesterov(gradient, start, eps, beta, steps):  # the heavy ball
    w, v = start.copy(), np.zeros(len(start))
    for _ in range(steps):
        v = beta * v - eps * gradient(w)
        w = w + v
    return w
# %% tags=["wrong"] fails=["check_one_step", "check_path"]
def nesterov(gradient, start, eps, beta, steps):  # moves with the old velocity
    w, v = start.copy(), np.zeros(len(start))
    for _ in range(steps):
        old = v
        v = beta * v - eps * gradient(w + beta * v)
        w = w + old
    return w
# %% tags=["wrong"] fails=["check_start"]
def nesterov(gradient, start, eps, beta, steps):  # in place
    w, v = start, np.zeros(len(start))
    for _ in range(steps):
        v = beta * v - eps * gradient(w + beta * v)
        w += v
    return w
