# ---
# jupyter:
#   exercise:
#     id: ch07.flow_of_a_step
#     title: The bowl that descent really descends
#     kind: derive
#     lesson: 16-implicit
#     hints:
#       - "On ½λw² a step multiplies w by 1 − ελ. The flow ẇ = −μw multiplies it by e^(−με) in the time ε."
#       - "Equal factors give μ = −ln(1 − ελ)/ε. Expand: λ + ελ²/2 + ε²λ³/3 + …"
#       - "Lesson 7.15's modified loss (ε/4)‖∇L‖² adds ελ²/2 to the curvature: the first correction. Use log1p for small ελ."
# ---
# %% [markdown]
# Lesson 7.15 says: descent with step $\varepsilon$ follows, up to higher order, the flow of $L + \frac\varepsilon4\norm{\nabla L}^2$. On a bowl $L = \frac\lambda2 w^2$ one can be exact. Derive, for $0 < \varepsilon\lambda < 1$:
#
# - `exact_curvature(lam, eps)`: the curvature $\mu$ of the bowl whose flow for the time $\varepsilon$ equals one step of descent on $L$;
# - `first_order(lam, eps)`: the curvature of $L + \frac\varepsilon4\norm{\nabla L}^2$;
# - `next_term(lam, eps)`: the term by which `first_order` falls short, to leading order in $\varepsilon$.
#
# `exact_curvature` must be right to 12 digits also for $\varepsilon\lambda = 10^{-9}$.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def exact_curvature(lam, eps):
    """Curvature of the bowl whose flow, for the time eps, is one step of descent on lam/2 w²."""
    ### BEGIN SOLUTION
    return -np.log1p(-eps * lam) / eps
    ### END SOLUTION


def first_order(lam, eps):
    """Curvature of L + eps/4 ‖∇L‖² for L = lam/2 w²."""
    ### BEGIN SOLUTION
    return lam + eps * lam**2 / 2
    ### END SOLUTION


def next_term(lam, eps):
    """Leading term of exact_curvature − first_order."""
    ### BEGIN SOLUTION
    return eps**2 * lam**3 / 3
    ### END SOLUTION
# %% tags=["check"] points=1
def check_half(sub, rng):
    """ελ = ½ halves w in a step: μ = ln 2/ε."""
    got = float(sub.exact_curvature(5.0, 0.1))
    assert np.isclose(got, np.log(2) / 0.1), f"λ = 5, ε = 0.1: {got:.4f}, wanted ln 2/0.1 = 6.9315"
# %% tags=["check"] points=1
def check_steeper(sub, rng):
    """Descent acts as if the bowl were steeper than it is."""
    assert sub.first_order(2.0, 0.1) > 2, "the added term ε/4‖∇L‖² is a bowl too; the curvature must grow"
    assert sub.exact_curvature(2.0, 0.1) > sub.first_order(2.0, 0.1), "the exact curvature lies above the first-order one"
# %% tags=["hidden"] points=2 hint="The flow of the bowl for the time ε must end where the step does."
def check_flow(sub, rng):
    """Integrating the flow in small steps lands on the step of descent."""
    for lam, eps in ((1.0, 0.3), (4.0, 0.2), (0.5, 1.2)):
        mu, w = float(sub.exact_curvature(lam, eps)), 1.0
        for _ in range(2000):  # midpoint rule
            h = eps / 2000
            w = w - h * mu * (w - h / 2 * mu * w)
        assert abs(w - (1 - eps * lam)) < 1e-6, f"λ = {lam}, ε = {eps}: the flow ends at {w:.5f}, the step at {1 - eps * lam:.5f}"
# %% tags=["hidden"] points=2 hint="Second derivative of λ/2 w² + ε/4 (λw)²; then the next term of the series of −ln(1 − u)."
def check_series(sub, rng):
    """What is left after both terms falls like ε³."""
    for lam in (0.7, 2.0):
        left = [sub.exact_curvature(lam, e) - sub.first_order(lam, e) - sub.next_term(lam, e) for e in (0.02, 0.01)]
        assert abs(left[0] / left[1] - 8) < 0.5, f"λ = {lam}: halving ε divides the remainder by {left[0] / left[1]:.2f}, wanted 8"
# %% tags=["hidden"] points=1 hint="1 − 10⁻⁹ has lost seven digits before the logarithm sees it; log1p has not."
def check_tiny(sub, rng):
    """Tiny steps keep their digits."""
    lam, eps = 3.0, 1e-9 / 3
    got, want = float(sub.exact_curvature(lam, eps)), 3.0 * (1 + 0.5e-9)
    assert abs(got / want - 1) < 1e-12, f"at ελ = 1e-9 it is off by {abs(got / want - 1):.1e} of its size"
# %% tags=["wrong"] fails=["check_tiny"]
def exact_curvature(lam, eps):  # loses digits
    return -np.log(1 - eps * lam) / eps


def first_order(lam, eps):
    return lam + eps * lam**2 / 2


def next_term(lam, eps):
    return eps**2 * lam**3 / 3
# %% tags=["wrong"] fails=["check_series"]
def exact_curvature(lam, eps):
    return -np.log1p(-eps * lam) / eps


def first_order(lam, eps):  # the penalty's factor instead of its second derivative
    return lam + eps * lam**2 / 4


def next_term(lam, eps):
    return eps**2 * lam**3 / 3
# %% tags=["wrong"] fails=["check_half", "check_flow"]
def exact_curvature(lam, eps):  # the sign of the step
    return np.log1p(eps * lam) / eps


def first_order(lam, eps):
    return lam + eps * lam**2 / 2


def next_term(lam, eps):
    return eps**2 * lam**3 / 3
