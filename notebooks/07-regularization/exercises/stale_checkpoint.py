# ---
# jupyter:
#   exercise:
#     id: ch07.stale_checkpoint
#     title: The best weights that kept changing
#     kind: bug
#     lesson: 09-early-stopping
#     hints:
#       - "The loop stops at the right epoch, and returns the wrong weights. Print the returned weights for a curve whose best epoch is the second."
#       - "The weights are changed in place by `step`. What does `best = weights` keep: the numbers, or the array?"
#       - "Keep a copy. And a loss that is not a number is no improvement: compare so that nan counts as waiting."
# ---
# %% [markdown]
# `train` stops early with patience, and returns the weights of the best epoch; so says its docstring. On a colleague's runs the returned weights always equal the *last* ones. There is a second mistake, in the counting of patience. Find and mend both.
#
# `step(weights)` trains for one epoch, *in place*, and returns nothing. `validate(weights)` returns the validation loss, which may be nan.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def train(weights, step, validate, patience, epochs):
    """Weights of the epoch with the least validation loss, and that epoch, counted from 1.

    Stops when the loss has not improved for `patience` epochs in a row, or after `epochs` of them. If no loss was
    finite: the weights before training, and 0.
    """
    ### BEGIN SOLUTION
    best, best_loss, best_epoch, waited = weights.copy(), np.inf, 0, 0
    for epoch in range(1, epochs + 1):
        step(weights)
        loss = validate(weights)
        if loss < best_loss:
            best, best_loss, best_epoch, waited = weights.copy(), loss, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, best_epoch
    ### STUB
    best, best_loss, best_epoch, waited = weights, np.inf, 0, 0
    for epoch in range(1, epochs + 1):
        step(weights)
        loss = validate(weights)
        if loss < best_loss:
            best, best_loss, best_epoch = weights, loss, epoch
        else:
            waited += 1
        if waited >= patience:
            break
    return best, best_epoch
    ### END SOLUTION
# %% tags=["probe"]
def follow(curve, patience, epochs):
    """Trains one weight that counts its epochs on a planted curve: (returned weight, epoch, epochs run)."""
    weights, ran = np.zeros(1), [0]

    def step(w):
        w += 1
        ran[0] += 1

    best, epoch = train(weights, step, lambda w: curve[int(w[0]) - 1], patience, epochs)
    return float(best[0]), int(epoch), ran[0]
# %% tags=["check"] points=1
def check_valley(sub, rng):
    """Losses 3, 1, 2, 4 with patience 2: the weights of epoch 2, after 4 epochs."""
    weight, epoch, ran = sub.follow([3.0, 1.0, 2.0, 4.0, 5.0], 2, 5)
    assert epoch == 2, f"the best epoch is reported as {epoch}, wanted 2"
    assert weight == 2, f"the returned weights are those after epoch {weight:.0f}, wanted epoch 2; are they kept, or only named?"
    assert ran == 4, f"it ran {ran:.0f} epochs, wanted 4"
# %% tags=["check"] points=1
def check_rising(sub, rng):
    """It runs to the end while the loss falls."""
    weight, epoch, ran = sub.follow([5.0, 4.0, 3.0], 1, 3)
    assert (weight, epoch, ran) == (3, 3, 3), f"a falling loss gives weight {weight:.0f}, epoch {epoch} after {ran:.0f} epochs, wanted 3, 3, 3"
# %% tags=["hidden"] points=2 hint="Patience counts epochs without improvement *in a row*: an improvement sets it back to 0."
def check_in_a_row(sub, rng):
    """Bad epochs that are not in a row do not add up."""
    weight, epoch, ran = sub.follow([5.0, 6.0, 4.0, 6.0, 3.0, 6.0, 2.0, 7.0, 7.0, 1.0], 2, 10)
    assert (epoch, ran) == (7, 9), f"it found epoch {epoch} after {ran:.0f} epochs, wanted epoch 7 after 9; is the count set back?"
    assert weight == 7, f"the returned weights are those of epoch {weight:.0f}"
    assert sub.follow([3.0, 2.0, 2.0, 2.0], 2, 4) == (2, 2, 4), "a loss equal to the best is no improvement: keep the earlier epoch, and wait"
# %% tags=["hidden"] points=1 hint="A comparison with nan is False; make sure that False means waiting."
def check_nan(sub, rng):
    """nan is no improvement; if there is nothing else, the untrained weights come back."""
    nan = float("nan")
    assert sub.follow([2.0, nan, nan, 1.0], 2, 4) == (1, 1, 3), f"after 2, nan, nan it gives {sub.follow([2.0, nan, nan, 1.0], 2, 4)}, wanted (1, 1, 3): weight, epoch, epochs run"
    assert sub.follow([nan, nan, nan], 2, 3) == (0, 0, 2), f"nan from the start gives {sub.follow([nan, nan, nan], 2, 3)}, wanted the untrained weight (0, 0, 2)"
# %% tags=["wrong"] fails=["check_in_a_row"]
def train(weights, step, validate, patience, epochs):  # copies, but does not set the count back
    best, best_loss, best_epoch, waited = weights.copy(), np.inf, 0, 0
    for epoch in range(1, epochs + 1):
        step(weights)
        loss = validate(weights)
        if loss < best_loss:
            best, best_loss, best_epoch = weights.copy(), loss, epoch
        else:
            waited += 1
        if waited >= patience:
            break
    return best, best_epoch
# %% tags=["wrong"] fails=["check_valley"]
def train(weights, step, validate, patience, epochs):  # sets the count back, but does not copy
    best, best_loss, best_epoch, waited = weights, np.inf, 0, 0
    for epoch in range(1, epochs + 1):
        step(weights)
        loss = validate(weights)
        if loss < best_loss:
            best, best_loss, best_epoch, waited = weights, loss, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, best_epoch
# %% tags=["wrong"] fails=["check_nan"]
def train(weights, step, validate, patience, epochs):  # waits only if the loss is not smaller, so nan never waits
    best, best_loss, best_epoch, waited = weights.copy(), np.inf, 0, 0
    for epoch in range(1, epochs + 1):
        step(weights)
        loss = validate(weights)
        if loss >= best_loss:
            waited += 1
        else:
            best, best_loss, best_epoch, waited = weights.copy(), loss, epoch, 0
        if waited >= patience:
            break
    return best, best_epoch
