# ---
# jupyter:
#   exercise:
#     id: ch07.smoothed_floor
#     title: The loss that smoothing cannot go below
#     kind: derive
#     lesson: 06-noise-robustness
#     hints:
#       - "The target puts 1 − κ on the right class and κ/(k − 1) on each other one. Which prediction p minimises −Σ q ln p?"
#       - "The best prediction is the target itself, by Gibbs' inequality. What is the loss there?"
#       - "It is the entropy of the target: −(1 − κ) ln(1 − κ) − κ ln(κ/(k − 1)). Mind κ = 0."
# ---
# %% [markdown]
# Label smoothing of strength $\kappa$ gives the right class the target $1 - \kappa$ and each of the $k - 1$ others an equal share of $\kappa$. Cross-entropy then no longer falls to zero. Derive two closed forms, for $k \ge 2$ classes and $0 \le \kappa \le 1 - 1/k$, with natural logarithms:
#
# - `floor(kappa, k)`: the smallest value that the mean cross-entropy with smoothed targets can take;
# - `overshoot(kappa, k, gap)`: the smoothed loss on one example when the right logit exceeds all the others, which are equal, by `gap`.
#
# They tell an engineer whether a training loss of 0.62 is a problem or the floor.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def floor(kappa, k):
    """Smallest cross-entropy with smoothed targets."""
    ### BEGIN SOLUTION
    if kappa == 0:
        return 0.0
    return -(1 - kappa) * np.log(1 - kappa) - kappa * np.log(kappa / (k - 1))
    ### END SOLUTION


def overshoot(kappa, k, gap):
    """Loss where the right logit is `gap` above the k − 1 equal others."""
    ### BEGIN SOLUTION
    return np.log1p((k - 1) * np.exp(-gap)) + kappa * gap
    ### END SOLUTION
# %% tags=["check"] points=1
def check_hard_labels(sub, rng):
    """Without smoothing the floor is 0, and equal logits cost ln k."""
    assert abs(float(sub.floor(0.0, 10))) < 1e-9, f"with hard labels the floor is {sub.floor(0.0, 10)}, wanted 0"
    assert np.isclose(sub.overshoot(0.0, 10, 0.0), np.log(10)), f"ten equal logits cost {sub.overshoot(0.0, 10, 0.0):.4f}, wanted ln 10"
# %% tags=["check"] points=1
def check_two_classes(sub, rng):
    """κ = ½ of two classes: the target is a coin, and the floor ln 2."""
    got = float(sub.floor(0.5, 2))
    assert np.isclose(got, np.log(2)), f"the floor is {got:.4f}, wanted ln 2 = 0.6931"
# %% tags=["hidden"] points=2 hint="Write the loss as −Σ q ln p with p from the softmax, and compare."
def check_overshoot(sub, rng):
    """The loss at a gap agrees with the sum over classes."""
    for kappa, k, gap in ((0.1, 10, 3.0), (0.3, 4, -1.0), (0.05, 1000, 12.0), (0.2, 3, 0.5)):
        z = np.r_[gap, np.zeros(k - 1)]
        q = np.r_[1 - kappa, np.full(k - 1, kappa / (k - 1))]
        want = -np.sum(q * (z - np.log(np.sum(np.exp(z)))))
        got = float(sub.overshoot(kappa, k, gap))
        assert abs(got - want) < 1e-9, f"κ = {kappa}, k = {k}, gap {gap}: {got:.5f}, wanted {want:.5f}"
# %% tags=["hidden"] points=2 hint="The smallest loss over all gaps is the floor."
def check_floor(sub, rng):
    """No gap gets below the floor, and the best one reaches it."""
    gaps = np.linspace(-5, 20, 50_001)
    for kappa, k in ((0.1, 10), (0.4, 5), (0.01, 100)):
        losses = np.log1p((k - 1) * np.exp(-gaps)) + kappa * gaps
        got = float(sub.floor(kappa, k))
        assert abs(got - losses.min()) < 1e-6, f"κ = {kappa}, k = {k}: the floor is {got:.5f}, and a search over gaps finds {losses.min():.5f}"
# %% tags=["wrong"] fails=["check_floor"]
def floor(kappa, k):  # the library's convention: κ spread over all classes
    if kappa == 0:
        return 0.0
    right = 1 - kappa + kappa / k
    return -right * np.log(right) - (k - 1) * kappa / k * np.log(kappa / k)


def overshoot(kappa, k, gap):
    return np.log1p((k - 1) * np.exp(-gap)) + kappa * gap
# %% tags=["wrong"] fails=["check_floor"]
def floor(kappa, k):  # only the term of the right class
    return -np.log(1 - kappa) if kappa else 0.0


def overshoot(kappa, k, gap):
    return np.log1p((k - 1) * np.exp(-gap)) + kappa * gap
# %% tags=["wrong"] fails=["check_overshoot"]
def floor(kappa, k):
    return -(1 - kappa) * np.log(1 - kappa) - kappa * np.log(kappa / (k - 1)) if kappa else 0.0


def overshoot(kappa, k, gap):  # the loss of the hard label
    return np.log1p((k - 1) * np.exp(-gap))
