"""What is released, to learners and to other systems; own numbers; and what an LMS gets."""

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbclient import NotebookClient

from grading import grade, gradescope, lms, nbgrader, notebook, release, roster, runner, source
from tests.grading.hand_in import EMPTY_BOOK, FULL, OWN, SET, SOFTMAX, blank, save, solved
from tools import notebooks, registry

SECRETS = [
    "z.max(axis=axis", "HIDDEN-CHECK-TITLE", "check_large_logits", "check_axis", "check_sum", "WRONG-ANSWER-TEXT", "BEGIN SOLUTION", "mine.sum()",
    "unless the maximum is subtracted first",
]  # fmt: skip


def released(tmp_path, form="notebook", people=None):
    """Everything that a release writes outside the instructor's folder, by name."""
    release.release(SET, EMPTY_BOOK, tmp_path / "out", people, form)
    paths = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    return {path.relative_to(tmp_path / "out").as_posix(): path.read_text(encoding="utf-8") for path in paths if "instructor-only" not in path.parts}


def people(tmp_path, *ids):
    """A roster of ids."""
    (tmp_path / "roster.csv").write_text("id\n" + "\n".join(ids) + "\n", encoding="utf-8")
    return roster.read(tmp_path / "roster.csv")


@pytest.mark.parametrize("form", release.FORMATS)
def test_no_release_holds_a_secret(tmp_path, form):
    files = released(tmp_path, form, people(tmp_path, "ada", "bob"))
    assert sorted(files) == ["90-trial/by-student/ada.ipynb", "90-trial/by-student/bob.ipynb", "90-trial/exercises-90.ipynb"]
    for name, text in files.items():
        assert not [secret for secret in SECRETS if secret in text], name


def test_a_released_notebook_runs_and_passes_when_solved(tmp_path):
    made = notebook.make(SET, EMPTY_BOOK, "ada")
    NotebookClient(made, kernel_name="python3").execute()
    texts = [output["data"]["text/plain"] for cell in made.cells for output in cell.get("outputs", []) if "data" in output]
    assert len(texts) == 3 and all(text.startswith("○ Not attempted yet") for text in texts)
    answers = nbformat.from_dict(json.loads(json.dumps(solved({SOFTMAX: "def log_softmax(z): return z + 1"}))))
    NotebookClient(answers, kernel_name="python3").execute()
    shown = "\n".join(output["data"]["text/plain"] for cell in answers.cells for output in cell.get("outputs", []) if "data" in output)
    assert "✗ Two equal logits give log(1/2) each. → got [1. 1.], wanted log ½ twice" in shown
    assert "0 of 2 points here. 2 more checks (4 points) when it is graded." in shown and "✓ Twice 3 is 6." in shown


