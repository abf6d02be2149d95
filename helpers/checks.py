"""Checks that print one stable line, or stop the notebook and show both values.

Each function compares two computations that should agree. A check that holds prints ``✓`` and its label,
and leaves a record (media type ``application/vnd.dle.check+json``) in the cell's output, from which the
book's page *What is verified* is made. A check that does not hold raises AssertionError with both values.
Arguments may be numbers, sequences, NumPy arrays or torch tensors.

Where the environment variable BOOK_JOURNAL names a file, each check appends a line of JSON to it and a failed one does not
stop the notebook: that is how `make claims` learns how close every claim comes to failing on other seeds and machines.
"""

import json
import os

import numpy as np

RECORD = "application/vnd.dle.check+json"


def close(label, got, want, tol=1e-10):
    """Check that two computations agree: ``|got − want| ≤ tol · max(1, |want|)``, element by element.

    Args:
        label: what agrees, in words; it is printed and listed in *What is verified*.
        got, want: numbers or arrays of one shape, computed in two independent ways. Only a scalar
            `want` is compared with every element.
        tol: the largest difference, absolute below 1 and relative above.

    Raises:
        AssertionError: a difference larger than `tol`, or a value that is not finite.
        ValueError: the shapes do not match, or there is nothing to compare.

    >>> close("the series of e", 1 + 1 + 1/2 + 1/6 + 1/24 + 1/120, np.e, tol=2e-3)
    ✓ the series of e  (to 0.002)
    >>> close("numbers of two lists", len("abc"), 3, tol=0)
    ✓ numbers of two lists  (exactly)
    """
    got, want = _array(got), _array(want)
    if want.shape != () and got.shape != want.shape:
        raise ValueError(f"{label}: shapes do not match: got {got.shape}, want {want.shape}")
    if got.size == 0:
        raise ValueError(f"{label}: there are no values, so there is nothing to compare")
    excess = np.abs(got - want) - tol * np.maximum(1, np.abs(want))
    room = 1 - np.max(np.abs(got - want) / (tol * np.maximum(1, np.abs(want)))) if tol else None
    _require(np.all(excess <= 0), label, _worst(got, want, excess), room)
    _report("close", label, f"{tol:g}")


def differs(label, got, other, by):
    """Check that two computations do *not* agree: ``max |got − other| ≥ by``. Shows where an idea breaks.

    Raises:
        AssertionError: the largest difference is smaller than `by`, or a value is not finite.
        ValueError: the shapes do not match.

    >>> differs("tan x is not x at x = 1", np.tan(1), 1, by=0.5)
    ✓ tan x is not x at x = 1  (differs by at least 0.5)
    """
    got, other = _array(got), _array(other)
    if other.shape != () and got.shape != other.shape:
        raise ValueError(f"{label}: shapes do not match: got {got.shape}, other {other.shape}")
    largest = np.max(np.abs(got - other))
    _require(largest >= by, label, f"largest difference {largest:.6g}, wanted at least {by:g}", 1 - by / max(largest, 1e-300))
    _report("differs", label, f"{by:g}", f"differs by at least {by:g}")


def holds(label, condition, detail=""):
    """Check that a condition is true.

    Args:
        label: the statement, in words.
        condition: a bool, or an array of bools that must all be true. Anything else is refused, so that
            a non-empty list or a number is never taken for a truth.
        detail: shown only when the condition fails: the values that explain it.

    Raises:
        AssertionError: the condition is false, or false in some element.
        TypeError: the condition is not boolean. ValueError: it is empty.

    >>> holds("0.1 + 0.2 is not 0.3 in floating point", 0.1 + 0.2 != 0.3)
    ✓ 0.1 + 0.2 is not 0.3 in floating point
    """
    condition = _array(condition)
    if condition.dtype != bool:
        raise TypeError(f"{label}: the condition is {condition.dtype}, not bool; write the comparison out")
    if condition.size == 0:
        raise ValueError(f"{label}: the condition is empty, so there is nothing to check")
    failed = f"false in {np.sum(~condition)} of {condition.size} cases. {detail}"
    _require(condition.all(), label, failed)
    _report("holds", label)


