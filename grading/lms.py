"""Turns ``grades.csv`` into the file that Canvas or Moodle imports: ``python -m grading.lms`` (``make lms``).

The roster is the file that the LMS has exported; its rows and ids come back unchanged. Who has no grade gets a blank cell, never a 0:
both systems leave what they hold where a cell is blank.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from pathlib import Path

from grading import roster
from grading.feedback import cell, uncell
from grading.grade import BLANK, GRADED

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("First name", "Last name", "Surname", "Username", "ID number", "Email address")
# all else comes back letter by letter: an LMS recognises its own words
_NAMES = {"Student", "First name", "Last name", "Surname", "Full name"}


class LmsError(ValueError):
    """The grades or the roster cannot be used; the message says what to do."""


def convert(grades: Path, export: Path, system: str) -> tuple[str, list[str]]:
    """Make the file to import.

    Args:
        grades: ``grades.csv``. export: the LMS's own export. system: "canvas" or "moodle".

    Returns:
        The text of the file, and notes for the instructor.

    Raises:
        LmsError, roster.RosterError: a file is not what it should be.
    """
    people = roster.read(export)
    if (people.kind == "canvas") != (system == "canvas") or people.kind == "plain":
        raise LmsError(f"{export}: this is no export of {system.capitalize()}; in {_WHERE[system]}")
    rows, assignment = _grades(grades)
    found, notes = {}, []
    for row in rows:
        student = people.find(uncell(row["student"]))
        if student is None:
            notes.append(f"{row['student']} is not in {export.name}: left out")
        else:
            found[student.id] = row
            if row["status"] not in (GRADED, BLANK):
                notes.append(f"{row['student']} has no grade ({row['status']}): left blank")
    notes += [f"{student.id} is not in {grades.name}: left blank" for student in people.students if student.id not in found]
    return _WRITERS[people.kind](people, found, assignment), notes


_WHERE = {
    "canvas": "Canvas open Grades, then Export",
    "moodle": "Moodle open the assignment, then Download grading worksheet, or Grades, then Export as plain text",
}


def _grades(path: Path) -> tuple[list[dict], str]:
    """The rows of ``grades.csv``, and the assignment's name."""
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    except OSError as error:
        raise LmsError(f"{path}: {error.strerror}") from None
    rows = list(reader)
    names = reader.fieldnames or []
    if not {"student", "total", "out_of", "status"} <= set(names):
        raise LmsError(f"{path}: this is no grades.csv of `make grade`")
    chapters = [match[1] for name in names if (match := re.fullmatch(r"ch(\d+)\..+", name))]
    return rows, f"Exercises {chapters[0]}" if chapters else "Exercises"


def _canvas(people: roster.Roster, found: dict[str, dict], assignment: str) -> str:
    # the export's own column, "Exercises 06 (4711)", leads Canvas to the assignment that is there already
    column = next((name for name in people.fields if name.startswith(assignment)), assignment)
    fields = [name for name in CANVAS if name in people.fields] + [column]
    out_of = next((row["out_of"] for row in found.values()), "")
    rows = []
    for row in people.rows:
        student = people.find_row(row)
        value = _total(found.get(student.id)) if student else out_of
        rows.append({**row, column: value})
    return _table(fields, rows)


def _moodle(people: roster.Roster, found: dict[str, dict], assignment: str) -> str:
    fields = [name for name in MOODLE if name in people.fields] + [assignment]
    rows = [{**row, assignment: _total(found.get(student.id))} for row in people.rows if (student := people.find_row(row))]
    return _table(fields, rows)


def _worksheet(people: roster.Roster, found: dict[str, dict], assignment: str) -> str:
    """Moodle's grading worksheet, with grades in its own scale."""
    rows = []
    for row in people.rows:
        grade = found.get(student.id) if (student := people.find_row(row)) else None
        filled = {**row}
        if _total(grade):
            most = float(row.get("Maximum Grade") or row.get("Maximum grade") or grade["out_of"])
            filled["Grade"] = f"{float(grade['total']) / float(grade['out_of']) * most:.2f}"
            filled["Feedback comments"] = f"{grade['total']} of {grade['out_of']} points"
        rows.append(filled)
    return _table(people.fields, rows)


_WRITERS = {"canvas": _canvas, "moodle": _moodle, "worksheet": _worksheet}


def _total(grade: dict | None) -> str:
    return grade["total"] if grade and grade["status"] in (GRADED, BLANK) else ""


def _table(fields: list[str], rows: list[dict]) -> str:
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([_safe(row.get(name, "")) if name in _NAMES else row.get(name, "") for name in fields])
    return output.getvalue()


def _safe(name: str) -> str:
    """A name that no spreadsheet computes, otherwise unchanged."""
    return cell(name) if uncell(cell(name)) != cell(name) else name


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("grades", type=Path, help="grades.csv, or the folder it is in")
    parser.add_argument("--lms", choices=("canvas", "moodle"), required=True)
    parser.add_argument("--roster", type=Path, required=True, help="the file that the LMS has exported")
    options = parser.parse_args()
    grades = options.grades / "grades.csv" if options.grades.is_dir() else options.grades
    try:
        text, notes = convert(grades, options.roster, options.lms)
    except (LmsError, roster.RosterError, KeyError) as error:
        print(error, file=sys.stderr)
        return 2
    target = grades.with_name(f"{options.lms}.csv")
    target.write_text(text, encoding="utf-8")
    print(target, *notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
