"""Grades a folder of submissions: ``python -m grading.grade`` (``make grade``).

Writes ``results/<student>.json`` and ``feedback/<student>.md`` and ``.html`` after each student, and ``grades.csv`` at the end. With
``--resume`` it goes on where an interrupted run stopped. First of all the reference is graded in the chosen sandbox; if it does not get
full marks, nobody is graded.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import multiprocessing
import os
import shutil
import signal
import sys
import time
import traceback
from multiprocessing.connection import wait
from pathlib import Path

from grading import feedback, reader, roster
from grading.check import reference_problems
from grading.judge import Desk, Judge
from grading.remote import guard
from grading.runner import plain_id
from grading.sandbox import WARNING, SandboxError, choose
from grading.source import ExerciseSet, SourceError, load_chapters, load_set

GRADED, BLANK, UNREADABLE, MISSING, ERROR = "graded", "not attempted", "unreadable", "missing", "grader error"
SCRATCH = ".scratch"
PREFLIGHT = "preflight"


class GradeError(RuntimeError):
    """The run cannot begin or go on; the message says what to do."""


def preflight(one: ExerciseSet, kind: str) -> list[str]:
    """What keeps the reference from full marks in this sandbox; an empty list if nothing does."""
    judge = Judge(kind)
    with Desk(kind) as desk:
        return [
            f"{exercise.id}: the reference {problem}"
            for exercise in one.exercises
            for problem in reference_problems(exercise, judge, PREFLIGHT, desk)
        ]


def grade_submission(judge: Judge, one: ExerciseSet, submission: roster.Submission) -> dict:
    """Grade one learner's submission. Whatever is wrong with it, there is a result.

    Returns:
        The result as plain data: student, name, status, total (None where there is no grade), out_of, notes, flags, exercises.
    """
    result = _empty(one, submission)
    try:
        notebook, notes = _choose_notebook(submission, one)
    except reader.Unreadable as error:
        return {**result, "status": MISSING if not submission.files and not submission.others else UNREADABLE, "notes": [str(error)]}
    student, problems = _identity(notebook, submission, one)
    grades = judge.grade_notebook(notebook, one, student)
    flags = [f"{grade.exercise}: {flag}" for grade in grades for flag in grade.flags]
    notes += notebook.notes
    return {
        **result,
        "status": BLANK if all(grade.blank for grade in grades) else GRADED,
        "total": sum(grade.points for grade in grades),
        "notes": notes + problems,
        "flags": problems + flags,
        "own": student,
        "exercises": [grade.as_data() for grade in grades],
    }


def _empty(one: ExerciseSet, submission: roster.Submission) -> dict:
    return {
        "student": submission.id, "name": submission.name, "chapter": one.number, "status": ERROR, "total": None,
        "out_of": sum(exercise.points for exercise in one.exercises), "notes": [], "flags": [], "own": "", "exercises": [],
    }  # fmt: skip


def _choose_notebook(submission: roster.Submission, one: ExerciseSet) -> tuple[reader.Notebook, list[str]]:
    """The newest readable notebook of a submission, and notes.

    Raises:
        reader.Unreadable: there is none; the message says why.
    """
    if not submission.files:
        names = ", ".join(path.name for path in submission.others[:3])
        raise reader.Unreadable(f"no notebook (.ipynb) among {names}" if names else "nothing was handed in")
    problems, readable = [], []
    for path in sorted(submission.files, key=lambda path: (path.lstat().st_mtime_ns, path.name), reverse=True):
        try:
            readable.append((path, reader.read(path)))
        except reader.Unreadable as error:
            problems.append(f"{path.name}: {error}")
    fitting = [pair for pair in readable if reader.resembles(pair[1], one)] or readable
    if not fitting:
        raise reader.Unreadable("; ".join(problems))
    path, notebook = fitting[0]
    notes = [f"{len(submission.files)} notebooks were handed in; {path.name} was graded, the newest that could be read"] if len(submission.files) > 1 else []
    return notebook, notes + problems


def _identity(notebook: reader.Notebook, submission: roster.Submission, one: ExerciseSet) -> tuple[str, list[str]]:
    """The id that the learner's own numbers follow from, and what is wrong with the one in the notebook."""
    if not any(exercise.individual for exercise in one.exercises):
        return submission.id, []
    if submission.student is None:
        return notebook.student or submission.id, []
    if not notebook.student:
        return submission.id, [f"the notebook holds no STUDENT_ID; the numbers of {submission.id} were expected"]
    if plain_id(notebook.student) not in submission.student.keys:
        return submission.id, [f"the notebook holds the id {notebook.student!r}, the submission is from {submission.id}; the numbers of {submission.id} were expected"]
    # they may have written their login where the roster has their address; it is theirs all the same
    return notebook.student, []


