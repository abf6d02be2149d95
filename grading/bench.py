"""Measures what grading costs: seconds a submission, with and without an exercise that needs torch."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from grading import notebook
from grading.reader import MARKER
from grading.source import ROOT, ExerciseSet, load_chapters
from tools import registry

CHAPTER = "06"
SUBMISSIONS = 20
_SECONDS = re.compile(r"([\d.]+) s a submission")


def rows() -> list[dict]:
    """The measurements, as `book/bench.json` holds them: what, value, unit, aim.

    Raises:
        RuntimeError: the grader failed; the message is its output.
    """
    (one,) = load_chapters(CHAPTER)
    return [
        {"what": "grade a submission, NumPy, 2 jobs", "value": seconds(one, torch=False), "unit": "s", "aim": 0.3},
        {"what": "grade a submission with a PyTorch exercise, 2 jobs", "value": seconds(one, torch=True), "unit": "s", "aim": 4},
    ]


def seconds(one: ExerciseSet, torch: bool) -> float:
    """Seconds a submission, for a class that has solved everything, or all but the exercises that need torch."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "submissions"
        folder.mkdir()
        for number in range(SUBMISSIONS):
            (folder / f"learner{number}.ipynb").write_text(json.dumps(_solved(one, f"learner{number}", torch)), encoding="utf-8")
        command = [sys.executable, "-m", "grading.grade", str(folder), "--chapters", one.number, "--out", str(Path(place) / "graded")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    match = _SECONDS.search(done.stdout)
    if done.returncode or not match:
        raise RuntimeError(f"the grader failed:\n{done.stdout}{done.stderr}")
    return float(match[1])


def _solved(one: ExerciseSet, student: str, torch: bool) -> nbformat.NotebookNode:
    made = notebook.make(one, registry.load(), student)
    references = {exercise.id: exercise.reference for exercise in one.exercises if torch or not exercise.needs_torch}
    for cell in made.cells:
        role = cell.metadata.get("exercise", {})
        if role.get("role") == "answer" and role["id"] in references:
            cell.source = f"{MARKER}{role['id']}\n{references[role['id']]}"
    return made
