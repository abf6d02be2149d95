# ---
# jupyter:
#   exercise:
#     id: ch07.three_votes
#     title: Should the best member listen?
#     kind: predict
#     lesson: 12-bagging
#     individual: true
#     hints:
#       - "The majority of three is right if all three are, or exactly two. Write the four cases with their probabilities; independence lets you multiply."
#       - "For accuracies a, b, c it is ab + ac + bc − 2abc."
#       - "Set that equal to a with b = c and solve for b: the partners must reach √a / (√a + √(1 − a))."
# ---
# %% [markdown]
# Three classifiers vote on a question with two answers. Their errors are independent, and their accuracies are yours: `accuracies`, the best one first.
#
# *Predict, on paper:* the accuracy of their majority vote (`majority`); and how accurate two equally good partners of your best classifier must at least be, so that the vote of the three is no worse than the best one alone (`partners`). Three digits are enough.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Three accuracies, the best clearly above the others."""
    best = rng.randint(80, 96) / 100
    return {"accuracies": np.array([best, rng.randint(55, 75) / 100, rng.randint(50, 70) / 100])}
# %% tags=["answer"]
### BEGIN SOLUTION
a, b, c = accuracies
majority = a * b + a * c + b * c - 2 * a * b * c
partners = np.sqrt(a) / (np.sqrt(a) + np.sqrt(1 - a))
### STUB
majority = ...
partners = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_ranges(sub, rng, own):
    """Both are accuracies; the vote is at least as good as the worst member."""
    majority, partners = float(sub.majority), float(sub.partners)
    assert own["accuracies"].min() <= majority <= 1, f"the majority is right with probability {majority:.4g}; three members that are no worse than coins do not vote worse than the worst"
    assert 0.5 < partners < own["accuracies"][0], f"partners need {partners:.4g}; they may be a little worse than the best, but not coins"
# %% tags=["hidden"] points=2 hint="Add up the four ways in which at least two of three are right."
def check_majority(sub, rng, own):
    """The accuracy of the vote is right to 0.002."""
    a = own["accuracies"]
    want = sum(np.prod(np.where(right, a, 1 - a)) for right in (np.array(r) for r in ((1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1))))
    assert abs(float(sub.majority) - want) <= 0.002, f"{float(sub.majority):.4f} is not the accuracy of the majority of your three"
# %% tags=["hidden"] points=2 hint="With two partners of accuracy b the vote equals a where 2ab + b² − 2ab² = a."
def check_partners(sub, rng, own):
    """With such partners the vote is as good as the best alone, to 0.001."""
    a, b = own["accuracies"][0], float(sub.partners)
    vote = 2 * a * b + b * b - 2 * a * b * b
    assert abs(vote - a) <= 0.001, f"with partners of {b:.4f} the vote is right with {vote:.4f}, and the best alone with {a:.4f}"
# %% tags=["wrong"] fails=["check_majority"]
a, b, c = accuracies
majority = (a + b + c) / 3  # the mean accuracy
partners = np.sqrt(a) / (np.sqrt(a) + np.sqrt(1 - a))
# %% tags=["wrong"] fails=["check_partners"]
a, b, c = accuracies
majority = a * b + a * c + b * c - 2 * a * b * c
partners = (a + 0.5) / 2  # half-way between the best and a coin
# %% tags=["wrong"] fails=["check_majority"]
a, b, c = accuracies
majority = a * b + a * c + b * c  # counts the case of three right ones three times
majority = min(majority, 1.0)
partners = np.sqrt(a) / (np.sqrt(a) + np.sqrt(1 - a))
