# ---
# jupyter:
#   exercise:
#     id: ch07.pursuit
#     title: The pursuit that chose an atom twice
#     kind: bug
#     lesson: 11-sparse-representations
#     hints:
#       - "Take the atoms (1, 0, 0), (−0.6, 0.8, 0) and (0, 0, 1), the signal (1, 1, 0.1) and k = 3. Print the chosen atoms: the first one appears again."
#       - "Subtracting the newest coefficient times its atom leaves a residual that is not orthogonal to the *earlier* atoms. What does orthogonal matching pursuit do instead?"
#       - "After each choice fit all chosen atoms together by least squares, and take the residual of that fit. Choose by the size of the correlation, not by its sign."
# ---
# %% [markdown]
# `pursue` is meant to be orthogonal matching pursuit: $k$ different atoms (columns of $\mat D$, each of length 1), chosen one by one by their correlation with the residual, which is orthogonal to all chosen atoms. It sometimes chooses an atom twice and never chooses one that points the other way. Find both mistakes and mend them. You may assume that fewer than $k$ atoms never give $\vec y$ exactly.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def pursue(D, y, k):
    """Chosen atoms, a list of k column numbers in order, and the coefficients of all atoms (m,), zero elsewhere."""
    chosen, h = [], np.zeros(D.shape[1])
    residual = y.copy()
    for _ in range(k):
        ### BEGIN SOLUTION
        chosen.append(int(np.argmax(np.abs(D.T @ residual))))
        h[chosen] = np.linalg.lstsq(D[:, chosen], y, rcond=None)[0]
        residual = y - D @ h
        ### STUB
        best = int(np.argmax(D.T @ residual))
        coefficient = D[:, best] @ residual
        chosen.append(best)
        h[best] += coefficient
        residual = residual - coefficient * D[:, best]
        ### END SOLUTION
    return chosen, h
# %% tags=["check"] points=1
def check_negative(sub, rng):
    """An atom with a negative coefficient is found."""
    chosen, h = sub.pursue(np.eye(3), np.array([0.5, -2.0, 1.0]), 2)
    assert list(chosen) == [1, 2], f"the atoms chosen are {list(chosen)}, wanted [1, 2]: −2 is the largest in size"
    assert np.allclose(h, [0, -2, 1]), f"the coefficients are {h}, wanted (0, −2, 1)"
# %% tags=["check"] points=1
def check_never_twice(sub, rng):
    """Three atoms, two of them at an obtuse angle: no atom twice."""
    D = np.array([[1.0, -0.6, 0.0], [0.0, 0.8, 0.0], [0.0, 0.0, 1.0]])
    chosen, _ = sub.pursue(D, np.array([1.0, 1.0, 0.1]), 3)
    assert len(set(chosen)) == 3, f"the atoms chosen are {list(chosen)}; the residual must be orthogonal to all chosen atoms"
# %% tags=["hidden"] points=2 hint="Refit all coefficients after every choice."
def check_orthogonal(sub, rng):
    """The residual is orthogonal to all chosen atoms, and a full set fits exactly."""
    for _ in range(5):
        D = rng.normal(size=(12, 20))
        D /= np.linalg.norm(D, axis=0)
        y = rng.normal(size=12)
        chosen, h = sub.pursue(D, y, 4)
        inner = np.abs(D[:, list(chosen)].T @ (y - D @ h)).max()
        assert inner < 1e-9, f"the residual has an inner product of {inner:.3g} with a chosen atom"
        assert np.count_nonzero(h) == 4, f"{np.count_nonzero(h)} coefficients are not zero, wanted 4"
# %% tags=["hidden"] points=1 hint="In an incoherent dictionary a sparse signal is found exactly."
def check_recovery(sub, rng):
    """Three atoms of 40 in 60 dimensions are recovered."""
    for _ in range(3):
        D = rng.normal(size=(60, 40))
        D /= np.linalg.norm(D, axis=0)
        h = np.zeros(40)
        h[[3, 17, 30]] = [2.0, -1.5, 1.0]
        chosen, got = sub.pursue(D, D @ h, 3)
        assert sorted(chosen) == [3, 17, 30], f"atoms 3, 17, 30 made the signal, found {sorted(chosen)}"
        assert np.allclose(got, h), "the right atoms, but not their coefficients"
# %% tags=["hidden"] points=1 hint="The j-th choice depends only on the first j − 1: asking for more atoms does not change the earlier ones."
def check_order(sub, rng):
    """Atoms are returned in the order in which they were chosen."""
    D = rng.normal(size=(9, 15))
    D /= np.linalg.norm(D, axis=0)
    y = rng.normal(size=9)
    assert list(sub.pursue(D, y, 5)[0])[:3] == list(sub.pursue(D, y, 3)[0]), "the first three of five atoms differ from three atoms alone"
# %% tags=["wrong"] fails=["check_negative"]
def pursue(D, y, k):  # refits, but goes by the sign
    chosen, h, residual = [], np.zeros(D.shape[1]), y.copy()
    for _ in range(k):
        chosen.append(int(np.argmax(D.T @ residual)))
        h[chosen] = np.linalg.lstsq(D[:, chosen], y, rcond=None)[0]
        residual = y - D @ h
    return chosen, h
# %% tags=["wrong"] fails=["check_orthogonal", "check_recovery"]
def pursue(D, y, k):  # plain matching pursuit that skips atoms already chosen
    chosen, h, residual = [], np.zeros(D.shape[1]), y.copy()
    for _ in range(k):
        score = np.abs(D.T @ residual)
        score[chosen] = -1
        best = int(np.argmax(score))
        chosen.append(best)
        h[best] = D[:, best] @ residual
        residual = residual - h[best] * D[:, best]
    return chosen, h
# %% tags=["wrong"] fails=["check_order", "check_recovery"]
def pursue(D, y, k):  # the k largest correlations at once, sorted
    chosen, h = sorted(np.argsort(-np.abs(D.T @ y))[:k].tolist()), np.zeros(D.shape[1])
    h[chosen] = np.linalg.lstsq(D[:, chosen], y, rcond=None)[0]
    return chosen, h
