"""Makes what an instructor hands out: ``python -m grading.release`` (``make release``).

For each chapter ``OUT/<chapter>/exercises-NN.ipynb``, and with a roster one notebook a learner with their id filled in. The formats of
nbgrader and Gradescope add a folder ``instructor-only``, which holds solutions and hidden checks; nothing outside it does.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from grading import gradescope, nbgrader, notebook, roster
from grading.check import reference_problems
from grading.feedback import file_name
from grading.judge import Desk, Judge
from grading.sandbox import SandboxError, choose
from grading.source import ExerciseSet, SourceError, load_chapters
from tools import registry

FORMATS = ("notebook", "nbgrader", "gradescope")


class ReleaseError(RuntimeError):
    """Nothing can be released; the message says why."""


def release(one: ExerciseSet, book: registry.Registry, out: Path, people: roster.Roster | None, form: str) -> list[Path]:
    """Write a chapter's release.

    Returns:
        The files and folders that were written, most important first.

    Raises:
        ReleaseError: the reference fails for somebody's own numbers.
        OSError: something cannot be written.
    """
    folder = out / one.chapter
    written = [_write(folder / f"exercises-{one.number}.ipynb", notebook.make(one, book, links=False))]
    if people:
        _try_every_id(one, people)
        for student in people.students:
            _write(folder / "by-student" / f"{file_name(student.id)}.ipynb", notebook.make(one, book, student.id, links=False))
        written.append(folder / "by-student")
    private = out / "instructor-only"
    if form == "nbgrader":
        written.append(_write(private / "nbgrader" / "source" / one.chapter / "exercises.ipynb", nbgrader.make(one, book)))
    if form == "gradescope":
        written.append(gradescope.pack(one, private / f"gradescope-{one.number}.zip"))
    return written


def _try_every_id(one: ExerciseSet, people: roster.Roster) -> None:
    """The reference must pass with the numbers of everybody in the roster."""
    judge = Judge(choose("auto"))
    own = [exercise for exercise in one.exercises if exercise.individual]
    for student in people.students if own else []:
        with Desk(judge.kind) as desk:
            for exercise in own:
                problems = reference_problems(exercise, judge, student.id, desk)
                if problems:
                    raise ReleaseError(f"{exercise.id}: with the numbers of {student.id} the reference {problems[0]}; mend {exercise.path.name}")


def _write(path: Path, made: nbformat.NotebookNode) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
    return path


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chapters", required=True, help='chapter numbers, "06" or "06 07"')
    parser.add_argument("--out", type=Path, default=Path("release"))
    parser.add_argument("--roster", type=Path, help="a CSV file of the course; makes a notebook for everybody")
    parser.add_argument("--format", choices=FORMATS, default="notebook")
    options = parser.parse_args()
    try:
        people = roster.read(options.roster) if options.roster else None
        book = registry.load()
        for one in load_chapters(options.chapters):
            for path in release(one, book, options.out, people, options.format):
                print(path)
    except (SourceError, SandboxError, ReleaseError, roster.RosterError, registry.RegistryError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
