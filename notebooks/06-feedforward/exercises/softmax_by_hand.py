# ---
# jupyter:
#   exercise:
#     id: ch06.softmax_by_hand
#     title: The gradient of cross-entropy, by hand
#     kind: predict
#     lesson: 02-likelihood-losses
#     individual: true
#     hints:
#       - "The logits are logarithms of whole numbers, so $e^{z_k}$ is a whole number. No calculator is needed."
#       - "With $p = \\softmax(\\vec z)$ the loss is $-\\ln p_y$. Its gradient by $\\vec z$ is $\\vec p$ minus something."
#       - "Subtract 1 from the probability of the right class, and from no other. The four entries of the gradient add up to 0."
# ---
# %% [markdown]
# A classifier with four classes has produced the logits $\vec z = (\ln m_1, \ln m_2, \ln m_3, \ln m_4)$ for one example. Your own whole numbers $m_k$ are below as `odds`, and so is the index of the right class, `label` (counted from 0).
#
# *Predict, without running anything:* the probabilities, the gradient of the cross-entropy loss by the four logits, and the class whose logit gradient descent raises. Fractions such as `3/16` are welcome; decimals need three places.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Four different whole numbers and a class that is not the most likely one."""
    odds = 1 + rng.permutation(12)[:4]
    order = np.argsort(odds)
    return {"odds": odds, "label": int(order[rng.randint(0, 3)])}
# %% tags=["answer"]
### BEGIN SOLUTION
probabilities = odds / odds.sum()
gradient = probabilities - (np.arange(4) == label)
raised = label
### STUB
probabilities = ...  # four numbers
gradient = ...  # four numbers
raised = ...  # an index from 0 to 3
### END SOLUTION
# %% tags=["check"] points=1
def check_probabilities(sub, rng, own):
    """Four positive probabilities add up to 1, and the largest odds have the largest."""
    p = np.asarray(sub.probabilities, dtype=float)
    assert p.shape == (4,), f"probabilities have shape {p.shape}, wanted four numbers"
    assert np.all(p > 0) and abs(p.sum() - 1) < 0.005, f"{np.round(p, 4)} add up to {p.sum():.4f}"
    assert np.argmax(p) == np.argmax(own["odds"]), "the largest of your odds must have the largest probability"
# %% tags=["check"] points=1
def check_gradient_sums_to_zero(sub, rng, own):
    """The gradient's entries add up to 0: a shift of all logits changes nothing."""
    g = np.asarray(sub.gradient, dtype=float)
    assert g.shape == (4,), f"gradient has shape {g.shape}, wanted four numbers"
    assert np.any(g != 0) and abs(g.sum()) < 0.005, f"your entries add up to {g.sum():.4f}; p alone adds up to 1"
# %% tags=["hidden"] points=1 hint="The exponential of ln m is m: divide each of your numbers by their sum."
def check_probabilities_exactly(sub, rng, own):
    """The probabilities are right to 0.001."""
    p, want = np.asarray(sub.probabilities, dtype=float), own["odds"] / own["odds"].sum()
    assert p.shape == (4,) and np.max(np.abs(p - want)) <= 1e-3, f"{np.round(p, 4)} is not the softmax of your logits; e to the power ln m is m"
# %% tags=["hidden"] points=2 hint="p − y: the probability of the right class minus 1, all others as they are."
def check_gradient(sub, rng, own):
    """The gradient is right to 0.001."""
    g, p = np.asarray(sub.gradient, dtype=float), own["odds"] / own["odds"].sum()
    assert g.shape == (4,), f"gradient has shape {g.shape}, wanted four numbers"
    want = p - (np.arange(4) == own["label"])
    assert np.max(np.abs(g + want)) > 1e-3, "every sign is turned: the gradient is p − y, and y − p is the direction of descent"
    assert np.max(np.abs(g - want)) <= 1e-3, f"{np.round(g, 4)} is not the gradient for your logits"
# %% tags=["hidden"] points=1 hint="Descent goes against the gradient, which is negative for one class only."
def check_raised(sub, rng, own):
    """Descent raises the logit of the right class."""
    assert sub.raised in range(4), f"raised is {sub.raised}, wanted an index from 0 to 3"
    assert sub.raised == own["label"], f"class {sub.raised} has a positive gradient, so descent lowers its logit"
# %% tags=["wrong"] fails=["check_gradient"]
probabilities = odds / odds.sum()
gradient = (np.arange(4) == label) - probabilities  # the direction of descent
raised = label
# %% tags=["wrong"] fails=["check_gradient_sums_to_zero", "check_gradient", "check_raised"]
probabilities = odds / odds.sum()
gradient = probabilities  # nothing subtracted
raised = int(np.argmax(odds))
# %% tags=["wrong"] fails=["check_probabilities_exactly", "check_gradient"]
logits = np.log(odds)
probabilities = logits / logits.sum()  # normalises the logits instead of their exponentials
gradient = probabilities - (np.arange(4) == label)
raised = label
