"""What learners hand in, in whatever state: the right score, the right status, the right words."""

import json
import os

import nbformat
import pytest

from grading import reader
from tests.grading.hand_in import DOUBLE, FULL, OWN, REFERENCES, SOFTMAX, blank, cell_of, code_cell, save, solved


def test_a_perfect_notebook_gets_full_marks(judge, grade_notebook):
    result, points = grade_notebook(judge, solved())
    assert points == FULL and result["status"] == "graded" and result["total"] == 13 and not result["flags"] and not result["notes"]


def test_a_blank_notebook_is_not_attempted(judge, grade_notebook):
    result, points = grade_notebook(judge, blank(student="ada"))
    assert result["status"] == "not attempted" and result["total"] == 0 and not any(points.values())


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (json.dumps(solved())[:3000], "cut off"),
        ("[" * 200_000 + "]" * 200_000, "nested too deeply"),
        ('{"cells":' * 200_000 + "1" + "}" * 200_000, "nested too deeply"),
        (json.dumps([solved()]), "holds a list"),
        ('{"nbformat": 4}', "no cells"),
        ('{"cells": []}', "no code cell"),
        (b"\x00\x01\x02PNG", "not a notebook"),
        (b" " * (reader.MOST_BYTES + 1), "more than 20 MB"),
    ],
    ids=["empty", "cut", "deep list", "deep dict", "list", "no cells", "nothing in it", "binary", "large"],
)
def test_what_cannot_be_read_has_no_grade(plain_judge, grade_notebook, content, words):
    result, _ = grade_notebook(plain_judge, content)
    assert result["status"] == "unreadable" and result["total"] is None and words in result["notes"][0]


def test_a_link_is_not_followed(plain_judge, grade_file, tmp_path):
    target = save(tmp_path / "neighbour.ipynb", solved())
    (tmp_path / "mine.ipynb").symlink_to(target)
    result = grade_file(plain_judge, tmp_path / "mine.ipynb")
    assert result["status"] == "unreadable" and "symbolic link" in result["notes"][0]


def test_a_pipe_is_not_waited_for(plain_judge, grade_file, tmp_path):
    os.mkfifo(tmp_path / "mine.ipynb")
    result = grade_file(plain_judge, tmp_path / "mine.ipynb")
    assert result["status"] == "unreadable" and "not a plain file" in result["notes"][0]


