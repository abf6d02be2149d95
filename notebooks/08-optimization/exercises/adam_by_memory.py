# ---
# jupyter:
#   exercise:
#     id: ch08.adam_by_memory
#     title: Adam, written from memory
#     kind: bug
#     lesson: 05-adaptive
#     hints:
#       - "Look at the first step. It should have the size ε in every coordinate, whatever the gradient's scale. Which of the two means is not corrected?"
#       - "Where does δ stand: inside the root or outside? Try gradients of 1e-8."
#       - "AdamW shrinks the weights by 1 − εγ; the decay must not go through the means."
# ---
# %% [markdown]
# Someone wrote AdamW from memory. It trains, but not like the paper's. Compare it with
#
# $$\vec m \leftarrow \beta_1\vec m + (1-\beta_1)\vec g, \quad \vec v \leftarrow \beta_2\vec v + (1-\beta_2)\vec g^2, \quad \vec w \leftarrow (1 - \varepsilon\gamma)\vec w - \varepsilon\,\frac{\vec m/(1-\beta_1^t)}{\sqrt{\vec v/(1-\beta_2^t)} + \delta}$$
#
# with $t = 1$ in the first step (`rate` is $\varepsilon$, `decay` is $\gamma$), and mend all three mistakes.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
class AdamW:
    """AdamW for one array of weights; step(w, g) returns the new weights."""

    def __init__(self, rate=1e-3, b1=0.9, b2=0.999, delta=1e-8, decay=0.0):
        self.rate, self.b1, self.b2, self.delta, self.decay = rate, b1, b2, delta, decay
        self.m = self.v = 0.0
        self.t = 0

    def step(self, w, g):
        """New weights, for weights and gradient of one shape."""
        ### BEGIN SOLUTION
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        direction = self.m / (1 - self.b1**self.t) / (np.sqrt(self.v / (1 - self.b2**self.t)) + self.delta)
        return (1 - self.rate * self.decay) * w - self.rate * direction
        ### STUB
        self.t += 1
        g = g + self.decay * w
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        direction = self.m / np.sqrt(self.v / (1 - self.b2**self.t) + self.delta)
        return w - self.rate * direction
        ### END SOLUTION
# %% tags=["probe"]
def walk(options, w, gradients):
    """The weights after each of several steps."""
    optimizer, w, path = AdamW(**options), np.array(w), []
    for g in gradients:
        w = optimizer.step(w, np.array(g))
        path.append(np.array(w))
    return np.array(path)
# %% tags=["check"] points=1
def check_first_step(sub, rng):
    """The first step has the size of the rate in every coordinate."""
    path = sub.walk({"rate": 0.1}, [0.0, 0.0, 0.0], [[5.0, -0.001, 200.0]])
    assert np.allclose(path[0], [-0.1, 0.1, -0.1], rtol=1e-4), f"from zero, gradients (5, −0.001, 200) lead to {path[0]}, wanted (−0.1, 0.1, −0.1)"
# %% tags=["check"] points=1
def check_decay_alone(sub, rng):
    """Without a gradient decay shrinks by 1 − εγ, step for step."""
    path = sub.walk({"rate": 0.5, "decay": 0.2}, [4.0, -1.0], [[0.0, 0.0], [0.0, 0.0]])
    assert np.allclose(path[1], [3.24, -0.81]), f"(4, −1) becomes {path[1]} after two steps of decay 0.2 at rate 0.5, wanted (3.24, −0.81)"
# %% tags=["hidden"] points=2 hint="Write your three formulas out once more, beside the paper's."
def check_path(sub, rng):
    """Fifty random steps agree with the formulas, for several settings."""
    for b1, b2, delta, decay in ((0.9, 0.999, 1e-8, 0.0), (0.5, 0.9, 1e-2, 0.3), (0.0, 0.99, 1e-8, 0.1)):
        w, gradients = rng.normal(size=3), rng.normal(size=(50, 3)) * [1, 100, 0.01]
        options = {"rate": 0.05, "b1": b1, "b2": b2, "delta": delta, "decay": decay}
        got, m, v = sub.walk(options, w, gradients), 0.0, 0.0
        for t, g in enumerate(gradients, 1):
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
            w = w - 0.05 * decay * w - 0.05 * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + delta)
            assert np.allclose(got[t - 1], w, atol=1e-9), f"β₁ = {b1}, β₂ = {b2}, δ = {delta}, decay {decay}: step {t} leads to {got[t - 1]}, wanted {w}"
# %% tags=["hidden"] points=1 hint="Leave the defaults as they are: 1e-3, 0.9, 0.999, 1e-8 and no decay."
def check_defaults(sub, rng):
    """The defaults are the usual ones."""
    w, gradients, m, v = np.array([5.0, -3.0]), rng.normal(size=(20, 2)) * [1, 1e-7], 0.0, 0.0
    got = sub.walk({}, w, gradients)
    for t, g in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - 1e-3 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    assert np.allclose(got[-1], w, rtol=0, atol=1e-12), f"20 steps with the defaults lead to {got[-1]}, wanted {w}"
# %% tags=["hidden"] points=1 hint="δ stands outside the root: it is compared with the gradient, not with its square."
def check_tiny_gradients(sub, rng):
    """Gradients of 1e-6 still move the weights by the rate."""
    path = sub.walk({"rate": 0.01}, [0.0], [[1e-6]] * 3)
    assert abs(path[2][0] + 0.03) < 1e-3, f"three gradients of 1e-6 move the weight to {path[2][0]:.2e}, wanted about −0.03; where does δ stand?"
# %% tags=["wrong"] fails=["check_first_step", "check_path"]
class AdamW:  # the first mean is not corrected
    def __init__(self, rate=1e-3, b1=0.9, b2=0.999, delta=1e-8, decay=0.0):
        self.rate, self.b1, self.b2, self.delta, self.decay = rate, b1, b2, delta, decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        return (1 - self.rate * self.decay) * w - self.rate * self.m / (np.sqrt(self.v / (1 - self.b2**self.t)) + self.delta)
# %% tags=["wrong"] fails=["check_tiny_gradients", "check_path"]
class AdamW:  # δ inside the root
    def __init__(self, rate=1e-3, b1=0.9, b2=0.999, delta=1e-8, decay=0.0):
        self.rate, self.b1, self.b2, self.delta, self.decay = rate, b1, b2, delta, decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        up, down = self.m / (1 - self.b1**self.t), np.sqrt(self.v / (1 - self.b2**self.t) + self.delta)
        return (1 - self.rate * self.decay) * w - self.rate * up / down
# %% tags=["wrong"] fails=["check_decay_alone", "check_path"]
class AdamW:  # the decay goes through the means
    def __init__(self, rate=1e-3, b1=0.9, b2=0.999, delta=1e-8, decay=0.0):
        self.rate, self.b1, self.b2, self.delta, self.decay = rate, b1, b2, delta, decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, w, g):
        self.t += 1
        g = g + self.decay * w
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        return w - self.rate * self.m / (1 - self.b1**self.t) / (np.sqrt(self.v / (1 - self.b2**self.t)) + self.delta)
