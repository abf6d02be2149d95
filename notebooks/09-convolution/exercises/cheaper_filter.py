# ---
# jupyter:
#   exercise:
#     id: ch09.cheaper_filter
#     title: As many passes as it takes, and no more
#     kind: implement
#     lesson: 08-efficient
#     hints:
#       - "The singular value decomposition K = Σ σ_i u_i v_iᵀ is a sum of separable filters; cutting it after r gives the best approximation of rank r."
#       - "The relative error in Frobenius norm is √(Σ_{i>r} σ_i² / Σ σ_i²)."
#       - "r separable filters of side k cost 2rk multiplications a pixel, one direct filter k². If it is not cheaper, return None."
# ---
# %% [markdown]
# Write `passes(K, tolerance)`: the shortest list of pairs (column, row) of one-dimensional filters whose sum of outer products differs from the square kernel `K` by at most `tolerance` times the Frobenius norm of `K`, measured in that norm, or `None` if filtering with these pairs would cost at least as many multiplications a pixel as filtering with `K` directly.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def passes(K, tolerance):
    """Pairs (column (k,), row (k,)) for K (k, k), or None when they are not cheaper."""
    ### BEGIN SOLUTION
    u, sigma, v = np.linalg.svd(K)
    rest = np.sqrt(np.append(np.cumsum(sigma[::-1] ** 2)[::-1], 0))
    rank = int(np.argmax(rest <= tolerance * rest[0]))
    if 2 * rank * len(K) >= K.size:
        return None
    return [(sigma[i] * u[:, i], v[i]) for i in range(rank)]
    ### END SOLUTION
# %% tags=["probe"]
def examine_passes(K, tolerance):
    """Number of pairs (−1 for None) and the relative error of their sum."""
    K = np.array(K)
    pairs = passes(K, tolerance)
    if pairs is None:
        return -1, np.inf
    total = sum((np.outer(column, row) for column, row in pairs), np.zeros(K.shape))
    return len(pairs), float(np.linalg.norm(K - total) / np.linalg.norm(K))
# %% tags=["check"] points=1
def check_separable(sub, rng):
    """A separable 5×5 kernel needs one pair."""
    number, error = sub.examine_passes(np.outer([1.0, 4, 6, 4, 1], [1.0, 0, -2, 0, 1]), 1e-6)
    assert number == 1 and error < 1e-6, f"{number} pairs with an error of {error:.2g}, wanted one pair, exact"
# %% tags=["check"] points=1
def check_not_worth_it(sub, rng):
    """A 3×3 kernel of rank two is not worth splitting: 12 multiplications against 9."""
    number, _ = sub.examine_passes(np.diag([1.0, 1.0, 0.0]), 1e-6)
    assert number == -1, f"{number} pairs for a 3×3 kernel of rank two; it should be None"
    number, _ = sub.examine_passes(np.diag([1.0, 2.0, 3.0, 4.0, 5.0]), 0.0)
    assert number == -1, f"{number} pairs for a 5×5 kernel of full rank, exactly; it should be None"
    number, _ = sub.examine_passes(np.diag([1.0, 2.0, 0, 0]), 1e-6)
    assert number == -1, f"{number} pairs of length 4 cost as much as 16 direct multiplications; it should be None"
# %% tags=["hidden"] points=2 hint="The shortest list, and the error of the list as asked for."
def check_shortest(sub, rng):
    """The number of pairs is the smallest possible, by the singular values, and the error is kept."""
    for strengths, tolerance, want in (((5, 1, 0.1), 0.3, 1), ((5, 1, 0.1), 0.1, 2), ((4, 2, 1, 0.01), 0.05, 3), ((3, 3, 0.5), 0.2, 2)):
        left, right = (np.linalg.qr(rng.normal(size=(9, 9)))[0][:, : len(strengths)] for _ in range(2))
        number, error = sub.examine_passes((left * np.array(strengths, float)) @ right.T, tolerance)
        assert number == want, f"singular values {strengths}, tolerance {tolerance}: {number} pairs, wanted {want}"
        assert error <= tolerance + 1e-9, f"singular values {strengths}: the error is {error:.4f}, allowed {tolerance}"
# %% tags=["hidden"] points=1 hint="The tolerance is relative: the kernel's scale does not matter."
def check_scale_of_kernel(sub, rng):
    """The unit of the kernel does not matter."""
    left, right = (np.linalg.qr(rng.normal(size=(8, 8)))[0][:, :2] for _ in range(2))
    for scale in (1e-4, 1e4):
        number, _ = sub.examine_passes(scale * (left * [3.0, 1.0]) @ right.T, 0.1)
        assert number == 2, f"a kernel times {scale:g}: {number} pairs, wanted 2"
# %% tags=["wrong"] fails=["check_shortest"]
def passes(K, tolerance):  # compares single singular values, not what is left in sum
    u, sigma, v = np.linalg.svd(K)
    rank = int(np.sum(sigma > tolerance / 2 * sigma[0]))
    return None if 2 * rank * len(K) >= K.size else [(sigma[i] * u[:, i], v[i]) for i in range(rank)]
# %% tags=["wrong"] fails=["check_not_worth_it"]
def passes(K, tolerance):  # never looks at the cost
    u, sigma, v = np.linalg.svd(K)
    rest = np.sqrt(np.append(np.cumsum(sigma[::-1] ** 2)[::-1], 0))
    rank = int(np.argmax(rest <= tolerance * rest[0]))
    return [(sigma[i] * u[:, i], v[i]) for i in range(rank)]
# %% tags=["wrong"] fails=["check_scale_of_kernel", "check_shortest"]
def passes(K, tolerance):  # an absolute tolerance
    u, sigma, v = np.linalg.svd(K)
    rest = np.sqrt(np.append(np.cumsum(sigma[::-1] ** 2)[::-1], 0))
    rank = int(np.argmax(rest <= max(tolerance, 1e-9)))
    return None if 2 * rank * len(K) >= K.size else [(sigma[i] * u[:, i], v[i]) for i in range(rank)]
