# ---
# jupyter:
#   exercise:
#     id: ch09.power_pooling
#     title: Between the mean and the maximum
#     kind: derive
#     lesson: 03-pooling
#     hints:
#       - "Write y^p = (1/n) Σ x_i^p and differentiate both sides by x_i."
#       - "p·y^(p−1)·∂y/∂x_i = (p/n)·x_i^(p−1)."
#       - "For large p the powers overflow. Divide by the largest entry first: y = M·(mean((x/M)^p))^(1/p), and the gradient only contains the ratio x_i/y."
# ---
# %% [markdown]
# *Power pooling* of positive numbers is $y = \bigl(\frac1n\sum_i x_i^p\bigr)^{1/p}$: the mean for $p = 1$, the maximum as $p \to \infty$. *Derive* $\partial y/\partial x_i$, and write `power_pool(x, p)`, which returns the pair of $y$ and the gradient, for $p \ge 1$. It must bear $p = 2000$ and entries of 0.001 or 1,000.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def power_pool(x, p):
    """The power mean of x (n,), positive, and its gradient (n,)."""
    ### BEGIN SOLUTION
    largest = np.max(x)
    y = largest * np.mean((x / largest) ** p) ** (1 / p)
    return y, (x / y) ** (p - 1) / len(x)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_mean(sub, rng):
    """p = 1 is the mean, with equal gradients."""
    y, gradient = sub.power_pool(np.array([1.0, 2.0, 6.0]), 1)
    assert np.isclose(y, 3) and np.allclose(gradient, 1 / 3), f"p = 1 gives {y} and {gradient}, wanted 3 and a third each"
# %% tags=["check"] points=1
def check_root_of_squares(sub, rng):
    """p = 2 of (1, 7) is 5, with gradients (0.1, 0.7)."""
    y, gradient = sub.power_pool(np.array([1.0, 7.0]), 2)
    assert np.isclose(y, 5), f"the root of the mean of 1 and 49 is 5, not {y}"
    assert np.allclose(gradient, [0.1, 0.7]), f"the gradient is {gradient}, wanted (0.1, 0.7)"
# %% tags=["hidden"] points=2 hint="Compare with central differences."
def check_power_differences(sub, rng):
    """The gradient agrees with central differences, for several powers."""
    for p in (1.5, 3, 8):
        x = rng.uniform(0.5, 2, size=5)
        _, gradient = sub.power_pool(x, p)
        mean = lambda v: np.mean(v**p) ** (1 / p)
        want = [(mean(x + 1e-6 * e) - mean(x - 1e-6 * e)) / 2e-6 for e in np.eye(5)]
        assert np.allclose(gradient, want, atol=1e-6), f"p = {p}: {gradient}, wanted {want}"
# %% tags=["hidden"] points=2 hint="Divide by the largest entry before taking powers."
def check_large_power(sub, rng):
    """p = 2000 gives nearly the maximum, without overflow, at any scale."""
    for scale in (1e-3, 1e3):
        x = scale * np.array([0.9, 0.2, 1.0])
        y, gradient = sub.power_pool(x, 2000)
        assert np.isfinite(y) and abs(y / scale - 3 ** (-1 / 2000)) < 1e-9, f"scale {scale:g}: y = {y}"
        want = 3 ** (1999 / 2000) / 3
        assert np.allclose(gradient, [0, 0, want], atol=1e-9), f"scale {scale:g}: the gradient is {gradient}, wanted (0, 0, {want:.4f})"
# %% tags=["wrong"] fails=["check_large_power"]
def power_pool(x, p):  # overflows
    y = np.mean(x**p) ** (1 / p)
    return y, (x / y) ** (p - 1) / len(x)
# %% tags=["wrong"] fails=["check_root_of_squares", "check_mean"]
def power_pool(x, p):  # the sum, not the mean
    y = np.max(x) * np.sum((x / np.max(x)) ** p) ** (1 / p)
    return y, (x / y) ** (p - 1)
# %% tags=["wrong"] fails=["check_root_of_squares", "check_power_differences"]
def power_pool(x, p):  # the inner derivative without the outer one
    y = np.max(x) * np.mean((x / np.max(x)) ** p) ** (1 / p)
    return y, p * x ** (p - 1) / len(x)
