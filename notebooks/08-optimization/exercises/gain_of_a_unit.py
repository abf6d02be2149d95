# ---
# jupyter:
#   exercise:
#     id: ch08.gain_of_a_unit
#     title: The right scale for any unit
#     kind: implement
#     lesson: 04-initialization
#     hints:
#       - "A layer keeps the mean square of its pre-activations if Var(w)·fan_in·E g(z)² = E z². Take z normal with variance 1."
#       - "E g(Z)² is an integral against the normal density. `np.polynomial.hermite_e.hermegauss` gives nodes and weights; divide the weights by √(2π). A kink needs many nodes, or a fine grid instead."
#       - "The gain is 1/√E g(Z)². For a ReLU that is √2."
#     equivalent:
#       "np.linspace(-10, 10, 200001): 10 → 11": "the density is nothing out there"
#       "-10: 10 → 11": "the density is nothing out there"
#       "np.linspace(-10, 10, 200001): 200001 → 200002": "one point more"
# ---
# %% [markdown]
# He's rule multiplies the weights by $\sqrt2$ because a ReLU lets half of the mean square through. Write the rule for any activation: `gain(activation)`, the factor $c$ for which weights of standard deviation $c/\sqrt{\text{fan in}}$ keep $\E z^2$ at 1 from layer to layer, for normal pre-activations. `activation` takes and returns arrays. Four digits are wanted, for units with kinks and jumps too.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def gain(activation):
    """1/√E[activation(Z)²] for standard normal Z."""
    ### BEGIN SOLUTION
    z = np.linspace(-10, 10, 200_001)
    density = np.exp(-(z**2) / 2)
    return 1 / np.sqrt(np.sum(density * activation(z) ** 2) / np.sum(density))
    ### END SOLUTION
# %% tags=["probe"]
def gain_of(name, number):
    """The learner's gain of a named unit."""
    units = {
        "linear": lambda z: number * z,
        "leaky": lambda z: np.where(z > 0, z, number * z),
        "tanh": np.tanh,
        "step": lambda z: (z > number) * 1.0,
        "shifted": lambda z: np.maximum(z - number, 0),
        "sine": lambda z: np.sin(number * z),
    }
    return float(gain(units[name]))
# %% tags=["check"] points=1
def check_relu(sub, rng):
    """A ReLU: √2. A straight line of slope 3: one third."""
    got = sub.gain_of("leaky", 0.0), sub.gain_of("linear", 3.0)
    assert abs(got[0] - np.sqrt(2)) < 1e-3, f"the gain of a ReLU is {got[0]:.4f}, wanted √2 = 1.4142"
    assert abs(got[1] - 1 / 3) < 1e-3, f"the gain of 3z is {got[1]:.4f}, wanted 1/3: the mean square counts, and its root"
# %% tags=["check"] points=1
def check_tanh(sub, rng):
    """tanh: 1.5925."""
    got = sub.gain_of("tanh", 0)
    assert abs(got - 1.5925) < 1e-3, f"the gain of tanh is {got:.4f}, wanted 1.5925"
# %% tags=["hidden"] points=2 hint="Closed forms: leaky √(2/(1 + a²)); step 1/√Φ(−c); sin²: ½(1 − e^(−2a²))."
def check_closed_forms(sub, rng):
    """Leaky units, steps and sines have closed forms."""
    for a in (0.01, 0.3, 1.7):
        got, want = sub.gain_of("leaky", a), np.sqrt(2 / (1 + a * a))
        assert abs(got / want - 1) < 2e-4, f"leaky slope {a}: {got:.5f}, wanted {want:.5f}"
    for a in (0.5, 3.0):
        got, want = sub.gain_of("sine", a), np.sqrt(2 / (1 - np.exp(-2 * a * a)))
        assert abs(got / want - 1) < 2e-4, f"sin({a} z): {got:.5f}, wanted {want:.5f}"
    got = sub.gain_of("step", 0.0)
    assert abs(got - np.sqrt(2)) < 5e-4, f"a step at 0: {got:.5f}, wanted √2"
# %% tags=["hidden"] points=1 hint="Rare large values count: integrate far enough, with enough points near the kink."
def check_tail(sub, rng):
    """A unit that is on only far out: relu(z − 3)."""
    want = 1 / np.sqrt((1 + 9) * 0.0013498980316301035 - 3 * np.exp(-4.5) / np.sqrt(2 * np.pi))
    got = sub.gain_of("shifted", 3.0)
    assert abs(got / want - 1) < 1e-3, f"relu(z − 3): {got:.3f}, wanted {want:.3f}"
# %% tags=["wrong"] fails=["check_relu", "check_closed_forms"]
def gain(activation):  # the variance instead of the mean square
    z = np.linspace(-10, 10, 200_001)
    density = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    g = activation(z)
    return 1 / np.sqrt(density @ g**2 - (density @ g) ** 2)
# %% tags=["wrong"] fails=["check_relu", "check_tanh"]
def gain(activation):  # the slope at zero
    return 1 / ((activation(np.array([1e-4])) - activation(np.array([-1e-4])))[0] / 2e-4)
# %% tags=["wrong"] fails=["check_tail"]
def gain(activation):  # integrates to three standard deviations only
    z = np.linspace(-3, 3, 200_001)
    density = np.exp(-(z**2) / 2)
    return 1 / np.sqrt(np.sum(density * activation(z) ** 2) / np.sum(density) + 1e-12)
# %% tags=["wrong"] fails=["check_closed_forms", "check_tail"]
def gain(activation):  # a thousand random numbers
    z = np.random.default_rng(0).normal(size=1000)
    return 1 / np.sqrt(np.mean(activation(z) ** 2) + 1e-300)
