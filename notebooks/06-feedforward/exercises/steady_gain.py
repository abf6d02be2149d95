# ---
# jupyter:
#   exercise:
#     id: ch06.steady_gain
#     title: Find the gain that keeps a deep signal alive
#     kind: experiment
#     lesson: 03-hidden-units
#     time_limit: 10
#     individual: true
#     hints:
#       - "Send one random input through the network and record the mean of h² after the last layer, divided by the mean of x². One network is noise: average the *logarithm* of the ratio over many."
#       - "If the ratio is r after L layers, one layer multiplies by r^(1/L). Plot its logarithm against the gain, and look for where it crosses 0. Bisection does it too."
#       - "Wide networks (a hundred units) and a few dozen of them are enough for two per cent. A prediction to compare with: half of the pre-activations are positive, and E h² = ½(1 + a²) E z²."
#     equivalent:
#       "(20, 10, 60): 20 → 21": "one network more"
#       "(20, 10, 60): 10 → 11": "one layer more"
#       "(20, 10, 60): 60 → 61": "one unit more"
#       "z > 0 → z >= 0": "both branches are 0 at 0"
#       "(networks, 1, width): 1 → 2": "two inputs instead of one"
#       "np.mean(h ** 2, axis=(1, 2)) / np.mean(start ** 2, axis=(1, 2)) → np.mean(h ** 2, axis=(1, 2)) * np.mean(start ** 2, axis=(1, 2))": "the input has mean square 1 up to noise, so its logarithm is near 0"
# ---
# %% [markdown]
# A deep network has leaky ReLUs, $h = z$ for $z > 0$ and $h = a z$ below, and you have three `slopes` $a$ of your own (above 1 the unit is steeper on the left). Each layer draws its weights from $\Normal(0, g^2/n)$, where $n$ is the number of its inputs; there are no biases. If the **gain** $g$ is too small the signal dies out with depth, if it is too large it explodes.
#
# *Design an experiment* that finds, for each of your slopes, the gain at which it does neither. Give two things:
#
# - `growth(gain, slope, rng)`: your measurement. It returns the mean over at least 20 random networks, at least 10 layers deep and 60 units wide, of $\frac1L \ln\bigl(\overline{h_L^2} / \overline{x^2}\bigr)$: the growth of the logarithm per layer. The bar is the mean over the units, and $\vec x$ a random input. Take all randomness from `rng`, a NumPy `Generator`. A call may take two seconds.
# - `best_gains`: the three gains that you found, in the order of your slopes, right to 3 % for very wide networks. Networks of 60 units are off by 1 to 2 % themselves, so search with wider ones. Search in a cell of your own, and write down the numbers here.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Three slopes of the negative side, a gentle, a middling and a steep one."""
    return {"slopes": np.array([rng.randint(5, 80), rng.randint(80, 180), rng.randint(180, 350)]) / 100}
# %% tags=["answer"]
def growth(gain, slope, rng):
    """Mean growth of ln(mean square) per layer, over random leaky networks."""
    ### BEGIN SOLUTION
    networks, depth, width = 20, 10, 60
    start = h = rng.normal(size=(networks, 1, width))
    for _ in range(depth):
        z = h @ rng.normal(0, gain / np.sqrt(width), size=(networks, width, width))
        h = np.where(z > 0, z, slope * z)
    return np.mean(np.log(np.mean(h**2, axis=(1, 2)) / np.mean(start**2, axis=(1, 2)))) / depth
    ### END SOLUTION


### BEGIN SOLUTION
best_gains = np.sqrt(2 / (1 + slopes**2))
### STUB
best_gains = ...  # three numbers
### END SOLUTION
# %% tags=["probe"]
def measured(gain, slope, seed):
    """The learner's measurement with a generator of its own."""
    return growth(gain, slope, np.random.default_rng(seed))
# %% tags=["check"] points=1
def check_signs(sub, rng, own):
    """The measured growth is negative at gain 0.5 and positive at gain 3."""
    low, high = (float(sub.measured(gain, own["slopes"][0], seeded)) for gain, seeded in ((0.5, 1), (3.0, 2)))
    assert low < 0 < high, f"growth is {low:.3f} at gain 0.5 and {high:.3f} at gain 3; is the scale g/√n, and the logarithm of output over input?"
