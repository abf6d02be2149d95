# ---
# jupyter:
#   exercise:
#     id: ch09.five_layers
#     title: Fields, parameters and multiplications of a stack
#     kind: predict
#     lesson: 02-motivation
#     individual: true
#     hints:
#       - "A layer has C·C′·k² weights and C′ biases. Pooling has none."
#       - "The field grows by (k − 1) times the product of all strides before; pooling counts as a layer with its own k and stride."
#       - "Each output number of a convolution costs C·k² multiplications. 'Same' padding keeps the side; pooling 2 with stride 2 halves it."
# ---
# %% [markdown]
# Your network reads square grey pictures with `side` pixels and applies, with *same* zero padding and stride 1 in every convolution:
#
# 1. convolution $k_1\times k_1$ to $c_1$ channels,
# 2. max pooling $2\times2$, stride 2,
# 3. convolution $k_2\times k_2$ to $c_2$ channels,
# 4. max pooling $2\times2$, stride 2,
# 5. convolution $3\times3$ to 10 channels.
#
# *Predict, on paper:* `parameters`, the number of parameters with biases; `multiplications`, those of the convolutions for one picture, without the biases, and products with the padding's zeros counted, too; and `field`, the side of the input square that one output number sees (in the middle of a large picture).
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """Sides and channel numbers."""
    return {
        "side": 4 * rng.randint(6, 17),
        "k1": 2 * rng.randint(2, 5) + 1,
        "k2": 2 * rng.randint(1, 4) + 1,
        "c1": rng.randint(5, 20),
        "c2": rng.randint(21, 40),
    }
# %% tags=["answer"]
### BEGIN SOLUTION
parameters = (k1**2 + 1) * c1 + (c1 * k2**2 + 1) * c2 + (c2 * 9 + 1) * 10
multiplications = side**2 * k1**2 * c1 + (side // 2) ** 2 * k2**2 * c1 * c2 + (side // 4) ** 2 * 9 * c2 * 10
field = k1 + 1 + 2 * (k2 - 1) + 2 + 4 * 2
### STUB
parameters = ...
multiplications = ...
field = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_whole_numbers(sub, rng, own):
    """Three whole numbers, the field no larger than 60."""
    for name in ("parameters", "multiplications", "field"):
        value = getattr(sub, name)
        assert float(value) == int(value) and int(value) > 0, f"{name} = {value} is not a positive whole number"
    assert int(sub.field) <= 60, f"a field of {sub.field} is more than these layers can see"
# %% tags=["hidden"] points=1 hint="Weights C·C′·k² and biases C′, layer for layer."
def check_parameters(sub, rng, own):
    """The number of parameters."""
    channels, kernels = (1, own["c1"], own["c2"], 10), (own["k1"], own["k2"], 3)
    want = sum(np.zeros((new, old, k, k)).size + new for old, new, k in zip(channels, channels[1:], kernels))
    assert int(sub.parameters) == want, f"{int(sub.parameters)} parameters; count weights and biases of three layers"
# %% tags=["hidden"] points=2 hint="Outputs of the layer times the numbers each of them reads."
def check_multiplications(sub, rng, own):
    """The number of multiplications."""
    channels, kernels, want = (1, own["c1"], own["c2"], 10), (own["k1"], own["k2"], 3), 0
    for level, (old, new, k) in enumerate(zip(channels, channels[1:], kernels)):
        outputs = np.zeros((new, own["side"] // 2**level, own["side"] // 2**level)).size
        want += outputs * old * k * k
    assert int(sub.multiplications) == want, f"{int(sub.multiplications)} multiplications; at which side does each layer work?"
# %% tags=["hidden"] points=2 hint="1 + Σ (k − 1)·(product of the strides before)."
def check_field(sub, rng, own):
    """The receptive field, by walking backwards from one output."""
    places = {0}
    for k, stride in ((3, 1), (2, 2), (own["k2"], 1), (2, 2), (own["k1"], 1)):
        places = {p * stride + j for p in places for j in range(k)}
    assert int(sub.field) == len(places), f"a field of {int(sub.field)}; walk backwards, layer for layer"
# %% tags=["wrong"] fails=["check_parameters"]
parameters = k1**2 * c1 + c1 * k2**2 * c2 + c2 * 9 * 10  # no biases
multiplications = side**2 * k1**2 * c1 + (side // 2) ** 2 * k2**2 * c1 * c2 + (side // 4) ** 2 * 9 * c2 * 10
field = k1 + 1 + 2 * (k2 - 1) + 2 + 4 * 2
# %% tags=["wrong"] fails=["check_multiplications"]
parameters = (k1**2 + 1) * c1 + (c1 * k2**2 + 1) * c2 + (c2 * 9 + 1) * 10
multiplications = side**2 * (k1**2 * c1 + k2**2 * c1 * c2 + 9 * c2 * 10)  # every layer at full size
field = k1 + 1 + 2 * (k2 - 1) + 2 + 4 * 2
# %% tags=["wrong"] fails=["check_field"]
parameters = (k1**2 + 1) * c1 + (c1 * k2**2 + 1) * c2 + (c2 * 9 + 1) * 10
multiplications = side**2 * k1**2 * c1 + (side // 2) ** 2 * k2**2 * c1 * c2 + (side // 4) ** 2 * 9 * c2 * 10
field = k1 + k2 + 3 - 2 + 2  # the strides are forgotten
