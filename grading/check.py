"""Proves that exercises grade fairly: ``python -m grading.check`` (``make check-exercises``).

For every exercise: the reference earns full marks for two learners, the blank and the deleted answer earn nothing, each recorded wrong
answer fails the checks it names, and the reference with one operator or number changed fails at least one check.
"""

from __future__ import annotations

import argparse
import sys
import time

from grading.judge import Desk, Grade, Judge
from grading.mutants import mutants
from grading.reader import MARKER, Answer, Cell, Notebook, find_answer
from grading.sandbox import SandboxError, choose
from grading.source import Exercise, SourceError, load_chapters

LEARNERS = ("first learner", "second learner")


class Proof:
    """The proof of one exercise. `problems` says what does not hold."""

    def __init__(self, exercise: Exercise, judge: Judge, desk: Desk):
        self.exercise, self.judge, self.desk = exercise, judge, desk
        self.problems: list[str] = []
        self.mutants = 0

    def run(self) -> list[str]:
        """Make the whole proof; return the problems, each with the exercise's file."""
        self.reference()
        self.blanks()
        for wrong in self.exercise.wrongs:
            self.wrong(wrong)
        self.mutations()
        return [f"{self.exercise.path.name}: {problem}" for problem in self.problems]

    def reference(self) -> None:
        """The reference earns full marks, whoever hands it in."""
        for learner in LEARNERS:
            for problem in reference_problems(self.exercise, self.judge, learner, self.desk):
                self.problems.append(f"the reference, handed in by the {learner}, {problem}")

    def blanks(self) -> None:
        """The blank, and an answer that defines nothing, earn nothing."""
        blank = Cell("code", f"{MARKER}{self.exercise.id}\n{self.exercise.stub}", self.exercise.id, "answer")
        for name, cells in (("the blank", [blank]), ("a deleted answer", [])):
            answer = find_answer(Notebook(cells, ""), self.exercise)
            if self.judge.grade(self.exercise, answer, LEARNERS[0], self.desk).points:
                self.problems.append(f"{name} earns points")

    def wrong(self, wrong) -> None:
        """A recorded wrong answer fails what it names, with a message."""
        verdicts = {verdict.name: verdict for verdict in self._grade(wrong.source).verdicts}
        for name in wrong.fails:
            if verdicts[name].state != "failed":
                self.problems.append(f"the wrong answer on line {wrong.line} passes {name}, which should catch it")
            elif not verdicts[name].message:
                self.problems.append(f"{name} fails the wrong answer on line {wrong.line} without a message")

    def mutations(self) -> None:
        """Every small change of the reference is caught, but those that the header declares equivalent, with a reason."""
        survivors = []
        learners = LEARNERS if self.exercise.individual else LEARNERS[:1]
        for mutant in mutants(self.exercise.reference):
            self.mutants += 1
            if all(self._grade(mutant.source, learner).points == self.exercise.points for learner in learners):
                survivors.append(mutant.change)
        declared = self.exercise.equivalent
        self.problems += [f"no check notices {change!r}; add a case that does" for change in survivors if change not in declared]
        self.problems += [f"the header calls {change!r} equivalent, but it is caught or gone" for change in declared if change not in survivors]

    def _grade(self, code: str, learner: str = LEARNERS[0]) -> Grade:
        return self.judge.grade(self.exercise, Answer([code], False), learner, self.desk)


def reference_problems(exercise: Exercise, judge: Judge, student: str, desk: Desk) -> list[str]:
    """What keeps the reference from full marks for one learner; an empty list if nothing does."""
    grade = judge.grade(exercise, Answer([exercise.reference], False), student, desk)
    failed = [f"fails {verdict.name}: {verdict.message}" for verdict in grade.verdicts if verdict.state != "passed"]
    return failed + [f"is refused {flag}" for flag in grade.flags]


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="chapter numbers; none: all")
    parser.add_argument("--sandbox", default="auto", help="auto, bwrap or none")
    options = parser.parse_args()
    try:
        judge = Judge(choose(options.sandbox))
        problems = []
        for exercise in [exercise for one in load_chapters(" ".join(options.chapters)) for exercise in one.exercises]:
            start = time.perf_counter()
            with Desk(judge.kind) as desk:
                proof = Proof(exercise, judge, desk)
                found = proof.run()
            print(f"{exercise.id:32} {len(exercise.checks)} checks  {len(exercise.wrongs)} wrong answers  {proof.mutants:3} mutants  "
                  f"{time.perf_counter() - start:5.1f} s  {'FAILED' if found else 'proved'}", flush=True)  # fmt: skip
            problems += found
    except (SourceError, SandboxError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
