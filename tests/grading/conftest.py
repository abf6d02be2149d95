"""What the tests of grading share: the two kinds of sandbox, and a way to grade one notebook."""

import os
import signal
from pathlib import Path

import pytest

from grading import grade, roster
from grading.judge import Judge
from grading.sandbox import bubblewrap_problem, choose
from tests.grading import hand_in

KINDS = ["none", pytest.param("bwrap", marks=pytest.mark.skipif(bool(bubblewrap_problem()), reason=bubblewrap_problem() or ""))]


@pytest.fixture(scope="session", params=KINDS)
def judge(request):
    """A judge with each kind of sandbox."""
    return Judge(request.param)


@pytest.fixture(scope="session")
def plain_judge():
    """A judge with the best sandbox there is here, for what is the same in each kind."""
    return Judge(choose("auto"))


@pytest.fixture
def grade_file(tmp_path):
    """Grade what lies at a path, as ada's submission; return the result."""

    def graded(judge, *paths, student="ada"):
        person = roster.Student(student, "Ada", frozenset([student]))
        return grade.grade_submission(judge, hand_in.SET, roster.Submission(student, "Ada", person, list(paths)))

    return graded


@pytest.fixture
def grade_notebook(tmp_path, grade_file):
    """Grade a notebook given as data, text or bytes; return the result and the points by exercise."""

    def graded(judge, content, student="ada"):
        result = grade_file(judge, hand_in.save(tmp_path / "exercises.ipynb", content), student=student)
        return result, {one["exercise"]: one["points"] for one in result["exercises"]}

    return graded


@pytest.fixture(autouse=True)
def nothing_left_running():
    """After each test, no process that it started is left."""
    before = _descendants(os.getpid())
    yield
    left = {pid: name for pid, name in _descendants(os.getpid()).items() if pid not in before and "resource_tracker" not in name}
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, f"left running: {left}"


def _descendants(parent):
    """Processes below a process, by number, with their command lines (Linux; elsewhere none are found)."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            above = int((place / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if above == parent:
                found[int(place.name)] = (place / "cmdline").read_text()
                found |= _descendants(int(place.name))
        except OSError:
            continue
    return found
