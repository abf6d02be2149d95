# ---
# jupyter:
#   exercise:
#     id: ch08.running_average
#     title: The average that forgot its start
#     kind: bug
#     lesson: 07-meta-algorithms
#     hints:
#       - "Average the weights 3, 5 and 10 with the class, and look at the result. Which number is lost?"
#       - "The n-th new value moves the mean by (w − mean)/n, where n counts the values *including* it."
#       - "And the mean must not be the very array that training goes on changing."
# ---
# %% [markdown]
# `Averager` should keep the mean of the weights that training passes through, from the first call of `add` on: Polyak and Ruppert's average. A colleague finds that the average of two networks is no better than the second alone, and that the average sometimes jumps although nothing was added. Find and mend both mistakes. Asking for a mean of nothing must raise a `ValueError`.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
class Averager:
    """The mean of all arrays that were added."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.count, self.total = 0, None
        ### STUB
        self.count, self.value = 0, 0.0
        ### END SOLUTION

    def add(self, weights):
        """Take in the weights (any shape) as they are now."""
        ### BEGIN SOLUTION
        self.count += 1
        self.total = weights.copy() if self.count == 1 else self.total + (weights - self.total) / self.count
        ### STUB
        self.value = weights if self.count == 0 else self.value + (weights - self.value) / self.count
        self.count += 1
        ### END SOLUTION

    def mean(self):
        """The mean of what was added."""
        ### BEGIN SOLUTION
        if self.count == 0:
            raise ValueError("nothing was added yet")
        return self.total
        ### STUB
        return self.value
        ### END SOLUTION
# %% tags=["probe"]
def average(values, in_place):
    """The learner's mean of several arrays, handed in as one array that changes, or as many."""
    averager, w = Averager(), np.zeros_like(np.array(values[0]))
    for value in values:
        w = np.array(value) if not in_place else w
        if in_place:
            w[...] = value
        averager.add(w)
    w[...] = 1e9
    return np.asarray(averager.mean())
# %% tags=["probe"]
def refuses():
    """Whether the mean of nothing raises a ValueError."""
    try:
        Averager().mean()
    except ValueError:
        return True
    return False
# %% tags=["check"] points=1
def check_three(sub, rng):
    """3, 5 and 10: the mean is 6."""
    got = sub.average([[3.0], [5.0], [10.0]], False)
    assert np.allclose(got, 6), f"the mean of 3, 5 and 10 is {got}, wanted 6"
# %% tags=["check"] points=1
def check_shape(sub, rng):
    """One array of shape (2, 3): the mean has that shape."""
    w = np.arange(6.0).reshape(2, 3)
    got = sub.average([w], False)
    assert np.shape(got) == (2, 3), f"the shape is {np.shape(got)}, wanted (2, 3)"
# %% tags=["hidden"] points=2 hint="Training changes the array in place after it was added; keep a copy."
def check_in_place(sub, rng):
    """Weights that are changed in place afterwards do not change the mean."""
    values = rng.normal(size=(8, 4))
    got = sub.average(values, True)
    assert np.allclose(got, values.mean(0)), f"weights that change in place average to {got}, wanted {values.mean(0)}"
# %% tags=["hidden"] points=2 hint="Every value has the same weight 1/n."
def check_many(sub, rng):
    """A thousand arrays, and only their mean."""
    values = rng.normal(size=(1000, 3)) + np.linspace(0, 5, 1000)[:, None]
    assert np.allclose(sub.average(values, False), values.mean(0)), "a thousand drifting values: the average is not their mean"
# %% tags=["hidden"] points=1 hint="Raise a ValueError where there is nothing to average."
def check_nothing(sub, rng):
    """The mean of nothing is refused."""
    assert sub.refuses(), "Averager().mean() did not raise a ValueError"
# %% tags=["wrong"] fails=["check_in_place"]
class Averager:  # keeps the array that training changes
    def __init__(self):
        self.count, self.total = 0, None

    def add(self, weights):
        self.count += 1
        self.total = weights if self.count == 1 else self.total + (weights - self.total) / self.count

    def mean(self):
        if self.count == 0:
            raise ValueError("nothing was added yet")
        return self.total
# %% tags=["wrong"] fails=["check_three", "check_many"]
class Averager:  # an exponential average
    def __init__(self):
        self.value = None

    def add(self, weights):
        self.value = weights.copy() if self.value is None else 0.9 * self.value + 0.1 * weights

    def mean(self):
        if self.value is None:
            raise ValueError("nothing was added yet")
        return self.value
# %% tags=["wrong"] fails=["check_three", "check_many"]
class Averager:  # counts from zero: the start of 0 is averaged in
    def __init__(self):
        self.count, self.total = 1, 0.0

    def add(self, weights):
        self.count += 1
        self.total = self.total + (weights - self.total) / self.count

    def mean(self):
        if self.count == 1:
            raise ValueError("nothing was added yet")
        return self.total