def within(label, got, low, high):
    """Check that every value lies in [low, high]: the form of a claim that has a spread over seeds.

    Raises:
        AssertionError: a value outside, or not finite. ValueError: no values, or low > high.

    >>> within("error of every seed, in per cent", [3.1, 2.7, 3.6], 2, 5)
    ✓ error of every seed, in per cent  (in [2, 5])
    """
    got = _array(got)
    if got.size == 0 or low > high:
        raise ValueError(f"{label}: {got.size} values for the interval [{low:g}, {high:g}]")
    room = np.min(np.minimum(got - low, high - got)) / ((high - low) / 2) if high > low else None
    _require(np.all((got >= low) & (got <= high)), label, f"got {_show(got)}, wanted all in [{low:g}, {high:g}]", room)
    _report("within", label, None, f"in [{low:g}, {high:g}]")


def sampled(label, samples, want, errors=4):
    """Check that the mean of independent samples agrees with an exact value, in units of its standard error.

    Args:
        samples: independent draws, at least 30, along the first axis; the other axes are compared each.
        want: the exact mean, a number or an array of the other axes' shape.
        errors: how many standard errors the mean may be off.

    Raises:
        AssertionError: the mean is further off. ValueError: fewer than 30 draws, or shapes that differ.

    >>> sampled("a fair coin", np.arange(1000) % 2, 0.5)
    ✓ a fair coin  (within 4 standard errors)
    """
    samples, want = _array(samples), _array(want)
    if len(samples) < 30:
        raise ValueError(f"{label}: {len(samples)} draws are too few for a standard error")
    mean, error = samples.mean(0), samples.std(0, ddof=1) / np.sqrt(len(samples))
    if mean.shape != want.shape:
        raise ValueError(f"{label}: shapes do not match: mean {mean.shape}, want {want.shape}")
    excess = np.abs(mean - want) - errors * error
    room = 1 - np.max(np.abs(mean - want) / np.maximum(errors * error, 1e-300))
    _require(np.all(excess <= 0), label, _worst(mean, want, excess) + f", standard error {_show(error)}", room)
    _report("sampled", label, None, f"within {errors:g} standard errors")


def order(label, values, margin=0.0):
    """Check that values rise from each name to the next, in every seed, by at least a margin.

    Args:
        values: a dict, name → one number a seed (equal lengths), in the claimed order, smallest first.
        margin: the least rise from one name to the next.

    Raises:
        AssertionError: a rise smaller than the margin in some seed. ValueError: lengths that differ.

    >>> order("deeper is better here", {"1 layer": [0.61, 0.64], "2 layers": [0.72, 0.75]}, margin=0.05)
    ✓ deeper is better here  (1 layer < 2 layers, by 0.05 in each of 2 seeds)
    """
    names, rows = list(values), [np.atleast_1d(_array(v)) for v in values.values()]
    if len(rows) < 2 or len({row.shape for row in rows}) > 1 or rows[0].size == 0:
        raise ValueError(f"{label}: needs two or more names with equally many values, got "
                         + ", ".join(f"{name}: {row.size}" for name, row in zip(names, rows)))
    rises = [b - a for a, b in zip(rows, rows[1:])]
    k = int(np.argmin([rise.min() for rise in rises]))
    shown = f"{names[k]} {_show(rows[k])} against {names[k + 1]} {_show(rows[k + 1])}, margin {margin:g}"
    least = rises[k].min()
    _require(least >= margin, label, shown, (least - margin) / max(abs(least), abs(margin), 1e-300) if margin else None)
    seeds = f" in each of {rows[0].size} seeds" if rows[0].size > 1 else ""
    _report("order", label, None, f"{' < '.join(names)}, by {margin:g}{seeds}")


