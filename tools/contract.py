"""The contract that every lesson keeps. LESSON.md's rules as far as a machine can judge them.

``python -m tools.contract`` checks all lessons, ``python -m tools.contract 06-feedforward/01-xor`` one. Each line names
the place and what to do. A *defect* is something wrong; *missing* is content that a new lesson has yet to get.
"""

from __future__ import annotations

import argparse
import ast
import base64
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from tools import notebooks, registry
from tools.plain import RECORD
from tools.registry import ROOT

LEAST_CHECKS = {"derivation": 3, "pytorch": 1}
MOST_BYTES = 400_000
MOST_BYTES_OF_BOOK = 60_000_000
MOST_LINES = 25
MOST_FOLDED_LINES = 50  # of a drawing cell, whose code the page folds away
SHORTEST_ALT = 40
MOST_COLUMNS = 88
MOST_PIXELS = 620
KEY_FACTS = range(3, 7)

HEADINGS = {
    "derivation": ("Explore", "Where it breaks", "Key facts", "Further reading"),
    "pytorch": ("Where it breaks", "In practice", "CPU and GPU", "Key facts"),
}
# what each tag is for is Jupyter Book's and nbval's affair; those with True weaken a gate, so the writer says why
TAGS = {
    "masthead": False, "remove-cell": False, "hide-cell": False, "hide-input": False, "hide-output": False,
    "remove-input": False, "remove-output": False, "full-width": False, "margin": False, "scroll-output": False,
    "long-cell": True, "nbval-ignore-output": True, "nbval-skip": True, "nbval-raises-exception": True, "raises-exception": True,
}  # fmt: skip
FILLERS = re.compile(r"\b(?:it is (?:important|worth) (?:to note|noting)|it can be shown|delves?|crucially|in today's world|needless to say)\b", re.I)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u26ff\u2705\u274c\u2728]")
PLACES = re.compile(r"(?<![\w/.])(?:/(?:home|Users|root|tmp|work|mnt|content)/\w|[A-Za-z]:\\\w)|site-packages|ipykernel_\d")
LOADERS = re.compile(r"^(?:fetch_\w+|urlopen|urlretrieve|from_pretrained|load_dataset|load_state_dict_from_url)$")
FOREIGN = re.compile(r"""(?:src|href)=["']?(?:https?:)?//|!\[[^\]]*\]\(https?:|@import|^\s*[!%]\s*(?:pip|conda|wget|curl|git)\b|^\s*!""", re.M)
PLACEHOLDER = re.compile(r"\b(?:WRITE|TODO|FIXME|XXX)\b")


@dataclass(frozen=True)
class Problem:
    """Something that breaks the contract: where, what and how to mend it; `missing` if it has yet to be written."""

    where: str
    what: str
    missing: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {'missing: ' if self.missing else ''}{self.what}"


class Half:
    """One half of a lesson as the rules see it: its text, its stored notebook, and where things stand."""

    def __init__(self, text: Path, lesson: registry.Lesson, book: registry.Registry):
        self.text_path, self.lesson, self.book = text, lesson, book
        self.kind = text.stem
        self.path = text.with_suffix(".ipynb")
        self.text = text.read_text(encoding="utf-8")
        self.visible = _blank(r"<!--.*?-->", self.text)
        self.stored = nbformat.read(self.path, as_version=4) if self.path.exists() else None

    @property
    def cells(self) -> list:
        """The stored cells; none if the text was never run."""
        return self.stored.cells if self.stored else []

    @property
    def code(self) -> list:
        """The stored code cells, without the injected set-up cell."""
        return [cell for cell in self.cells[3:] if cell.cell_type == "code"]

    @cached_property
    def prose(self) -> str:
        """The text with code, formulas, comments and directive options blanked, so that lines keep their numbers."""
        return _blank(r"\A---\n.*?^---$|^(`{3,}|~{3,}).*?^\1|\$\$.*?\$\$|`[^`\n]+`|\$[^$\n]+\$|\]\([^)\n]*\)|^:\w[\w-]*:.*?$", self.visible)

    @cached_property
    def headings(self) -> list[str]:
        """The headings of the text, without their marks."""
        return re.findall(r"^#+ +(.*)$", _blank(r"^(`{3,}|~{3,}).*?^\1", self.visible), re.M)

    def at(self, found: re.Match | int) -> str:
        """Name a place in the text: file and line."""
        start = found if isinstance(found, int) else found.start()
        return f"{self._relative(self.text_path)}:{self.text.count(chr(10), 0, start) + 1}"

    def of(self, cell) -> str:
        """Name a cell by the line of the text at which its code begins, or by its number."""
        start = self.text.find(cell.source) if cell.source else -1
        return self.at(start) if start >= 0 else f"{self._relative(self.path)}, cell {self.cells.index(cell)}"

    @property
    def name(self) -> str:
        """The text's path from the book's root."""
        return self._relative(self.text_path)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.book.root).as_posix()


