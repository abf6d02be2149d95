# ---
# jupyter:
#   exercise:
#     id: ch07.dropout_twice
#     title: The dropout whose gradient belongs to another mask
#     kind: bug
#     lesson: 13-dropout
#     hints:
#       - "Compare the mean of the training output over many masks with the output in evaluation. By which factor do they differ?"
#       - "Which mask does the backward pass use? It must be the one that the forward pass has drawn, including its scale."
#       - "Store mask / keep in the forward pass and multiply by it in both directions. In evaluation store ones."
#     equivalent:
#       "self.rng.random(h.shape) < self.keep → self.rng.random(h.shape) <= self.keep": "a random number is never exactly the bound"
# ---
# %% [markdown]
# This dropout layer keeps a unit with probability `keep`. Networks with it train badly and predict worse in evaluation than in training. Two things are wrong. Find and mend them; the layer is *inverted*: in evaluation it does nothing at all, forward and backward.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
class Dropout:
    """Inverted dropout: forward(h) in training draws a fresh mask from rng, one for each entry of h."""

    def __init__(self, keep, rng):
        self.keep, self.rng, self.training, self.scale = keep, rng, True, None

    def forward(self, h):
        """h with dropped entries, the same shape; in evaluation h itself."""
        ### BEGIN SOLUTION
        if not self.training:
            self.scale = 1.0
            return h
        self.scale = (self.rng.random(h.shape) < self.keep) / self.keep
        return h * self.scale
        ### STUB
        if not self.training:
            return h
        self.scale = self.rng.random(h.shape) < self.keep
        return h * self.scale
        ### END SOLUTION

    def backward(self, upstream):
        """Gradient by h of the last forward pass."""
        ### BEGIN SOLUTION
        return upstream * self.scale
        ### STUB
        return upstream * (self.rng.random(upstream.shape) < self.keep)
        ### END SOLUTION
# %% tags=["probe"]
def run_layer(keep, seed, h, upstream, training):
    """One forward and one backward pass of the learner's layer."""
    layer = Dropout(keep, np.random.default_rng(seed))
    layer.training = training
    out = layer.forward(np.array(h))
    return np.asarray(out), np.asarray(layer.backward(np.array(upstream)))
# %% tags=["probe"]
def train_then_evaluate(keep, seed, h):
    """Backward after evaluation that follows training."""
    layer = Dropout(keep, np.random.default_rng(seed))
    layer.forward(np.array(h))
    layer.training = False
    layer.forward(np.array(h))
    return np.asarray(layer.backward(np.ones(len(h)))) + np.zeros(len(h))
# %% tags=["check"] points=1
def check_mean(sub, rng):
    """The mean over many entries is that of the input."""
    out, _ = sub.run_layer(0.25, 1, np.ones(40_000), np.ones(40_000), True)
    assert abs(out.mean() - 1) < 0.05, f"ones with keep = ¼ become {out.mean():.3f} on average, wanted 1: divide by keep in training"
# %% tags=["check"] points=1
def check_same_mask(sub, rng):
    """The gradient is zero exactly where the output was dropped."""
    out, gradient = sub.run_layer(0.5, 2, np.ones((20, 30)), np.ones((20, 30)), True)
    assert np.array_equal(out == 0, gradient == 0), "the backward pass drops other entries than the forward pass did"
# %% tags=["hidden"] points=2 hint="Forward is multiplication by mask/keep; backward is multiplication by the same numbers."
def check_gradient(sub, rng):
    """⟨forward(h), u⟩ = ⟨h, backward(u)⟩ for the mask that was drawn."""
    for keep in (0.3, 0.8):
        h, u = rng.normal(size=(6, 7)), rng.normal(size=(6, 7))
        out, gradient = sub.run_layer(keep, 3, h, u, True)
        assert np.isclose(np.sum(out * u), np.sum(h * gradient)), f"keep = {keep}: the gradient does not belong to the forward pass; is it scaled too?"
        dropped = np.mean(sub.run_layer(keep, 4, np.ones(20_000), np.ones(20_000), True)[0] == 0)
        assert abs(dropped - (1 - keep)) < 0.02, f"keep = {keep}: a share of {dropped:.3f} is dropped, wanted {1 - keep:.1f}"
# %% tags=["hidden"] points=1 hint="In evaluation nothing is dropped and nothing is scaled, forward and backward, also after training."
def check_evaluation(sub, rng):
    """In evaluation both passes are the identity."""
    h = rng.normal(size=9)
    out, gradient = sub.run_layer(0.5, 5, h, 2 * h, False)
    assert np.array_equal(out, h), "evaluation changes the values"
    assert np.allclose(gradient, 2 * h), "evaluation changes the gradient"
    assert np.allclose(sub.train_then_evaluate(0.5, 6, h), 1), "after a training pass, the backward pass of evaluation still uses the old mask"
# %% tags=["wrong"] fails=["check_evaluation", "check_mean"]
class Dropout:  # scales in evaluation instead
    def __init__(self, keep, rng):
        self.keep, self.rng, self.training, self.scale = keep, rng, True, None

    def forward(self, h):
        self.scale = (self.rng.random(h.shape) < self.keep) * 1.0 if self.training else self.keep
        return h * self.scale

    def backward(self, upstream):
        return upstream * self.scale
# %% tags=["wrong"] fails=["check_gradient"]
class Dropout:  # keeps with probability 1 − keep
    def __init__(self, keep, rng):
        self.keep, self.rng, self.training, self.scale = keep, rng, True, None

    def forward(self, h):
        self.scale = (self.rng.random(h.shape) > self.keep) / (1 - self.keep) if self.training else 1.0
        return h * self.scale

    def backward(self, upstream):
        return upstream * self.scale
# %% tags=["wrong"] fails=["check_evaluation"]
class Dropout:  # keeps the old mask in evaluation
    def __init__(self, keep, rng):
        self.keep, self.rng, self.training, self.scale = keep, rng, True, 1.0

    def forward(self, h):
        if not self.training:
            return h
        self.scale = (self.rng.random(h.shape) < self.keep) / self.keep
        return h * self.scale

    def backward(self, upstream):
        return upstream * self.scale
# %% tags=["wrong"] fails=["check_same_mask", "check_gradient"]
class Dropout:  # a new mask backwards
    def __init__(self, keep, rng):
        self.keep, self.rng, self.training = keep, rng, True

    def mask(self, shape):
        return (self.rng.random(shape) < self.keep) / self.keep if self.training else 1.0

    def forward(self, h):
        return h * self.mask(h.shape)

    def backward(self, upstream):
        return upstream * self.mask(upstream.shape)
