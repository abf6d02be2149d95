"""The loader refuses what could not grade fairly, and `check-exercises` goes red where a check is weak."""

import re
import shutil

import pytest

from grading import check, mutants, source
from grading.judge import Desk
from tests.grading.hand_in import SET, TRIAL

FOLDER = TRIAL / "notebooks" / "90-trial" / "exercises"


@pytest.fixture
def folder(tmp_path):
    """The trial exercises, to be spoiled."""
    return shutil.copytree(FOLDER, tmp_path / "90-trial" / "exercises")


def spoil(folder, old, new, name="log_softmax.py"):
    """Exchange a text in an exercise."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


REFUSED = {
    "one wrong answer": ('# %% tags=["wrong"] fails=["check_axis"]', '# %% tags=["probe"]', "1 wrong answers"),
    "a wrong answer that names no check": (' fails=["check_axis"]', "", "must name the checks"),
    "a wrong answer that names an unknown check": ('fails=["check_axis"]', 'fails=["check_axes"]', "check_axes"),
    "a check without points": (" points=1", "", "has no points"),
    "points that are none": (" points=1", " points=0", "has no points"),
    "an answer without markers": ("### BEGIN SOLUTION", "# begin", "needs a '### BEGIN SOLUTION'|wrong place"),
    "an unclosed solution": ("### END SOLUTION", "# end", "needs a '### BEGIN SOLUTION'"),
    "an unknown role": ('tags=["given"]', 'tags=["setup"]', "unknown role|exactly one tag"),
    "an attribute that means nothing": (" points=1", " points=1 marks=2", "no attribute 'marks'"),
    "an unreadable attribute": (" points=1", " points=one", "cannot read"),
    "an unknown key": ("kind: implement", "kind: implement\n#     sort: x", "unknown key 'sort'"),
    "no kind": ("#     kind: implement\n", "", "lacks kind"),
    "an unknown kind": ("kind: implement", "kind: essay", "unknown kind"),
    "no second hint": ('["Which number overflows?", "Subtract the maximum first."]', '["One."]', "two or more"),
    "a strange id": ("id: ch90.log_softmax", "id: Log Softmax", "must look like"),
    "an endless time limit": ("time_limit: 1.5", "time_limit: 3600", "between 0 and 60"),
    "a visible check that sees the reference": ("check_equal_logits(sub, rng)", "check_equal_logits(sub, ref, rng)", "only a hidden check"),
    "a check without a docstring": ('    """Two equal logits give log(1/2) each."""\n', "", "needs a docstring"),
    "an assert without a message": (', f"shape {np.shape(got)}, wanted (2,)"', "", "without a message"),
    "no Python": ("import numpy as np", "import numpy as", "not Python"),
    "no statement": ("# %% [markdown]\n# Write the logarithm of softmax.\n", "", "no statement"),
    "individual without data": ("kind: implement", "kind: implement\n#     individual: true", "instance cell"),
    "no header": ("# ---\n# jupyter", "# jupyter", "must begin with a header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(folder, name):
    old, new, words = REFUSED[name]
    spoil(folder, old, new)
    with pytest.raises(source.SourceError, match=words) as error:
        source.load_set(folder)
    assert "log_softmax.py:" in str(error.value)


def test_a_repeated_id_is_refused(folder):
    spoil(folder, "id: ch90.double", "id: ch90.log_softmax", "neighbour.py")
    with pytest.raises(source.SourceError, match="is taken by"):
        source.load_set(folder)


def test_two_exercises_may_not_define_one_name(folder):
    spoil(folder, "def double(", "def log_softmax(", "neighbour.py")
    with pytest.raises(source.SourceError, match="also defined by"):
        source.load_set(folder)


def test_an_unknown_chapter_lists_the_known():
    with pytest.raises(source.SourceError, match="chapters with exercises are 90-trial"):
        source.load_chapters("7", TRIAL)
    assert [one.chapter for one in source.load_chapters("90", TRIAL)] == ["90-trial"]


def test_an_empty_book_is_an_error(tmp_path):
    with pytest.raises(source.SourceError, match="no chapter has a folder"):
        source.load_chapters("", tmp_path)


def test_a_stub_replaces_the_solution():
    reference, stub = source.split_solution("x = 1\n### BEGIN SOLUTION\ny = 2\n### STUB\ny = ...\n### END SOLUTION\nz = 3")
    assert (reference, stub) == ("x = 1\ny = 2\nz = 3", "x = 1\ny = ...\nz = 3")


def test_a_blank_outside_a_function_needs_a_stub():
    with pytest.raises(ValueError, match="stop the notebook"):
        source.split_solution("### BEGIN SOLUTION\ny = 2\n### END SOLUTION")


# ---- the proof of the exercises ---------------------------------------------------------------------------------------------


def proof(folder, judge, name="ch90.log_softmax"):
    """What the proof of one exercise finds."""
    exercise = next(one for one in source.load_set(folder).exercises if one.id == name)
    with Desk(judge.kind) as desk:
        return check.Proof(exercise, judge.__class__(judge.kind), desk).run()


@pytest.mark.parametrize("exercise", SET.exercises, ids=lambda exercise: exercise.id)
def test_the_trial_exercises_are_proved(plain_judge, exercise):
    assert proof(FOLDER, plain_judge, exercise.id) == []


WEAK = {
    "a check that passes whatever it gets": ("error < 1e-9, f\"off by", "True, f\"off by", "passes check_large_logits"),
    "a reference that is wrong": ("return s - np.log", "return s + np.log", "the reference, handed in by the first learner, fails"),
    "a reference that reaches out": ("    s = z - z.max", "    open('/etc/passwd')\n    s = z - z.max", "PermissionError"),
    "an operator that nobody looks at": ("    s = z - z.max", "    unused = axis + 1\n    s = z - z.max", "no check notices 'axis \\+ 1 → axis - 1'"),
}


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_exercise_is_found(folder, plain_judge, name):
    old, new, words = WEAK[name]
    spoil(folder, old, new)
    problems = proof(folder, plain_judge)
    assert any(re.search(words, problem) for problem in problems), problems


def test_an_equivalent_mutant_must_be_declared_and_still_be_there(folder, plain_judge):
    spoil(folder, "    s = z - z.max", "    unused = axis + 1\n    s = z - z.max")
    declared = 'lesson: 01-overflow\n#     equivalent: {"axis + 1 → axis - 1": unused, "axis + 1: 1 → 2": unused, "a → b": gone}'
    spoil(folder, "lesson: 01-overflow", declared)
    assert proof(folder, plain_judge) == ["log_softmax.py: the header calls 'a → b' equivalent, but it is caught or gone"]


def test_mutants_change_one_thing_each():
    changes = [mutant.change for mutant in mutants.mutants('def f(x):\n    """1 + 1"""\n    return -x[0] * 2 if x < 3 else x.max()')]
    assert changes == ["x < 3 → x <= 3", "-x[0] * 2 → -x[0] / 2", "x < 3: 3 → 4", "-x[0] → +x[0]", "-x[0] * 2: 2 → 3", "x.max → x.min", "x[0]: 0 → 1"]
    assert len({mutant.source for mutant in mutants.mutants("y = 1 + 2 * x - 3")}) == 6
