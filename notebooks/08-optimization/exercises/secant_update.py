# ---
# jupyter:
#   exercise:
#     id: ch08.secant_update
#     title: Learn the inverse Hessian from two gradients
#     kind: implement
#     lesson: 06-second-order
#     hints:
#       - "The new matrix must satisfy the secant condition C₊y = s: along the last move it is the true inverse."
#       - "C₊ = (I − ρ s yᵀ) C (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1/yᵀs."
#       - "If yᵀs is not positive, the loss curves downwards along s; keep the old C. Positive but tiny values, relative to ‖y‖‖s‖, are as dangerous."
# ---
# %% [markdown]
# BFGS keeps an estimate `C` of the inverse Hessian. After a move `s` the gradient has changed by `y`. Write `update(C, s, y)`, the new estimate, symmetric positive definite if `C` was. If $\vec y^\top\vec s \le 10^{-10}\norm{\vec y}\norm{\vec s}$, return `C` unchanged: if $\vec y^\top\vec s \le 0$, no positive definite matrix maps $\vec y$ to $\vec s$, and if it is positive but tiny, the new estimate would be huge. Do not change `C` in place.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def update(C, s, y):
    """The BFGS update of an inverse Hessian C (d, d) after the move s (d,) with gradient change y (d,)."""
    ### BEGIN SOLUTION
    product = y @ s
    if product <= 1e-10 * np.linalg.norm(y) * np.linalg.norm(s):
        return C
    move = np.eye(len(s)) - np.outer(s, y) / product
    return move @ C @ move.T + np.outer(s, s) / product
    ### END SOLUTION
# %% tags=["check"] points=1
def check_secant(sub, rng):
    """The new estimate maps y to s."""
    s, y = np.array([1.0, 2.0, -1.0]), np.array([2.0, 1.5, 0.5])
    got = np.asarray(sub.update(np.eye(3), s, y))
    assert got.shape == (3, 3), f"the shape is {got.shape}, wanted (3, 3)"
    assert np.allclose(got @ y, s), f"C₊y is {got @ y}, wanted s = {s}"
# %% tags=["check"] points=1
def check_symmetric(sub, rng):
    """It is symmetric, and positive definite."""
    s, y = np.array([1.0, 0.5]), np.array([3.0, -1.0])
    got = np.asarray(sub.update(np.diag([2.0, 0.3]), s, y))
    assert np.allclose(got, got.T), "the new estimate is not symmetric"
    assert np.linalg.eigvalsh((got + got.T) / 2)[0] > 0, "the new estimate is not positive definite"
# %% tags=["hidden"] points=2 hint="Compare with the formula of the inverse update, term for term."
def check_least_change(sub, rng):
    """Random estimates and moves: the update is that of BFGS, which changes least."""
    for d in (2, 5):
        A = rng.normal(size=(d, d))
        C, s = A @ A.T + np.eye(d), rng.normal(size=d)
        y = s + 0.3 * rng.normal(size=d)
        if y @ s <= 0:
            y = s
        rho, Cy = 1 / (y @ s), C @ y
        want = C + rho * (1 + rho * (y @ Cy)) * np.outer(s, s) - rho * (np.outer(s, Cy) + np.outer(Cy, s))
        assert np.allclose(sub.update(C, s, y), want), f"d = {d}: it differs from the BFGS update; other updates map y to s, too"
# %% tags=["hidden"] points=2 hint="After d exact line searches on a quadratic in d dimensions the estimate is the inverse Hessian."
def check_quadratic(sub, rng):
    """BFGS with exact line search finds the inverse Hessian of a bowl in d steps."""
    A = rng.normal(size=(4, 4))
    H, w, C = A @ A.T + np.eye(4), rng.normal(size=4), np.eye(4)
    for _ in range(4):
        g = H @ w
        p = -C @ g
        s = -(g @ p) / (p @ H @ p) * p
        C, w = np.asarray(sub.update(C, s, H @ s)), w + s
    assert np.allclose(C, np.linalg.inv(H), atol=1e-6), "after four exact steps on a bowl in four dimensions the estimate is not the inverse Hessian"
# %% tags=["hidden"] points=1 hint="Skip the update where the curvature along s is not positive."
def check_negative_curvature(sub, rng):
    """Pairs with yᵀs ≤ 0 leave the estimate as it is, and nothing is changed in place."""
    C = np.diag([1.0, 2.0])
    for s, y in (([1.0, 0.0], [0.0, 0.0]), ([1.0, 0.0], [-1.0, 0.5]), ([1.0, 0.0], [0.0, 1.0]), ([1.0, 0.0], [1e-13, 1.0])):
        got = sub.update(C, np.array(s), np.array(y))
        assert np.array_equal(got, np.diag([1.0, 2.0])), f"s = {s}, y = {y}: the estimate was updated"
    s, y = np.array([1e-6, 2e-6]), np.array([2e-6, 1e-6])
    assert np.allclose(sub.update(C, s, y) @ y, s, rtol=1e-6, atol=0), "a short move with positive curvature was skipped; compare yᵀs with ‖y‖‖s‖, not with a number"
    sub.update(C, np.array([1.0, 1.0]), np.array([2.0, 1.0]))
    assert np.array_equal(C, np.diag([1.0, 2.0])), "C was changed in place"
# %% tags=["wrong"] fails=["check_secant", "check_least_change"]
def update(C, s, y):  # the update of the Hessian itself
    if y @ s <= 1e-10 * np.linalg.norm(y) * np.linalg.norm(s):
        return C
    Cs = C @ s
    return C - np.outer(Cs, Cs) / (s @ Cs) + np.outer(y, y) / (y @ s)
# %% tags=["wrong"] fails=["check_negative_curvature"]
def update(C, s, y):  # never skips
    rho = 1 / (y @ s) if y @ s != 0 else 1e12
    move = np.eye(len(s)) - rho * np.outer(s, y)
    return move @ C @ move.T + rho * np.outer(s, s)
# %% tags=["wrong"] fails=["check_secant"]
def update(C, s, y):  # forgets the last term
    if y @ s <= 1e-10 * np.linalg.norm(y) * np.linalg.norm(s):
        return C
    move = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return move @ C @ move.T
# %% tags=["wrong"] fails=["check_symmetric", "check_least_change"]
def update(C, s, y):  # Broyden's update: the secant condition without symmetry
    if y @ s <= 1e-10 * np.linalg.norm(y) * np.linalg.norm(s):
        return C
    return C + np.outer(s - C @ y, s @ C) / (s @ C @ y)
