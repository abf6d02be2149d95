"""The registry of the book: reads ``chapters.yml``, checks it, and gives its chapters and lessons.

``python -m tools.registry`` checks the file and prints one line; an error names the line of ``chapters.yml`` and the remedy.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Iterator

import yaml

ROOT = Path(__file__).resolve().parent.parent
HALVES = ("derivation", "pytorch")
SOURCES = {
    "dl": "section of Deep Learning",
    "udl": "chapter or section of Understanding Deep Learning",
    "lbdl": "section of The Little Book of Deep Learning",
    "notes": "section of the study notes",
}

_TOP_KEYS = {"format", "root", "parts", "defaults", "meta"}
_PART_KEYS = {"caption", "chapters", "numbered", "maxdepth"}
_ENTRY_KEYS = {"file", "title", "sections", "meta"}
_CHAPTER_META = {"number", "title"}
_LESSON_META = {"number", "title", "claim", "sources", "prerequisites", "minutes"}
_CHAPTER_FILE = re.compile(r"notebooks/(\d\d-[a-z0-9-]+)/index\.md")
_LESSON_FILE = re.compile(r"notebooks/(\d\d-[a-z0-9-]+/\d\d-[a-z0-9-]+)/(derivation|pytorch)\.ipynb")
_EXTRA_FILE = re.compile(r"notebooks/(\d\d-[a-z0-9-]+)/[a-z0-9-]+\.(?:md|ipynb)")
_SOURCE = re.compile(r"\d+(\.\d+)*")
_LESSON_FOLDER = re.compile(r"\d\d-[a-z0-9-]+")


class RegistryError(ValueError):
    """The registry is wrong. The message has one line per error: ``chapters.yml:LINE: what is wrong and the remedy``."""


@dataclass
class Lesson:
    """One lesson: a pair of notebooks and what the registry says about it."""

    id: str
    number: str
    title: str
    claim: str
    sources: dict[str, list[str]]
    prerequisites: list[str]
    minutes: dict[str, int]
    chapter: "Chapter" = field(repr=False)
    folder: Path = field(repr=False)
    line: int = field(repr=False)

    def page(self, half: str) -> str:
        """Return the document name of one half, ``"derivation"`` or ``"pytorch"``, relative to the book's root."""
        return f"notebooks/{self.id}/{half}"


@dataclass
class Chapter:
    """One chapter: its index page and its lessons in reading order."""

    id: str
    number: int
    title: str
    part: str
    index: Path
    line: int = field(repr=False)
    lessons: list[Lesson] = field(default_factory=list, repr=False)

    @property
    def page(self) -> str:
        """The document name of the chapter's index page, relative to the book's root."""
        return f"notebooks/{self.id}/index"


@dataclass
class Registry:
    """All chapters and lessons of the book, in reading order."""

    root: Path
    chapters: list[Chapter]
    lessons: dict[str, Lesson]

    def dependents(self, lesson_id: str) -> list[Lesson]:
        """Return the lessons that name ``lesson_id`` as a prerequisite, in reading order."""
        return [lesson for lesson in self.lessons.values() if lesson_id in lesson.prerequisites]

    def choose(self, names: list[str]) -> list[Lesson]:
        """Lessons by their ids, or all lessons of a chapter by its id or its two digits; all lessons if nothing is named.

        Raises:
            RegistryError: a name that is neither; the message lists the lessons there are.
        """
        chosen = []
        for name in names:
            found = [lesson for lesson in self.lessons.values() if name in (lesson.id, lesson.chapter.id, lesson.chapter.id[:2])]
            if not found:
                raise RegistryError(f"no lesson or chapter {name!r}; there are {', '.join(self.lessons)}")
            chosen += found
        return chosen or list(self.lessons.values())


def load(path: str | Path = ROOT / "chapters.yml", built: bool = False) -> Registry:
    """Read and check the registry.

    Args:
        path: the registry; the folder it lies in is the root of the book.
        built: also require the executed notebook of every listed page, as the site does. Otherwise its text is enough.

    Returns:
        The registry.

    Raises:
        RegistryError: anything is wrong; every error is named with its line.
    """
    return _Reader(Path(path), built).read()


class _Mapping(dict):
    """A YAML mapping that knows the line it starts on and the line of each key."""

    line = 0
    lines: dict[str, int] = {}


class _LineLoader(yaml.SafeLoader):
    """Safe YAML whose mappings carry line numbers and whose keys may not repeat."""


def _construct_mapping(loader: _LineLoader, node: yaml.MappingNode) -> _Mapping:
    mapping = _Mapping()
    mapping.line = node.start_mark.line + 1
    mapping.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in mapping:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{key}' is given twice; keep one", key_node.start_mark
            )
        mapping[key] = loader.construct_object(value_node, deep=True)
        mapping.lines[key] = line
    return mapping


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