def slope(label, x, y, want, tol):
    """Check the slope of log y against log x (least squares): the exponent of a power law.

    Raises:
        AssertionError: the slope is off by more than `tol`. ValueError: a value that is not positive.

    >>> slope("area of a circle", [1, 2, 4], [np.pi, 4 * np.pi, 16 * np.pi], want=2, tol=1e-9)
    ✓ area of a circle  (log–log slope 2 ± 1e-09)
    """
    x, y = _array(x), _array(y)
    if np.any(x <= 0) or np.any(y <= 0):
        raise ValueError(f"{label}: a log–log slope needs positive values")
    got = np.polyfit(np.log(x), np.log(y), 1)[0]
    _require(abs(got - want) <= tol, label, f"slope {got:.6g}, want {want:g} ± {tol:g}", 1 - abs(got - want) / tol)
    _report("slope", label, f"{tol:g}", f"log–log slope {want:g} ± {tol:g}")


def gradient(label, function, at, got, tol=1e-6, step=1e-5):
    """Check a gradient against central differences, ``(f(x + h eᵢ) − f(x − h eᵢ)) / 2h`` for every i.

    Args:
        function: maps an array shaped like `at` to a number.
        at: the point, float64. Choose one where every component matters: no zeros, no symmetry.
        got: the gradient by formula, shaped like `at`.

    Raises:
        AssertionError, ValueError: as in `close`.

    >>> x = np.array([0.3, -1.2])
    >>> gradient("gradient of the squared norm", lambda x: x @ x, x, 2 * x)
    ✓ gradient of the squared norm, against central differences  (to 1e-06)
    """
    at = np.array(_array(at), dtype=float)
    differences = np.empty_like(at)
    for index in np.ndindex(at.shape):
        moved = at.copy()
        moved[index] = at[index] + step
        above = function(moved)
        moved[index] = at[index] - step
        differences[index] = (above - function(moved)) / (2 * step)
    close(f"{label}, against central differences", got, differences, tol)


def raises(label, error, function):
    """Check that calling `function` raises `error`: the failure that the page has announced.

    Raises:
        AssertionError: nothing was raised. Another exception passes through.

    >>> raises("a singular matrix has no inverse", np.linalg.LinAlgError, lambda: np.linalg.inv(np.ones((2, 2))))
    ✓ a singular matrix has no inverse  (raises LinAlgError)
    """
    try:
        function()
    except error:
        raised = True
    else:
        raised = False
    _require(raised, label, f"nothing was raised, wanted {error.__name__}")
    _report("raises", label, None, f"raises {error.__name__}")


def _array(values):
    """A NumPy array of a number, a sequence, an array or a torch tensor (float32 widened to float64)."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    elif isinstance(values, (list, tuple)):
        values = np.array([_array(value) for value in values])
    values = np.asarray(values)
    return values.astype(float) if values.dtype.kind in "fiu" else values


def _require(condition, label, explanation, room=None):
    """Stop unless the condition holds. `room` is the share of the allowance that is left: 1 all, 0 none; None if it has no size."""
    journal = os.environ.get("BOOK_JOURNAL")
    if journal:
        line = {"label": label, "holds": bool(condition), "room": float(room) if room is not None and np.isfinite(room) else None, "said": explanation}
        with open(journal, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    elif not condition:
        raise AssertionError(f"✗ {label}: {explanation}")


def _worst(got, want, excess):
    # argmax returns the first NaN where there is one, which is the element to show
    index = np.unravel_index(np.argmax(excess), np.shape(excess))
    got, want = np.broadcast_to(got, excess.shape)[index], np.broadcast_to(want, excess.shape)[index]
    where = f" at index {tuple(map(int, index))}" if index else ""
    return f"got {got:.12g}, want {want:.12g}{where}"


def _show(values):
    return np.array2string(np.asarray(values), precision=4, threshold=12, separator=", ")


def _report(kind, label, tolerance=None, remark=None):
    """Print the line, and in a notebook leave the record beside it."""
    exactness = {None: "", "0": "exactly"}.get(tolerance, f"to {tolerance}")
    remark = remark or exactness
    line = f"✓ {label}" + (f"  ({remark})" if remark else "")
    record = {"kind": kind, "label": label, "tolerance": tolerance}
    try:
        from IPython import get_ipython
    except ImportError:
        notebook = None
    else:
        notebook = get_ipython()
    if notebook is None:
        print(line)
    else:
        notebook.display_pub.publish({"text/plain": line, RECORD: record})
