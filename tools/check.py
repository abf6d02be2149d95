"""A writer's inner loop: ``python -m tools.check 06-feedforward/01-xor``.

Executes the lesson's texts into its notebooks, says which outputs differ from those stored before, checks the lesson's
contract, and renders its two pages.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from tools import contract, notebooks, registry, site


def differences(before: nbformat.NotebookNode | None, after: nbformat.NotebookNode) -> list[str]:
    """Which stored outputs a new run has changed, a line for each cell.

    Args:
        before: the notebook as it was stored; None if there was none.
        after: the notebook as it is now.
    """
    if before is None:
        return ["first run: there is nothing to compare with"]
    stored = {cell.id: cell for cell in before.cells if cell.cell_type == "code"}
    return [
        f"cell {number}, {cell.source.splitlines()[0]!r}: {change}"
        for number, cell in enumerate(after.cells)
        if cell.cell_type == "code" and cell.source and (change := _change(stored.get(cell.id), cell))
    ]


def _change(old: nbformat.NotebookNode | None, new: nbformat.NotebookNode) -> str | None:
    if old is None:
        return "new or changed code"
    if old.outputs == new.outputs:
        return None
    before, after = ([line for output in cell.outputs for line in _lines(output)] for cell in (old, new))
    changed = [line for line in after if line not in before]
    return f"its output is now {changed[0][:100]!r}" if changed else "its picture or the order of its output has changed"


def _lines(output: nbformat.NotebookNode) -> list[str]:
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", "")).splitlines()


def _read(path: Path) -> nbformat.NotebookNode | None:
    return nbformat.read(path, as_version=4) if path.exists() else None


def check(lesson: registry.Lesson, book: registry.Registry) -> bool:
    """Run all steps and print what they find. Returns whether everything is in order."""
    texts = notebooks.texts(lesson)
    before = {text: _read(text.with_suffix(".ipynb")) for text in texts}
    try:
        notebooks.run(texts, book, workers=2)
    except (notebooks.NotebookError, FileNotFoundError) as error:
        print(error)
        return False
    for text in texts:
        for line in differences(before[text], _read(text.with_suffix(".ipynb"))):
            print(f"{text.stem}: {line}")
    problems = contract.of_lesson(lesson, book)
    for problem in problems:
        print(problem)
    rendered = site.build(only=lesson.id) == 0
    pages = [f"build/lesson/html/{lesson.page(half)}.html" for half in registry.HALVES]
    print("pages: " + "  ".join(pages) if rendered else "the pages have warnings; see above")
    print(f"contract: {len(problems)} problems" if problems else "contract: kept")
    return rendered and not problems


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", help="a folder below notebooks/")
    name = parser.parse_args().lesson
    try:
        book = registry.load()
        lessons = book.choose([name])
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    return not all([check(lesson, book) for lesson in lessons])


if __name__ == "__main__":
    sys.exit(main())
