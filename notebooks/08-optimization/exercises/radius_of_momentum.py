# ---
# jupyter:
#   exercise:
#     id: ch08.radius_of_momentum
#     title: The radius that momentum shrinks by
#     kind: derive
#     lesson: 03-sgd-momentum
#     hints:
#       - "With v ← βv − ελx and x ← x + v the pair (x, v) is multiplied by a 2×2 matrix. Or eliminate v: x₊ = (1 + β − ελ)x − βx₋."
#       - "The roots of z² − (1 + β − ελ)z + β have the product β. If they are complex, both have size √β."
#       - "If they are real, the larger in size is ½(|s| + √(s² − 4β)) with s = 1 + β − ελ."
#     equivalent:
#       "inside < 0 → inside <= 0": "at the border both formulas agree"
# ---
# %% [markdown]
# The heavy ball on $\frac\lambda2x^2$: $v \leftarrow \beta v - \varepsilon\lambda x$, $x \leftarrow x + v$. In the long run a step multiplies the distance, on average, by the *spectral radius* of the iteration. Derive it and write `radius(lam, eps, beta)` for $\lambda, \varepsilon > 0$ and $0 \le \beta < 1$, stable or not. It must work on arrays.
#
# Then `best_beta(lam, eps)`: for $0 < \varepsilon\lambda < 1$, the memory $\beta$ with the smallest radius.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def radius(lam, eps, beta):
    """Spectral radius of the heavy ball on lam/2 x², for arrays that broadcast."""
    ### BEGIN SOLUTION
    s = np.abs(1 + beta - eps * lam)
    inside = s**2 - 4 * beta
    return np.where(inside < 0, np.sqrt(beta), (s + np.sqrt(np.maximum(inside, 0))) / 2)
    ### END SOLUTION


def best_beta(lam, eps):
    """The beta of the smallest radius, for 0 < eps·lam < 1."""
    ### BEGIN SOLUTION
    return (1 - np.sqrt(eps * lam)) ** 2
    ### END SOLUTION
# %% tags=["check"] points=1
def check_no_memory(sub, rng):
    """Without memory it is |1 − ελ|."""
    got = sub.radius(np.array([1.0, 5.0, 30.0]), 0.1, 0.0)
    assert np.allclose(got, [0.9, 0.5, 2]), f"β = 0, ελ = 0.1, 0.5, 3 gives {got}, wanted (0.9, 0.5, 2)"
# %% tags=["check"] points=1
def check_complex(sub, rng):
    """Complex roots have size √β, whatever λ."""
    got = sub.radius(np.array([5.0, 9.0]), 0.1, 0.81)
    assert np.allclose(got, 0.9), f"β = 0.81, ελ = 0.5 and 0.9 gives {got}, wanted 0.9 for both"
# %% tags=["hidden"] points=2 hint="Compare with the eigenvalues of the 2×2 matrix."
def check_eigenvalues(sub, rng):
    """It agrees with the eigenvalues of the iteration, stable or not."""
    for _ in range(30):
        lam, eps, beta = rng.uniform(0.01, 10), rng.uniform(0.01, 0.6), rng.uniform(0, 0.99)
        matrix = np.array([[1 - eps * lam, beta], [-eps * lam, beta]])
        want, got = np.abs(np.linalg.eigvals(matrix)).max(), float(sub.radius(lam, eps, beta))
        assert abs(got - want) < 1e-7, f"λ = {lam:.3f}, ε = {eps:.3f}, β = {beta:.3f}: {got:.5f}, the eigenvalues say {want:.5f}"
# %% tags=["hidden"] points=2 hint="The smallest radius is where the roots change from real to complex: s² = 4β."
def check_best_beta(sub, rng):
    """No other memory has a smaller radius."""
    betas = np.linspace(0, 0.999, 4000)
    for lam, eps in ((1.0, 0.3), (0.2, 0.05), (4.0, 0.2)):
        s = 1 + betas - eps * lam
        inside = s**2 - 4 * betas
        radii = np.where(inside < 0, np.sqrt(betas), (np.abs(s) + np.sqrt(np.maximum(inside, 0))) / 2)
        want, got = betas[np.argmin(radii)], float(sub.best_beta(lam, eps))
        assert abs(got - want) < 1e-3, f"ελ = {eps * lam:.3f}: β = {got:.4f}, a search finds {want:.4f}"
# %% tags=["wrong"] fails=["check_complex", "check_eigenvalues"]
def radius(lam, eps, beta):  # takes the root of the size of the discriminant
    s = np.abs(1 + beta - eps * lam)
    return (s + np.sqrt(np.abs(s**2 - 4 * beta))) / 2


def best_beta(lam, eps):
    return (1 - np.sqrt(eps * lam)) ** 2
# %% tags=["wrong"] fails=["check_eigenvalues", "check_no_memory"]
def radius(lam, eps, beta):  # forgets that s may be negative
    s = 1 + beta - eps * lam
    inside = s**2 - 4 * beta
    return np.where(inside < 0, np.sqrt(beta), (s + np.sqrt(np.maximum(inside, 0))) / 2)


def best_beta(lam, eps):
    return (1 - np.sqrt(eps * lam)) ** 2
# %% tags=["wrong"] fails=["check_best_beta"]
def radius(lam, eps, beta):
    s = np.abs(1 + beta - eps * lam)
    inside = s**2 - 4 * beta
    return np.where(inside < 0, np.sqrt(beta), (s + np.sqrt(np.maximum(inside, 0))) / 2)


def best_beta(lam, eps):  # the other root of s² = 4β, cut to size
    return np.minimum((1 + np.sqrt(eps * lam)) ** 2, 0.999)
# %% tags=["wrong"] fails=["check_complex", "check_eigenvalues"]
def radius(lam, eps, beta):  # β instead of its root
    s = np.abs(1 + beta - eps * lam)
    inside = s**2 - 4 * beta
    return np.where(inside < 0, beta, (s + np.sqrt(np.maximum(inside, 0))) / 2)


def best_beta(lam, eps):
    return (1 - np.sqrt(eps * lam)) ** 2
