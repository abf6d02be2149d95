# ---
# jupyter:
#   exercise:
#     id: ch06.parity
#     title: Parity of n bits with n units
#     kind: implement
#     lesson: 01-xor
#     hints:
#       - "Parity depends only on the number of ones, $s = x_1 + \\dots + x_n$. Draw it over $s = 0, 1, 2, \\dots$ and join the points by straight lines."
#       - "The zigzag changes its slope at $s = 0, 1, \\dots, n - 1$. Unit $k$ is $\\relu(s - k)$, so its output weight is the *change* of the slope at $s = k$."
#       - "The slope goes 0, then 1, then −1, then 1, … The changes are +1, then −2, then +2, then −2, …"
#     equivalent:
#       "2.0 * (-1.0) ** np.arange(n) → 2.0 / (-1.0) ** np.arange(n)": "1/(±1) is ±1"
# ---
# %% [markdown]
# XOR is the parity of two bits: 1 if the number of ones is odd. Lesson 6.1 computes it with two ReLU units. Compute the parity of $n$ bits with $n$ units.
#
# Write `parity_network(n)`. It returns the weights $\mat W$ ($n \times n$, one unit a column), $\vec c$ ($n$), $\vec v$ ($n$) and $b$ (a number) of the network
#
# $$f(\vec x) = \vec v^\top \relu(\mat W^\top \vec x + \vec c) + b,$$
#
# which equals the parity exactly at all $2^n$ corners of the cube. At a corner only the number of ones counts, $s = x_1 + \dots + x_n$.
# %% tags=["given"]
import itertools

import numpy as np


def corners(n):
    """All corners of the n-cube, one a row: (2**n, n)."""
    return np.array(list(itertools.product([0.0, 1.0], repeat=n)))
# %% tags=["answer"]
def parity_network(n):
    """Weights W (n, n), c (n,), v (n,) and the number b."""
    ### BEGIN SOLUTION
    v = 2.0 * (-1.0) ** np.arange(n)
    v[0] = 1
    return np.ones((n, n)), -np.arange(n, dtype=float), v, 0.0
    ### END SOLUTION
# %% tags=["check"] points=1
def check_shapes(sub, rng):
    """W is n × n, c and v have n numbers, b is one number."""
    W, c, v, b = sub.parity_network(4)
    shapes = np.shape(W), np.shape(c), np.shape(v), np.shape(b)
    assert shapes == ((4, 4), (4,), (4,), ()), f"for n = 4 the shapes are {shapes}, wanted (4, 4), (4,), (4,), ()"
# %% tags=["check"] points=1
def check_xor(sub, rng):
    """For n = 2 the network computes XOR."""
    W, c, v, b = sub.parity_network(2)
    answers = np.maximum(0, corners(2) @ W + c) @ v + b
    assert np.allclose(answers, [0, 1, 1, 0]), f"at (0,0), (0,1), (1,0), (1,1) it answers {np.round(answers, 3)}, wanted 0, 1, 1, 0"
# %% tags=["check"] points=1
def check_three_bits(sub, rng):
    """For n = 3 the corner (1, 1, 1) gives 1: the number of ones is odd again."""
    W, c, v, b = sub.parity_network(3)
    answer = np.maximum(0, np.ones(3) @ W + c) @ v + b
    assert abs(answer - 1) < 1e-9, f"at (1, 1, 1) it answers {answer:.4g}, wanted 1; the slope must turn at s = 2 too"
# %% tags=["hidden"] points=2 hint="From s = 1 on, the slope turns by 2 at every whole number, once down and once up."
def check_many_bits(sub, rng):
    """Up to eight bits, every corner is right."""
    for n in range(1, 9):
        W, c, v, b = sub.parity_network(n)
        x = corners(n)
        answers = np.maximum(0, x @ W + c) @ v + b
        wrong = np.abs(answers - x.sum(1) % 2) > 1e-9
        assert not wrong.any(), f"for n = {n} it is wrong at {wrong.sum()} of {2**n} corners, first at {x[wrong][0]}"
# %% tags=["hidden"] points=1 hint="The weights follow one rule for every n; no table of corners is needed."
def check_forty_bits(sub, rng):
    """With forty bits, random corners with 0 to 40 ones are right."""
    W, c, v, b = sub.parity_network(40)
    ones = np.arange(41)
    x = rng.permuted((np.arange(40) < ones[:, None]).astype(float), axis=1)
    wrong = np.abs(np.maximum(0, x @ W + c) @ v + b - ones % 2) > 1e-6
    assert not wrong.any(), f"for n = 40 it is wrong at {wrong.sum()} of 41 corners, first at one with {ones[wrong][0]} ones"
# %% tags=["wrong"] fails=["check_xor", "check_three_bits", "check_many_bits"]
def parity_network(n):  # alternating signs, but every change of slope is 1
    return np.ones((n, n)), -np.arange(n, dtype=float), (-1.0) ** np.arange(n), 0.0
# %% tags=["wrong"] fails=["check_xor", "check_many_bits"]
def parity_network(n):  # the first unit switches on at 1 instead of 0
    v = 2.0 * (-1.0) ** np.arange(n)
    v[0] = 1
    return np.ones((n, n)), -np.arange(1, n + 1, dtype=float), v, 0.0
# %% tags=["wrong"] fails=["check_three_bits", "check_many_bits"]
def parity_network(n):  # XOR's two units, padded: right for two bits only
    v = np.zeros(n)
    v[:2] = [1, -2][:n]
    return np.ones((n, n)), -np.arange(n, dtype=float), v, 0.0
