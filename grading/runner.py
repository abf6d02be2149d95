"""Runs checks on a learner's work. This file is inlined in learners' notebooks: NumPy and the standard library only.

The grader uses the same functions, so that a visible check says the same in the notebook and in the feedback.
"""

import hashlib
import html
import inspect
import unicodedata

import numpy as np


NOTHING_YET = "not attempted yet"


class AnswerError(Exception):
    """The learner's work could not be asked: a name is missing, a call failed, a value is no plain data."""


class Work:
    """The names a learner has defined: `sub.f` is f in the notebook."""

    def __init__(self, names):
        self._names = names

    def __getattr__(self, name):
        if name not in self._names:
            raise AnswerError(f"{name} is not defined; run the cell that defines it")
        if self._names[name] is ...:
            raise NotImplementedError(f"{name} is not set")
        return self._names[name]


def plain_id(text):
    """An id whatever its case, its blanks and the way its accents are encoded."""
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())


def seed_of(*words):
    """A number from words, the same on every machine."""
    return int.from_bytes(hashlib.sha256("\n".join(map(plain_id, words)).encode()).digest()[:4], "big")


def own_data(instance, exercise, student):
    """The learner's own data. RandomState's numbers never change from one NumPy to the next."""
    return instance(np.random.RandomState(seed_of(exercise, "own", student)))


def run_check(check, offered, exercise, student):
    """Run one check. Returns "passed", "failed" or "blank", and the message."""
    rng = np.random.default_rng(seed_of(exercise, check.__name__, student))
    asked = inspect.signature(check).parameters
    try:
        with np.errstate(all="ignore"):
            check(**{name: value for name, value in {**offered, "rng": rng}.items() if name in asked})
    except NotImplementedError as error:
        return "blank", str(error) or NOTHING_YET
    except AssertionError as error:
        return "failed", str(error)
    except AnswerError as error:
        return "failed", str(error)
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"
    return "passed", ""


def check_my_answer(exercise, names, student, checks, hidden, instance=None):
    """Run the visible checks on this notebook's names and show what they say. `checks`: (function, points)."""
    offered = {"sub": Work(names), "own": instance and own_data(instance, exercise, student)}
    found = [(check, points, *run_check(check, offered, exercise, student)) for check, points in checks]
    if all(state == "blank" for _, _, state, _ in found):
        unset = sorted({message for *_, message in found} - {NOTHING_YET})
        why = f" ({'; '.join(unset)})" * bool(unset)
        lines, end = [f"○ Not attempted yet{why}. Write your answer above, run its cell, then run this one."], ""
    else:
        marks = {"passed": "✓", "failed": "✗", "blank": "○"}
        titles = [" ".join(inspect.getdoc(check).split()) for check, *_ in found]
        lines = [f"{marks[state]} {title}" + f" → {message}" * bool(message) for title, (_, _, state, message) in zip(titles, found)]
        earned = sum(points for _, points, state, _ in found if state == "passed")
        end = f"{earned:g} of {sum(points for _, points in checks):g} points here." + f" {hidden}" * bool(hidden)
    items = "".join(f"<li style='margin:.3em 0'>{html.escape(line)}</li>" for line in lines)
    page = f"<ul style='list-style:none;padding-left:0;margin:.3em 0'>{items}</ul>" + f"<p>{html.escape(end)}</p>" * bool(end)
    try:
        from IPython import get_ipython
    except ImportError:
        shell = None
    else:
        shell = get_ipython()
    if shell is None:
        print("\n".join([*lines, end]))
    else:
        shell.display_pub.publish({"text/plain": "\n".join([*lines, end]).strip(), "text/html": page})
