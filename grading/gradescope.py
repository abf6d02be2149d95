"""Packs a chapter's exercises as a Gradescope autograder, and is what runs there: ``python -m grading.gradescope``.

The archive holds this package and the exercises, with solutions and hidden checks: it is for the instructor's upload only.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

from grading import grade, roster
from grading.judge import Judge
from grading.sandbox import choose
from grading.source import ROOT, ExerciseSet, load_chapters

PLACE = Path("/autograder")
_SET_UP = """#!/usr/bin/env bash
set -e
apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv bubblewrap
python3 -m venv /autograder/venv
/autograder/venv/bin/pip install --quiet numpy PyYAML{torch}
"""
_RUN = """#!/usr/bin/env bash
cd /autograder/source && /autograder/venv/bin/python -m grading.gradescope
"""
_FIXED_DATE = (2020, 1, 1, 0, 0, 0)


def pack(one: ExerciseSet, path: Path) -> Path:
    """Write the archive to upload; the same exercises give the same bytes. Returns its path."""
    torch = " torch" if any(exercise.needs_torch for exercise in one.exercises) else ""
    sources = sorted((ROOT / "grading").rglob("*.py")) + [exercise.path.resolve() for exercise in one.exercises]
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "setup.sh", _SET_UP.format(torch=torch), executable=True)
        _add(archive, "run_autograder", _RUN, executable=True)
        for source in sources:
            _add(archive, _inside(source, one), source.read_text(encoding="utf-8"))
    return path


def report(result: dict) -> dict:
    """A result in Gradescope's form. Without a grade there is no score, so that nobody gets a 0 for a broken file."""
    tests = [
        {
            "name": f"{exercise['title']}: {verdict['title']}",
            "score": verdict["points"] if verdict["state"] == "passed" else 0,
            "max_score": verdict["points"],
            "output": " ".join(filter(None, [verdict["message"], verdict["hint"]])),
            "visibility": "after_published" if verdict["hidden"] else "visible",
        }
        for exercise in result["exercises"]
        for verdict in exercise["verdicts"]
    ]
    words = "\n".join([f"Status: {result['status']}.", *result["notes"], *result["flags"]])
    if result["total"] is None:
        return {"output": words, "tests": [{"name": "Your notebook could be read", "output": words, "status": "failed"}]}
    return {"score": result["total"], "output": words, "output_format": "text", "tests": tests}


def _inside(source: Path, one: ExerciseSet) -> str:
    grader = ROOT / "grading"
    return source.relative_to(ROOT).as_posix() if source.is_relative_to(grader) else f"notebooks/{one.chapter}/exercises/{source.name}"


def _add(archive: zipfile.ZipFile, name: str, text: str, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.external_attr = (0o755 if executable else 0o644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text)


def main(place: Path = PLACE) -> int:
    """Grade the one submission that Gradescope has put there. Returns the exit status."""
    (one,) = load_chapters("")
    people = json.loads((place / "submission_metadata.json").read_text(encoding="utf-8")).get("users") or [{}]
    person, name = people[0].get("email", ""), people[0].get("name", "")
    keys = frozenset(roster.known_as(person))
    files = sorted((place / "submission").rglob("*.ipynb"))
    submission = roster.Submission(person, name, roster.Student(person, name, keys), files)
    result = grade.grade_submission(Judge(choose("auto")), one, submission)
    (place / "results").mkdir(exist_ok=True)
    (place / "results" / "results.json").write_text(json.dumps(report(result), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
