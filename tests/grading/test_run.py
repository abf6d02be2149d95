"""A whole run over a folder: every row there, whatever happens on the way."""

import csv
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading import feedback, grade, roster
from tests.grading.hand_in import DOUBLE, FULL, SET, SOFTMAX, TRIAL, blank, save, solved

PROJECT = Path(__file__).resolve().parents[2]
BAD = {
    "blank": blank(),
    "broken": "{",
    "hostile": solved({SOFTMAX: "import os\nos.kill(os.getppid(), 9)\ndef log_softmax(z, axis=-1): return open('/etc/passwd').read()"}, "hostile"),
    "partial": solved({SOFTMAX: "def log_softmax(z, axis=-1):\n    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))"}, "partial"),
    "quitter": solved({DOUBLE: "import os\nos._exit(1)"}, "quitter"),
}


@pytest.fixture
def book(tmp_path):
    """A book of its own with the trial chapter and this project's grader, for commands."""
    root = tmp_path / "a book"
    shutil.copytree(TRIAL / "notebooks", root / "notebooks")
    shutil.copytree(PROJECT / "grading", root / "grading", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def command(book, *arguments, wait=True):
    """Run the grader's command in a book."""
    environment = {**os.environ, "PYTHONPATH": str(book), "OMP_NUM_THREADS": "1"}
    started = subprocess.Popen(
        [sys.executable, "-m", "grading.grade", *map(str, arguments)], cwd=book, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    return (started.communicate(timeout=300)[0], started.returncode) if wait else started


def hand_in_class(folder, good=3, bad=BAD):
    """A folder of submissions, good ones between bad ones."""
    for number in range(good):
        save(folder / f"good{number}.ipynb", solved(student=f"good{number}"))
    for name, content in bad.items():
        save(folder / f"{name}.ipynb", content)
    return folder


def rows(path):
    """The rows of a grades.csv, by student."""
    return {row["student"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}


def write_roster(path, *ids):
    path.write_text("id,name\n" + "".join(f'"{one}",Name of {one}\n' for one in ids), encoding="utf-8")
    return path


def test_every_row_is_there_and_one_job_equals_two(book, tmp_path):
    class_of = hand_in_class(tmp_path / "in")
    people = write_roster(tmp_path / "roster.csv", "good0", "good1", "good2", *BAD, "absent")
    for jobs in (1, 2):
        output, status = command(book, class_of, "--chapters", "90", "--roster", people, "--out", tmp_path / f"out{jobs}", "--jobs", jobs)
        assert status == 0, output
    assert (tmp_path / "out1/grades.csv").read_bytes() == (tmp_path / "out2/grades.csv").read_bytes()
    assert not (tmp_path / "out1/.scratch").exists() and "look at the flags of: blank, hostile" in output
    found = rows(tmp_path / "out1/grades.csv")
    assert list(found) == ["good0", "good1", "good2", *BAD, "absent"]
    expected = {"good0": ("13", "graded"), "good1": ("13", "graded"), "good2": ("13", "graded"), "partial": ("10", "graded"),
                "quitter": ("10", "graded"), "hostile": ("7", "graded"), "blank": ("0", "not attempted"),
                "broken": ("", "unreadable"), "absent": ("", "missing")}  # fmt: skip
    assert {name: (row["total"], row["status"]) for name, row in found.items()} == expected
    assert all(found["broken"][name] == "" for name in FULL) and found["absent"]["name"] == "Name of absent"
    for name in found:
        assert (tmp_path / f"out1/feedback/{name}.md").exists() and (tmp_path / f"out1/feedback/{name}.html").exists()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "kill -9"])
def test_an_interrupted_run_goes_on_to_the_same_file(book, tmp_path, stop):
    class_of = hand_in_class(tmp_path / "in", good=8)
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "whole")
    assert status == 0, output
    started = command(book, class_of, "--chapters", "90", "--out", tmp_path / "part", wait=False)
    results = tmp_path / "part" / "results"
    _wait_until(lambda: results.exists() and len(list(results.glob("*.json"))) >= 3)
    assert len(_processes_of(book)) > 0 or sys.platform != "linux"
    started.send_signal(stop)
    output = started.communicate(timeout=30)[0]
    assert started.returncode in (143, -9)
    assert not (tmp_path / "part/grades.csv").exists() and 3 <= len(list(results.glob("*.json"))) < 13
    _wait_until(lambda: not _processes_of(book))
    again, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "part")
    assert status == 2 and "RESUME=1" in again
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "part", "--resume")
    assert status == 0 and "were graded before" in output, output
    assert (tmp_path / "part/grades.csv").read_bytes() == (tmp_path / "whole/grades.csv").read_bytes()
    assert sorted(path.name for path in (tmp_path / "part").iterdir()) == ["feedback", "grades.csv", "results"]


