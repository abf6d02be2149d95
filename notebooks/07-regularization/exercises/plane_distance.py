# ---
# jupyter:
#   exercise:
#     id: ch07.plane_distance
#     title: How far from a picture's tangent plane?
#     kind: implement
#     lesson: 15-tangents
#     hints:
#       - "min over a of ‖x + Va − z‖ is a least-squares problem in a."
#       - "If two tangents are parallel, or one is zero, VᵀV has no inverse. `np.linalg.lstsq` does not mind."
#       - "For the two-sided distance move both pictures: the matrix is [V, −U], and the unknowns are the moves of x and of z together."
# ---
# %% [markdown]
# $\vec x$ and $\vec z$ are two pictures as vectors of $d$ pixels, the columns of $\mat V$ and $\mat U$ their tangents. Write
#
# - `one_sided(x, V, z)` $= \min_{\vec a} \norm{\vec x + \mat V\vec a - \vec z}$;
# - `two_sided(x, V, z, U)` $= \min_{\vec a, \vec b} \norm{\vec x + \mat V\vec a - \vec z - \mat U\vec b}$.
#
# Tangents may be parallel or zero. The result is a distance, not its square.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def one_sided(x, V, z):
    """Distance of z (d,) from the plane through x with tangents V (d, r)."""
    ### BEGIN SOLUTION
    a = np.linalg.lstsq(V, z - x, rcond=None)[0]
    return np.linalg.norm(x + V @ a - z)
    ### END SOLUTION


def two_sided(x, V, z, U):
    """Distance of the planes through x with tangents V and through z with tangents U."""
    ### BEGIN SOLUTION
    return one_sided(x, np.hstack([V, U]), z)
    ### END SOLUTION
# %% tags=["check"] points=1
def check_axis(sub, rng):
    """The tangent is the first axis: only the other coordinates count."""
    got = float(sub.one_sided(np.zeros(3), np.array([[2.0], [0.0], [0.0]]), np.array([7.0, 3.0, 4.0])))
    assert np.isclose(got, 5), f"the distance of (7, 3, 4) from the first axis is {got:.4g}, wanted 5 (and not its square)"
# %% tags=["check"] points=1
def check_two_axes(sub, rng):
    """One tangent on each side, at a right angle: each takes its axis away."""
    x, z, V, U = np.zeros(3), np.array([7.0, 3.0, 4.0]), np.eye(3)[:, :1], np.eye(3)[:, 1:2]
    got = float(sub.two_sided(x, V, z, U))
    assert np.isclose(got, 4), f"with the first axis free at x and the second at z the distance is {got:.4g}, wanted 4"
# %% tags=["hidden"] points=2 hint="Two-sided ≤ one-sided ≤ Euclidean, and what is left is orthogonal to all tangents."
def check_order(sub, rng):
    """The three distances are in order, and agree with projections."""
    for _ in range(5):
        x, z, V, U = rng.normal(size=9), rng.normal(size=9), rng.normal(size=(9, 2)), rng.normal(size=(9, 3))
        one, two = float(sub.one_sided(x, V, z)), float(sub.two_sided(x, V, z, U))
        assert two < one < np.linalg.norm(x - z), f"two-sided {two:.4f}, one-sided {one:.4f}, Euclidean {np.linalg.norm(x - z):.4f} are not in order"
        Q = np.linalg.qr(V)[0]
        want = np.linalg.norm((z - x) - Q @ (Q.T @ (z - x)))
        assert np.isclose(one, want), f"one-sided is {one:.4f}, the projection gives {want:.4f}"
        Q = np.linalg.qr(np.hstack([V, U]))[0]
        assert np.isclose(two, np.linalg.norm((z - x) - Q @ (Q.T @ (z - x)))), "two-sided is not the distance after projecting out all five tangents"
# %% tags=["hidden"] points=2 hint="Use lstsq, or a pseudoinverse; a normal equation has no solution here."
def check_degenerate(sub, rng):
    """Parallel and zero tangents change nothing."""
    x, z, v = rng.normal(size=6), rng.normal(size=6), rng.normal(size=(6, 1))
    want = float(sub.one_sided(x, v, z))
    for V in (np.hstack([v, 2 * v]), np.hstack([v, 0 * v]), np.hstack([v, v, v])):
        got = float(sub.one_sided(x, V, z))
        assert np.isfinite(got) and np.isclose(got, want), f"with a second, parallel or zero tangent the distance is {got:.4g}, wanted {want:.4g}"
    assert np.isclose(float(sub.two_sided(x, v, z, -3 * v)), want), "parallel tangents on both sides act as one"
# %% tags=["wrong"] fails=["check_degenerate"]
def one_sided(x, V, z):  # normal equations
    try:
        a = np.linalg.solve(V.T @ V, V.T @ (z - x))
    except np.linalg.LinAlgError:
        return float("nan")
    return np.linalg.norm(x + V @ a - z)


def two_sided(x, V, z, U):
    return one_sided(x, np.hstack([V, -U]), z)
# %% tags=["wrong"] fails=["check_axis"]
def one_sided(x, V, z):  # projects on tangents as if they were orthonormal
    r = z - x
    return np.linalg.norm(r - V @ (V.T @ r))


def two_sided(x, V, z, U):
    W = np.hstack([V, U])
    return np.linalg.norm(x + W @ (np.linalg.pinv(W) @ (z - x)) - z)
# %% tags=["wrong"] fails=["check_order"]
def one_sided(x, V, z):
    return np.linalg.norm(x + V @ (np.linalg.pinv(V) @ (z - x)) - z)


def two_sided(x, V, z, U):  # the smaller of the two one-sided distances
    return min(one_sided(x, V, z), one_sided(z, U, x))
# %% tags=["wrong"] fails=["check_axis", "check_order"]
def one_sided(x, V, z):  # the squared distance
    return np.sum((x + V @ (np.linalg.pinv(V) @ (z - x)) - z) ** 2)


def two_sided(x, V, z, U):
    W = np.hstack([V, U])
    return np.sum((x + W @ (np.linalg.pinv(W) @ (z - x)) - z) ** 2)
