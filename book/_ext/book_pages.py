"""Directives for pages that are made from the registry, the notebooks and ``book/*.yml``.

``{lessons}`` the lessons of this chapter · ``{chapters}`` all chapters · ``{prerequisites-map}`` of this chapter or of the book ·
``{concordance}`` from other books to lessons · ``{verified}`` every check · ``{bench}`` measured speed · ``{claims}`` other seeds ·
``{gpu}`` on a GPU · ``{versions}`` other releases · ``{notation}`` the symbols.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book_map import Box, svg
from book_notebooks import check_line, checks
from tools import plain

HALVES = {"derivation": "Derivation", "pytorch": "PyTorch"}


class BookDirective(SphinxDirective):
    """A directive that writes Markdown, which is then read as if it stood on the page."""

    has_content = False

    @property
    def book(self):
        """The registry."""
        return self.env.app.book

    @property
    def root(self) -> Path:
        """The root of the book."""
        return Path(self.env.srcdir)

    def run(self) -> list[nodes.Node]:
        """Return what the directive stands for, and let the page depend on what it was made from."""
        self.env.note_dependency(str(self.root / "chapters.yml"))
        holder = nodes.container(classes=[f"book-{self.name}"])
        holder.document = self.state.document
        lines = StringList(self.markdown().splitlines(), source=self.env.doc2path(self.env.docname))
        self.state.nested_parse(lines, self.content_offset, holder)
        return [holder]

    def markdown(self) -> str:
        """Return the Markdown of the page's generated part."""
        raise NotImplementedError

    def chapter(self):
        """Return the chapter whose index this page is, or None."""
        return next((chapter for chapter in self.book.chapters if chapter.page == self.env.docname), None)

    def this_chapter(self):
        """Return the chapter whose index this page is; an error on any other page."""
        chapter = self.chapter()
        if chapter is None:
            raise self.error(f"{{{self.name}}} belongs on a chapter's index page, listed in chapters.yml")
        return chapter

    def url(self, page: str, anchor: str = "") -> str:
        """Return the address of a page as seen from this one."""
        return self.env.app.builder.get_relative_uri(self.env.docname, page) + (f"#{anchor}" if anchor else "")

    def read(self, name: str):
        """Return the content of a YAML file in ``book/``; the page depends on it."""
        path = self.root / "book" / name
        self.env.note_dependency(str(path))
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    def measured(self, name: str):
        """Return the content of a JSON file in ``book/`` that a command writes, or None if it never ran; the page depends on it."""
        path = self.root / "book" / name
        self.env.note_dependency(str(path))
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def link(lesson, half: str = "derivation", text: str = "") -> str:
    """Return a Markdown link to one half of a lesson."""
    return f"[{text or f'{lesson.number} {lesson.title}'}](/{lesson.page(half)}.ipynb)"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


class Lessons(BookDirective):
    """The lessons of this chapter: number and title, claim, the two halves with their times."""

    def markdown(self) -> str:
        """Return one block for each lesson."""
        return "\n\n".join(self._entry(lesson) for lesson in self.this_chapter().lessons)

    def _entry(self, lesson) -> str:
        halves = " · ".join(
            f"{link(lesson, half, name)} {lesson.minutes[half]} min" for half, name in HALVES.items()
        )
        needs = ", ".join(link(self.book.lessons[name], text=self.book.lessons[name].number) for name in lesson.prerequisites)
        after = f" · after {needs}" if needs else ""
        return (
            f"::::{{div}} lesson\n{{.lesson-title}}\n{link(lesson)}\n\n"
            f"{lesson.claim}\n\n{{.lesson-links}}\n{halves}{after}\n::::"
        )


class Chapters(BookDirective):
    """All chapters by part, with the number of lessons."""

    def markdown(self) -> str:
        """Return a list for each part."""
        blocks, part = [], None
        for chapter in self.book.chapters:
            if chapter.part != part:
                part = chapter.part
                blocks.append(f"\n**{part}**\n")
            count = len(chapter.lessons)
            blocks.append(f"- [{chapter.number} {chapter.title}](/{chapter.page}.md) · {count} lesson{'s' * (count != 1)}")
        return "\n".join(blocks)


