"""Begins a new lesson: ``python -m tools.new_lesson 07-regularization 10-parameter-sharing "Parameter sharing"``.

Writes the two texts with every part that a lesson has, enters the lesson in ``chapters.yml`` at its place, makes the chapter
if it is new, and executes the pair. What remains to be written, the contract lists. After an error nothing is left behind.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tools import contract, notebooks, registry
from tools.registry import HALVES, ROOT

TEMPLATES = Path(__file__).parent / "templates"
FOLDER = re.compile(r"(\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*")
MINUTES = "{derivation: 30, pytorch: 20}"


class RequestError(ValueError):
    """A lesson that cannot be made as asked. The message says what would be right."""


@dataclass(frozen=True)
class Request:
    """A lesson to be made."""

    chapter: str
    slug: str
    title: str
    number: str

    @property
    def id(self) -> str:
        """The lesson's id, ``07-regularization/10-parameter-sharing``."""
        return f"{self.chapter}/{self.slug}"


def request(chapter: str, slug: str, title: str, number: str, book: registry.Registry) -> Request:
    """Check what a person asks for.

    Args:
        chapter, slug: folders, ``NN-kebab-case`` each.
        title: the lesson's title, without its number.
        number: such as "7.9"; empty: the chapter's number and that of the folder.
        book: the registry as it is.

    Raises:
        RequestError: something is missing, malformed or taken.
    """
    usage = 'say make lesson CHAPTER=07-regularization SLUG=10-parameter-sharing TITLE="Parameter sharing" [NUMBER=7.9]'
    for name, value in (("CHAPTER", chapter), ("SLUG", slug)):
        if not FOLDER.fullmatch(value):
            raise RequestError(f"{name} must be two digits and words in kebab-case, got {value!r}; {usage}")
    if not title.strip() or "\n" in title:
        raise RequestError(f"TITLE must be one line of text, got {title!r}; {usage}")
    same_number = [other.id for other in book.chapters if other.number == int(chapter[:2]) and other.id != chapter]
    if same_number:
        raise RequestError(f"chapter {int(chapter[:2])} is {same_number[0]}; CHAPTER={chapter} would be a second one")
    number = number or f"{int(chapter[:2])}.{int(slug[:2])}"
    if not re.fullmatch(rf"{int(chapter[:2])}(\.\d+)+", number):
        raise RequestError(f"NUMBER must begin with the chapter's number, such as {int(chapter[:2])}.1, got {number!r}")
    wanted = Request(chapter, slug, title.strip(), number)
    for lesson in book.lessons.values():
        if lesson.id == wanted.id or lesson.number == number:
            raise RequestError(f"lesson {lesson.number} {lesson.id} is there already; choose another SLUG or NUMBER")
    if (book.root / "notebooks" / wanted.id).exists():
        raise RequestError(f"the folder notebooks/{wanted.id} is there already")
    return wanted


def enter(text: str, wanted: Request) -> str:
    """The text of ``chapters.yml`` with the lesson entered at its place; every other line is kept as it is.

    Raises:
        RequestError: there is no chapter in the file to go by.
    """
    lines = text.splitlines()
    chapters = _chapters(yaml.compose(text))
    if wanted.chapter in chapters:
        at, new = _after_sibling(chapters[wanted.chapter], wanted)
    else:
        at, new = _new_chapter(chapters, wanted)
    return "\n".join(lines[:at] + new + lines[at:]) + "\n"


def _after_sibling(chapter: yaml.MappingNode, wanted: Request) -> tuple[int, list[str]]:
    """Where the lesson goes within its chapter, and its lines: behind the last lesson whose folder comes before its own."""
    sections = _value(chapter, "sections")
    if sections is None or not sections.value:
        indent = chapter.start_mark.column
        return _last_line(chapter) + 1, [" " * indent + "sections:", *_lesson_lines(wanted, indent + 2)]
    indent = sections.value[0].start_mark.column - 2
    before = [entry for entry in sections.value if _value(entry, "file").value.split("/")[2] < wanted.slug]
    at = _last_line(before[-1]) + 1 if before else sections.value[0].start_mark.line
    return at, _lesson_lines(wanted, indent)


