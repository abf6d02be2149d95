# ---
# jupyter:
#   exercise:
#     id: ch07.ball_and_decay
#     title: Which decay is this ball?
#     kind: predict
#     lesson: 03-constrained
#     individual: true
#     hints:
#       - "All curvatures are equal, so every direction keeps the same share λ/(λ + α), and w stays on the ray through w*."
#       - "The ball cuts the ray at length k: λ/(λ + α)·‖w*‖ = k."
#       - "If the ball contains w*, the constraint is not touched, and the multiplier is 0."
# ---
# %% [markdown]
# Your loss is $\frac\lambda2\norm{\vec w - \vec w^*}^2$ with the same curvature `lam` in every direction and the minimum `w_star`.
#
# *Predict, on paper:* which weight decay $\alpha$, in $\frac\alpha2\norm{\vec w}^2$, gives the same solution as the constraint $\norm{\vec w} \le k$, for your radius `k`? Which for the radius `wide`? And how large is the loss at the solution for `k`? Three digits are enough.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A curvature, a minimum of whole length, a ball that cuts it off and one that does not."""
    sides = [(3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 6, 10), (4, 3, 5), (12, 5, 13)][rng.randint(0, 6)]
    return {"lam": rng.randint(2, 12) / 2, "w_star": np.array([sides[0], -sides[1]]) * 1.0, "k": sides[2] * rng.randint(2, 8) / 10, "wide": sides[2] + rng.randint(1, 5) * 1.0}
# %% tags=["answer"]
### BEGIN SOLUTION
length = np.linalg.norm(w_star)
alpha_k = lam * (length / k - 1)
alpha_wide = 0.0
loss_k = lam / 2 * (length - k) ** 2
### STUB
alpha_k = ...
alpha_wide = ...
loss_k = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_signs(sub, rng, own):
    """The decay for k is positive, and larger than the one for the wider ball."""
    assert float(sub.alpha_k) > 0, f"alpha_k = {float(sub.alpha_k):.4g}; the ball of radius k cuts w* off, so a positive decay is needed"
    assert float(sub.alpha_k) > float(sub.alpha_wide), "a wider ball cannot need more decay"
# %% tags=["hidden"] points=2 hint="λ/(λ + α) is the share that is kept, and k/‖w*‖ is the share that is wanted."
def check_alpha(sub, rng, own):
    """The decay for k is right to one per cent."""
    want = own["lam"] * (np.linalg.norm(own["w_star"]) - own["k"]) / own["k"]
    assert abs(float(sub.alpha_k) - want) <= 0.01 * want, f"{float(sub.alpha_k):.4g} does not make the solution as long as k"
# %% tags=["hidden"] points=1 hint="Is the constraint touched at all?"
def check_wide(sub, rng, own):
    """The decay for the wide ball is right."""
    assert abs(float(sub.alpha_wide)) < 1e-9, f"{float(sub.alpha_wide):.4g}: the wide ball contains w*, and a constraint does nothing until it is touched"
# %% tags=["hidden"] points=2 hint="The solution lies on the ray to w*, at distance ‖w*‖ − k from it."
def check_loss(sub, rng, own):
    """The loss on the ball is right to one per cent."""
    want = own["lam"] / 2 * (np.linalg.norm(own["w_star"]) - own["k"]) ** 2
    assert abs(float(sub.loss_k) - want) <= 0.01 * want, f"{float(sub.loss_k):.4g} is not λ/2 times the squared distance to w*; the penalty does not belong to the loss"
# %% tags=["wrong"] fails=["check_alpha"]
length = np.linalg.norm(w_star)
alpha_k = lam * (length - k)  # linear in the missing length
alpha_wide = 0.0
loss_k = lam / 2 * (length - k) ** 2
# %% tags=["wrong"] fails=["check_wide"]
length = np.linalg.norm(w_star)
alpha_k = lam * (length / k - 1)
alpha_wide = lam * (length / wide - 1)  # a negative decay: as if the norm had to equal the radius
loss_k = lam / 2 * (length - k) ** 2
# %% tags=["wrong"] fails=["check_loss"]
length = np.linalg.norm(w_star)
alpha_k = lam * (length / k - 1)
alpha_wide = 0.0
loss_k = lam / 2 * (length - k) ** 2 + alpha_k / 2 * k**2  # with the penalty
