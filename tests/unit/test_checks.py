"""A check holds only when the two sides agree, and says both values when they do not."""

import numpy as np
import pytest
import torch

from helpers import checks

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("got", [NAN, INF, [1.0, NAN], 1 + 2e-10, [1, 1 + 1e-9]])
def test_close_refuses(got):
    with pytest.raises(AssertionError, match="✗ one: got .*, want 1"):
        checks.close("one", got, np.ones_like(np.asarray(got)))


def test_close_takes_its_tolerance_as_absolute_below_one_and_relative_above():
    checks.close("small", 1e-11, 0)
    checks.close("large", 1e6 + 1e-5, 1e6)
    with pytest.raises(AssertionError):
        checks.close("large", 1e6 + 1e-3, 1e6)


def test_close_names_shapes_that_do_not_match_and_where_values_differ():
    with pytest.raises(ValueError, match=r"shapes do not match: got \(2,\), want \(3,\)"):
        checks.close("shapes", [1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match=r"got \(2, 1\), want \(2,\)"):
        checks.close("no silent broadcasting", np.ones((2, 1)), np.ones(2))
    with pytest.raises(AssertionError, match=r"got 5, want 4 at index \(1, 0\)"):
        checks.close("where", [[1, 2], [5, 4]], [[1, 2], [4, 4]])


def test_tensors_lists_and_arrays_are_compared_alike():
    checks.close("tensor", torch.tensor([1.0, 2.0], requires_grad=True), [1, 2])
    checks.close("list of tensors", [torch.tensor(1.0), 2], np.array([1, 2]))


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        (False, AssertionError),
        ([True, False], AssertionError),
        (np.array([], dtype=bool), ValueError),
        ([], TypeError),
        ([0], TypeError),
        (1, TypeError),
        ("yes", TypeError),
    ],
)
def test_holds_refuses(condition, error):
    with pytest.raises(error, match="claim"):
        checks.holds("claim", condition)


def test_holds_shows_the_values_that_explain_a_failure():
    with pytest.raises(AssertionError, match="false in 1 of 2 cases. got 3"):
        checks.holds("claim", [True, False], "got 3")


@pytest.mark.parametrize(
    ("check", "error"),
    [
        (lambda: checks.differs("d", 1.0, 1.0, by=0.1), AssertionError),
        (lambda: checks.differs("d", NAN, 1.0, by=0.1), AssertionError),
        (lambda: checks.differs("d", [1, 2], [1, 2, 3], by=0.1), ValueError),
        (lambda: checks.within("w", [1, 5], 2, 6), AssertionError),
        (lambda: checks.within("w", [NAN], 2, 6), AssertionError),
        (lambda: checks.within("w", [], 2, 6), ValueError),
        (lambda: checks.within("w", [3], 6, 2), ValueError),
        (lambda: checks.close("c", np.ones((0, 3)), np.ones((0, 3))), ValueError),
        (lambda: checks.sampled("s", np.arange(1000) % 2, 0.6), AssertionError),
        (lambda: checks.sampled("s", np.full(100, NAN), 0.5), AssertionError),
        (lambda: checks.sampled("s", np.arange(20) % 2, 0.5), ValueError),
        (lambda: checks.sampled("s", np.ones((50, 2)), 1.0), ValueError),
        (lambda: checks.order("o", {"a": [1, 3], "b": [2, 2]}), AssertionError),
        (lambda: checks.order("o", {"a": [1], "b": [NAN]}), AssertionError),
        (lambda: checks.order("o", {"a": [1], "b": [1.05]}, margin=0.1), AssertionError),
        (lambda: checks.order("o", {"a": [1, 2], "b": [3]}), ValueError),
        (lambda: checks.order("o", {"a": [1]}), ValueError),
        (lambda: checks.slope("sl", [1, 2, 4], [1, 2, 4], want=2, tol=0.1), AssertionError),
        (lambda: checks.slope("sl", [1, 2], [1, NAN], want=1, tol=0.1), AssertionError),
        (lambda: checks.slope("sl", [0, 1], [1, 2], want=1, tol=0.1), ValueError),
        (lambda: checks.gradient("g", lambda x: x @ x, np.array([1.0, 2.0]), [2.0, 4.1]), AssertionError),
        (lambda: checks.gradient("g", lambda x: NAN, np.array([1.0]), [0.0]), AssertionError),
        (lambda: checks.gradient("g", lambda x: x @ x, np.array([1.0, 2.0]), [2.0]), ValueError),
        (lambda: checks.raises("r", ValueError, lambda: None), AssertionError),
        (lambda: checks.raises("r", ValueError, lambda: {}["x"]), KeyError),
    ],
)
def test_every_check_can_fail(check, error):
    with pytest.raises(error):
        check()


def test_gradient_of_a_matrix_is_checked_element_by_element():
    A = np.arange(6.0).reshape(2, 3) + 1
    checks.gradient("sum of cubes", lambda X: (X**3).sum(), A, 3 * A**2)


def test_line_is_stable_and_shows_no_measured_number(capsys):
    checks.close("value", np.pi, 3.14159, tol=1e-4)
    checks.close("value", np.pi, 3.1416, tol=1e-4)
    first, second = capsys.readouterr().out.splitlines()
    assert first == second and first.startswith("✓ value  (to ")
