"""Writes the stored figures of lessons into ``build/figures`` for looking at; executes nothing.

``python -m tools.figures`` writes those of all lessons, ``python -m tools.figures 06-feedforward/01-xor`` of one. A static
figure is named by its label; of an interactive figure, every frame is written.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

from tools import notebooks, registry
from tools.registry import ROOT

_EXPLORE = re.compile(r'<figure class="explore" id="(explore-[\w-]+)".*?<script type="application/json">(.*?)</script>', re.S)


def pictures(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, bytes]]:
    """The stored pictures of a notebook, each with its name and the bytes of its PNG."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name", f"cell-{number}")
                yield name, base64.b64decode(data["image/png"])
            for name, state in _EXPLORE.findall("".join(data.get("text/html", ""))):
                for frame, source in enumerate(json.loads(state)["sources"]):
                    yield f"{name}-{frame:02}", base64.b64decode(source.partition(",")[2])


def write(lesson: registry.Lesson, folder: Path) -> int:
    """Write the pictures of a lesson into a fresh folder of its own below `folder`. Returns how many."""
    target = folder / lesson.id
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    count = 0
    for path in (text.with_suffix(".ipynb") for text in notebooks.texts(lesson)):
        if path.exists():
            for name, picture in pictures(nbformat.read(path, as_version=4)):
                (target / f"{path.stem}-{name}.png").write_bytes(picture)
                count += 1
    return count


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*", help="lessons or chapters; none: all")
    options = parser.parse_args()
    try:
        book = registry.load()
        chosen = book.choose(options.lesson)
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    folder = ROOT / "build" / "figures"
    for lesson in chosen:
        print(f"{write(lesson, folder):4} pictures in build/figures/{lesson.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