def test_an_old_notebook_is_read(plain_judge, grade_notebook):
    old = json.loads(nbformat.writes(nbformat.from_dict(solved()), version=3))
    result, points = grade_notebook(plain_judge, old)
    assert points == FULL and "format 3" in result["notes"][0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_another_encoding_is_read(plain_judge, grade_notebook, encoding):
    notebook = solved({DOUBLE: "# für später: é\n" + REFERENCES[DOUBLE]})
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["metadata"]["exercise"]["role"] == "answer"]
    _, points = grade_notebook(plain_judge, json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert points == FULL


def test_malformed_cells_are_skipped(plain_judge, grade_notebook):
    notebook = solved()
    notebook["cells"] += [None, 3, {"cell_type": 5}, {"cell_type": "code", "source": 7}, {"cell_type": "code", "source": [1, "x"]}, {}]
    cell_of(notebook, DOUBLE)["metadata"] = {"exercise": {"id": DOUBLE, "role": "answer"}, "tags": "no list"}
    notebook["cells"].append({"cell_type": "code", "metadata": "none", "source": "x = 1"})
    result, points = grade_notebook(plain_judge, notebook)
    assert points == FULL and result["notes"] == ["a malformed cell was skipped"]


def test_the_newest_of_two_notebooks_counts(plain_judge, grade_file, tmp_path):
    old, new = save(tmp_path / "b.ipynb", blank()), save(tmp_path / "a.ipynb", solved())
    os.utime(old, (1_000_000, 1_000_000))
    os.utime(new, (2_000_000, 2_000_000))
    result = grade_file(plain_judge, old, new)
    assert result["total"] == 13 and "a.ipynb was graded, the newest" in result["notes"][0]


def test_a_newer_unreadable_notebook_gives_way_to_an_older_good_one(plain_judge, grade_file, tmp_path):
    good, cut = save(tmp_path / "good.ipynb", solved()), save(tmp_path / "cut.ipynb", "{")
    os.utime(good, (1_000_000, 1_000_000))
    result = grade_file(plain_judge, good, cut)
    assert result["total"] == 13 and any(note.startswith("cut.ipynb: not a notebook") for note in result["notes"])


# ---- cells -----------------------------------------------------------------------------------------------------------------


def without_answer(notebook):
    notebook["cells"].remove(cell_of(notebook, SOFTMAX))


def copied_answer(notebook):
    copy = {**cell_of(notebook, SOFTMAX), "id": "copy"}
    cell_of(notebook, SOFTMAX)["source"] = "# answer to ch90.log_softmax\ndef log_softmax(z, axis=-1):\n    return z"
    notebook["cells"].append(copy)


def copied_blank(notebook):
    notebook["cells"].append({**cell_of(blank(), SOFTMAX), "id": "copy"})


def answer_as_text(notebook):
    cell_of(notebook, SOFTMAX)["cell_type"] = "markdown"


def without_checks(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["metadata"].get("exercise", {}).get("role") != "check"]


def edited_checks(notebook):
    for name in FULL:
        cell_of(notebook, name, "check")["source"] = "pass"


def without_metadata(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)


def without_metadata_and_markers(notebook):
    without_metadata(notebook)
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("# answer to", "#")


def reordered(notebook):
    notebook["cells"].reverse()


def helper_elsewhere(notebook):
    cell_of(notebook, SOFTMAX)["source"] = "def log_softmax(z, axis=-1):\n    return stable(z, axis) - logs(z, axis)"
    notebook["cells"].insert(3, code_cell("def stable(z, axis):\n    return z - z.max(axis=axis, keepdims=True)"))
    notebook["cells"].insert(3, code_cell("from numpy import log, exp\ndef logs(z, axis):\n    return log(exp(stable(z, axis)).sum(axis=axis, keepdims=True))"))


def bombs_elsewhere(notebook):
    for bomb in ("raise RuntimeError('no')", "input('name?')", "import os\nos._exit(0)", "import sys\nsys.exit()", "while True: pass", "1/0", "not python"):
        notebook["cells"].insert(0, code_cell(bomb))
        notebook["cells"].append(code_cell(bomb))


def bombs_after_the_answer(notebook):
    cell_of(notebook, SOFTMAX)["source"] += "\nprint(log_softmax(np.zeros(3)))\nraise RuntimeError('a try of mine')"
    cell_of(notebook, DOUBLE)["source"] += "\nimport sys\nsys.exit(1)"
    cell_of(notebook, OWN)["source"] += "\ninput('ready?')"


def magics(notebook):
    notebook["cells"].insert(0, code_cell("%%bash\nrm -rf /"))
    notebook["cells"].insert(0, code_cell("%matplotlib inline\n!pip install torch\nimport math"))
    cell_of(notebook, SOFTMAX)["source"] += "\n%timeit log_softmax(np.zeros(3))\n!ls\nfiles = !ls\nlog_softmax?\n"
    cell_of(notebook, DOUBLE)["source"] = "%%time\n" + cell_of(notebook, DOUBLE)["source"]


def colab(notebook):
    cell_of(notebook, SOFTMAX)["source"] = "from google.colab import drive\ndrive.mount('/content/drive')\n" + cell_of(notebook, SOFTMAX)["source"]
    cell_of(notebook, DOUBLE)["source"] = "import google.colab\nfrom google.colab import files\n" + cell_of(notebook, DOUBLE)["source"]


def edited_setup(notebook):
    for name in FULL:
        cell_of(notebook, name, "given")["source"] = "np = None"
    cell_of(notebook, OWN, "instance")["source"] = "mine = [0]"


def crlf_and_lists(notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n").splitlines(keepends=True)


@pytest.mark.parametrize(
    "spoil, points, words",
    [
        (without_answer, 0, "missing"),
        (copied_answer, 6, "2 cells answer it"),
        (copied_blank, 6, ""),
        (answer_as_text, 6, "text cell"),
        (without_checks, 6, ""),
        (edited_checks, 6, ""),
        (without_metadata, 6, ""),
        (without_metadata_and_markers, 6, ""),
        (reordered, 6, ""),
        (helper_elsewhere, 6, ""),
        (bombs_elsewhere, 6, ""),
        (bombs_after_the_answer, 6, "RuntimeError: a try of mine"),
        (magics, 6, "notebook commands"),
        (colab, 6, ""),
        (edited_setup, 6, ""),
        (crlf_and_lists, 6, ""),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_cells_in_any_state(plain_judge, grade_notebook, spoil, points, words):
    notebook = solved()
    spoil(notebook)
    result, earned = grade_notebook(plain_judge, notebook)
    assert earned == {SOFTMAX: points, DOUBLE: 3, OWN: 4} and result["status"] == "graded" and not result["flags"]
    notes = next(one["notes"] for one in result["exercises"] if one["exercise"] == SOFTMAX)
    assert words in " ".join(notes) and bool(words) == bool(notes)


@pytest.mark.parametrize(
    "code, words",
    [
        ("def log_softmax(z, axis=-1):\n    return z -", "SyntaxError"),
        ("raise ValueError('early')\ndef log_softmax(z): pass", "ValueError: early"),
        ("import os\nos._exit(0)", "ended its Python process"),
        ("import sys\nsys.exit()\ndef log_softmax(z): return z", "SystemExit"),
        ("name = input()\ndef log_softmax(z): return z", "EOFError"),
        ("1" + "+1" * 100_000, "SyntaxError|RecursionError|MemoryError|crashed"),
    ],
    ids=["syntax", "exception", "os._exit", "sys.exit", "input", "deep code"],
)
def test_an_answer_that_cannot_run(plain_judge, grade_notebook, code, words):
    result, points = grade_notebook(plain_judge, solved({SOFTMAX: code}))
    assert points == {SOFTMAX: 0, DOUBLE: 3, OWN: 4}
    said = str(next(one for one in result["exercises"] if one["exercise"] == SOFTMAX))
    assert any(word in said for word in words.split("|")), said


def test_a_partly_right_answer_gets_partial_credit_and_a_hint(plain_judge, grade_notebook):
    code = "def log_softmax(z, axis=-1):\n    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))"
    result, points = grade_notebook(plain_judge, solved({SOFTMAX: code}))
    verdicts = {verdict["name"]: verdict for verdict in result["exercises"][0]["verdicts"]}
    assert points[SOFTMAX] == 3 and "overflow" in verdicts["check_large_logits"]["message"]
    assert verdicts["check_large_logits"]["hint"].startswith("Logits of ±1000") and not verdicts["check_axis"]["hint"]


def test_half_written_answers_are_told_apart(plain_judge, grade_notebook):
    half = "def double(x):\n    return 2 * x\n\n\ndef add_one(x):\n    raise NotImplementedError('later')"
    result, points = grade_notebook(plain_judge, solved({DOUBLE: half}))
    states = [verdict["state"] for one in result["exercises"] if one["exercise"] == DOUBLE for verdict in one["verdicts"]]
    assert points[DOUBLE] == 2 and states == ["passed", "passed", "blank"]


# ---- own numbers -----------------------------------------------------------------------------------------------------------


def test_another_learners_numbers_fail(plain_judge, grade_notebook):
    neighbours = solved({OWN: f"my_sum = {plain_judge.own(exercise(OWN), 'bob')['mine'].sum()}"})
    result, points = grade_notebook(plain_judge, neighbours)
    assert points[OWN] == 2 and points[SOFTMAX] == 6


def test_anothers_id_is_flagged(plain_judge, grade_notebook):
    result, points = grade_notebook(plain_judge, solved({OWN: f"my_sum = {plain_judge.own(exercise(OWN), 'bob')['mine'].sum()}"}, student="bob"))
    assert points[OWN] == 2 and any("'bob'" in flag and "ada" in flag for flag in result["flags"])


def test_an_id_may_differ_in_case_and_blanks(plain_judge, grade_notebook):
    result, points = grade_notebook(plain_judge, solved(student=" ADA "))
    assert points == FULL and not result["flags"]


def exercise(name):
    from tests.grading.hand_in import SET

    return next(one for one in SET.exercises if one.id == name)
