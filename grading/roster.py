"""Who is in the course, and whose submission is whose.

A roster is a CSV file: plain (a column `id`, perhaps `name`), or an export of Canvas' gradebook, Moodle's gradebook or Moodle's grading
worksheet. Submissions are a folder as instructors have it: one notebook or one folder a learner, or what Canvas and Moodle download.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from grading.runner import plain_id

PLAIN_ID = ("id", "student", "student_id", "student id", "username", "login", "email")
_CANVAS_FILE = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
_MOODLE_FILE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_file.*")
_DEEPEST_FOLDER = 3


class RosterError(ValueError):
    """A roster or a folder of submissions that cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Student:
    """A learner: the id that their own numbers follow from, a name, and everything they may be recognised by."""

    id: str
    name: str
    keys: frozenset[str]


@dataclass
class Roster:
    """A course. `kind` is "plain", "canvas", "moodle" or "worksheet"; `rows` and `fields` are the file as it was."""

    kind: str
    fields: list[str]
    rows: list[dict]
    students: list[Student]

    def find(self, *keys: str) -> Student | None:
        """The one learner who is recognised by the first of the keys that fits anybody; nobody if it fits two."""
        for key in keys:
            found = [student for student in self.students if plain_id(key) in student.keys]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def find_row(self, row: dict) -> Student | None:
        """The learner of one of the roster's rows; None for a row of something else, such as Canvas' points possible."""
        made = _STUDENTS[self.kind](row)
        return made and next(student for student in self.students if student.id == made.id)


@dataclass
class Submission:
    """What one learner has handed in. `student` is None for somebody who is not in the roster."""

    id: str
    name: str
    student: Student | None = None
    files: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)


def read(path: Path) -> Roster:
    """Read a roster.

    Raises:
        RosterError: it cannot be read, has no column of ids, or two learners share an id.
    """
    fields, rows = _table(path)
    kind = _kind(fields)
    if kind is None:
        raise RosterError(
            f"{path}: no column of ids; the file needs a first line with 'id' (and 'name', if you like), "
            f"or must be an export of Canvas or Moodle. Its columns are {', '.join(fields) or 'none'}"
        )
    students = [student for row in rows if (student := _STUDENTS[kind](row))]
    seen: dict[str, Student] = {}
    for student in students:
        if plain_id(student.id) in seen:
            raise RosterError(f"{path}: two learners have the id {student.id!r}")
        seen[plain_id(student.id)] = student
    if not students:
        raise RosterError(f"{path}: nobody is in it")
    return Roster(kind, fields, rows, students)


def collect(folder: Path, roster: Roster | None) -> list[Submission]:
    """Find everybody's notebooks in a folder, and with a roster also those who have handed in nothing.

    Returns:
        In the roster's order, then the others by id.

    Raises:
        RosterError: the folder does not exist or is empty.
    """
    if not folder.is_dir():
        raise RosterError(f"{folder}: no such folder; SUBMISSIONS is a folder with a notebook or a folder for each learner")
    found = {student.id: Submission(student.id, student.name, student) for student in (roster.students if roster else [])}
    entries = [entry for entry in sorted(folder.iterdir()) if not _is_clutter(entry.name)]
    if not entries:
        raise RosterError(f"{folder}: the folder is empty")
    others = {}
    for entry in entries:
        submission = _owner(entry, roster)
        mine = found.get(submission.id) or others.setdefault(submission.id, submission)
        notebooks, rest = _files(entry)
        mine.files += notebooks
        mine.others += rest
    return [*found.values(), *(others[key] for key in sorted(others))]


def _table(path: Path) -> tuple[list[str], list[dict]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path}: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    rows = [row for row in reader if any(str(value).strip() for value in row.values())]
    return list(reader.fieldnames or []), rows


def _kind(fields: list[str]) -> str | None:
    names = {field.strip().casefold() for field in fields}
    if {"student", "id", "sis login id"} <= names:
        return "canvas"
    if {"identifier", "full name"} <= names:
        return "worksheet"
    if {"first name", "email address"} <= names:
        return "moodle"
    return "plain" if names & set(PLAIN_ID) else None


def _plain(row: dict) -> Student | None:
    values = {name.strip().casefold(): (value or "").strip() for name, value in row.items()}
    mine = next((values[name] for name in PLAIN_ID if values.get(name)), "")
    return _student(mine, values.get("name", ""), *(values.get(name, "") for name in PLAIN_ID)) if mine else None


def _canvas(row: dict) -> Student | None:
    keys = [row.get(name, "").strip() for name in ("SIS Login ID", "SIS User ID", "ID")]
    # the row of the points possible has no ids
    return _student(next(filter(None, keys)), row["Student"].strip(), *keys) if any(keys) else None


def _moodle(row: dict) -> Student | None:
    name = f"{row.get('First name', '')} {row.get('Last name', row.get('Surname', ''))}".strip()
    keys = [row.get(field, "").strip() for field in ("Email address", "Username", "ID number")]
    return _student(next(filter(None, keys)), name, *keys) if any(keys) else None


def _worksheet(row: dict) -> Student | None:
    number = row["Identifier"].strip().removeprefix("Participant").strip()
    keys = [row.get("Email address", "").strip(), number]
    return _student(next(filter(None, keys)), row["Full name"].strip(), *keys) if any(keys) else None


_STUDENTS = {"plain": _plain, "canvas": _canvas, "moodle": _moodle, "worksheet": _worksheet}


def _student(identity: str, name: str, *keys: str) -> Student:
    return Student(identity, name, frozenset(known_as(identity, name, *keys)))


def known_as(*keys: str) -> set[str]:
    """All that somebody may be recognised by: the keys, and addresses without their domain."""
    return {plain_id(key) for key in (*keys, *(key.split("@")[0] for key in keys if "@" in key)) if key}


def _owner(entry: Path, roster: Roster | None) -> Submission:
    """Whose submission a file or folder is, by its name."""
    label = unicodedata.normalize("NFC", entry.name if entry.is_dir() else entry.stem)
    match = _CANVAS_FILE.fullmatch(label) or _MOODLE_FILE.fullmatch(label)
    keys = [label, match["id"], match["name"]] if match else [label]
    student = roster.find(*keys) if roster else None
    if student:
        return Submission(student.id, student.name, student)
    return Submission(match["id"], match["name"]) if match else Submission(label, "")


def _files(entry: Path) -> tuple[list[Path], list[Path]]:
    """The notebooks at a place, and whatever else is there. Links are listed, never followed."""
    if entry.is_symlink() or not entry.is_dir():
        paths = [entry]
    else:
        paths = []
        for folder, inner, names in os.walk(entry):
            depth = len(Path(folder).relative_to(entry).parts)
            inner[:] = sorted(name for name in inner if not _is_clutter(name)) if depth < _DEEPEST_FOLDER else []
            paths += [Path(folder) / name for name in sorted(names) if not _is_clutter(name)]
    notebooks = [path for path in paths if path.suffix.casefold() == ".ipynb"]
    return notebooks, [path for path in paths if path not in notebooks]


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "__MACOSX")) or name.endswith("~")
