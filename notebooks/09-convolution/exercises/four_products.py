# ---
# jupyter:
#   exercise:
#     id: ch09.four_products
#     title: Two outputs of a three-tap filter from four products
#     kind: derive
#     lesson: 08-efficient
#     hints:
#       - "z0 = x0w0 + x1w1 + x2w2 and z1 = x1w0 + x2w1 + x3w2. Find products of a sum of x by a sum of w that occur in both."
#       - "m1 = (x0 − x2)w0 and m4 = (x1 − x3)w2 carry the ends. For the middle try (x1 + x2) and (x2 − x1)."
#       - "m2 = (x1 + x2)(w0 + w1 + w2)/2 and m3 = (x2 − x1)(w0 − w1 + w2)/2. Then z0 = m1 + m2 + m3 and z1 = m2 − m3 − m4."
# ---
# %% [markdown]
# Directly, two neighbouring outputs $z_i = \sum_{j=0}^{2} w_j x_{i+j}$ of a three-tap filter cost six products. Four are enough. *Find them*: write the matrices `G` (4, 3), `B` (4, 4) and `A` (2, 4) with
#
# $$\begin{pmatrix} z_0\\ z_1\end{pmatrix} = \mat A\,\bigl[(\mat G\vec w)\odot(\mat B\vec x)\bigr], \qquad \vec x \in \R^4,\ \vec w \in \R^3 .$$
#
# `B` and `A` may contain only −1, 0 and 1, so that they cost additions alone.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
### BEGIN SOLUTION
G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
### STUB
G = ...
B = ...
A = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_matrix_shapes(sub, rng):
    """G (4, 3), B (4, 4), A (2, 4); B and A of −1, 0 and 1."""
    shapes = np.shape(sub.G), np.shape(sub.B), np.shape(sub.A)
    assert shapes == ((4, 3), (4, 4), (2, 4)), f"the shapes are {shapes}, wanted ((4, 3), (4, 4), (2, 4))"
    for name in ("B", "A"):
        assert set(np.unique(getattr(sub, name))) <= {-1, 0, 1}, f"{name} contains other numbers than −1, 0 and 1"
# %% tags=["check"] points=1
def check_one_case(sub, rng):
    """Signal (1, 2, 3, 4) and filter (1, 10, 100) give 321 and 432."""
    got = np.asarray(sub.A) @ ((np.asarray(sub.G) @ [1, 10, 100]) * (np.asarray(sub.B) @ [1, 2, 3, 4]))
    assert np.allclose(got, [321, 432]), f"it gives {got}, wanted (321, 432)"
# %% tags=["hidden"] points=3 hint="Both sides are linear in x and in w: all twelve products of unit vectors must agree."
def check_all_unit_vectors(sub, rng):
    """Right for every pair of unit vectors, hence for all signals and filters."""
    A, B, G = (np.asarray(getattr(sub, name), float) for name in "ABG")
    for a, x in enumerate(np.eye(4)):
        for j, w in enumerate(np.eye(3)):
            want = [float(a == i + j) for i in range(2)]
            got = A @ ((G @ w) * (B @ x))
            assert np.allclose(got, want), f"the product x{a}·w{j} enters the outputs as {got}, wanted {want}"
# %% tags=["wrong"] fails=["check_all_unit_vectors", "check_one_case"]
G = np.array([[1, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 1]])  # the halves are missing
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
# %% tags=["wrong"] fails=["check_all_unit_vectors", "check_one_case"]
G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]])
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])  # the last sign
# %% tags=["wrong"] fails=["check_all_unit_vectors", "check_one_case"]
G = np.array([[0, 0, 1], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [1, 0, 0]])  # of the flipped kernel
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