def _new_chapter(chapters: dict[str, yaml.MappingNode], wanted: Request) -> tuple[int, list[str]]:
    """Where a new chapter goes, and its lines: behind the last chapter with a smaller number."""
    if not chapters:
        raise RequestError("chapters.yml has no chapter to go by; enter the first one by hand")
    before = [name for name in chapters if name < wanted.chapter]
    neighbour = chapters[before[-1] if before else next(iter(chapters))]
    indent = " " * (neighbour.start_mark.column - 2)
    new = [
        f"{indent}- file: notebooks/{wanted.chapter}/index.md",
        f"{indent}  meta: {{number: {int(wanted.chapter[:2])}, title: {_chapter_title(wanted)}}}",
        f"{indent}  sections:",
        *_lesson_lines(wanted, len(indent) + 4),
    ]
    return (_last_line(neighbour) + 1, ["", *new]) if before else (neighbour.start_mark.line, [*new, ""])


def _lesson_lines(wanted: Request, indent: int) -> list[str]:
    derivation, pytorch = (f"- file: notebooks/{wanted.id}/{half}.ipynb" for half in HALVES)
    lines = [
        derivation,
        "  meta:",
        f'    number: "{wanted.number}"',
        # JSON's quoting is YAML's as well
        f"    title: {json.dumps(wanted.title, ensure_ascii=False)}",
        '    claim: "WRITE: the answer, in one sentence."',
        "    sources: {dl: [], udl: [], lbdl: [], notes: []}",
        "    prerequisites: []",
        f"    minutes: {MINUTES}",
        pytorch,
    ]
    return [" " * indent + line for line in lines]


def _chapter_title(wanted: Request) -> str:
    return wanted.chapter[3:].replace("-", " ").capitalize()


def _chapters(top: yaml.Node) -> dict[str, yaml.MappingNode]:
    """The chapter entries of the registry's syntax tree by id, in order."""
    entries = [entry for part in _value(top, "parts").value for entry in getattr(_value(part, "chapters"), "value", [])]
    found = {}
    for entry in entries:
        match = re.fullmatch(r"notebooks/([^/]+)/index\.md", _value(entry, "file").value)
        if match:
            found[match[1]] = entry
    return found


def _value(mapping: yaml.Node, key: str) -> yaml.Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def _last_line(node: yaml.Node) -> int:
    """The line on which a node really ends; a block's own end mark lies behind the comments that follow it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        mark = node.end_mark
        return mark.line if mark.column else mark.line - 1
    children = [child for entry in node.value for child in (entry if isinstance(entry, tuple) else (entry,))]
    return max(map(_last_line, children))


def make(wanted: Request, book: registry.Registry) -> list[contract.Problem]:
    """Write the lesson, execute it, and return what its contract still misses.

    Raises:
        registry.RegistryError, notebooks.NotebookError: something went wrong; the tree is as it was before.
    """
    path = book.root / "chapters.yml"
    before = path.read_text(encoding="utf-8")
    after = enter(before, wanted)
    chapter = book.root / "notebooks" / wanted.chapter
    is_new_chapter = not chapter.exists()
    try:
        _write_texts(wanted, book.root)
        path.write_text(after, encoding="utf-8")
        book = registry.load(path)
        lesson = book.lessons[wanted.id]
        notebooks.run(notebooks.texts(lesson), book, workers=2)
        return contract.of_lesson(lesson, book)
    except BaseException:
        path.write_text(before, encoding="utf-8")
        shutil.rmtree(chapter if is_new_chapter else chapter / wanted.slug, ignore_errors=True)
        raise


def _write_texts(wanted: Request, root: Path) -> None:
    folder = root / "notebooks" / wanted.id
    folder.mkdir(parents=True)
    for half in HALVES:
        _fill(f"{half}.md", folder / f"{half}.md", wanted.number, wanted.title)
    index = folder.parent / "index.md"
    if not index.exists():
        _fill("index.md", index, str(int(wanted.chapter[:2])), _chapter_title(wanted))


def _fill(template: str, path: Path, number: str, title: str) -> None:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    path.write_text(text.replace("@NUMBER@", number).replace("@TITLE@", title), encoding="utf-8")


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter")
    parser.add_argument("slug")
    parser.add_argument("title")
    parser.add_argument("--number", default="")
    options = parser.parse_args()
    try:
        book = registry.load()
        wanted = request(options.chapter, options.slug, options.title, options.number, book)
        problems = make(wanted, book)
    except (RequestError, registry.RegistryError, notebooks.NotebookError) as error:
        print(error, file=sys.stderr)
        return 1
    for problem in problems:
        print(problem)
    print(f"notebooks/{wanted.id} is begun: {len(problems)} things are still missing. Then: make check LESSON={wanted.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