# %% tags=["check"] points=1
def check_gains_fall(sub, rng, own):
    """There are three gains, none much above √2, the gain of a ReLU, and a steeper slope needs a smaller one."""
    gains = np.asarray(sub.best_gains, dtype=float)
    assert gains.shape == (3,), f"best_gains has shape {gains.shape}, wanted three numbers"
    assert np.all((gains > 0) & (gains < 1.5)), f"gains {gains}: a ReLU loses half of the mean square and needs √2; these units lose less"
    assert gains[2] < gains[0] and np.all(np.diff(gains) < 0.07), f"gains {gains}: a steeper negative side lets more of the signal through"
# %% tags=["hidden"] points=2 hint="Per layer, ln E h² grows by ln(g²(1 + a²)/2). Compare your measurement with it."
def check_measurement(sub, rng, own):
    """Another slope and gain are measured right to 0.15."""
    for gain, slope in ((1.0, 0.2), (1.6, 0.8)):
        got = float(sub.measured(gain, slope, 3))
        want = np.log(gain**2 * (1 + slope**2) / 2)
        assert abs(got - want) < 0.15, f"at gain {gain} and slope {slope} growth is {got:.3f} a layer, wanted {want:.3f} ± 0.15"
# %% tags=["hidden"] points=1 hint="A different seed must give a different, close number: draw everything from rng."
def check_random(sub, rng, own):
    """The measurement depends on rng, and little: it is a mean over many networks."""
    values = [float(sub.measured(1.2, own["slopes"][0], seed)) for seed in (4, 5, 6)]
    assert len(set(values)) == 3, "three seeds give the same number; draw from rng, not from a seed of your own"
    assert np.ptp(values) < 0.15, f"three seeds give {np.round(values, 3)}; average over more networks, or wider ones"
# %% tags=["hidden"] points=2 hint="Find where the growth crosses 0 for each of your slopes, with enough networks."
def check_gains(sub, rng, own):
    """All three gains are right to 3 %."""
    gains, want = np.asarray(sub.best_gains, dtype=float), np.sqrt(2 / (1 + own["slopes"] ** 2))
    for gain, right, slope in zip(gains, want, own["slopes"]):
        assert abs(gain - right) <= 0.03 * right, f"gain {gain:.4f} lets the signal {'explode' if gain > right else 'die'} for the slope {slope}"
# %% tags=["wrong"] fails=["check_gains"]
def growth(gain, slope, rng):
    networks, depth, width = 20, 10, 60
    start = h = rng.normal(size=(networks, 1, width))
    for _ in range(depth):
        z = h @ rng.normal(0, gain / np.sqrt(width), size=(networks, width, width))
        h = np.where(z > 0, z, slope * z)
    return np.mean(np.log(np.mean(h**2, axis=(1, 2)) / np.mean(start**2, axis=(1, 2)))) / depth


best_gains = 2 / (1 + slopes**2)  # the square of the gain: a variance
# %% tags=["wrong"] fails=["check_measurement", "check_signs"]
def growth(gain, slope, rng):  # the logarithm of one ratio of norms, upside down
    h = start = rng.normal(size=(20, 1, 60))
    for _ in range(10):
        z = h @ rng.normal(0, gain / np.sqrt(60), size=(20, 60, 60))
        h = np.where(z > 0, z, slope * z)
    return np.mean(np.log(np.mean(start**2, axis=(1, 2)) / np.mean(h**2, axis=(1, 2)))) / 10


best_gains = np.array([1.3, 1.0, 0.5])
# %% tags=["wrong"] fails=["check_random"]
def growth(gain, slope, rng):  # one narrow network
    start = h = rng.normal(size=10)
    for _ in range(10):
        z = h @ rng.normal(0, gain / np.sqrt(10), size=(10, 10))
        h = np.where(z > 0, z, slope * z)
    return np.log(np.mean(h**2) / np.mean(start**2)) / 10


best_gains = np.sqrt(2 / (1 + slopes**2))
# %% tags=["wrong"] fails=["check_measurement"]
def growth(gain, slope, rng):  # growth of the whole network, not per layer
    h = start = rng.normal(size=(20, 1, 60))
    for _ in range(10):
        z = h @ rng.normal(0, gain / np.sqrt(60), size=(20, 60, 60))
        h = np.where(z > 0, z, slope * z)
    return np.mean(np.log(np.mean(h**2, axis=(1, 2)) / np.mean(start**2, axis=(1, 2))))


best_gains = np.sqrt(2 / (1 + slopes**2))