class PrerequisitesMap(BookDirective):
    """A picture of what builds on what, and the same as a list of links: of this chapter's lessons, or of all chapters."""

    def markdown(self) -> str:
        """Return the picture and the list."""
        chapter = self.chapter()
        if chapter:
            picture = svg(self._lesson_boxes(chapter), f"What each lesson of chapter {chapter.number} builds on. The list below says the same.")
            listed = "\n".join(self._needs(lesson) for lesson in chapter.lessons)
        else:
            picture = svg(self._chapter_boxes(), "What each chapter builds on. The list below says the same, lesson by lesson.")
            listed = "\n".join(self._chapter_item(chapter) for chapter in self.book.chapters)
        return f"{picture}\n\n::::{{div}} map-list\n{listed}\n::::"

    def _needs(self, lesson) -> str:
        needs = ", ".join(link(self.book.lessons[name]) for name in lesson.prerequisites)
        return f"- {link(lesson)}" + (f" builds on {needs}" if needs else "")

    def _chapter_item(self, chapter) -> str:
        lessons = "".join(f"\n    {self._needs(lesson)}" for lesson in chapter.lessons)
        return f"- [{chapter.number} {chapter.title}](/{chapter.page}.md){lessons}"

    def _lesson_boxes(self, chapter) -> list[Box]:
        inside = [lesson.id for lesson in chapter.lessons]
        outside = {name for lesson in chapter.lessons for name in lesson.prerequisites} - set(inside)
        shown = [lesson for name, lesson in self.book.lessons.items() if name in outside or name in inside]
        return [
            Box(lesson.id, lesson.number, lesson.title, self.url(lesson.page("derivation")),
                lesson.prerequisites if lesson.id in inside else [], outside=lesson.id in outside)
            for lesson in shown
        ]  # fmt: skip

    def _chapter_boxes(self) -> list[Box]:
        order = {chapter.id: place for place, chapter in enumerate(self.book.chapters)}
        boxes = []
        for chapter in self.book.chapters:
            needed = {self.book.lessons[name].chapter.id for lesson in chapter.lessons for name in lesson.prerequisites}
            earlier = sorted((name for name in needed if order[name] < order[chapter.id]), key=order.get)
            boxes.append(Box(chapter.id, str(chapter.number), chapter.title, self.url(chapter.page), earlier))
        return boxes


class Concordance(BookDirective):
    """Four tables that lead from another book's section to the lessons that teach it."""

    def markdown(self) -> str:
        """Return a heading and a table for each source."""
        return "\n\n".join(self._source(key, source) for key, source in self.read("sources.yml").items())

    def _source(self, key: str, source: dict) -> str:
        lessons: dict[str, list] = {}
        for lesson in self.book.lessons.values():
            for number in lesson.sources[key]:
                lessons.setdefault(number, []).append(lesson)
        numbers = sorted(lessons, key=lambda number: [int(part) for part in number.split(".")])
        rows = [[f"{number} {source['titles'].get(number, '')}".strip(), "<br>".join(map(link, lessons[number]))] for number in numbers]
        body = table([source["unit"], "Lesson"], rows) if rows else "*No lesson yet.*"
        return f"{{.concordance-title}}\n**{source['name']}** {source['citation']}\n\n{body}"


