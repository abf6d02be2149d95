# ---
# jupyter:
#   exercise:
#     id: ch06.relu_max
#     title: The maximum of two numbers, from three ReLUs
#     kind: derive
#     lesson: 03-hidden-units
#     hints:
#       - "max(a, b) = b + relu(a − b). The first term passes a number through a layer that clips. How can a number survive that?"
#       - "b = relu(b) − relu(−b)."
#       - "So the three units are relu(a − b), relu(b) and relu(−b), with output weights 1, 1, −1 and no bias."
# ---
# %% [markdown]
# A network with one hidden ReLU layer can compute $\max(a, b)$ exactly, for all real $a$ and $b$. Derive it with **at most three** hidden units, and give its weights: `max_W` (2 × m, one unit a column), `max_c` (m), `max_v` (m). There is no output bias:
#
# $$\max(a, b) = \vec v^\top \relu(\mat W^\top (a, b)^\top + \vec c).$$
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
### BEGIN SOLUTION
max_W = np.array([[1.0, 0, 0], [-1, 1, -1]])
max_c = np.zeros(3)
max_v = np.array([1.0, 1, -1])
### STUB
max_W = ...  # (2, m), one unit a column
max_c = ...  # (m,)
max_v = ...  # (m,)
### END SOLUTION
# %% tags=["check"] points=1
def check_sizes(sub, rng):
    """There are one to three units, and the shapes agree."""
    W, c, v = np.asarray(sub.max_W), np.asarray(sub.max_c), np.asarray(sub.max_v)
    assert W.ndim == 2 and len(W) == 2, f"max_W has shape {W.shape}, wanted (2, m): one row for a, one for b"
    assert c.shape == v.shape == (W.shape[1],), f"max_W has {W.shape[1]} units, max_c has shape {c.shape}, max_v {v.shape}"
    assert W.shape[1] <= 3, f"{W.shape[1]} units; three are enough"
# %% tags=["check"] points=1
def check_positive(sub, rng):
    """max(2, 5) = 5 and max(5, 2) = 5."""
    x = np.array([[2.0, 5.0], [5.0, 2.0]])
    got = np.maximum(0, x @ sub.max_W + sub.max_c) @ sub.max_v
    assert np.allclose(got, 5), f"max(2, 5) and max(5, 2) come out as {np.round(got, 4)}"
# %% tags=["hidden"] points=2 hint="relu(b) alone loses b when it is negative."
def check_negative(sub, rng):
    """max(−3, −1) = −1 and max(−1, −3) = −1."""
    x = np.array([[-3.0, -1.0], [-1.0, -3.0]])
    got = np.maximum(0, x @ sub.max_W + sub.max_c) @ sub.max_v
    assert np.allclose(got, -1), f"max(−3, −1) and max(−1, −3) come out as {np.round(got, 4)}; can a negative number pass a ReLU?"
# %% tags=["hidden"] points=2 hint="A wrong weight may be right on a line; test random pairs of both signs and sizes."
def check_everywhere(sub, rng):
    """A thousand random pairs, from tiny to a million, come out right."""
    x = rng.normal(size=(1000, 2)) * 10.0 ** rng.integers(-3, 7, size=(1000, 1))
    got, want = np.maximum(0, x @ sub.max_W + sub.max_c) @ sub.max_v, x.max(1)
    worst = np.argmax(np.abs(got - want) / np.abs(x).max(1))
    assert np.abs(got - want)[worst] <= 1e-9 * np.abs(x[worst]).max(), f"max({x[worst, 0]:.4g}, {x[worst, 1]:.4g}) comes out as {got[worst]:.4g}"
# %% tags=["wrong"] fails=["check_negative", "check_everywhere"]
max_W = np.array([[1.0, 0], [-1, 1]])  # b through one ReLU: negative b is lost
max_c = np.zeros(2)
max_v = np.array([1.0, 1])
# %% tags=["wrong"] fails=["check_sizes"]
max_W = np.array([[1.0, -1, 1, -1], [1, -1, -1, 1]])  # (a + b + |a − b|)/2: right, with a unit too many
max_c = np.zeros(4)
max_v = np.array([1.0, -1, 1, 1]) / 2
# %% tags=["wrong"] fails=["check_negative", "check_everywhere"]
max_W = np.array([[1.0, 0], [-1, 1]])  # shifts b up so that it survives, and does not shift back
max_c = np.array([0.0, 10.0])
max_v = np.array([1.0, 1])
