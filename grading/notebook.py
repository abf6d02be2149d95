"""Makes the notebook that learners open: ``notebooks/<chapter>/exercises.ipynb``.

``python -m grading.notebook`` (``make exercises``) makes it for every chapter that has exercises, executes it and writes it if it changed;
``--check`` writes nothing and fails when one is stale.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from pathlib import Path

import nbformat

from grading.judge import Judge
from grading.reader import MARKER
from grading.runner import own_data, plain_id, seed_of
from grading.source import KINDS, ROOT, Exercise, ExerciseSet, SourceError, load_chapters
from tools import macros, notebooks, registry

RUNNER = Path(__file__).parent / "runner.py"
TITLE = '#@title Check my answer { display-mode: "form" }'
# a reader who is in nobody's course gets these numbers
NOBODY = "reader"
STUDENT = f'globals().get("STUDENT_ID") or "{NOBODY}"'


def make(one: ExerciseSet, book: registry.Registry, student: str = "", links: bool = True) -> nbformat.NotebookNode:
    """Make the learners' notebook of a chapter, not executed. It holds no solution but public ones, no hidden check, no wrong answer.

    Args:
        one: the exercises.
        book: the registry, for titles and links.
        student: the learner's id, filled in; empty: they fill it in themselves.
        links: link to the lessons, which lie beside the notebook in the book and nowhere else.
    """
    chapter = next((chapter for chapter in book.chapters if chapter.id == one.chapter), None)
    title = f"{chapter.number} Exercises: {chapter.title}" if chapter else f"Exercises {one.number}"
    cells = [_text("title", f"# {title}"), _text("how-it-works", _introduction(one))]
    if any(exercise.individual for exercise in one.exercises):
        cells.append(_code("your-id", identity(student), {"exercise": {"role": "setup"}}))
    lesson = None
    for number, exercise in enumerate(one.exercises, 1):
        if exercise.lesson != lesson:
            lesson = exercise.lesson
            cells.append(_text(f"lesson-{lesson}", _lesson_heading(one.chapter, lesson, book, links)))
        cells += _exercise_cells(exercise, number)
    return nbformat.v4.new_notebook(cells=cells, metadata={**notebooks.METADATA, "exercises": {"chapter": one.chapter}})


def path_of(one: ExerciseSet, root: Path = ROOT) -> Path:
    """Where a chapter's notebook lies."""
    return root / "notebooks" / one.chapter / "exercises.ipynb"


def is_stale(one: ExerciseSet, book: registry.Registry, root: Path = ROOT) -> bool:
    """Whether a chapter's notebook is missing, was not executed, or was made from other sources."""
    path = path_of(one, root)
    if not path.exists():
        return True
    stored = nbformat.read(path, as_version=4)
    executed = all(cell.execution_count for cell in stored.cells if cell.cell_type == "code")
    return not executed or notebooks.sources(stored) != notebooks.sources(make(one, book))


def check_cell(exercise: Exercise) -> str:
    """The code of the folded cell that checks an answer: runner, data, probe and visible checks, nothing to install."""
    shown = [check for check in exercise.checks if not check.hidden]
    hidden = [check for check in exercise.checks if check.hidden]
    later = f"{_count(len(hidden), 'more check')} ({_count(sum(check.points for check in hidden), 'point')}) when it is graded."
    pairs = ", ".join(f"({check.name}, {check.points:g})" for check in shown)
    more = ", instance" if exercise.individual else ""
    call = f'check_my_answer("{exercise.id}", globals(), {STUDENT}, [{pairs}], "{later if hidden else ""}"{more})'
    parts = [f"{TITLE}\n{runner()}", exercise.instance, exercise.probe, *(check.source for check in shown), call]
    return "\n\n\n".join(part.strip("\n") for part in parts if part)


def runner() -> str:
    """The runner's code, without the words that are for its maintainers."""
    return RUNNER.read_text(encoding="utf-8").split('"""\n', 1)[1].strip("\n")


def _introduction(one: ExerciseSet) -> str:
    own = sum(exercise.individual for exercise in one.exercises)
    lines = [
        f"{_count(len(one.exercises), 'exercise')}, {_count(sum(exercise.points for exercise in one.exercises), 'point')}. For each of them:",
        "",
        "1. Read the task, and write your answer into the cell that says `# answer to …`. Run that cell.",
        "2. Run the folded cell *Check my answer* below it. It tells you what holds and what does not, and what the likely mistake is. "
        "Run it as often as you like.",
        "3. Stuck? Open a hint. Each hint holds the next, stronger one.",
        "",
        "Some checks are made only when your notebook is graded: edge cases, and random comparisons with a reference. "
        "You may add cells. Nothing needs to be installed but NumPy"
        + (", and PyTorch where an exercise imports it." if any(exercise.needs_torch for exercise in one.exercises) else "."),
    ]
    if own:
        lines += ["", f"In {_count(own, 'exercise')} the numbers are your own: they follow from your id, which you write into the next cell."]
    return "\n".join(lines)


