"""Reads exercises from ``notebooks/<chapter>/exercises/*.py`` and refuses those that could not grade fairly.

An exercise is one py:percent file: a YAML header, Markdown for the statement, and code cells with one role each, their tag.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
KINDS = {
    "implement": "implement",
    "derive": "derive the closed form",
    "bug": "find the bug",
    "predict": "predict, then run",
    "experiment": "design an experiment",
}
ROLES = ("given", "instance", "answer", "probe", "check", "hidden", "wrong")
BEGIN, STUB, END = "### BEGIN SOLUTION", "### STUB", "### END SOLUTION"

_HEADER_KEYS = {"id", "title", "kind", "lesson", "time_limit", "individual", "solution", "hints", "equivalent"}
_NEEDED_KEYS = {"id", "title", "kind", "lesson", "hints"}
_ATTRIBUTES = {"check": {"points", "hint"}, "hidden": {"points", "hint"}, "wrong": {"fails"}}
_CELL = re.compile(r"# %%(?P<markdown> \[markdown\])?(?P<options>.*)")
_OPTION = re.compile(r"\s*(\w+)=")
_ID = re.compile(r"[a-z0-9]+\.[a-z0-9_]+")


class SourceError(ValueError):
    """An exercise is wrong. The message is ``FILE:LINE: what is wrong and the remedy``."""


@dataclass(frozen=True)
class Check:
    """One check: a function of the learner's work that raises AssertionError with the likely mistake."""

    name: str
    title: str
    points: float
    hidden: bool
    hint: str
    source: str


@dataclass(frozen=True)
class Wrong:
    """A recorded wrong answer and the names of the checks that must fail on it."""

    source: str
    fails: tuple[str, ...]
    line: int


@dataclass
class Exercise:
    """One exercise, complete and checked."""

    path: Path
    id: str
    title: str
    kind: str
    lesson: str
    time_limit: float
    individual: bool
    public: bool
    hints: list[str]
    equivalent: dict[str, str]
    statement: str
    given: str = ""
    instance: str = ""
    probe: str = ""
    reference: str = ""
    stub: str = ""
    checks: list[Check] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)

    @property
    def points(self) -> float:
        """The points of all checks together."""
        return sum(check.points for check in self.checks)

    @property
    def answers(self) -> list[str]:
        """The names that a learner defines."""
        return defined_names(self.stub)

    @property
    def needs_torch(self) -> bool:
        """Whether the learner's code needs torch."""
        return "torch" in imported_modules(self.given)