class Verified(BookDirective):
    """Every check of the book, by chapter and lesson, each with a link to the cell that makes it."""

    def markdown(self) -> str:
        """Return the counts and the lists."""
        found = {lesson.id: {half: self._checks(lesson, half) for half in HALVES} for lesson in self.book.lessons.values()}
        counts = {name: sum(map(len, halves.values())) for name, halves in found.items()}
        rows = [
            [f"[{chapter.number} {chapter.title}](/{chapter.page}.md)", str(len(chapter.lessons)), str(sum(counts[lesson.id] for lesson in chapter.lessons))]
            for chapter in self.book.chapters
        ]
        total = [["**The whole book**", f"**{len(self.book.lessons)}**", f"**{sum(counts.values())}**"]]
        surveyed = {row["name"]: (row, len(run["cases"])) for run in self.measured("claims.json") or [] for row in run["rows"]}
        lists = [self._lesson(lesson, found[lesson.id], surveyed) for lesson in self.book.lessons.values()]
        return "\n\n".join([table(["Chapter", "Lessons", "Checks"], rows + total), *lists])

    def _checks(self, lesson, half: str):
        path = lesson.folder / f"{half}.ipynb"
        self.env.note_dependency(str(path))
        return checks(path)

    def _lesson(self, lesson, halves: dict, surveyed: dict) -> str:
        """Return the lesson's link, and its checks behind a button: all of them at once are too long a page to find one."""
        lists = [self._half(lesson, half, halves[half], *surveyed.get(f"{lesson.id}/{half}", (None, 0))) for half in HALVES if halves[half]]
        folded = f'<details class="verified-checks"><summary>{sum(map(len, halves.values()))} checks</summary>{"".join(lists)}</details>'
        return f"{{.verified-lesson}}\n{link(lesson)}\n\n{folded}"

    def _half(self, lesson, half: str, passed: list, row: dict | None, cases: int) -> str:
        """Return one half's checks as a list of links, in HTML, since Markdown cannot point at a cell."""
        survived = survival(row, cases) if row and is_of(row, lesson, half) else {}
        seen, items = Counter(), []
        for check in passed:
            seen[check.label] += 1
            held = survived.get((check.label, seen[check.label]))
            words = check_line(check.label, check.note) + (f' <span class="check-note">{held}</span>' if held else "")
            items.append(f'<li><a class="check" href="{self.url(lesson.page(half), check.anchor)}">{words}</a></li>')
        return f'<ul class="checks" aria-label="{HALVES[half]}">{"".join(items)}</ul>'


def is_of(row: dict, lesson, half: str) -> bool:
    """Return whether a row of ``claims.json`` is a run of the code that stands in a notebook now."""
    return plain.code_key(lesson.folder / f"{half}.ipynb") == row["code"]


def survival(row: dict, cases: int) -> dict[tuple[str, int], str]:
    """Return what a row of ``claims.json`` says of each check, by its label and which of that label it is."""
    seen, found = Counter(), {}
    for claim in row["claims"]:
        seen[claim["label"]] += 1
        room = "" if claim["room"] is None else f", room {100 * claim['room']:.0f} %"
        found[claim["label"], seen[claim["label"]]] = f"held {claim['passed']} of {cases}{room}"
    return found


class Bench(BookDirective):
    """Measured speed, from ``book/bench.json``."""

    def markdown(self) -> str:
        """Return the tables, or how to make them."""
        measured = self.measured("bench.json")
        if measured is None:
            return "Nothing has been measured yet: `make bench` measures and fills this page."
        rows = [[row["what"], f"{row['value']} {row['unit']}".strip(), str(row.get("aim") or "")] for row in measured["rows"]]
        notebooks = [[row["name"], f"{row['seconds']:.1f} s"] for row in measured["notebooks"]]
        blocks = [f"Measured on {measured['machine']}, {measured['date']}.", table(["What", "Measured", "Aim"], rows)]
        if notebooks:
            blocks += ["Running one notebook, from a fresh kernel to its last output:", table(["Notebook", "Time"], notebooks)]
        return "\n\n".join(blocks)


class Claims(BookDirective):
    """How far every claim is from failing, from ``book/claims.json``."""

    def markdown(self) -> str:
        """Return what was run, and a row for each notebook: its claims, its cases, and the claim with the least room."""
        runs = self.measured("claims.json")
        if runs is None:
            return "Nothing has been run yet: `make claims` runs every notebook under other seeds and threads and fills this page."
        return "\n\n".join(map(self._run, runs))

    def _run(self, run: dict) -> str:
        rows = {row["name"]: row for row in run["rows"]}
        shown = [
            self._row(lesson, half, rows[f"{lesson.id}/{half}"], len(run["cases"]))
            for lesson in self.book.lessons.values() for half in HALVES if f"{lesson.id}/{half}" in rows
        ]
        versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
        claims = sum(len(row["claims"]) for row in run["rows"])
        days = sorted({row["date"] for row in run["rows"]})
        when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        return "\n\n".join([
            f"Run on {when}, {run['machine']}; {versions}. {claims} claims. Cases: {', '.join(run['cases'])}.",
            table(["Notebook", "Claims", "Held in every case", "Tightest claim", "Room left"], shown),
        ])

    def _row(self, lesson, half: str, row: dict, cases: int) -> list[str]:
        claims = row["claims"]
        held = sum(claim["passed"] == cases for claim in claims)  # a claim that a broken run never reached has not held
        sized = [claim for claim in claims if claim["room"] is not None]
        least = min(sized, key=lambda claim: claim["room"], default=None)
        label = least["label"].replace("|", r"\|").replace("*", r"\*").replace("_", r"\_").replace("$", r"\$") if least else ""
        mark = "" if is_of(row, lesson, half) else " (*changed since*)"
        name = link(lesson, half, f"{lesson.number} {HALVES[half]}") + mark
        return [name, str(len(claims)), str(held), label, f"{100 * least['room']:.0f} %" if least else ""]