class Run:
    """One run over one chapter's submissions.

    Args:
        one: the exercises. kind: of sandbox. out: the folder for everything that is written. jobs: how many processes.
    """

    def __init__(self, one: ExerciseSet, kind: str, out: Path, jobs: int):
        self.one, self.kind, self.out, self.jobs = one, kind, out, jobs
        self.edition = one.edition

    def grade(self, submissions: list[roster.Submission], resume: bool) -> list[dict]:
        """Grade all submissions and write everything; return the results in the order of the submissions."""
        self._prepare(resume)
        waiting = [submission for submission in submissions if not (resume and self._has_result(submission))]
        if len(waiting) < len(submissions):
            print(f"{len(submissions) - len(waiting)} of {len(submissions)} were graded before", flush=True)
        start = time.perf_counter()
        try:
            for done, (submission, result) in enumerate(self._results(waiting), 1):
                self._keep(submission, result)
                print(f"[{done}/{len(waiting)}] {submission.id}: {result['status']}", flush=True)
        finally:
            shutil.rmtree(self.out / SCRATCH, ignore_errors=True)
        if waiting:
            print(f"{(time.perf_counter() - start) / len(waiting):.2f} s a submission")
        results = [json.loads(self._path(submission).read_text(encoding="utf-8")) for submission in submissions]
        _write(self.out / "grades.csv", table(results, self.one))
        return results

    def _prepare(self, resume: bool) -> None:
        if (self.out / "results").exists() and not resume:
            raise GradeError(f"{self.out} holds results already; RESUME=1 goes on with them, OUT=… starts elsewhere")
        (self.out / "results").mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.out / SCRATCH, ignore_errors=True)
        (self.out / SCRATCH).mkdir()

    def _results(self, waiting: list[roster.Submission]):
        """Grade with several processes; yield each submission with its result as it comes. A process that dies is replaced."""
        queue = list(enumerate(waiting))[::-1]
        crew = [_Worker(self) for _ in range(min(self.jobs, len(waiting)))]
        longest = 120 + sum(4 * exercise.time_limit + 10 for exercise in self.one.exercises)
        try:
            while queue or any(worker.busy for worker in crew):
                for worker in crew:
                    if queue and not worker.busy:
                        worker.begin(queue.pop()[1])
                wait([worker.pipe for worker in crew if worker.busy], timeout=1)
                for worker in crew:
                    if worker.busy and (outcome := worker.poll(longest)):
                        yield outcome
        finally:
            for worker in crew:
                worker.kill()

    def _keep(self, submission: roster.Submission, result: dict) -> None:
        kept = {**result, "fingerprint": self._fingerprint(submission)}
        feedback.write(kept, self.out / "feedback")
        # last, and at once: a result that is there is complete, and so is its feedback
        _write(self._path(submission), json.dumps(kept, ensure_ascii=False, indent=1) + "\n")

    def _has_result(self, submission: roster.Submission) -> bool:
        try:
            result = json.loads(self._path(submission).read_text(encoding="utf-8"))
            return result["fingerprint"] == self._fingerprint(submission) and result["status"] != ERROR
        except (OSError, ValueError, KeyError):
            return False

    def _fingerprint(self, submission: roster.Submission) -> str:
        """What a result depends on: the exercises, the grader, who it is, and which files."""
        files = [(path.name, status.st_size, status.st_mtime_ns) for path in submission.files if (status := path.lstat())]
        words = [self.edition, submission.id, submission.name, submission.student is None, files, [path.name for path in submission.others]]
        return hashlib.sha256(repr(words).encode()).hexdigest()[:16]

    def _path(self, submission: roster.Submission) -> Path:
        return self.out / "results" / f"{feedback.file_name(submission.id)}.json"