def test_the_check_cell_needs_numpy_only_and_never_raises():
    code = notebook.check_cell(SET.exercises[0])
    assert source.imported_modules(code) <= {"hashlib", "html", "inspect", "unicodedata", "numpy", "IPython"}
    for mischief in ("", "np = None", "log_softmax = 3", "def log_softmax(z): raise SystemError", "def log_softmax(z): return None"):
        done = subprocess.run([sys.executable, "-c", f"{mischief}\n{code}"], capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout[0] in "○✗", (mischief, done)


def test_what_is_still_to_be_set_is_named(capsys):
    def check_sum(sub):
        """The two add up to one."""
        assert sub.first + sub.second == 1

    runner.check_my_answer("trial", {"first": 0.4, "second": ...}, "ada", [(check_sum, 1)], "")
    assert "Not attempted yet (second is not set)" in capsys.readouterr().out
    runner.check_my_answer("trial", {"first": 0.4, "second": 0.6}, "ada", [(check_sum, 1)], "")
    assert "✓ The two add up to one." in capsys.readouterr().out


def test_a_public_solution_is_shown_and_folded(tmp_path):
    exercise = SET.exercises[0]
    public = source.ExerciseSet(SET.chapter, [source.Exercise(**{**vars(exercise), "public": True})])
    text = nbformat.writes(notebook.make(public, EMPTY_BOOK))
    assert "<details><summary>A solution</summary>" in text and "BEGIN SOLUTION" not in text


def test_a_stale_notebook_is_noticed(tmp_path):
    path = tmp_path / "notebooks" / "90-trial" / "exercises.ipynb"
    path.parent.mkdir(parents=True)
    assert notebook.is_stale(SET, EMPTY_BOOK, tmp_path)
    made = notebook.make(SET, EMPTY_BOOK)
    path.write_text(nbformat.writes(made))
    assert notebook.is_stale(SET, EMPTY_BOOK, tmp_path), "never executed"
    notebooks.execute(made, "trial", tmp_path)
    path.write_text(nbformat.writes(made))
    assert not notebook.is_stale(SET, EMPTY_BOOK, tmp_path)
    made.cells[-1].source += "\n"
    path.write_text(nbformat.writes(made))
    assert notebook.is_stale(SET, EMPTY_BOOK, tmp_path)


@pytest.mark.parametrize("one", source.load_chapters(""), ids=lambda one: one.chapter)
def test_the_committed_notebooks_are_fresh_and_hold_no_secret(one):
    assert not notebook.is_stale(one, registry.load()), "run 'make exercises'"
    text = notebook.path_of(one).read_text(encoding="utf-8")
    for exercise in one.exercises:
        assert not [check.name for check in exercise.checks if check.hidden and f"def {check.name}(" in text]
        assert exercise.public or exercise.reference not in "\n".join(cell.source for cell in nbformat.reads(text, 4).cells)


def test_hints_come_in_stages():
    hints = next(cell.source for cell in notebook.make(SET, EMPTY_BOOK).cells if cell.id.endswith("log-softmax-hints"))
    assert re.search(r"<details><summary>Hint 1 of 2</summary>.*<details><summary>Hint 2 of 2</summary>.*</details></details>", hints, re.DOTALL)


# ---- own numbers ------------------------------------------------------------------------------------------------------------

PINNED = {"ada": [568, 392, 513, 516, 118], "reader": [344, 203, 213, 723, 29], "åsa öst": [775, 907, 989, 824, 729]}


@pytest.mark.parametrize("student", PINNED)
def test_own_numbers_are_pinned(plain_judge, student):
    exercise = next(one for one in SET.exercises if one.id == OWN)
    assert plain_judge.own(exercise, student)["mine"].tolist() == PINNED[student]


@pytest.mark.parametrize("spelling", ["Åsa Öst", " A\u030asa  O\u0308st\n", "ÅSA ÖST"])
def test_own_numbers_do_not_depend_on_spelling(plain_judge, spelling):
    exercise = next(one for one in SET.exercises if one.id == OWN)
    assert plain_judge.own(exercise, spelling)["mine"].tolist() == PINNED["åsa öst"]


def test_the_notebook_and_the_grader_give_the_same_numbers():
    made = notebook.make(SET, EMPTY_BOOK, "ada")
    made.cells = [cell for cell in made.cells if cell.id in ("your-id", "ch90-own-sum-data")]
    NotebookClient(made, kernel_name="python3").execute()
    (output,) = made.cells[-1].outputs
    assert [int(number) for number in re.findall(r"\d+", output["text"])] == PINNED["ada"]


def test_a_release_stops_where_the_reference_fails_for_somebody(tmp_path):
    own = next(one for one in SET.exercises if one.id == OWN)
    broken = source.Exercise(**{**vars(own), "reference": own.reference + "\nmy_sum = my_sum if my_sum % 2 else -1"})
    with pytest.raises(release.ReleaseError, match="with the numbers of"):
        release.release(source.ExerciseSet("90-trial", [broken]), EMPTY_BOOK, tmp_path, people(tmp_path, *"abcdefgh"), "notebook")


# ---- other systems ----------------------------------------------------------------------------------------------------------


def grades(tmp_path):
    """A grades.csv of three: graded, not attempted, unreadable; and one who is in no roster."""
    partial = solved({SOFTMAX: "def log_softmax(z, axis=-1): return np.log(np.exp(z) / np.exp(z).sum())"}, student="ada")
    for name, content in {"ada": partial, "bob": blank(), "cyd": "{", "zoe": blank()}.items():
        save(tmp_path / "in" / f"{name}.ipynb", content)
    return lambda export: _graded(tmp_path, export)


def _graded(tmp_path, export):
    submissions = roster.collect(tmp_path / "in", roster.read(export))
    grade.Run(SET, "none", tmp_path / "out", 1).grade(submissions, resume=False)
    return tmp_path / "out" / "grades.csv"


def test_canvas_gets_what_it_exported_and_the_points(tmp_path):
    export = tmp_path / "canvas export.csv"
    export.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Exercises 90 (4711),Current Score\n"
        '    Points Possible,,,,,13,(read only)\n"Love, Ada",1,=S1,ada,A,,\n=Bob,2,S2,bob,A,,\n"Cyd",3,S3,cyd,A,,\nDan,4,S4,dan,B,,\n',
        encoding="utf-8",
    )
    text, notes = lms.convert(grades(tmp_path)(export), export, "canvas")
    assert text == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Exercises 90 (4711)\n"
        "    Points Possible,,,,,13\n\"Love, Ada\",1,=S1,ada,A,9\n'=Bob,2,S2,bob,A,0\nCyd,3,S3,cyd,A,\nDan,4,S4,dan,B,\n"
    )
    assert notes == ["cyd has no grade (unreadable): left blank", "dan has no grade (missing): left blank", "zoe is not in canvas export.csv: left out"]