@dataclass
class ExerciseSet:
    """The exercises of one chapter, in order."""

    chapter: str
    exercises: list[Exercise]

    @property
    def number(self) -> str:
        """The chapter's two digits, "06"."""
        return self.chapter[:2]

    @property
    def edition(self) -> str:
        """A digest of everything that decides a grade: the exercises and this package."""
        digest = hashlib.sha256()
        for path in [e.path for e in self.exercises] + sorted(Path(__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def load_chapters(wanted: str, root: Path = ROOT) -> list[ExerciseSet]:
    """Read the exercise sets of chapters.

    Args:
        wanted: chapter numbers or ids, separated by blanks or commas: "06 07", "06-feedforward"; empty: all that have one.
        root: the root of the book.

    A chapter of the book that has no exercises yet is left out with a note on standard error.

    Raises:
        SourceError: an unknown chapter, no exercises at all, or an exercise that is wrong.
    """
    folders = {path.parent.name: path for path in sorted((root / "notebooks").glob("*/exercises")) if any(path.glob("*.py"))}
    if not folders:
        raise SourceError(f"{root / 'notebooks'}: no chapter has a folder exercises/ with .py files in it")
    chosen: list[str] = []
    for word in re.split(r"[\s,]+", wanted.strip()) if wanted.strip() else folders:
        found = [path.name for path in sorted((root / "notebooks").iterdir()) if path.name == word or path.name.split("-")[0] == word.zfill(2)]
        if not found:
            raise SourceError(f"there is no chapter {word!r}; chapters with exercises are {', '.join(folders)}")
        for name in found:
            if name not in folders:
                print(f"chapter {name} has no exercises yet", file=sys.stderr)
            elif name not in chosen:
                chosen.append(name)
    if not chosen:
        raise SourceError(f"nothing to do; chapters with exercises are {', '.join(folders)}")
    sets = [load_set(folders[name]) for name in chosen]
    _refuse_repeated_ids([exercise for one in sets for exercise in one.exercises])
    return sets


def load_set(folder: Path) -> ExerciseSet:
    """Read the exercises of one folder, ordered by lesson and file name.

    Raises:
        SourceError: the first thing that is wrong, with its file and line.
    """
    exercises = sorted((load_file(path) for path in sorted(folder.glob("*.py"))), key=lambda e: (e.lesson, e.path.name))
    _refuse_repeated_ids(exercises)
    _refuse_shared_names(exercises)
    return ExerciseSet(folder.parent.name, exercises)


def load_file(path: Path) -> Exercise:
    """Read one exercise.

    Raises:
        SourceError: anything that would keep it from being graded fairly.
    """
    return _Reader(path).read()


def defined_names(code: str) -> list[str]:
    """The names that code defines at its top level, imports left out."""
    names = []
    for node in ast.parse(code).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    return list(dict.fromkeys(names))


def imported_modules(code: str) -> set[str]:
    """The top-level packages that code imports."""
    nodes = list(ast.walk(ast.parse(code)))
    plain = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def split_solution(code: str) -> tuple[str, str]:
    """Split an answer with markers into the reference and the stub.

    Raises:
        ValueError: markers that are missing, unpaired or out of order; a solution outside any function without a stub.
    """
    reference, stub, state, replaced, solutions = [], [], "outside", False, 0
    for line in code.splitlines():
        mark = line.strip()
        if mark == BEGIN and state == "outside":
            state, replaced, indent, solutions = "solution", False, line[: line.index("#")], solutions + 1
        elif mark == STUB and state == "solution":
            state = "stub"
        elif mark == END and state != "outside":
            if state == "solution" and not indent:
                raise ValueError(f"a solution outside a function needs a '{STUB}' part, or its blank would stop the notebook")
            if state == "solution":
                stub.append(f'{indent}raise NotImplementedError("not attempted yet")')
            state = "outside"
        elif mark in (BEGIN, STUB, END):
            raise ValueError(f"'{mark}' stands in the wrong place; the order is {BEGIN}, {STUB} (if any), {END}")
        else:
            if state != "stub":
                reference.append(line)
            if state != "solution":
                stub.append(line)
    if state != "outside" or not solutions:
        raise ValueError(f"the answer needs a '{BEGIN}' and an '{END}' around what the learner writes")
    return "\n".join(reference).strip("\n"), "\n".join(stub).strip("\n")


@dataclass
class _Cell:
    line: int
    role: str
    options: dict
    text: str


class _Reader:
    """Reads one file; every mistake is raised with its line."""

    def __init__(self, path: Path):
        self.path = path
        self.lines = path.read_text(encoding="utf-8").splitlines()

    def read(self) -> Exercise:
        header, end = self._header()
        cells = self._cells(end)
        exercise = self._from_header(header)
        exercise.statement = self._statement(cells)
        exercise.given = self._code(cells, "given")
        exercise.instance = self._code(cells, "instance")
        exercise.probe = self._code(cells, "probe")
        exercise.reference, exercise.stub = self._answer(cells)
        exercise.checks = [self._check(cell, exercise) for cell in cells if cell.role in ("check", "hidden")]
        self._refuse_checks(exercise)
        exercise.wrongs = [self._wrong(cell, exercise) for cell in cells if cell.role == "wrong"]
        if len(exercise.wrongs) < 2:
            self._fail(len(self.lines), f"{len(exercise.wrongs)} wrong answers; add cells tagged \"wrong\" until there are two")
        self._refuse_instance(exercise, cells)
        return exercise

    def _fail(self, line: int, message: str) -> None:
        path = self.path.resolve()
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        raise SourceError(f"{shown}:{line}: {message}")

    def _header(self) -> tuple[dict, int]:
        """The exercise's header, and the line after it."""
        if self.lines[:1] != ["# ---"] or "# ---" not in self.lines[1:]:
            self._fail(1, "the file must begin with a header between two lines '# ---'")
        end = self.lines.index("# ---", 1)
        text = "\n".join(line[2:] for line in self.lines[1:end])
        try:
            header = yaml.safe_load(text)["jupyter"]["exercise"]
        except (yaml.YAMLError, KeyError, TypeError) as error:
            self._fail(1, f"the header must hold 'jupyter: exercise: {{id: …, title: …}}' ({type(error).__name__})")
        if not isinstance(header, dict):
            self._fail(1, "'exercise:' must be a mapping: {id: …, title: …, kind: …, lesson: …, hints: […]}")
        return header, end + 1

    def _from_header(self, header: dict) -> Exercise:
        if set(header) - _HEADER_KEYS:
            self._fail(1, f"unknown key {sorted(set(header) - _HEADER_KEYS)[0]!r}; known are {', '.join(sorted(_HEADER_KEYS))}")
        if _NEEDED_KEYS - set(header):
            self._fail(1, f"the header lacks {', '.join(sorted(_NEEDED_KEYS - set(header)))}")
        if not _ID.fullmatch(str(header["id"])):
            self._fail(1, f"id {header['id']!r} must look like ch06.parity: lower case, digits and underscores")
        if header["kind"] not in KINDS:
            self._fail(1, f"unknown kind {header['kind']!r}; known are {', '.join(KINDS)}")
        limit = header.get("time_limit", 5)
        if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not 0 < limit <= 60:
            self._fail(1, f"time_limit must be seconds between 0 and 60, got {limit!r}")
        if header.get("solution", "private") not in ("private", "public"):
            self._fail(1, f"solution must be private or public, got {header['solution']!r}")
        if not isinstance(header["hints"], list) or len(header["hints"]) < 2:
            self._fail(1, "hints must be a list of two or more, from a nudge to nearly the answer")
        return Exercise(
            self.path, header["id"], header["title"], header["kind"], str(header["lesson"]), limit, bool(header.get("individual")),
            header.get("solution") == "public", header["hints"], header.get("equivalent") or {}, "",
        )  # fmt: skip

    def _cells(self, start: int) -> list[_Cell]:
        cells: list[_Cell] = []
        body: list[str] = []
        for number, line in enumerate(self.lines[start:], start + 1):
            match = _CELL.fullmatch(line)
            if match:
                cells.append(self._open(number, match))
                body = []
            elif cells:
                body.append(line)
                cells[-1].text = "\n".join(body).strip("\n")
            elif line.strip():
                self._fail(number, "text before the first '# %%' cell; give it a cell")
        return cells

    def _open(self, line: int, match: re.Match) -> _Cell:
        if match["markdown"]:
            return _Cell(line, "markdown", {}, "")
        options = self._options(line, match["options"])
        tags = options.pop("tags", [])
        if len(tags) != 1 or tags[0] not in ROLES:
            self._fail(line, f"unknown role {tags!r}; a code cell has exactly one tag of {', '.join(ROLES)}")
        unknown = set(options) - _ATTRIBUTES.get(tags[0], set())
        if unknown:
            self._fail(line, f"a {tags[0]} cell has no attribute {sorted(unknown)[0]!r}")
        return _Cell(line, tags[0], options, "")

    def _options(self, line: int, text: str) -> dict:
        """``tags=["check"] points=2``: names and JSON values."""
        options, position = {}, 0
        while text[position:].strip():
            match = _OPTION.match(text, position)
            try:
                options[match[1]], position = json.JSONDecoder().raw_decode(text, match.end())
            except (TypeError, ValueError):
                self._fail(line, f"cannot read {text[position:].strip()!r}; write name=value with a JSON value")
        return options

    def _statement(self, cells: list[_Cell]) -> str:
        parts = ["\n".join(re.sub(r"^# ?", "", line) for line in cell.text.splitlines()) for cell in cells if cell.role == "markdown"]
        if not parts:
            self._fail(1, "no statement; add a cell '# %% [markdown]'")
        return "\n\n".join(parts)

    def _code(self, cells: list[_Cell], role: str) -> str:
        chosen = [cell for cell in cells if cell.role == role]
        for cell in chosen:
            self._parse(cell)
        return "\n\n".join(cell.text for cell in chosen)

    def _parse(self, cell: _Cell) -> ast.Module:
        try:
            return ast.parse(cell.text)
        except SyntaxError as error:
            self._fail(cell.line + (error.lineno or 0), f"not Python: {error.msg}")

    def _answer(self, cells: list[_Cell]) -> tuple[str, str]:
        chosen = [cell for cell in cells if cell.role == "answer"]
        if len(chosen) != 1:
            self._fail(chosen[1].line if chosen else 1, f"{len(chosen)} answer cells; there must be exactly one")
        self._parse(chosen[0])
        try:
            reference, stub = split_solution(chosen[0].text)
        except ValueError as error:
            self._fail(chosen[0].line, str(error))
        if set(defined_names(stub)) - set(defined_names(reference)):
            self._fail(chosen[0].line, "the stub defines a name that the solution does not; learners would lack it")
        return reference, stub

    def _check(self, cell: _Cell, exercise: Exercise) -> Check:
        functions = self._parse(cell).body
        if len(functions) != 1 or not isinstance(functions[0], ast.FunctionDef) or not functions[0].name.startswith("check_"):
            self._fail(cell.line, "a check cell holds one function whose name begins with check_, and nothing else")
        function = functions[0]
        points = cell.options.get("points")
        if isinstance(points, bool) or not isinstance(points, (int, float)) or points <= 0:
            self._fail(cell.line, f"{function.name} has no points; write points=2 in the cell's first line")
        allowed = ["sub", "rng"] + ["ref"] * (cell.role == "hidden") + ["own"] * exercise.individual
        for argument in function.args.args:
            if argument.arg not in allowed:
                why = "; only a hidden check sees the reference" if argument.arg == "ref" else ""
                self._fail(cell.line, f"{function.name} asks for {argument.arg!r}, which is none of {', '.join(allowed)}{why}")
        title = ast.get_docstring(function)
        if not title:
            self._fail(cell.line, f"{function.name} needs a docstring that says what it checks")
        for node in ast.walk(function):
            if isinstance(node, ast.Assert) and node.msg is None:
                self._fail(cell.line + node.lineno, f"{function.name}: an assert without a message; name the likely mistake")
        return Check(function.name, " ".join(title.split()), points, cell.role == "hidden", cell.options.get("hint", ""), cell.text)

    def _refuse_checks(self, exercise: Exercise) -> None:
        names = [check.name for check in exercise.checks]
        repeated = {name for name in names if names.count(name) > 1}
        if repeated:
            self._fail(len(self.lines), f"two checks are named {sorted(repeated)[0]}")
        if not 3 <= len(names) <= 6:
            self._fail(len(self.lines), f"{len(names)} checks; three to six give partial credit")
        if not any(not check.hidden for check in exercise.checks):
            self._fail(len(self.lines), "no visible check; learners would get no answer before they hand in")

    def _wrong(self, cell: _Cell, exercise: Exercise) -> Wrong:
        self._parse(cell)
        fails = cell.options.get("fails")
        if not isinstance(fails, list) or not fails:
            self._fail(cell.line, 'a wrong answer must name the checks it fails: fails=["check_…"]')
        for name in fails:
            if name not in [check.name for check in exercise.checks]:
                self._fail(cell.line, f"fails names {name!r}; the checks are {', '.join(c.name for c in exercise.checks)}")
        return Wrong(cell.text, tuple(fails), cell.line)

    def _refuse_instance(self, exercise: Exercise, cells: list[_Cell]) -> None:
        if exercise.individual != bool(exercise.instance):
            remedy = "add a cell tagged \"instance\"" if exercise.individual else "set individual: true"
            self._fail(1, f"individual data need both the header's individual: true and an instance cell; {remedy}")
        if exercise.instance and defined_names(exercise.instance) != ["instance"]:
            line = next(cell.line for cell in cells if cell.role == "instance")
            self._fail(line, "an instance cell defines one function, instance(rng), that returns a dict of names and values")


def _refuse_repeated_ids(exercises: list[Exercise]) -> None:
    seen: dict[str, Path] = {}
    for exercise in exercises:
        if exercise.id in seen:
            raise SourceError(f"{exercise.path}:1: id {exercise.id!r} is taken by {seen[exercise.id].name}; choose another")
        seen[exercise.id] = exercise.path


def _refuse_shared_names(exercises: list[Exercise]) -> None:
    """Two exercises of a notebook that define one name would overwrite each other's work."""
    owner: dict[str, Exercise] = {}
    for exercise in exercises:
        for name in defined_names(exercise.given) + exercise.answers:
            other = owner.setdefault(name, exercise)
            if other is not exercise:
                raise SourceError(f"{exercise.path}:1: {name!r} is also defined by {other.path.name}; rename one of them")
