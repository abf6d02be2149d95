# ---
# jupyter:
#   exercise:
#     id: ch06.quantile
#     title: A loss whose best answer is a quantile
#     kind: derive
#     lesson: 02-likelihood-losses
#     hints:
#       - "Write the loss as τ(y − q) for every y, plus (q − y) for those y that lie below q. The first part has an easy mean."
#       - "The mean of max(q − y, 0) is the integral of the distribution function from 0 to q. The distribution function of these waiting times is 1 − e^{−y}."
#       - "The risk is τ(1 − q) + q − 1 + e^{−q} for q ≥ 0. Set its derivative by q to zero."
#     equivalent:
#       "q > 0 → q >= 0": "the second term is 0 at q = 0"
# ---
# %% [markdown]
# An answer that is too low by 1 costs $\tau$, one that is too high by 1 costs $1 - \tau$: the **quantile loss** of the answer $q$ for the target $y$ is
#
# $$\ell_\tau(q, y) = \begin{cases} \tau\,(y - q) & y \ge q,\\ (1 - \tau)\,(q - y) & y < q.\end{cases}$$
#
# Waiting times $y \ge 0$ have the density $e^{-y}$. Derive the expected loss of a constant answer $q$ in closed form, and the answer that minimises it:
#
# - `quantile_risk(q, tau)`: the expected loss, for any real $q$ (also a negative one) and $0 < \tau < 1$;
# - `best_quantile(tau)`: the best $q$.
#
# Both take and return numbers, not arrays.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def quantile_risk(q, tau):
    """Expected quantile loss of the answer q, when y has density exp(-y) on y ≥ 0."""
    ### BEGIN SOLUTION
    return tau * (1 - q) + (q - 1 + np.exp(-q)) * (q > 0)
    ### END SOLUTION


def best_quantile(tau):
    """The answer q with the smallest expected loss."""
    ### BEGIN SOLUTION
    return -np.log(1 - tau)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_median(sub, rng):
    """At τ = ½ the best answer is the median, ln 2, and not the mean, 1."""
    best = float(sub.best_quantile(0.5))
    assert abs(best - 1) > 1e-6, "1 is the mean; it is best for squared error"
    assert abs(best - np.log(2)) < 1e-9, f"at τ = ½ the best answer is {best:.4f}, wanted ln 2 = 0.6931"
# %% tags=["check"] points=1
def check_answer_zero(sub, rng):
    """The answer 0 is always too low, by the mean waiting time 1: it costs τ."""
    risk = float(sub.quantile_risk(0.0, 0.3))
    assert abs(risk - 0.3) < 1e-9, f"q = 0 and τ = 0.3 cost {risk:.4f}, wanted 0.3; which side is weighted by τ?"
# %% tags=["hidden"] points=2 hint="Compare your closed form with a sum over a fine grid of y."
def check_quadrature(sub, rng):
    """The risk agrees with quadrature."""
    y = (np.arange(400_000) + 0.5) * 1e-4
    for q, tau in zip(rng.uniform(0.1, 4, size=5), rng.uniform(0.05, 0.95, size=5)):
        loss = np.where(y >= q, tau * (y - q), (1 - tau) * (q - y))
        want, got = np.sum(loss * np.exp(-y)) * 1e-4, float(sub.quantile_risk(float(q), float(tau)))
        assert abs(got - want) < 1e-5, f"at q = {q:.2f}, τ = {tau:.2f} the risk is {got:.4f}, quadrature gives {want:.4f}"
# %% tags=["hidden"] points=2 hint="The share of targets below the best answer is τ: solve 1 − e^{−q} = τ."
def check_best_is_the_quantile(sub, rng):
    """A share τ of the targets lies below the best answer."""
    for tau in (0.05, 0.3, 0.9, 0.99):
        share = 1 - np.exp(-float(sub.best_quantile(tau)))
        assert abs(share - tau) < 1e-9, f"at τ = {tau} a share {share:.4f} of the targets lies below your answer"
# %% tags=["hidden"] points=1 hint="A negative q lies below every target, so only the first case occurs."
def check_negative_answer(sub, rng):
    """A negative answer is too low for every target."""
    risk = float(sub.quantile_risk(-2.0, 0.4))
    assert abs(risk - 1.2) < 1e-9, f"q = −2 and τ = 0.4 cost {risk:.4f}, wanted 0.4·(1 + 2) = 1.2; no target is below q"
# %% tags=["wrong"] fails=["check_median", "check_best_is_the_quantile"]
def quantile_risk(q, tau):
    return tau * (1 - q) + (q - 1 + np.exp(-q)) * (q > 0)


def best_quantile(tau):  # the mean, as for squared error
    return 2 * tau
# %% tags=["wrong"] fails=["check_answer_zero", "check_best_is_the_quantile", "check_quadrature"]
def quantile_risk(q, tau):  # τ on the wrong side
    return (1 - tau) * (1 - q) + (q - 1 + np.exp(-q)) * (q > 0)


def best_quantile(tau):
    return -np.log(tau)
# %% tags=["wrong"] fails=["check_negative_answer"]
def quantile_risk(q, tau):  # the formula for q ≥ 0 used everywhere
    return tau * (1 - q) + q - 1 + np.exp(-q)


def best_quantile(tau):
    return -np.log(1 - tau)