class Gpu(BookDirective):
    """What the PyTorch notebooks took on a GPU, from ``book/gpu.json``."""

    def markdown(self) -> str:
        """Return a row for each notebook: seconds, memory, claims, and how much faster than the CPU with equal work."""
        found = self.measured("gpu.json")
        if found is None:
            return "**It has not been run yet.** No GPU could be had while this edition was made, so no claim of this book has been tried on one."
        rows = {row["name"]: row for row in found["rows"]}
        machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
        shown = [self._row(lesson, rows[lesson.id]) for lesson in self.book.lessons.values() if lesson.id in rows]
        return f"Run on {found['date']}: {machine}.\n\n" + table(["Notebook", "GPU", "CPU", "Speed-up", "Peak memory", "Claims that held"], shown)

    def _row(self, lesson, row: dict) -> list[str]:
        gpu, cpu, memory = row["seconds"], row["cpu_seconds"], row["memory"]
        return [
            link(lesson, "pytorch"),
            f"{gpu:.1f} s" if gpu else "stopped",
            f"{cpu:.1f} s" if cpu else "stopped",
            f"{cpu / gpu:.1f}" if gpu and cpu else "",
            f"{memory:.0f} MB" if memory else "",
            f"{row['held']} of {row['claims']}",
        ]


class Versions(BookDirective):
    """Which claims hold under other releases, from ``book/versions.json``."""

    def markdown(self) -> str:
        """Return a row for each environment, and every claim that failed in one."""
        found = self.measured("versions.json")
        if found is None:
            return "Nothing has been run yet: `make versions` runs every notebook under other releases and fills this page."
        head = ["Environment", "Releases", "Run on", "Notebooks", "Claims that held"]
        failed = [f"- {case['name']}: {row['name']}, {line}" for case in found for row in case["rows"] for line in row["failed"]]
        said = "These claims failed:\n\n" + "\n".join(failed) if failed else "Every claim holds in each of them."
        return "\n\n".join([table(head, [self._row(case) for case in found]), said])

    def _row(self, case: dict) -> list[str]:
        rows = case["rows"]
        codes = {row["name"]: row["code"] for row in rows}
        now = {f"{lesson.id}/{half}": plain.code_key(lesson.folder / f"{half}.ipynb") for lesson in self.book.lessons.values() for half in HALVES}
        changed = sum(codes[name] != now.get(name) for name in codes)
        held, claims = (sum(row[what] for row in rows) for what in ("held", "claims"))
        releases = ", ".join(f"{name} {version}" for name, version in case["versions"].items())
        since = f", {changed} changed since" * bool(changed)
        return [case["name"], releases, max(row["date"] for row in rows), f"{len(rows)}{since}", f"{held} of {claims}"]


class Notation(BookDirective):
    """The tables of symbols, from ``book/macros.yml``, the list that also gives the pages their TeX macros."""

    def markdown(self) -> str:
        """Return a table for each group."""
        return "\n\n".join(self._group(group) for group in self.read("macros.yml"))

    def _group(self, group: dict) -> str:
        rows = [[f"${row['show']}$".replace("|", r"\vert "), row["means"], str(row["shape"]), f"`\\{row['macro']}`" if "macro" in row else ""] for row in group["rows"]]
        return f"**{group['group']}**\n\n{table(['Symbol', 'Meaning', 'Shape', 'Macro'], rows)}"


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("lessons", Lessons)
    app.add_directive("chapters", Chapters)
    app.add_directive("prerequisites-map", PrerequisitesMap)
    app.add_directive("concordance", Concordance)
    app.add_directive("verified", Verified)
    app.add_directive("bench", Bench)
    app.add_directive("claims", Claims)
    app.add_directive("gpu", Gpu)
    app.add_directive("versions", Versions)
    app.add_directive("notation", Notation)
