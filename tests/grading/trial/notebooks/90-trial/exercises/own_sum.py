# ---
# jupyter:
#   exercise:
#     id: ch90.own_sum
#     title: Your own sum
#     kind: predict
#     lesson: 02-own
#     time_limit: 1.5
#     individual: true
#     hints: ["Add.", "Add them all."]
# ---
# %% [markdown]
# What is the sum of your numbers?
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Five numbers."""
    return {"mine": rng.randint(0, 1000, size=5)}
# %% tags=["answer"]
### BEGIN SOLUTION
my_sum = mine.sum()
### STUB
my_sum = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_positive(sub, rng, own):
    """The sum is not negative."""
    assert sub.my_sum >= 0, "the sum of numbers that are not negative"
# %% tags=["check"] points=1
def check_whole(sub, rng, own):
    """The sum is whole."""
    assert sub.my_sum == int(sub.my_sum), "the sum of whole numbers"
# %% tags=["hidden"] points=2
def check_sum(sub, rng, own):
    """The sum is right."""
    assert sub.my_sum == own["mine"].sum(), "not the sum of your numbers"
# %% tags=["wrong"] fails=["check_sum"]
my_sum = mine.max()
# %% tags=["wrong"] fails=["check_positive"]
my_sum = -mine.sum()