class _Reader:
    """Walks the registry once and collects every error, so that one run shows all of them."""

    def __init__(self, path: Path, built: bool):
        self.path = path
        self.root = path.resolve().parent
        self.built = built
        self.errors: list[tuple[int, str]] = []
        self.seen_files: dict[str, int] = {}
        self.chapters: list[Chapter] = []
        self.lessons: dict[str, Lesson] = {}
        self.prerequisite_lines: dict[str, int] = {}

    def read(self) -> Registry:
        self._check_top(top := self._parse())
        for part in self._mappings(top, "parts"):
            self._unknown_keys(part, _PART_KEYS, "a part")
            caption = part.get("caption")
            if not isinstance(caption, str):
                self._error(part.line, "this part has no caption; add `caption: ...`")
            for entry in self._mappings(part, "chapters"):
                self._read_page(entry, str(caption))
        self._check_pairs()
        self._check_unique_numbers()
        self._check_prerequisites()
        self._check_unlisted_folders()
        if self.errors:
            raise RegistryError("\n".join(f"{self.path.name}:{line}: {text}" for line, text in sorted(self.errors)))
        return Registry(self.root, self.chapters, self.lessons)

    def _error(self, line: int, text: str) -> None:
        self.errors.append((line, text))

    def _parse(self) -> _Mapping:
        try:
            top = yaml.load(self.path.read_text(encoding="utf-8"), _LineLoader)
        except FileNotFoundError:
            raise RegistryError(f"{self.path.name}:1: there is no such file in {self.root}") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise RegistryError(f"{self.path.name}:{line}: not valid YAML: {error.problem}") from None
        if not isinstance(top, _Mapping):
            raise RegistryError(f"{self.path.name}:1: the file must be a mapping with `format`, `root` and `parts`")
        return top

    def _check_top(self, top: _Mapping) -> None:
        self._unknown_keys(top, _TOP_KEYS, "the top level")
        if top.get("format") != "jb-book":
            self._error(top.lines.get("format", 1), "`format` must be `jb-book`")
        if not isinstance(top.get("root"), str):
            self._error(top.lines.get("root", 1), "`root` must name the first page, such as `book/welcome.md`")
        else:
            self._check_file(top["root"], top.lines["root"])
        if not top.get("parts"):
            self._error(top.lines.get("parts", 1), "`parts` must be a list with at least one part")

    def _mappings(self, owner: _Mapping, key: str) -> Iterator[_Mapping]:
        """Yield the mappings of the list ``owner[key]``; anything else is an error."""
        entries = owner.get(key)
        if entries is None:
            return
        if not isinstance(entries, list):
            self._error(owner.lines[key], f"`{key}` must be a list")
            return
        for entry in entries:
            if isinstance(entry, _Mapping):
                yield entry
            else:
                self._error(owner.lines[key], f"`{key}` holds {entry!r}; every item must be a mapping such as `- file: ...`")

    def _unknown_keys(self, mapping: _Mapping, known: set[str], where: str) -> None:
        for key in mapping:
            if key not in known:
                self._error(mapping.lines[key], f"{where} has an unknown key '{key}'; known are {', '.join(sorted(known))}")

    def _missing_keys(self, mapping: _Mapping, needed: set[str], where: str) -> bool:
        missing = sorted(needed - set(mapping))
        if missing:
            self._error(mapping.line, f"{where} lacks {', '.join(missing)}; add it under `meta:`")
        return bool(missing)

    def _file(self, entry: _Mapping) -> str | None:
        """Return an entry's file after checking that it is there and listed once."""
        self._unknown_keys(entry, _ENTRY_KEYS, "this entry")
        name = entry.get("file")
        if not isinstance(name, str):
            self._error(entry.line, "this entry has no `file:`; name the page with its ending")
            return None
        self._check_file(name, entry.lines["file"])
        return name

    def _check_file(self, name: str, line: int) -> None:
        if name in self.seen_files:
            self._error(line, f"{name} is listed before, on line {self.seen_files[name]}; remove one of the two")
        self.seen_files[name] = line
        page = self.root / name
        if page.suffix not in (".md", ".ipynb"):
            self._error(line, f"{name} must end in .md or .ipynb")
        elif self.built or page.suffix == ".md":
            if not page.is_file():
                remedy = "run `make run`" if page.with_suffix(".md").is_file() else "write it or remove the entry"
                self._error(line, f"{name} does not exist; {remedy}")
        elif not page.is_file() and not page.with_suffix(".md").is_file():
            self._error(line, f"{name} does not exist and has no text beside it; write {page.stem}.md or remove the entry")

    def _read_page(self, entry: _Mapping, part: str) -> None:
        """Read an entry of a part: a chapter, or a page that is none."""
        name = self._file(entry)
        if name is None:
            return
        match = _CHAPTER_FILE.fullmatch(name)
        if match:
            self._read_chapter(entry, match[1], name, part)
        elif "meta" in entry or "sections" in entry:
            self._error(entry.line, f"{name} is no chapter; a chapter's file is notebooks/NN-name/index.md")

    def _read_chapter(self, entry: _Mapping, chapter_id: str, name: str, part: str) -> None:
        meta = self._meta(entry, _CHAPTER_META, f"chapter {chapter_id}")
        if meta is None:
            return
        if not isinstance(meta["number"], int) or meta["number"] != int(chapter_id[:2]):
            self._error(meta.lines["number"], f"chapter {chapter_id} must have number {int(chapter_id[:2])}, as its folder says")
        chapter = Chapter(chapter_id, meta["number"], meta["title"], part, self.root / name, entry.line)
        self.chapters.append(chapter)
        for section in self._mappings(entry, "sections"):
            self._read_section(section, chapter)

    def _meta(self, entry: _Mapping, needed: set[str], where: str) -> _Mapping | None:
        """Return an entry's complete ``meta:``, or nothing after noting what is wrong."""
        meta = entry.get("meta")
        if not isinstance(meta, _Mapping):
            self._error(entry.line, f"{where} has no `meta:`; add {', '.join(sorted(needed))}")
            return None
        self._unknown_keys(meta, needed, where)
        if self._missing_keys(meta, needed, where):
            return None
        if not isinstance(meta["title"], str) or not meta["title"].strip():
            self._error(meta.lines["title"], f"{where}: `title` must be a text; put it in quotes")
            return None
        return meta

    def _read_section(self, entry: _Mapping, chapter: Chapter) -> None:
        name = self._file(entry)
        if name is None:
            return
        match = _LESSON_FILE.fullmatch(name)
        if match is None:
            extra = _EXTRA_FILE.fullmatch(name)
            if extra is None or extra[1] != chapter.id:
                remedy = f"a lesson's page is notebooks/{chapter.id}/NN-name/derivation.ipynb or pytorch.ipynb"
                self._error(entry.line, f"{name} does not belong to chapter {chapter.id}; {remedy}")
            elif "meta" in entry:
                self._error(entry.lines["meta"], f"{name} is no lesson; remove its `meta:`")
            return
        lesson_id, half = match.groups()
        if lesson_id.split("/")[0] != chapter.id:
            self._error(entry.line, f"{name} does not lie in chapter {chapter.id}; move the entry to its chapter")
        elif half == "derivation":
            self._read_lesson(entry, lesson_id, chapter)
        elif "meta" in entry:
            self._error(entry.lines["meta"], f"{name} is a second half; its `meta:` belongs to the derivation")

    def _read_lesson(self, entry: _Mapping, lesson_id: str, chapter: Chapter) -> None:
        where = f"lesson {lesson_id}"
        meta = self._meta(entry, _LESSON_META, where)
        if meta is None:
            return
        number = meta["number"]
        if not isinstance(number, str) or not re.fullmatch(rf"{chapter.number}(\.\d+)+", number):
            self._error(meta.lines["number"], f'{where}: `number` must be a quoted text such as "{chapter.number}.1", got {number!r}')
            return
        if not isinstance(meta["claim"], str) or not meta["claim"].strip().endswith((".", "?")):
            self._error(meta.lines["claim"], f"{where}: `claim` must be one sentence that ends in a full stop")
        lesson = Lesson(
            id=lesson_id,
            number=number,
            title=meta["title"],
            claim=str(meta["claim"]),
            sources=self._sources(meta, where),
            prerequisites=self._list_of_texts(meta, "prerequisites", where),
            minutes=self._minutes(meta, where),
            chapter=chapter,
            folder=self.root / "notebooks" / lesson_id,
            line=entry.line,
        )
        self.prerequisite_lines[lesson_id] = meta.lines["prerequisites"]
        self.lessons[lesson_id] = lesson
        chapter.lessons.append(lesson)

    def _list_of_texts(self, mapping: _Mapping, key: str, where: str) -> list[str]:
        value = mapping[key]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self._error(mapping.lines[key], f"{where}: `{key}` must be a list of quoted texts, got {value!r}")
        return []

    def _sources(self, meta: _Mapping, where: str) -> dict[str, list[str]]:
        sources = meta["sources"]
        line = meta.lines["sources"]
        if not isinstance(sources, _Mapping) or set(sources) != set(SOURCES):
            self._error(line, f"{where}: `sources` must have exactly the keys {', '.join(SOURCES)}; an empty list is allowed")
            return {key: [] for key in SOURCES}
        lists = {key: self._list_of_texts(sources, key, where) for key in SOURCES}
        for key, numbers in lists.items():
            for number in numbers:
                if not _SOURCE.fullmatch(number):
                    self._error(sources.lines[key], f"{where}: '{number}' is no {SOURCES[key]}; write its number only, such as \"6.1\"")
        return lists

    def _minutes(self, meta: _Mapping, where: str) -> dict[str, int]:
        minutes = meta["minutes"]
        good = (
            isinstance(minutes, _Mapping)
            and set(minutes) == set(HALVES)
            and all(isinstance(value, int) and value > 0 for value in minutes.values())
        )
        if not good:
            self._error(meta.lines["minutes"], f"{where}: `minutes` must be {{derivation: N, pytorch: N}} with whole positive numbers")
            return dict.fromkeys(HALVES, 0)
        return dict(minutes)

    def _check_pairs(self) -> None:
        """Every derivation is followed at once by its pytorch half."""
        listed = list(self.seen_files)
        for position, name in enumerate(listed):
            match = _LESSON_FILE.fullmatch(name)
            if match is None:
                continue
            lesson_id, half = match.groups()
            derivation, pytorch = (f"notebooks/{lesson_id}/{h}.ipynb" for h in HALVES)
            if half == "derivation" and listed[position + 1 : position + 2] != [pytorch]:
                self._error(self.seen_files[name], f"{name} must be followed by {pytorch}")
            if half == "pytorch" and (position == 0 or listed[position - 1] != derivation):
                self._error(self.seen_files[name], f"{name} must come right after {derivation}")

    def _check_unique_numbers(self) -> None:
        first: dict[str, Lesson] = {}
        for lesson in self.lessons.values():
            other = first.setdefault(lesson.number, lesson)
            if other is not lesson:
                self._error(lesson.line, f"lesson {lesson.id} has the number {lesson.number} of {other.id} (line {other.line})")

    def _check_prerequisites(self) -> None:
        for lesson in self.lessons.values():
            line = self.prerequisite_lines[lesson.id]
            for name in lesson.prerequisites:
                if name == lesson.id:
                    self._error(line, f"lesson {lesson.id} is its own prerequisite; remove it")
                elif name not in self.lessons:
                    self._error(line, f"lesson {lesson.id} has an unknown prerequisite '{name}'; {self._nearest(name)}")
        cycle = self._find_cycle()
        if cycle:
            chain = " → ".join(cycle + cycle[:1])
            self._error(self.prerequisite_lines[cycle[0]], f"prerequisites go in a circle: {chain}; remove one of these links")

    def _nearest(self, name: str) -> str:
        close = get_close_matches(name, self.lessons, n=3, cutoff=0.4) or list(self.lessons)[:3]
        return f"did you mean {' or '.join(close)}?"

    def _find_cycle(self) -> list[str]:
        """Return one circle of two or more lessons, or an empty list."""
        finished: set[str] = set()
        for start in self.lessons:
            trail: list[str] = []
            stack = [(start, False)]
            while stack:
                name, leaving = stack.pop()
                if leaving:
                    finished.add(trail.pop())
                    continue
                if name in finished:
                    continue
                trail.append(name)
                stack.append((name, True))
                for needed in self.lessons[name].prerequisites:
                    if needed in trail and needed != name:
                        return trail[trail.index(needed) :]
                    if needed in self.lessons and needed not in finished and needed != name:
                        stack.append((needed, False))
        return []

    def _check_unlisted_folders(self) -> None:
        """Every lesson folder on disk is listed."""
        chapters = {chapter.id: chapter for chapter in self.chapters}
        for folder in sorted((self.root / "notebooks").glob("*/*")):
            is_lesson = folder.is_dir() and _LESSON_FOLDER.fullmatch(folder.name) and any(folder.iterdir())
            lesson_id = f"{folder.parent.name}/{folder.name}"
            if is_lesson and f"notebooks/{lesson_id}/derivation.ipynb" not in self.seen_files:
                chapter = chapters.get(folder.parent.name)
                line = chapter.line if chapter else 1
                self._error(line, f"the folder notebooks/{lesson_id} is not listed; add its two pages or remove it")


def main() -> int:
    """Check the registry of this book; print one line, or the errors. Return the exit status."""
    try:
        registry = load()
    except RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    minutes = sum(sum(lesson.minutes.values()) for lesson in registry.lessons.values())
    print(f"chapters.yml: {len(registry.chapters)} chapters, {len(registry.lessons)} lessons, {minutes / 60:.1f} hours of reading: in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
