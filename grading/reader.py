"""Reads what learners hand in, whatever happened to it, and finds their answers in it."""

from __future__ import annotations

import ast
import builtins
import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Iterable

from grading.source import Exercise, ExerciseSet, defined_names

MOST_BYTES = 20_000_000
MARKER = "# answer to "
_MARKED = re.compile(r"^\s*# answer to ([\w.]+)", re.MULTILINE)
_IDENTITY = re.compile(r"""^STUDENT_ID\s*=\s*(['"])(.*)\1""", re.MULTILINE)
_MAGIC = re.compile(r"(?P<indent>\s*)(?:[%!?]|[\w., ]+=\s*[%!]\s*\w|[\w.]+\?+\s*$)")
_RUNS_ITS_CELL = {"%%time", "%%timeit", "%%capture", "%%prun"}


class Unreadable(Exception):
    """What was handed in cannot be read. The message is for the learner."""


@dataclass(frozen=True)
class Cell:
    """A cell of a learner's notebook: what it is, and what it says."""

    kind: str
    source: str
    exercise: str
    role: str


@dataclass
class Notebook:
    """A learner's notebook, read. `notes` says what was unusual about it."""

    cells: list[Cell]
    digest: str
    student: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """What to run for one exercise: the answer's code, and the other cells that it needs. `blank`: nothing was written."""

    cells: list[str]
    blank: bool
    notes: list[str] = field(default_factory=list)


def read(path: Path) -> Notebook:
    """Read a learner's notebook.

    Raises:
        Unreadable: it is no notebook; the message says why.
    """
    content = _content(path)
    notebook = Notebook([], hashlib.sha256(content).hexdigest())
    document = _document(content, notebook.notes)
    for raw in _raw_cells(document, notebook.notes):
        cell = _cell(raw)
        if cell is None:
            notebook.notes.append("a malformed cell was skipped")
        else:
            notebook.cells.append(cell)
    if not any(cell.kind == "code" for cell in notebook.cells):
        raise Unreadable("the notebook has no code cell")
    notebook.notes = list(dict.fromkeys(notebook.notes))
    notebook.student = _student(notebook.cells)
    return notebook


def resembles(notebook: Notebook, one: ExerciseSet) -> int:
    """How many of a chapter's exercises a notebook seems to hold."""
    return sum(bool(_candidates(notebook.cells, exercise)) for exercise in one.exercises)


def find_answer(notebook: Notebook, exercise: Exercise, own: Iterable[str] = ()) -> Answer:
    """Find one exercise's answer, by its cell's metadata, by its first line, or by the names it defines.

    Of several the last that is not the blank counts. Cells elsewhere are run before it if they define a name it needs, but for
    the names in `own`, the learner's own data, which the judge makes itself.
    """
    found = _candidates(notebook.cells, exercise)
    notes = []
    if not any(cell.kind == "code" for cell in found):
        if any(_is_python(cell.source, exercise) for cell in found):
            notes.append("the answer's cell had become a text cell; its text was graded as code")
        else:
            found = []
    written = [cell for cell in found if not _is_blank(cell.source, exercise)]
    if not written:
        return Answer([], True, notes if found else ["the answer's cell is missing"])
    if len(written) > 1:
        notes.append(f"{len(written)} cells answer it; the last one counts")
    code, skipped = runnable(written[-1].source)
    if skipped:
        notes.append("notebook commands (%, !, ?) were skipped")
    others = [cell for cell in notebook.cells if cell.kind == "code" and cell not in found and cell.role in ("", "answer")]
    return Answer([*_needed(code, others, exercise, own), code], False, notes)


@lru_cache(maxsize=4096)
def runnable(source: str) -> tuple[str, bool]:
    """A cell's code without what only a notebook understands, and whether anything was left out."""
    if source.lstrip().startswith("%%"):
        first, _, rest = source.lstrip().partition("\n")
        return (runnable(rest)[0] if first.split()[0] in _RUNS_ITS_CELL else ""), True
    if _parses(source):
        return source, False
    lines = [f"{match['indent']}pass" if (match := _MAGIC.match(line)) else line for line in source.split("\n")]
    cleaned = "\n".join(lines)
    return (cleaned, True) if _parses(cleaned) else (source, False)