Rule = Callable[[Half], Iterator[Problem]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Register a rule: a function that yields the problems of one half."""
    RULES.append(function)
    return function


@rule
def pair_is_in_step(half: Half) -> Iterator[Problem]:
    """The stored notebook was made from this text."""
    remedy = f"run 'make run LESSON={half.lesson.id}'"
    if half.stored is None:
        yield Problem(half.name, f"has no executed notebook; {remedy}")
        return
    try:
        fresh = notebooks.sources(notebooks.from_text(half.text_path, half.book))
    except notebooks.NotebookError as error:
        yield Problem(half.name, str(error))
        return
    stored = notebooks.sources(half.stored)
    if fresh != stored:
        number = next((i for i, (a, b) in enumerate(zip(fresh, stored)) if a != b), min(len(fresh), len(stored)))
        yield Problem(half.name, f"its notebook is stale: cell {number} of {half.path.name} is not what the text says; {remedy}")


@rule
def was_executed_in_order(half: Half) -> Iterator[Problem]:
    """Every code cell ran, once, from first to last."""
    for want, cell in enumerate((cell for cell in half.cells if cell.cell_type == "code"), 1):
        if cell.execution_count != want:
            yield Problem(half.of(cell), f"this cell was not executed in order: its count is {cell.execution_count}, not {want}; run it again")
            return


@rule
def outputs_are_clean(half: Half) -> Iterator[Problem]:
    """Nothing on standard error, no stored exception, no widget state."""
    for cell in half.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                yield Problem(half.of(cell), f"standard error is stored: {output.text.strip()[:80]!r}; mend its cause")
            if output.output_type == "error" and not _tags(cell) & {"raises-exception", "nbval-raises-exception"}:
                yield Problem(half.of(cell), f"a stored exception: {output.ename}; use checks.raises to show a failure")
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
                yield Problem(half.of(cell), "a widget is stored, whose id changes in each run; show the explore figure itself")


@rule
def has_checks(half: Half) -> Iterator[Problem]:
    """Results are checked where they stand."""
    count = sum(RECORD in output.get("data", {}) for cell in half.cells for output in cell.get("outputs", []))
    least = LEAST_CHECKS[half.kind]
    if count < least:
        yield Problem(half.name, f"{count} checks, at least {least} are needed (helpers.checks)", missing=True)


@rule
def agrees_with_registry(half: Half) -> Iterator[Problem]:
    """The title is the registry's."""
    title = re.search(r"^# (.*)$", half.text, re.M)
    if title is None:
        return  # the builder's message says so
    number, full = f"{half.lesson.number} ", f"{half.lesson.number} {half.lesson.title}"
    if half.kind == "derivation" and title[1] != full:
        yield Problem(half.at(title), f"the title is {title[1]!r}, chapters.yml says {full!r}")
    elif not title[1].startswith(number):
        yield Problem(half.at(title), f"the title must begin with the lesson's number, {number.strip()}")


@rule
def registry_is_filled_in(half: Half) -> Iterator[Problem]:
    """The registry says what the lesson claims and where it comes from."""
    lesson = half.lesson
    if half.kind == "derivation" and PLACEHOLDER.search(lesson.claim):
        yield Problem(f"chapters.yml:{lesson.line}", "the lesson's claim", missing=True)
    if half.kind == "derivation" and not any(lesson.sources.values()):
        yield Problem(f"chapters.yml:{lesson.line}", "a source of the lesson (dl, udl, lbdl or notes)", missing=True)


@rule
def figures_are_described(half: Half) -> Iterator[Problem]:
    """Each picture is a small palette PNG with caption, name and alternative text."""
    for cell in half.code:
        pictures = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
        others = {kind for output in cell.outputs for kind in output.get("data", {}) if kind.startswith("image/")} - {"image/png"}
        if others:
            yield Problem(half.of(cell), f"a picture stored as {', '.join(others)}; figures are palette PNG (helpers.figures)")
        if not pictures:
            continue
        if len(pictures) > 1:
            yield Problem(half.of(cell), f"{len(pictures)} pictures in one cell share one description; give each its cell")
        # bytes 16 to 19 of a PNG are its width; byte 25 is its colour type, and 3 is a palette
        heads = [base64.b64decode(picture)[:26] for picture in pictures]
        widest = max(int.from_bytes(head[16:20], "big") for head in heads)
        if widest > MOST_PIXELS:
            yield Problem(half.of(cell), f"a picture {widest} pixels wide; its text is too small on a phone beyond {MOST_PIXELS} (6 inches)")
        if any(head[25] != 3 for head in heads):
            yield Problem(half.of(cell), "a picture without a palette; plot with matplotlib after the set-up cell")
        options = cell.metadata.get("mystnb", {})
        image, figure = options.get("image", {}), options.get("figure", {})
        alt = str(image.get("alt", ""))
        if len(alt) < SHORTEST_ALT:
            yield Problem(half.of(cell), f"a figure without alternative text that says what it shows (got {alt!r}); set mystnb: image: alt")
        if not figure.get("caption") or not str(figure.get("name", "")).startswith("fig-"):
            yield Problem(half.of(cell), "a figure needs a caption and a name that begins with fig-; set mystnb: figure")


@rule
def has_figures(half: Half) -> Iterator[Problem]:
    """A derivation has a figure and an interactive figure."""
    kinds = {kind for cell in half.code for output in cell.outputs for kind in output.get("data", {})}
    pages = "".join("".join(output.data.get("text/html", "")) for cell in half.code for output in cell.outputs if "data" in output)
    if half.kind == "derivation" and "image/png" not in kinds:
        yield Problem(half.name, "no figure", missing=True)
    if half.kind == "derivation" and '<figure class="explore"' not in pages:
        yield Problem(half.name, "no interactive figure (helpers.explore)", missing=True)


@rule
def is_small(half: Half) -> Iterator[Problem]:
    """A stored notebook stays small enough to keep its history."""
    size = half.path.stat().st_size if half.stored else 0
    if size > MOST_BYTES:
        yield Problem(half.name, f"its notebook takes {size:,} bytes, at most {MOST_BYTES:,}; use smaller or fewer figures")


@rule
def cells_are_short(half: Half) -> Iterator[Problem]:
    """The reader never scrolls past machinery to find the idea."""
    for cell in half.code:
        lines = cell.source.count("\n") + 1
        most = MOST_FOLDED_LINES if "hide-input" in _tags(cell) else MOST_LINES
        if lines > most and "long-cell" not in _tags(cell):
            yield Problem(half.of(cell), f"{lines} lines of code, at most {most}; split it, or tag it long-cell with a reason")
        widest = max(map(len, cell.source.splitlines()), default=0)
        if widest > MOST_COLUMNS:
            yield Problem(half.of(cell), f"a line of {widest} columns, at most {MOST_COLUMNS} fit on a page; break it")
        if cell.source.rstrip().endswith(";"):
            yield Problem(half.of(cell), "a semicolon at the end hides output only in some front ends; end with plt.show()")


@rule
def tags_are_known(half: Half) -> Iterator[Problem]:
    """No tag is misspelt, and none weakens a gate without a reason."""
    for cell in half.cells:
        for tag in sorted(_tags(cell)):
            if tag not in TAGS:
                yield Problem(half.of(cell), f"unknown tag {tag!r}; there are {', '.join(TAGS)}")
            elif TAGS[tag] and len(str(cell.metadata.get("reason", ""))) < 10:
                yield Problem(half.of(cell), f"the tag {tag!r} needs a reason; write it in the cell's metadata as reason: …")
        if cell.cell_type == "code" and re.search(r"#\s*(?:NBVAL_|PYTEST_VALIDATE)", cell.source):
            yield Problem(half.of(cell), "a comment that switches the comparison off; use a tag with a reason")


@rule
def citations_resolve(half: Half) -> Iterator[Problem]:
    """Every cited work is in the bibliography."""
    known = _bibliography(half.book.root)
    cited = list(re.finditer(r"\{cite(?::\w+)?\}`([^`]+)`", half.visible))
    for role in cited:
        for key in re.split(r"[,;]\s*", role[1]):
            if key.strip() not in known:
                yield Problem(half.at(role), f"{key.strip()!r} is not in book/references.bib; add it with its DOI or arXiv id")
    if half.kind == "derivation" and not cited:
        yield Problem(half.name, "no work is cited ({cite:t}`key`)", missing=True)


@rule
def derivation_needs_no_torch(half: Half) -> Iterator[Problem]:
    """A derivation also runs where there is no torch."""
    if half.kind != "derivation":
        return
    for cell, node in _nodes(half):
        if _imports(node) & {"torch", "torchvision"} or _dotted(node) in ("run.device", "run.scale"):
            yield Problem(half.of(cell), "a derivation uses NumPy only; torch belongs in the other half")


@rule
def randomness_is_seeded(half: Half) -> Iterator[Problem]:
    """All randomness comes from helpers.run.seed."""
    for cell, node in _nodes(half):
        name = _dotted(node)
        seeded_elsewhere = (
            re.match(r"(?:np|numpy)\.random\.(?!Generator$)\w+$|random\.\w+$", name)
            or name in ("torch.manual_seed", "torch.seed", "torch.cuda.manual_seed", "torch.cuda.manual_seed_all", "torch.Generator")
            or (isinstance(node, ast.ImportFrom) and node.module in ("random", "numpy.random"))
            or _imports(node) & {"random"}
        )
        unseeded = isinstance(node, ast.Call) and _dotted(node.func).endswith(".rvs") and "random_state" not in [k.arg for k in node.keywords]
        if seeded_elsewhere or unseeded:
            what = name or _dotted(getattr(node, "func", node)) or "random"
            yield Problem(half.of(cell), f"randomness from {what}; take a generator from helpers.run.seed(k)")


@rule
def stays_on_this_machine(half: Half) -> Iterator[Problem]:
    """No address of this machine in the text or the outputs, nothing fetched from another."""
    own = [str(ROOT), str(Path.home())]
    for cell in half.cells[3:]:
        shown = cell.source + "".join(_texts(cell))
        place = PLACES.search(shown)
        if place or any(len(path) > 5 and path in shown for path in own):
            yield Problem(half.of(cell), f"a path of this machine ({place[0] if place else 'its home folder'}…); show no paths")
        if FOREIGN.search(shown):
            yield Problem(half.of(cell), f"something is fetched from elsewhere ({FOREIGN.search(shown)[0].strip()}); the book works with the network off")
    for cell, node in _nodes(half):
        name = _dotted(node).rsplit(".", 1)[-1]
        downloads = isinstance(node, ast.keyword) and node.arg == "download"
        if LOADERS.match(name) or _imports(node) & {"requests", "urllib", "httpx"} or downloads:
            yield Problem(half.of(cell), f"{name or 'this'} needs the network; load data with helpers.data")


@rule
def parts_are_there(half: Half) -> Iterator[Problem]:
    """A lesson has the parts that LESSON.md lists."""
    for wanted in HEADINGS[half.kind]:
        if not any(heading.startswith(wanted) for heading in half.headings):
            yield Problem(half.name, f"no heading that begins '{wanted}'")
    facts = re.search(r"^#+ +Key facts.*?$(.*?)(?=^#|\Z)", half.visible, re.M | re.S)
    count = len(re.findall(r"^- \*\*.+?\?\*\* \S", facts[1], re.M)) if facts else 0
    if count not in KEY_FACTS:
        yield Problem(half.at(facts) if facts else half.name, f"{count} key facts of the form '- **Question?** Answer.', 3 to 6 are needed", missing=True)
    if half.kind == "derivation":
        yield from _parts_of_a_derivation(half)


def _parts_of_a_derivation(half: Half) -> Iterator[Problem]:
    if not re.search(r"\{admonition\}.*\n+:class: .*\bpredict\b", half.visible):
        yield Problem(half.name, "no box that asks the reader to predict (:::{admonition} Predict, :class: predict)")
    if not re.search(r"^\| *symbol *\|", half.visible, re.M | re.I):
        yield Problem(half.name, "no notation table (| symbol | meaning | shape |)", missing=True)
    if not re.search(r"^:::+\{prf:", half.visible, re.M):
        yield Problem(half.name, "no labelled result (:::{prf:proposition} with :label: thm-…)", missing=True)


@rule
def prose_is_plain(half: Half) -> Iterator[Problem]:
    """No fillers, no exclamations, no emoji; and no placeholder left."""
    for filler in FILLERS.finditer(half.prose):
        yield Problem(half.at(filler), f"'{filler[0]}' says nothing; remove it")
    for emoji in EMOJI.finditer(half.prose):
        yield Problem(half.at(emoji), f"no emoji ({emoji[0]})")
    for mark in re.finditer(r"!(?![\[=])", half.prose):
        yield Problem(half.at(mark), "no exclamation marks in prose")
    for placeholder in PLACEHOLDER.finditer(half.text):
        line = half.text[placeholder.start() :].splitlines()[0].removesuffix("-->").strip()
        yield Problem(half.at(placeholder), line, missing=True)


def of_lesson(lesson: registry.Lesson, book: registry.Registry) -> list[Problem]:
    """All problems of a lesson, in the order of its halves and of the rules.

    Args:
        lesson: from `book`.
        book: the registry it belongs to.
    """
    halves = [Half(text, lesson, book) for text in notebooks.texts(lesson) if text.exists()]
    absent = [Problem(text.relative_to(book.root).as_posix(), "does not exist") for text in notebooks.texts(lesson) if not text.exists()]
    return absent + [problem for half in halves for check in RULES for problem in check(half)]


def of_book(book: registry.Registry) -> list[Problem]:
    """The problems of the book as a whole: no lesson at all, or a tree that has grown too large."""
    problems = []
    if not book.lessons:
        problems.append(Problem("chapters.yml", "there is no lesson, so there is nothing to verify"))
    size = sum(path.stat().st_size for folder in ("notebooks", "helpers", "book") for path in (book.root / folder).rglob("*") if path.is_file())
    if size > MOST_BYTES_OF_BOOK:
        problems.append(Problem("the book", f"takes {size:,} bytes, at most {MOST_BYTES_OF_BOOK:,}"))
    return problems


def _blank(pattern: str, text: str) -> str:
    """Replace what a pattern matches by spaces, so that everything else keeps its line."""
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.M | re.S)


