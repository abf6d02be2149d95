# ---
# jupyter:
#   exercise:
#     id: ch07.entropy_pull
#     title: Where entropy minimisation pulls
#     kind: derive
#     lesson: 07-semi-supervised
#     hints:
#       - "S = −Σ p ln p with p = softmax(z). Use ∂p_i/∂z_j = p_i(δ_ij − p_j)."
#       - "∂S/∂z_j = −Σ_i (ln p_i + 1) ∂p_i/∂z_j. The 1 drops out, because the p_i add up to 1."
#       - "The gradient is −p ⊙ (ln p + S). Where p_j = 0 it is 0."
#     equivalent:
#       "entropy_gradient(z) < 0 → entropy_gradient(z) <= 0": "where the gradient is zero, either answer is accepted"
# ---
# %% [markdown]
# One way to use unlabelled examples is to lower the entropy $S = -\sum_i p_i \ln p_i$ of the predictions $\vec p = \softmax(\vec z)$. Derive the gradient of $S$ by the logits and write `entropy_gradient(z)` for one example. Logits of $\pm 1000$ must give finite numbers.
#
# Then say which logits a small *descent* step raises: `raised(z)`, a Boolean array. Is it always only the largest?
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def entropy_gradient(z):
    """Gradient by the logits z (k,) of the entropy of softmax(z)."""
    ### BEGIN SOLUTION
    log_p = z - np.max(z)
    log_p = log_p - np.log(np.sum(np.exp(log_p)))
    p = np.exp(log_p)
    entropy = -np.sum(p * log_p)
    return -p * (log_p + entropy)
    ### END SOLUTION


def raised(z):
    """Which logits a small descent step on the entropy raises, (k,) of True and False."""
    ### BEGIN SOLUTION
    return entropy_gradient(z) < 0
    ### END SOLUTION
# %% tags=["check"] points=1
def check_uniform(sub, rng):
    """At equal logits the entropy is at its maximum: the gradient is zero."""
    got = np.asarray(sub.entropy_gradient(np.full(4, 0.3)))
    assert got.shape == (4,), f"the shape is {got.shape}, wanted (4,)"
    assert np.allclose(got, 0), f"four equal logits give {got}, wanted zeros"
# %% tags=["check"] points=1
def check_two_classes(sub, rng):
    """Logits (1, 0): the gradient is (−p(1−p), p(1−p)) with p = σ(1)."""
    p = 1 / (1 + np.exp(-1))
    got = sub.entropy_gradient(np.array([1.0, 0.0]))
    assert np.allclose(got, [-p * (1 - p), p * (1 - p)]), f"it gives {got}, wanted {np.round([-p * (1 - p), p * (1 - p)], 4)}; descent must push the logits apart"
# %% tags=["hidden"] points=2 hint="Compare with central differences of the entropy."
def check_differences(sub, rng):
    """Random logits agree with central differences."""
    def entropy(z):
        p = np.exp(z) / np.sum(np.exp(z))
        return -np.sum(p * np.log(p))
    for k in (2, 3, 8):
        z = 2 * rng.normal(size=k)
        want = [(entropy(z + 1e-5 * e) - entropy(z - 1e-5 * e)) / 2e-5 for e in np.eye(k)]
        assert np.allclose(sub.entropy_gradient(z), want, atol=1e-8), f"{k} logits: it differs from central differences"
# %% tags=["hidden"] points=1 hint="Work with ln p = z − logsumexp(z), not with the logarithm of a p that has become 0."
def check_extreme(sub, rng):
    """Logits of ±1000 give finite numbers."""
    got = sub.entropy_gradient(np.array([1000.0, -1000.0, 999.0]))
    assert np.all(np.isfinite(got)), f"extreme logits give {got}; a probability of 0 has no logarithm"
    assert abs(got[1]) < 1e-12 and got[0] < -0.1, f"it gives {got}; the impossible class feels nothing, the likely one is raised"
# %% tags=["hidden"] points=1 hint="Every class with ln p > −S is raised: those more probable than e^(−S)."
def check_raised(sub, rng):
    """Two likely classes of five are both raised."""
    z = np.array([2.0, 1.95, -1.0, -1.5, -2.0])
    got = np.asarray(sub.raised(z)).tolist()
    assert got == [True, True, False, False, False], f"raised gives {got} for logits (2, 1.95, −1, −1.5, −2); the two likely classes both gain"
    sure = np.array([0.0, 4.0, 0.1])
    got = np.asarray(sub.raised(sure)).tolist()
    assert got == [False, True, False], f"raised gives {got} for logits (0, 4, 0.1); only the sure one gains"
# %% tags=["wrong"] fails=["check_raised"]
def entropy_gradient(z):
    log_p = z - z.max() - np.log(np.sum(np.exp(z - z.max())))
    p = np.exp(log_p)
    return -p * (log_p - np.sum(p * log_p))


def raised(z):  # only the largest
    return np.arange(len(z)) == np.argmax(z)
# %% tags=["wrong"] fails=["check_two_classes", "check_differences"]
def entropy_gradient(z):  # the derivative by p, not by z
    log_p = z - z.max() - np.log(np.sum(np.exp(z - z.max())))
    return -(log_p + 1) - np.mean(-(log_p + 1))


def raised(z):
    return entropy_gradient(z) < 0
# %% tags=["wrong"] fails=["check_extreme"]
def entropy_gradient(z):  # the logarithm of a vanished probability
    p = np.exp(z - z.max())
    p = p / p.sum()
    with np.errstate(all="ignore"):
        return -p * (np.log(p) - np.sum(p * np.log(p)))


def raised(z):
    return entropy_gradient(z) < 0
# %% tags=["wrong"] fails=["check_two_classes", "check_differences", "check_raised"]
def entropy_gradient(z):  # the sign of ascent
    log_p = z - z.max() - np.log(np.sum(np.exp(z - z.max())))
    p = np.exp(log_p)
    return p * (log_p - np.sum(p * log_p))


def raised(z):
    return entropy_gradient(z) < 0
