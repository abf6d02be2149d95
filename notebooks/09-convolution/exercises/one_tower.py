# ---
# jupyter:
#   exercise:
#     id: ch09.one_tower
#     title: Where the weights are, and where the work is
#     kind: predict
#     lesson: 11-alexnet
#     equivalent:
#       "58631144 / parameters_one: 58631144 → 58631145": "a share to eight digits"
#       "58621952 / (58621952 + multiplications_one): 58621952 → 58621953": "a share to eight digits"
#       "58621952 + multiplications_one: 58621952 → 58621953": "a share to eight digits"
#     hints:
#       - "A convolution has C·C′·k² weights and C′ biases; with g groups each output channel reads C/g channels."
#       - "AlexNet's groups are in layers 2, 4 and 5. One tower means g = 1 there: the inputs of layer 2 are 96 channels, of layers 4 and 5 384."
#       - "Multiplications: weights times the number of places, 27² in layer 2 and 13² in layers 4 and 5. A dense layer multiplies each weight once."
# ---
# %% [markdown]
# AlexNet was split over two GPUs: layers 2 (96 → 256 channels, 5×5, 27×27 places), 4 (384 → 384, 3×3, 13×13) and 5 (384 → 256, 3×3, 13×13) have two groups. With the groups the network has 60,965,224 parameters, 58,631,144 of them in its three dense layers (with biases), and its five convolutions cost 665,784,864 multiplications, the dense layers 58,621,952.
#
# *Predict, on paper,* for one tower without groups: `parameters_one`, all parameters; `multiplications_one`, those of the five convolutions; `dense_weights`, the share of its parameters that lies in the dense layers; `dense_work`, the share of all its multiplications that is done there. Shares lie between 0 and 1; three decimals are enough.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
### BEGIN SOLUTION
added = np.array([96 * 256 * 25, 384 * 384 * 9, 384 * 256 * 9]) // 2
parameters_one = 60_965_224 + added.sum()
multiplications_one = 665_784_864 + added @ [27**2, 13**2, 13**2]
dense_weights = 58_631_144 / parameters_one
dense_work = 58_621_952 / (58_621_952 + multiplications_one)
### STUB
parameters_one = ...
multiplications_one = ...
dense_weights = ...
dense_work = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_one_is_larger(sub, rng):
    """One tower has more parameters and more work, and the shares lie between 0 and 1."""
    assert int(sub.parameters_one) > 60_965_224, f"{int(sub.parameters_one):,} parameters are not more than with groups"
    assert int(sub.multiplications_one) > 665_784_864, f"{int(sub.multiplications_one):,} multiplications are not more than with groups"
    assert 0 < float(sub.dense_work) < float(sub.dense_weights) < 1, "the dense layers hold most weights and do little of the work"
# %% tags=["hidden"] points=2 hint="Add up all layers from the start: 11×11 of 3 → 96, 5×5, three of 3×3, then 9216 → 4096 → 4096 → 1000."
def check_all_layers(sub, rng):
    """Both totals, layer for layer."""
    layers = ((3, 96, 11, 55), (96, 256, 5, 27), (256, 384, 3, 13), (384, 384, 3, 13), (384, 256, 3, 13))
    parameters = sum(c * o * k * k + o for c, o, k, _ in layers) + sum(a * b + b for a, b in ((9216, 4096), (4096, 4096), (4096, 1000)))
    work = sum(c * o * k * k * side**2 for c, o, k, side in layers)
    assert int(sub.parameters_one) == parameters, f"{int(sub.parameters_one):,} parameters; which layers had groups?"
    assert int(sub.multiplications_one) == work, f"{int(sub.multiplications_one):,} multiplications; at how many places does each added weight work?"
# %% tags=["hidden"] points=2 hint="Divide by the totals of the network with one tower."
def check_shares(sub, rng):
    """Both shares, to a tenth of a point."""
    dense = 9216 * 4096 + 4096 * 4096 + 4096 * 1000
    conv, work = 34_944 + 614_656 + 885_120 + 1_327_488 + 884_992, 105_415_200 + 447_897_600 + 149_520_384 + 224_280_576 + 149_520_384
    for name, want in (("dense_weights", (dense + 9192) / (dense + 9192 + conv)), ("dense_work", dense / (dense + work))):
        assert abs(float(getattr(sub, name)) - want) < 1e-3, f"{name} = {float(getattr(sub, name)):.4f}; divide by the total of one tower"
# %% tags=["wrong"] fails=["check_all_layers"]
parameters_one = 60_965_224 + 96 * 256 * 25 + 384 * 384 * 9 + 384 * 256 * 9  # the whole layers once more
multiplications_one = 665_784_864 + (96 * 256 * 25 * 27**2 + (384 * 384 + 384 * 256) * 9 * 13**2) // 2
dense_weights, dense_work = 0.9399, 0.0516
# %% tags=["wrong"] fails=["check_shares"]
parameters_one = 60_965_224 + (96 * 256 * 25 + 384 * 384 * 9 + 384 * 256 * 9) // 2
multiplications_one = 665_784_864 + (96 * 256 * 25 * 27**2 + (384 * 384 + 384 * 256) * 9 * 13**2) // 2
dense_weights, dense_work = 58_631_144 / 60_965_224, 58_621_952 / (58_621_952 + 665_784_864)  # of the two towers
# %% tags=["wrong"] fails=["check_all_layers"]
parameters_one = 60_965_224 + (96 * 256 * 25 + 384 * 384 * 9 + 384 * 256 * 9) // 2
multiplications_one = 2 * 665_784_864  # twice everything
dense_weights, dense_work = 58_631_144 / 62_378_344, 58_621_952 / (58_621_952 + 1_076_634_144)
