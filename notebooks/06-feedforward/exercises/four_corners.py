# ---
# jupyter:
#   exercise:
#     id: ch06.four_corners
#     title: The loss a line cannot avoid
#     kind: predict
#     lesson: 01-xor
#     individual: true
#     hints:
#       - "A linear model with a bias has three numbers to choose, and there are four targets. One direction of target space is out of its reach. Which?"
#       - "Along the directions (1, 1, 1, 1), (0, 0, 1, 1) and (0, 1, 0, 1) the model can match anything. What is orthogonal to all three?"
#       - "It is (1, −1, −1, 1)/2. The residual is the part of the targets along it, and the loss is the mean of four squares."
# ---
# %% [markdown]
# For the targets of XOR, the best linear model $w_1 x_1 + w_2 x_2 + b$ has mean squared loss ¼. Here are your own targets for the four corners (0,0), (0,1), (1,0), (1,1).
#
# *Predict, on paper:* how large is the smallest mean squared loss of a linear model on them? What does the best model answer at the corner (0,0)? Write both numbers down; two decimals are enough. Then fit the model with `np.linalg.lstsq` in a cell of your own and see whether you were right.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Four targets of one decimal whose unreachable part is not zero."""
    targets = (rng.permutation(61)[:4] - 30) / 10
    targets[3] += 4.1 - (targets[0] - targets[1] - targets[2] + targets[3]) + rng.randint(0, 40) / 10
    return {"targets": np.round(targets, 1)}
# %% tags=["answer"]
### BEGIN SOLUTION
unreachable = (targets[0] - targets[1] - targets[2] + targets[3]) / 4
predicted_loss = unreachable**2
predicted_answer = targets[0] - unreachable
### STUB
predicted_loss = ...
predicted_answer = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_loss_is_possible(sub, rng, own):
    """The loss is a positive number, and not larger than that of the best constant."""
    loss, most = float(sub.predicted_loss), np.var(own["targets"])
    assert 0 < loss, f"{loss:.4g} is no mean of squares of these targets; four points in general do not lie on a plane"
    assert loss <= most, f"{loss:.4g} is more than {most:.4g}, which the best constant reaches; did you take the mean of the squares?"
# %% tags=["check"] points=1
def check_answer_moves(sub, rng, own):
    """The answer at (0,0) differs from the target there."""
    assert abs(sub.predicted_answer - own["targets"][0]) > 0.5, "the best model does not hit the target at (0,0); it spreads the error over all corners"
# %% tags=["hidden"] points=2 hint="The residual is ± the same number at all four corners, so the loss is the square of that number."
def check_loss(sub, rng, own):
    """The smallest loss is right to one per cent."""
    y = own["targets"]
    residual = (y[0] - y[1] - y[2] + y[3]) / 4
    loss = float(sub.predicted_loss)
    assert abs(loss - abs(residual)) > 1e-3 or abs(residual - 1) < 0.01, "that is the size of a residual; the loss is its square"
    assert abs(loss - 4 * residual**2) > 1e-3, "that is the sum of the four squares; the loss is their mean"
    assert abs(loss - residual**2) <= 0.01 * residual**2, f"{loss:.4g} is not the smallest loss for your targets"
# %% tags=["hidden"] points=1 hint="Subtract from the target its part along (1, −1, −1, 1)."
def check_answer(sub, rng, own):
    """The model's answer at (0,0) is right to 0.02."""
    y = own["targets"]
    fit = y - np.array([1, -1, -1, 1]) * (y[0] - y[1] - y[2] + y[3]) / 4
    assert abs(sub.predicted_answer - fit[0]) <= 0.02, f"{float(sub.predicted_answer):.4g} is not what the best model answers at (0,0)"
# %% tags=["wrong"] fails=["check_loss", "check_answer"]
predicted_loss = np.var(targets)  # the best constant instead of the best line
predicted_answer = np.mean(targets)
# %% tags=["wrong"] fails=["check_loss"]
unreachable = (targets[0] - targets[1] - targets[2] + targets[3]) / 4
predicted_loss = abs(unreachable)  # a residual, not squared
predicted_answer = targets[0] - unreachable
# %% tags=["wrong"] fails=["check_loss", "check_answer"]
unreachable = (targets[0] - targets[1] - targets[2] + targets[3]) / 2  # projects on a vector whose length is 2, not 1
predicted_loss = unreachable**2
predicted_answer = targets[0] - unreachable
