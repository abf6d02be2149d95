# ---
# jupyter:
#   exercise:
#     id: ch08.conjugate_steps
#     title: As many steps as there are eigenvalues
#     kind: implement
#     lesson: 06-second-order
#     hints:
#       - "Keep w, the residual r = b − Hw and a direction p. The step along p is rᵀr / pᵀHp."
#       - "The new residual is r − step·Hp, and the new direction r₊ + (r₊ᵀr₊/rᵀr)·p. One product with H a step is enough."
#       - "Stop when ‖r‖ ≤ tolerance·‖b‖. For b = 0 the answer is 0 and no product is needed."
# ---
# %% [markdown]
# Write the method of conjugate gradients for $\mat H\vec w = \vec b$, with $\mat H$ symmetric positive definite and given only as a function: `solve(product, b, tolerance, most)` starts from zero, stops as soon as $\norm{\vec b - \mat H\vec w} \le$ `tolerance`$\cdot\norm{\vec b}$ or after `most` steps, and returns the weights and the number of steps. Each step may use **one** product.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def solve(product, b, tolerance, most):
    """Solution (d,) of H w = b by conjugate gradients, and the number of steps taken."""
    ### BEGIN SOLUTION
    w, r, p = np.zeros(len(b)), b.copy(), b.copy()
    for step in range(most):
        if np.linalg.norm(r) <= tolerance * np.linalg.norm(b):
            return w, step
        Hp, before = product(p), r @ r
        w = w + before / (p @ Hp) * p
        r = r - before / (p @ Hp) * Hp
        p = r + (r @ r) / before * p
    return w, most
    ### END SOLUTION
# %% tags=["probe"]
def run(H, b, tolerance, most):
    """The learner's solution, steps and number of products."""
    H, calls = np.array(H), [0]

    def product(v):
        calls[0] += 1
        return H @ v

    w, steps = solve(product, np.array(b), tolerance, most)
    return np.asarray(w), int(steps), calls[0]
# %% tags=["check"] points=1
def check_two_by_two(sub, rng):
    """[[4, 1], [1, 3]] w = (1, 2): (1/11, 7/11) after two steps."""
    w, steps, _ = sub.run([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0], 1e-12, 10)
    assert np.allclose(w, [1 / 11, 7 / 11]), f"the solution is {w}, wanted (0.0909, 0.6364)"
    assert steps == 2, f"{steps} steps; two dimensions take two"
# %% tags=["check"] points=1
def check_first_step(sub, rng):
    """One step is steepest descent with the best step."""
    w, steps, _ = sub.run(np.diag([1.0, 10.0]), [1.0, 1.0], 0.0, 1)
    assert steps == 1 and np.allclose(w, [2 / 11, 2 / 11]), f"after one step it is at {w}, wanted (2/11, 2/11)"
# %% tags=["hidden"] points=2 hint="Directions must be conjugate: the new one mixes the residual with the old direction."
def check_distinct_eigenvalues(sub, rng):
    """Forty dimensions with three different eigenvalues take three steps."""
    Q = np.linalg.qr(rng.normal(size=(40, 40)))[0]
    H = Q @ np.diag(np.repeat([1.0, 5.0, 30.0], [20, 15, 5])) @ Q.T
    b = rng.normal(size=40)
    w, steps, products = sub.run(H, b, 1e-9, 100)
    assert np.allclose(H @ w, b, atol=1e-6), "the solution does not solve the system"
    assert steps == 3, f"three different eigenvalues took {steps} steps"
    assert products <= steps + 1, f"{products} products for {steps} steps; update the residual instead of computing it again"
# %% tags=["hidden"] points=1 hint="Nothing to do is done in no steps."
def check_zero(sub, rng):
    """b = 0 gives 0, without dividing by zero."""
    w, steps, products = sub.run(np.eye(3) * 2, [0.0, 0.0, 0.0], 1e-6, 10)
    assert np.array_equal(w, np.zeros(3)) and steps == 0 and products <= 1, f"b = 0 gives {w} after {steps} steps and {products} products"
# %% tags=["hidden"] points=1 hint="The tolerance is relative to the length of b."
def check_tolerance(sub, rng):
    """It stops as soon as the relative residual is small enough, whatever the unit of b."""
    A = rng.normal(size=(30, 30))
    H, b = A @ A.T + np.eye(30), rng.normal(size=30)
    counts = {sub.run(H, scale * b, 1e-2, 100)[1] for scale in (1e-6, 1.0, 1e6)}
    assert len(counts) == 1, f"the number of steps depends on the unit of b: {sorted(counts)}"
    w, steps, _ = sub.run(H, b, 1e-2, 100)
    before, _, _ = sub.run(H, b, 0.0, steps - 1)
    assert np.linalg.norm(b - H @ w) <= 1.001e-2 * np.linalg.norm(b) < np.linalg.norm(b - H @ before), "it stopped too late or too early"
# %% tags=["wrong"] fails=["check_two_by_two", "check_distinct_eigenvalues"]
def solve(product, b, tolerance, most):  # steepest descent
    w, r = np.zeros(len(b)), b.copy()
    for step in range(most):
        if np.linalg.norm(r) <= tolerance * np.linalg.norm(b):
            return w, step
        Hr = product(r)
        step_size = r @ r / (r @ Hr)
        w, r = w + step_size * r, r - step_size * Hr
    return w, most
# %% tags=["wrong"] fails=["check_tolerance"]
def solve(product, b, tolerance, most):  # an absolute tolerance
    w, r, p = np.zeros(len(b)), b.copy(), b.copy()
    for step in range(most):
        if np.linalg.norm(r) <= tolerance:
            return w, step
        Hp, before = product(p), r @ r
        w, r = w + before / (p @ Hp) * p, r - before / (p @ Hp) * Hp
        p = r + (r @ r) / before * p
    return w, most
# %% tags=["wrong"] fails=["check_distinct_eigenvalues"]
def solve(product, b, tolerance, most):  # two products a step
    w, r, p = np.zeros(len(b)), b.copy(), b.copy()
    for step in range(most):
        if np.linalg.norm(r) <= tolerance * np.linalg.norm(b):
            return w, step
        before = r @ r
        w = w + before / (p @ product(p)) * p
        r = b - product(w)
        p = r + (r @ r) / before * p
    return w, most
# %% tags=["wrong"] fails=["check_zero"]
def solve(product, b, tolerance, most):  # tests only after a step
    w, r, p = np.zeros(len(b)), b.copy(), b.copy()
    for step in range(1, most + 1):
        Hp, before = product(p), r @ r
        with np.errstate(all="ignore"):
            w, r = w + before / (p @ Hp) * p, r - before / (p @ Hp) * Hp
            p = r + (r @ r) / before * p
        if np.linalg.norm(r) <= tolerance * np.linalg.norm(b):
            return w, step
    return w, most