def _content(path: Path) -> bytes:
    try:
        # never through a link, and never waiting for a pipe
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = "it is a symbolic link, and links are not followed" if path.is_symlink() else error.strerror
        raise Unreadable(f"cannot be opened: {reason}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is not a plain file")
        if status.st_size > MOST_BYTES:
            raise Unreadable(f"the file has {status.st_size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f} MB; clear the outputs and hand in again")
        return file.read(MOST_BYTES)


def _document(content: bytes, notes: list[str]) -> dict:
    if not content.strip():
        raise Unreadable("the file is empty")
    try:
        try:
            document = json.loads(content.removeprefix(b"\xef\xbb\xbf"))
        except UnicodeDecodeError:
            document = json.loads(content.decode("latin-1"))
            notes.append("the file was not in UTF-8")
    except RecursionError:
        raise Unreadable("not a notebook: nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"not a notebook, or cut off: {error}"[:200]) from None
    if not isinstance(document, dict):
        raise Unreadable(f"not a notebook: the file holds a {type(document).__name__}, not a notebook's fields")
    return document


def _raw_cells(document: dict, notes: list[str]) -> list:
    """The cells of a notebook of format 4, or of the old format 3 with its worksheets."""
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        notes.append("a notebook of format 3")
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]
    raise Unreadable("not a notebook: it has no cells")


def _cell(raw) -> Cell | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("cell_type"), str):
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = raw.get("metadata")
    tag = metadata.get("exercise") if isinstance(metadata, dict) else None
    tag = tag if isinstance(tag, dict) else {}
    return Cell(raw["cell_type"], source.replace("\r\n", "\n"), str(tag.get("id", "")), str(tag.get("role", "")))


def _student(cells: list[Cell]) -> str:
    """The id that the learner has put into the notebook."""
    found = [match[2] for cell in cells if (match := _IDENTITY.search(cell.source))]
    return found[-1].replace('\\"', '"').strip() if found else ""


def _candidates(cells: list[Cell], exercise: Exercise) -> list[Cell]:
    """Cells that may hold the answer, by the surest sign that there is."""
    open_cells = [cell for cell in cells if cell.role in ("", "answer")]
    marked = [cell for cell in open_cells if exercise.id in _MARKED.findall(cell.source) or cell.exercise == exercise.id]
    if marked and not all(_is_blank(cell.source, exercise) for cell in marked):
        return marked
    unmarked = [cell for cell in open_cells if cell.kind == "code" and not cell.exercise and not _MARKED.search(cell.source)]
    named = [cell for cell in unmarked if set(exercise.answers) & set(_names(cell.source))]
    return marked + [cell for cell in named if cell not in marked]


def _is_python(source: str, exercise: Exercise) -> bool:
    return bool(set(exercise.answers) & set(_names(source)))


def _is_blank(source: str, exercise: Exercise) -> bool:
    """Whether nothing has been written: no code, or the stub's code, whatever the comments and blanks."""
    code, _ = runnable(source)
    if not _parses(code):
        return not code.strip()
    tree = ast.parse(code)
    return not tree.body or ast.dump(tree) == ast.dump(ast.parse(exercise.stub))


def _needed(code: str, others: list[Cell], exercise: Exercise, own: Iterable[str]) -> list[str]:
    """The cells, in order, that define the names which the answer uses and neither it nor the exercise defines.

    Only these are run: a cell elsewhere that stops, asks or loops harms nobody.
    """
    given = {"own", *own, *defined_names(exercise.given), *_imported_names(exercise.given)}
    cells = [runnable(cell.source)[0] for cell in others]
    wanted, chosen = _used_names(code) - given - set(_names(code)), set()
    while True:
        new = {i for i, cell in enumerate(cells) if i not in chosen and wanted & set(_names(cell))}
        if not new:
            return [cells[i] for i in sorted(chosen)]
        chosen |= new
        for i in new:
            wanted |= _used_names(cells[i]) - given


@lru_cache(maxsize=4096)
def _names(source: str) -> list[str]:
    """The names that a cell defines at its top level, imports included; none if it is no Python."""
    code, _ = runnable(source)
    return defined_names(code) + sorted(_imported_names(code)) if _parses(code) else []


def _imported_names(code: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {(alias.asname or alias.name).split(".")[0] for node in nodes for alias in node.names}


def _used_names(code: str) -> set[str]:
    if not _parses(code):
        return set()
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return {name for name in used if not hasattr(builtins, name)}


def _parses(code: str) -> bool:
    try:
        ast.dump(ast.parse(code))  # dumping finds what is nested too deeply to be looked at
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