def _tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _texts(cell) -> Iterator[str]:
    """The readable outputs of a cell; pictures and the frames of interactive figures left out."""
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        for kind, content in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield re.sub(r"data:image/\w+;base64,[A-Za-z0-9+/=]+", "", "".join(content))


def _nodes(half: Half) -> Iterator[tuple]:
    """Every node of the syntax trees of the code cells, with its cell; magics and shell lines left out."""
    for cell in half.code:
        source = re.sub(r"^(\s*)[%!].*$", r"\1pass", cell.source, flags=re.M)
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue  # such a cell cannot have been executed, and that is another rule's finding
        for node in ast.walk(tree):
            yield cell, node


def _imports(node: ast.AST) -> set[str]:
    """The top-level packages that a node imports, also by `__import__` and `import_module`."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    if isinstance(node, ast.Call) and _dotted(node.func).rsplit(".", 1)[-1] in ("__import__", "import_module"):
        return {str(argument.value).split(".")[0] for argument in node.args if isinstance(argument, ast.Constant)}
    return set()


def _dotted(node: ast.AST) -> str:
    """`a.b.c` for a name or a chain of attributes, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _bibliography(root: Path) -> set[str]:
    return set(re.findall(r"^@\w+\{\s*([^,\s]+)", (root / "book" / "references.bib").read_text(encoding="utf-8"), re.M))


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
    problems = of_book(book) + [problem for lesson in chosen for problem in of_lesson(lesson, book)]
    for problem in problems:
        print(problem)
    print(f"{len(chosen)} lessons: " + (f"{len(problems)} problems" if problems else "the contract is kept"))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