def identity(student: str) -> str:
    """The code of the cell that holds the learner's id."""
    return f"# Your id, as your course spells it. In nobody's course? Leave it empty.\nSTUDENT_ID = {json.dumps(student, ensure_ascii=False)}"


def _lesson_heading(chapter: str, lesson: str, book: registry.Registry, links: bool) -> str:
    known = book.lessons.get(f"{chapter}/{lesson}")
    if known is None:
        return f"## {lesson.split('-', 1)[-1].replace('-', ' ').capitalize()}"
    where = f"Lesson: [why it is true]({lesson}/derivation.ipynb), [how it is built and runs]({lesson}/pytorch.ipynb)."
    return f"## {known.number} {known.title}" + f"\n\n{where}" * links


def _exercise_cells(exercise: Exercise, number: int) -> list[nbformat.NotebookNode]:
    """The cells of one exercise, in the order in which they are used."""
    name = exercise.id.replace(".", "-").replace("_", "-")
    points = f"{_count(exercise.points, 'point')} · {KINDS[exercise.kind]}" + " · your own numbers" * exercise.individual
    statement = macros.expand(f"### {number}. {exercise.title}\n\n*{points}*\n\n{exercise.statement}", macros.load())
    cells = [_text(f"{name}-task", statement), _text(f"{name}-hints", _hints(exercise))]
    if exercise.given:
        cells.append(_code(f"{name}-given", exercise.given, _role(exercise, "given")))
    if exercise.individual:
        cells.append(_code(f"{name}-data", own_data_code(exercise), _role(exercise, "instance", "hide-input")))
    cells.append(_code(f"{name}-answer", f"{MARKER}{exercise.id}\n{exercise.stub}", _role(exercise, "answer")))
    folded = {"jupyter": {"source_hidden": True}, "cellView": "form"}
    cells.append(_code(f"{name}-check", check_cell(exercise), {**_role(exercise, "check", "hide-input"), **folded}))
    if exercise.public:
        cells.append(_text(f"{name}-solution", _folded("A solution", f"\n\n```python\n{exercise.reference}\n```\n\n")))
    return cells


def own_data_code(exercise: Exercise) -> str:
    """The code that makes the learner's own data as plain names, and shows them."""
    own = Judge("none").own(exercise, NOBODY)
    parts = [
        "# Your own data. They follow from STUDENT_ID, which is at the top.\nimport hashlib, unicodedata\nimport numpy as np",
        inspect.getsource(plain_id),
        inspect.getsource(seed_of),
        inspect.getsource(own_data),
        exercise.instance,
        f'own = own_data(instance, "{exercise.id}", {STUDENT})\n' + "\n".join(f'{key} = own["{key}"]' for key in own),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n" + "\n".join(f'print("{key} =", {key})' for key in own)


def _hints(exercise: Exercise) -> str:
    """The hints, each inside the one before it."""
    text = ""
    for number, hint in reversed(list(enumerate(exercise.hints, 1))):
        text = _folded(f"Hint {number} of {len(exercise.hints)}", f"\n\n{macros.expand(hint, macros.load())}\n\n{text}")
    return text


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>{content}</details>"


def _role(exercise: Exercise, role: str, *tags: str) -> dict:
    return {"exercise": {"id": exercise.id, "role": role}, **({"tags": list(tags)} if tags else {})}


def _text(name: str, source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=_cell_id(name))


def _code(name: str, source: str, metadata: dict) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, id=_cell_id(name), metadata=metadata)


def _cell_id(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9-]", "-", name)[:64]


def _count(number: float, word: str) -> str:
    return f"{number:g} {word}{'' if number == 1 else 's'}"


def write(one: ExerciseSet, book: registry.Registry) -> bool:
    """Make, execute and write a chapter's notebook. Returns whether its file changed.

    Raises:
        tools.notebooks.NotebookError: a cell stops or writes to standard error.
    """
    notebook, path = make(one, book), path_of(one)
    metadata = notebook.metadata
    notebooks.execute(notebook, f"{one.chapter}/exercises", path.parent)
    notebook.metadata = metadata
    return notebooks.write(notebook, path)


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="chapter numbers; none: all that have exercises")
    parser.add_argument("--check", action="store_true", help="only say which are stale")
    options = parser.parse_args()
    try:
        book = registry.load()
        sets = load_chapters(" ".join(options.chapters))
        for one in sets:
            if options.check and is_stale(one, book):
                raise SourceError(f"{path_of(one)} is stale; run 'make exercises'")
            if not options.check:
                print(f"{path_of(one).relative_to(ROOT)}: {'written' if write(one, book) else 'unchanged'}", flush=True)
    except (SourceError, notebooks.NotebookError, registry.RegistryError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
