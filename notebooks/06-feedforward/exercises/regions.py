# ---
# jupyter:
#   exercise:
#     id: ch06.regions
#     title: The regions of a layer without biases
#     kind: derive
#     lesson: 04-depth-and-width
#     hints:
#       - "Without biases all the hyperplanes pass through the origin. Draw one, two and three lines through a point."
#       - "Add one more hyperplane: the others cut it, again through the origin and in one dimension less, into R(m, d − 1) pieces, and each of them splits one region. So R(m + 1, d) = R(m, d) + R(m, d − 1), with R(1, d) = R(m, 1) = 2."
#       - "Cover's count in lesson 6.1, $2 \\sum_{k \\le d} \\binom{n-1}{k}$, obeys this recursion too. Here $n$ is $m$, and the sum ends one term earlier, at $k = d - 1$, so that a line has 2 regions. `math.comb` is exact."
# ---
# %% [markdown]
# Lesson 6.4 counts the regions that $m$ hidden units cut out of $\R^d$. Now the layer has **no biases**: all $m$ hyperplanes pass through the origin, and are otherwise in general position. Into how many regions do they cut the space?
#
# Derive the closed form, and write it as `regions(units, inputs)` for at least one unit. The result is a whole number, and it must be exact for 60 units in 30 dimensions too.
# %% tags=["given"]
import math
# %% tags=["answer"]
def regions(units, inputs):
    """Number of regions of `units` hyperplanes through the origin of R^inputs, a Python int."""
    ### BEGIN SOLUTION
    return 2 * sum(math.comb(units - 1, j) for j in range(inputs))
    ### END SOLUTION
# %% tags=["check"] points=1
def check_one_dimension(sub, rng):
    """On a line the origin makes two pieces, however many units sit on it."""
    got = [sub.regions(units, 1) for units in (1, 2, 7)]
    assert got == [2, 2, 2], f"1, 2 and 7 units on a line give {got} pieces, wanted 2, 2, 2: without biases all joints are at 0"
# %% tags=["check"] points=1
def check_three_lines(sub, rng):
    """Three lines through the origin make 6 sectors."""
    assert sub.regions(3, 2) == 6, f"three lines through one point give {sub.regions(3, 2)} regions; with biases there would be 7"
# %% tags=["hidden"] points=2 hint="Up to m = d every pattern of sides occurs; beyond, only some."
def check_few_units(sub, rng):
    """With no more units than inputs every pattern of sides occurs: 2^m regions."""
    got = [sub.regions(units, 6) for units in range(1, 7)]
    assert got == [2**units for units in range(1, 7)], f"1 to 6 hyperplanes in 6 dimensions give {got}"
# %% tags=["hidden"] points=1 hint="Use whole numbers throughout; a float holds 16 digits."
def check_large_and_exact(sub, rng):
    """60 hyperplanes in 30 dimensions: exact to the last digit."""
    got = sub.regions(60, 30)
    assert isinstance(got, int), f"the result is a {type(got).__name__}; count with whole numbers"
    assert got == 2**59, f"got {got}, which is off in some digit or far off"
# %% tags=["hidden"] points=2 hint="Check the recursion R(m + 1, d) = R(m, d) + R(m, d − 1)."
def check_recursion(sub, rng):
    """One more hyperplane adds as many regions as the others cut on it."""
    for units, inputs in rng.integers(2, 15, size=(12, 2)).tolist():
        more = sub.regions(units + 1, inputs) - sub.regions(units, inputs)
        want = sub.regions(units, inputs - 1)
        assert more == want, f"hyperplane number {units + 1} in {inputs} dimensions adds {more} regions, wanted {want}"
# %% tags=["wrong"] fails=["check_one_dimension", "check_three_lines"]
def regions(units, inputs):  # the count with biases
    return sum(math.comb(units, j) for j in range(inputs + 1))
# %% tags=["wrong"] fails=["check_one_dimension", "check_few_units"]
def regions(units, inputs):  # forgets that every region has its opposite
    return sum(math.comb(units - 1, j) for j in range(inputs))
# %% tags=["wrong"] fails=["check_large_and_exact"]
def regions(units, inputs):  # binomials by floating-point products
    total, term = 0.0, 2.0
    for j in range(inputs):
        total += term
        term *= (units - 1 - j) / (j + 1)
    return round(total) if total < 1e6 else total
# %% tags=["wrong"] fails=["check_few_units"]
def regions(units, inputs):  # the plane's formula, whatever the dimension
    return 2 if inputs == 1 else 2 * units