class _Worker:
    """A process that grades one submission at a time."""

    def __init__(self, run: Run):
        self.run = run
        self.submission: roster.Submission | None = None
        self._start()

    @property
    def busy(self) -> bool:
        return self.submission is not None

    def begin(self, submission: roster.Submission) -> None:
        """Hand it a submission."""
        self.submission, self.since = submission, time.monotonic()
        try:
            self.pipe.send(submission)
        except OSError:
            self._restart()
            self.pipe.send(submission)

    def poll(self, longest: float) -> tuple[roster.Submission, dict] | None:
        """The submission and its result, if it is done, has died, or takes too long."""
        problem = ""
        try:
            if self.pipe.poll():
                return self._done(self.pipe.recv())
            if not self.process.is_alive():
                problem = f"the grading process died ({self.process.exitcode})"
        except (EOFError, OSError):
            self.process.join(5)
            problem = f"the grading process died ({self.process.exitcode})"
        if not problem and time.monotonic() - self.since > longest:
            problem = f"the grading took longer than {longest:.0f} s"
        if not problem:
            return None
        result = {**_empty(self.run.one, self.submission), "notes": [problem]}
        self._restart()
        return self._done(result)

    def kill(self) -> None:
        """End the process, and with it whatever it has started."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _done(self, result: dict) -> tuple[roster.Submission, dict]:
        submission, self.submission = self.submission, None
        return submission, result

    def _restart(self) -> None:
        self.kill()
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        arguments = (theirs, str(self.run.one.exercises[0].path.parent), self.run.kind, str(self.run.out / SCRATCH))
        self.process = context.Process(target=_work, args=arguments, daemon=True)
        self.process.start()
        theirs.close()


def _work(pipe, folder: str, kind: str, scratch: str) -> None:
    """What a worker does until its parent hangs up."""
    guard.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    judge, one = Judge(kind, Path(scratch)), load_set(Path(folder))
    while True:
        try:
            submission = pipe.recv()
        except EOFError:
            return
        try:
            result = grade_submission(judge, one, submission)
        except Exception as error:  # one learner's trouble is nobody else's
            trace = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(trace.filename).name}:{trace.lineno}"
            result = {**_empty(one, submission), "notes": [f"{type(error).__name__} in {where}: {error}"]}
        pipe.send(result)


def table(results: list[dict], one: ExerciseSet) -> str:
    """The text of ``grades.csv``: a row a learner. Where there is no grade the points are blank, never 0."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\n")
    names = [exercise.id for exercise in one.exercises]
    writer.writerow(["student", "name", *names, "total", "out_of", "status", "message", "flags"])
    shared = _shared_ids(results)
    for result in results:
        points = {grade["exercise"]: grade["points"] for grade in result["exercises"]}
        has_grade = result["status"] in (GRADED, BLANK)
        numbers = [points[name] for name in names] + [result["total"]] if has_grade else [""] * (len(names) + 1)
        flags = result["flags"] + shared.get(result["student"], [])
        message = "; ".join(result["notes"])[:500]
        cells = [result["student"], result["name"], *numbers, result["out_of"], result["status"], message, "; ".join(flags)[:500]]
        writer.writerow([feedback.cell(value) for value in cells])
    return output.getvalue()


def _shared_ids(results: list[dict]) -> dict[str, list[str]]:
    """Flags for learners whose notebooks hold one id. With a roster everybody has their own."""
    owners: dict[str, list[str]] = {}
    for result in results:
        if result["own"]:
            owners.setdefault(plain_id(result["own"]), []).append(result["student"])
    return {
        student: [f"the notebooks of {', '.join(students)} hold the same STUDENT_ID"]
        for students in owners.values()
        if len(students) > 1
        for student in students
    }


def _write(path: Path, text: str) -> None:
    """Write a file so that it is either complete or not there."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _stop(number, _frame) -> None:
    raise SystemExit(128 + number)


def run(options: argparse.Namespace) -> int:
    """Grade as the command line says. Returns the exit status."""
    kind = choose(options.sandbox)
    if kind == "none":
        print(WARNING, file=sys.stderr)
    sets = load_chapters(options.chapters)
    people = roster.read(options.roster) if options.roster else None
    submissions = roster.collect(options.submissions, people)
    for one in sets:
        problems = preflight(one, kind)
        if problems:
            raise GradeError("the reference does not get full marks in this sandbox, so nobody is graded:\n  " + "\n  ".join(problems))
    for one in sets:
        out = options.out / one.chapter if len(sets) > 1 else options.out
        results = Run(one, kind, out, options.jobs).grade(submissions, options.resume)
        counts = {status: sum(result["status"] == status for result in results) for status in (GRADED, BLANK, UNREADABLE, MISSING, ERROR)}
        print(f"{out / 'grades.csv'}: " + ", ".join(f"{count} {status}" for status, count in counts.items() if count))
        flagged = [result["student"] for result in results if result["flags"]]
        if flagged:
            print(f"look at the flags of: {', '.join(flagged)}")
    return 0


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("submissions", type=Path, help="a folder with a notebook or a folder for each learner")
    parser.add_argument("--chapters", required=True, help='chapter numbers, "06" or "06 07"')
    parser.add_argument("--out", type=Path, default=Path("graded"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sandbox", default="auto", help="auto, bwrap or none")
    parser.add_argument("--resume", action="store_true", help="go on where an interrupted run stopped")
    parser.add_argument("--roster", type=Path, help="a CSV file of the course")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    try:
        return run(options)
    except (SourceError, SandboxError, GradeError, roster.RosterError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, SystemExit) as stop:
        print(f"\nstopped; what is graded is kept in {options.out}, and RESUME=1 goes on", file=sys.stderr)
        return stop.code if isinstance(stop, SystemExit) and isinstance(stop.code, int) else 130


if __name__ == "__main__":
    sys.exit(main())
