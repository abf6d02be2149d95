"""Grades one learner's notebook. Checks, reference and points stay in this process; the learner's code runs in a `Sandbox`."""

from __future__ import annotations

import inspect
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from grading import reader
from grading.runner import AnswerError, Work, own_data, run_check
from grading.sandbox import Ended, RemoteWork, Sandbox, Session, TimeLimit
from grading.source import Check, Exercise, ExerciseSet

TIMEOUTS_BEFORE_GIVING_UP = 2
LONGEST_MESSAGE = 400


@dataclass
class Verdict:
    """What one check found. `state` is "passed", "failed" or "blank"."""

    name: str
    title: str
    points: float
    state: str
    message: str
    hint: str
    hidden: bool


@dataclass
class Grade:
    """What one exercise earned. `flags` are what the code tried and was refused; `notes` explain what was unusual."""

    exercise: str
    title: str
    out_of: float
    blank: bool
    verdicts: list[Verdict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(verdict.points for verdict in self.verdicts if verdict.state == "passed")

    def as_data(self) -> dict:
        """The grade as plain data, for a results file."""
        return {**asdict(self), "points": self.points}


class Judge:
    """Grades exercises of a set. Compiles each exercise's checks and reference once.

    Args:
        kind: the kind of sandbox, "bwrap" or "none".
        scratch: a folder for the sandboxes' working folders; none: the system's.
    """

    def __init__(self, kind: str, scratch: Path | None = None):
        self.kind, self.scratch = kind, scratch
        self._compiled: dict[str, dict] = {}
        self._references: dict[str, Work] = {}

    def grade_notebook(self, notebook: reader.Notebook, one: ExerciseSet, student: str) -> list[Grade]:
        """Grade every exercise of a set in one learner's notebook.

        Raises:
            SandboxError: the sandbox does not work.
        """
        answers = {exercise.id: reader.find_answer(notebook, exercise, self.own(exercise, student)) for exercise in one.exercises}
        with Desk(self.kind, self.scratch) as desk:
            return [self.grade(exercise, answers[exercise.id], student, desk) for exercise in one.exercises]

    def grade(self, exercise: Exercise, answer: reader.Answer, student: str, desk: "Desk") -> Grade:
        """Grade one exercise.

        Args:
            answer: what to run, from `reader.find_answer`.
            student: the id that decides the learner's own data.
            desk: the sandboxes of this submission.
        """
        grade = Grade(exercise.id, exercise.title, exercise.points, answer.blank, notes=list(answer.notes))
        if answer.blank:
            return grade
        trial = Trial(exercise, answer.cells, self.own(exercise, student), desk)
        try:
            for check in exercise.checks:
                grade.verdicts.append(self._verdict(exercise, check, trial, student))
        finally:
            trial.close()
        grade.flags = trial.flags
        grade.notes += trial.notes
        grade.blank = all(verdict.state == "blank" for verdict in grade.verdicts)
        return grade

    def _verdict(self, exercise: Exercise, check: Check, trial: "Trial", student: str) -> Verdict:
        function, own = self._names(exercise)["checks"][check.name], self.own(exercise, student)
        try:
            offered = {"sub": trial.work(), "own": own}
            if "ref" in inspect.signature(function).parameters:
                offered["ref"] = self._reference(exercise, own)
            state, message = run_check(function, offered, exercise.id, student)
        except AnswerError as error:
            state, message = "failed", str(error)
        return Verdict(check.name, check.title, check.points, state, _tidy(message), check.hint if state == "failed" else "", check.hidden)

    def own(self, exercise: Exercise, student: str) -> dict:
        """The learner's own data, made anew, so that nothing can have changed it."""
        return own_data(self._names(exercise)["instance"], exercise.id, student) if exercise.individual else {}

    def _names(self, exercise: Exercise) -> dict:
        """The functions of an exercise in this process: its checks and its instance."""
        if exercise.id not in self._compiled:
            scope: dict = {"__name__": "checks", "np": np}
            for code in (exercise.given, exercise.instance, *(check.source for check in exercise.checks)):
                exec(compile(code, exercise.path.name, "exec"), scope)
            checks = {check.name: scope[check.name] for check in exercise.checks}
            self._compiled[exercise.id] = {"checks": checks, "instance": scope.get("instance")}
        return self._compiled[exercise.id]

    def _reference(self, exercise: Exercise, own: dict) -> Work:
        """The reference's names, anew for those exercises in which everybody has other data."""
        if exercise.individual or exercise.id not in self._references:
            names: dict = {"__name__": "reference", **own}
            for code in (exercise.given, exercise.reference, exercise.probe):
                exec(compile(code, exercise.path.name, "exec"), names)
            self._references[exercise.id] = Work(names)
        return self._references[exercise.id]


class Desk:
    """The sandboxes of one submission: one with NumPy, and one with torch too if an exercise needs it. A context manager."""

    def __init__(self, kind: str, scratch: Path | None = None):
        self.kind, self.scratch = kind, scratch
        self._open: dict[bool, Sandbox] = {}
        self._exits = ExitStack()

    def session(self, torch: bool, seconds: float) -> Session:
        """A process for one exercise."""
        if torch not in self._open:
            self._open[torch] = self._exits.enter_context(Sandbox(self.kind, torch, self.scratch))
        return self._open[torch].session(seconds)

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *details) -> None:
        self._exits.close()


class Trial:
    """A learner's answer to one exercise, run anew whenever its process has ended."""

    def __init__(self, exercise: Exercise, cells: list[str], own: dict, desk: Desk):
        self.exercise, self.cells, self.own, self.desk = exercise, cells, own, desk
        self.flags: list[str] = []
        self.notes: list[str] = []
        self._session: Session | None = None
        self._timeouts = 0
        self._fatal: AnswerError | None = None

    def work(self) -> RemoteWork:
        """The learner's work, ready to be asked, with the full time of a check.

        Raises:
            AnswerError: the answer cannot be run at all.
        """
        if self._fatal:
            raise self._fatal
        if self._session and not self._session.alive:
            self._timeouts += self._session.timed_out
            if self._timeouts >= TIMEOUTS_BEFORE_GIVING_UP:
                self._fatal = TimeLimit(f"not tried, because {self._timeouts} checks before took longer than {self.exercise.time_limit:g} s")
                raise self._fatal
            self.close()
        if not self._session:
            self._start()
        self._session.restart_clock()
        return RemoteWork(self._session)

    def close(self) -> None:
        """End the process, and keep what it was refused."""
        if self._session:
            self._session.end()
            self.flags += [flag for flag in self._session.flags if flag not in self.flags]
            self._session = None

    def _start(self) -> None:
        self._session = self.desk.session(self.exercise.needs_torch, self.exercise.time_limit)
        try:
            answer = self._session.ask(do="run", own={"own": self.own, **self.own}, given=self.exercise.given, cells=self.cells, probe=self.exercise.probe)
        except (TimeLimit, Ended) as error:
            self._fatal = type(error)(f"running the cell of the answer: {error}")
            raise self._fatal from None
        errors = answer.get("errors")
        for error in errors if isinstance(errors, list) else []:
            note = f"running the cell of the answer: {_tidy(str(error))}"
            if note not in self.notes:
                self.notes.append(note)


def _tidy(message: str) -> str:
    """A message as one short line without control characters; a learner may have written any part of it."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in message).split())
    return line if len(line) <= LONGEST_MESSAGE else line[:LONGEST_MESSAGE] + "…"