def test_moodles_gradebook_gets_the_points(tmp_path):
    export = tmp_path / "moodle.csv"
    export.write_text(
        "First name,Last name,ID number,Email address,Course total (Real)\nAda,Love,7,ada@uni.edu,-\nBob,B,8,bob@uni.edu,-\nCyd,C,9,cyd@uni.edu,-\n", encoding="utf-8"
    )
    text, _ = lms.convert(grades(tmp_path)(export), export, "moodle")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [
        ["First name", "Last name", "ID number", "Email address", "Exercises 90"],
        ["Ada", "Love", "7", "ada@uni.edu", "9"], ["Bob", "B", "8", "bob@uni.edu", "0"], ["Cyd", "C", "9", "cyd@uni.edu", ""],
    ]  # fmt: skip


def test_moodles_worksheet_is_filled_in_its_own_scale(tmp_path):
    export = tmp_path / "worksheet.csv"
    export.write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\nParticipant 5,Ada,ada@uni.edu,Submitted,,100.00,\nParticipant 6,Cyd,cyd@uni.edu,Submitted,,100.00,\n",
        encoding="utf-8",
    )
    text, _ = lms.convert(grades(tmp_path)(export), export, "moodle")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Identifier"], row["Grade"], row["Feedback comments"]) for row in rows] == [
        ("Participant 5", "69.23", "9 of 13 points"), ("Participant 6", "", ""),
    ]  # fmt: skip


def test_a_wrong_export_says_where_the_right_one_is(tmp_path):
    export = tmp_path / "plain.csv"
    export.write_text("id\nada\n")
    path = grades(tmp_path)(export)
    with pytest.raises(lms.LmsError, match="Grades, then Export"):
        lms.convert(path, export, "canvas")
    with pytest.raises(lms.LmsError, match="no grades.csv"):
        canvas = tmp_path / "canvas.csv"
        canvas.write_text("Student,ID,SIS User ID,SIS Login ID,Section\nA,1,,ada,\n")
        lms.convert(export, canvas, "canvas")


def test_a_gradescope_archive_grades_by_itself(tmp_path):
    archive = gradescope.pack(SET, tmp_path / "gradescope.zip")
    assert archive.read_bytes() == gradescope.pack(SET, tmp_path / "again.zip").read_bytes()
    place = tmp_path / "autograder"
    with zipfile.ZipFile(archive) as packed:
        assert stat.S_IMODE(packed.getinfo("run_autograder").external_attr >> 16) == 0o755
        packed.extractall(place / "source")
    save(place / "submission" / "exercises.ipynb", solved({SOFTMAX: "def log_softmax(z, axis=-1): return z"}, student="ada@uni.edu"))
    (place / "submission_metadata.json").write_text('{"users": [{"email": "ada@uni.edu", "name": "Ada"}]}')
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-m", "grading.gradescope", str(place)], cwd=place / "source", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads((place / "results" / "results.json").read_text())
    assert result["score"] == 7 and len(result["tests"]) == 9 and {test["visibility"] for test in result["tests"]} == {"visible", "after_published"}
    save(place / "submission" / "exercises.ipynb", "{")
    subprocess.run([sys.executable, "-m", "grading.gradescope", str(place)], cwd=place / "source", env=environment, check=True)
    assert "score" not in json.loads((place / "results" / "results.json").read_text())


def test_the_nbgrader_source_grades_as_the_judge_does():
    """Executed as nbgrader would: the solution passes every test cell, the blank fails every one."""
    made = nbgrader.make(SET, EMPTY_BOOK)
    tests = [cell.metadata.nbgrader for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert sum(test.points for test in tests) == sum(FULL.values()) and len({test.grade_id for test in tests}) == len(tests)
    NotebookClient(made, kernel_name="python3").execute()
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "raise NotImplementedError()"
    NotebookClient(made, kernel_name="python3", allow_errors=True).execute()
    failed = [any(output.output_type == "error" for output in cell.outputs) for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert all(failed)
