# ---
# jupyter:
#   exercise:
#     id: ch09.uneven_overlap
#     title: Where the checkerboard comes from
#     kind: predict
#     lesson: 05-variants
#     individual: true
#     hints:
#       - "Entry i of the input is painted on the outputs i·s to i·s + k − 1. Output t gets a contribution from every i with 0 ≤ t − i·s < k."
#       - "Away from the ends the number of contributions depends only on t mod s: it is the number of j < k with j ≡ t (mod s)."
#       - "So it is ⌈k/s⌉ for k mod s of the s positions, and ⌊k/s⌋ for the others (all equal if s divides k). In two dimensions the counts multiply."
# ---
# %% [markdown]
# A transposed convolution with a kernel of `k` ones and stride `s` is applied to a long signal of ones (no padding). *Predict, on paper:*
#
# - `low`, `high`: the smallest and the largest value of the output, away from its ends;
# - `share`: the share of positions that have the largest value;
# - `picture_ratio`: largest over smallest value in two dimensions, with a kernel of $k\times k$ ones;
# - `even`: the smallest kernel length above `k` for which there is no pattern, that is, all values away from the ends are equal.
#
# Three decimals are enough.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A stride, and a kernel length that it does not divide."""
    s = 2 * rng.randint(1, 4) + 1
    return {"s": s, "k": s * rng.randint(1, 6) + rng.randint(1, s)}
# %% tags=["answer"]
### BEGIN SOLUTION
low, high = k // s, k // s + 1
share = (k % s) / s
picture_ratio = (high / low) ** 2
even = high * s
### STUB
low, high = ..., ...
share = ...
picture_ratio = ...
even = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_order(sub, rng, own):
    """The smallest value lies below the largest, and the share between 0 and 1."""
    low, high = float(sub.low), float(sub.high)
    assert 0 < low < high, f"low = {low:g} and high = {high:g}"
    assert 0 < float(sub.share) < 1, f"share = {float(sub.share):g}"
# %% tags=["hidden"] points=2 hint="Paint the kernel once for each input on a long array of zeros, and look at its middle."
def check_painted(sub, rng, own):
    """The values and the share, by painting."""
    k, s = own["k"], own["s"]
    out = np.zeros(40 * s + k)
    for i in range(40):
        out[i * s : i * s + k] += 1
    middle = out[10 * s + k : 10 * s + k + 10 * s]
    assert (float(sub.low), float(sub.high)) == (middle.min(), middle.max()), f"low {float(sub.low):g} and high {float(sub.high):g} are not what painting gives"
    assert abs(float(sub.share) - np.mean(middle == middle.max())) < 1e-3, f"the largest value does not stand at a share of {float(sub.share):.3f}"
# %% tags=["hidden"] points=1 hint="Rows and columns have the pattern each; their counts multiply."
def check_picture(sub, rng, own):
    """The ratio in two dimensions."""
    k, s = own["k"], own["s"]
    counts = [sum((t - i * s) in range(k) for i in range(30)) for t in range(12 * s, 13 * s)]
    picture = np.outer(counts, counts)
    assert abs(float(sub.picture_ratio) - picture.max() / picture.min()) < 1e-3, f"a ratio of {float(sub.picture_ratio):.4g} is not that of the painted picture"
# %% tags=["hidden"] points=1 hint="When do all residues mod s occur equally often among 0, …, k − 1?"
def check_even(sub, rng, own):
    """The next length without a pattern."""
    lengths = [k for k in range(own["k"] + 1, own["k"] + 10) if len({len(range(r, k, own["s"])) for r in range(own["s"])}) == 1]
    assert int(sub.even) == lengths[0], f"a kernel of {int(sub.even)} is not the next one without a pattern"
# %% tags=["wrong"] fails=["check_painted"]
low, high, share = k // s, k // s + 1, 1 - (k % s) / s  # the share of the smallest value
picture_ratio = (high / low) ** 2
even = high * s
# %% tags=["wrong"] fails=["check_picture"]
low, high, share = k // s, k // s + 1, (k % s) / s
picture_ratio = high / low  # of one dimension
even = high * s
# %% tags=["wrong"] fails=["check_even"]
low, high, share = k // s, k // s + 1, (k % s) / s
picture_ratio = (high / low) ** 2
even = k + s