def _wait_until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def _processes_of(book):
    """The book's processes that are still there, by their command lines and environments (Linux; elsewhere none are found)."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_text() + (place / "environ").read_text(errors="replace")
        except OSError:
            continue
        if str(book) in words:
            found.append(words)
    return found


def test_a_changed_submission_is_graded_again(tmp_path):
    class_of = hand_in_class(tmp_path / "in", good=2, bad={})
    submissions = roster.collect(class_of, None)
    grade.Run(SET, "none", tmp_path / "out", 1).grade(submissions, resume=False)
    save(class_of / "good0.ipynb", blank())
    results = grade.Run(SET, "none", tmp_path / "out", 1).grade(roster.collect(class_of, None), resume=True)
    assert [result["total"] for result in results] == [0, 13]


def test_an_exception_in_one_students_grading_leaves_the_others(book, tmp_path):
    """A grader that stumbles over one student, and a grading process that dies over another."""
    judge = book / "grading" / "judge.py"
    stumble = (
        '        if student == "stumbles": raise ZeroDivisionError("planted")\n'
        '        if student == "dies": __import__("os").kill(__import__("os").getpid(), 11)\n'
    )
    text = judge.read_text()
    line = "        answers = {exercise.id:"
    assert line in text
    judge.write_text(text.replace(line, stumble + line))
    class_of = hand_in_class(tmp_path / "in", good=3, bad={"stumbles": solved(student="stumbles"), "dies": solved(student="dies")})
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "out")
    found = rows(tmp_path / "out/grades.csv")
    assert status == 0 and [found[f"good{number}"]["total"] for number in range(3)] == ["13"] * 3
    assert (found["stumbles"]["status"], found["stumbles"]["total"]) == ("grader error", "") and "ZeroDivisionError" in found["stumbles"]["message"]
    assert (found["dies"]["status"], found["dies"]["total"]) == ("grader error", "") and "died" in found["dies"]["message"]


def test_a_broken_sandbox_stops_before_anybody_is_graded(book, tmp_path):
    child = book / "grading" / "remote" / "child.py"
    class_of = hand_in_class(tmp_path / "in", good=1, bad={})
    text = child.read_text()
    child.write_text(text.replace('return {"value": value,', 'return {"value": 0,'))
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "out")
    assert status == 2 and "the reference does not get full marks" in output and not (tmp_path / "out").exists()
    child.write_text("raise SystemExit('no such luck')")
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "out")
    assert status == 2 and "the sandbox does not start: no such luck" in output and not (tmp_path / "out").exists()


def test_without_bubblewrap_a_warning_is_printed(book, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    class_of = hand_in_class(tmp_path / "in", good=1, bad={})
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "out")
    assert status == 0 and "no boundary against a hostile class" in output
    output, status = command(book, class_of, "--chapters", "90", "--out", tmp_path / "out2", "--sandbox", "bwrap")
    assert status == 2 and "bwrap is not installed" in output


def test_feedback_is_escaped_and_cells_are_not_formulas(plain_judge, tmp_path):
    nasty = "def log_softmax(z, axis=-1): raise ValueError('<script>alert(1)</script> [x](http://a) ' + chr(27) + '[2J')"
    save(tmp_path / "in" / "=cmd|'!A1.ipynb", solved({SOFTMAX: nasty}))
    (submission,) = roster.collect(tmp_path / "in", None)
    (result,) = grade.Run(SET, plain_judge.kind, tmp_path / "out", 1).grade([submission], resume=False)
    (name,) = [path.stem for path in (tmp_path / "out/feedback").glob("*.html")]
    page, text = ((tmp_path / f"out/feedback/{name}{ending}").read_text(encoding="utf-8") for ending in (".html", ".md"))
    assert "<script>" not in page and "&lt;script&gt;" in page and "\x1b" not in page and "<h1>Exercises 90 · =cmd|&#x27;!A1</h1>" in page
    assert "<script>" not in text and r"\[x\](http" in text
    assert (tmp_path / "out/grades.csv").read_text().splitlines()[1].startswith("'=cmd|'!A1,")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\n=1", "plain", "Ünal"])
def test_text_in_a_spreadsheet_is_never_computed(value):
    safe = feedback.cell(value)
    assert safe[0] not in "=+-@\t\n" and feedback.uncell(safe) == value.strip()


@pytest.mark.parametrize("name", ["../evil", "..", ".hidden", "a/b", "=x", "Åsa Öst", "", "x" * 400, "a\\b", "con: *?", "new\nline"])
def test_any_id_makes_a_safe_file_name(name, tmp_path):
    safe = feedback.file_name(name)
    path = (tmp_path / f"{safe}.json").resolve()
    path.write_text("x")
    assert path.parent == tmp_path.resolve() and not safe.startswith(".") and "/" not in safe


def test_no_two_ids_share_a_file_name():
    names = ["a b", "a%20b", "a_b", "a/b", "a\\b", "..", "%2E.", "é", "e"]
    assert len({feedback.file_name(name) for name in names}) == len(names)


# ---- who is who -------------------------------------------------------------------------------------------------------------


def test_names_of_all_kinds_are_matched(tmp_path):
    people = roster.read(write_roster(tmp_path / "roster.csv", "ada", "Åsa Öst", "=1+1", "+x", "@y", "../evil", "s.m@uni.edu", "absent"))
    for name in ("ADA", "A\u030asa O\u0308st", "=1+1", "+x", "@y", "stranger"):
        save(tmp_path / "in" / f"{name}.ipynb", blank())
    save(tmp_path / "in" / "s.m" / "deep" / "er" / "exercises.ipynb", blank())
    save(tmp_path / "in" / "s.m" / ".ipynb_checkpoints" / "exercises-checkpoint.ipynb", blank())
    save(tmp_path / "in" / "__MACOSX" / "._ada.ipynb", b"\0")
    found = {one.id: one for one in roster.collect(tmp_path / "in", people)}
    assert list(found) == ["ada", "Åsa Öst", "=1+1", "+x", "@y", "../evil", "s.m@uni.edu", "absent", "stranger"]
    assert {name: len(one.files) for name, one in found.items()} == {
        "ada": 1, "Åsa Öst": 1, "=1+1": 1, "+x": 1, "@y": 1, "../evil": 0, "s.m@uni.edu": 1, "absent": 0, "stranger": 1,
    }  # fmt: skip
    assert found["stranger"].student is None and found["absent"].student is not None


def test_a_folder_without_a_notebook_is_unreadable_and_an_empty_one_missing(plain_judge, tmp_path):
    save(tmp_path / "in" / "ada" / "answers.pdf", b"%PDF")
    (tmp_path / "in" / "bob").mkdir()
    results = {one.id: grade.grade_submission(plain_judge, SET, one) for one in roster.collect(tmp_path / "in", None)}
    assert results["ada"]["status"] == "unreadable" and "answers.pdf" in results["ada"]["notes"][0]
    assert results["bob"]["status"] == "missing" and results["bob"]["total"] is None


def test_downloads_of_canvas_and_moodle_are_recognised(tmp_path):
    canvas = tmp_path / "canvas.csv"
    canvas.write_text("Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Love, Ada\",77,S1,ada,A\n", encoding="utf-8")
    save(tmp_path / "c" / "loveada_LATE_77_4711_exercises-06-2.ipynb", blank())
    (one,) = roster.collect(tmp_path / "c", roster.read(canvas))
    assert (one.id, one.name, len(one.files)) == ("ada", "Love, Ada", 1)
    moodle = tmp_path / "moodle.csv"
    moodle.write_text("Identifier,Full name,Email address,Status,Grade,Maximum Grade\nParticipant 812,Ada Love,ada@uni.edu,,,10\n", encoding="utf-8")
    save(tmp_path / "m" / "Ada Love_812_assignsubmission_file_" / "exercises-06.ipynb", blank())
    (one,) = roster.collect(tmp_path / "m", roster.read(moodle))
    assert (one.id, len(one.files)) == ("ada@uni.edu", 1)


def test_without_a_roster_two_notebooks_with_one_id_are_flagged(plain_judge, tmp_path):
    for name in ("one", "two"):
        save(tmp_path / "in" / f"{name}.ipynb", solved(student="ada"))
    grade.Run(SET, plain_judge.kind, tmp_path / "out", 1).grade(roster.collect(tmp_path / "in", None), resume=False)
    assert all("one, two" in row["flags"] for row in rows(tmp_path / "out/grades.csv").values())


@pytest.mark.parametrize(
    "text, words",
    [("", "no column of ids"), ("name\nAda\n", "no column of ids"), ("id\nada\nADA\n", "two learners"), ("id,name\n", "nobody")],
)
def test_a_bad_roster_says_what_to_do(tmp_path, text, words):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(roster.RosterError, match=words):
        roster.read(tmp_path / "roster.csv")


def test_a_missing_or_empty_folder_says_what_to_do(tmp_path):
    with pytest.raises(roster.RosterError, match="no such folder"):
        roster.collect(tmp_path / "nowhere", None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(roster.RosterError, match="empty"):
        roster.collect(tmp_path / "empty", None)
