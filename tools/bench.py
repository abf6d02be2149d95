"""Measures what the book costs to build, to read and to run; writes ``book/bench.json`` and prints it as a table.

All building happens in a copy of the tree. Building is measured in wall-clock seconds, the better of two runs; a notebook in
seconds of its processor.
"""

from __future__ import annotations

import datetime
import gzip
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import yaml

from grading import bench as grading
from tools import browser as browsers
from tools import fileserver, registry
from tools.registry import HALVES, ROOT

RESULTS = ROOT / "book" / "bench.json"
TIMES = ROOT / "build" / "times.json"
IGNORED = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", ".pytest_cache", ".ipynb_checkpoints", "*.egg-info")
PAGES_VISITED = 4
COMPRESSIBLE = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml", ".md"}

# the same pages, and nothing but what is needed to read them
PLAIN_CONF = """\
extensions = ["myst_nb"]
html_theme = "alabaster"
root_doc = "{root}"
include_patterns = {pages!r}
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
"""

SLIDER = """async input => {
    const figure = input.closest("figure"), milliseconds = [];
    for (let position = Number(input.max); position >= 0; position--) {
        input.value = position;
        const start = performance.now();
        input.dispatchEvent(new Event("input", {bubbles: true}));
        await figure.querySelector("img").decode();
        milliseconds.push(performance.now() - start);
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    }
    return milliseconds;
}"""


def row(what: str, value: float, unit: str, aim: str = "") -> dict:
    """One line of the table."""
    return {"what": what, "value": round(value, 2 if value < 100 else 0), "unit": unit, "aim": aim}


def machine() -> str:
    """What the measurements were made on, in words that identify nobody."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {version}"


def building(tree: Path) -> list[dict]:
    """Seconds to build the site in a copy of the tree, and the same pages with plain Sphinx."""
    book = registry.load(tree / "chapters.yml", built=True)
    ours = min(_seconds(tree, "-m", "tools.site", "build", "--fresh") for _ in range(2))
    changed = []
    for word in ("Once.", "Twice."):
        page = next(iter(book.lessons.values())).folder / "derivation.ipynb"
        notebook = json.loads(page.read_text(encoding="utf-8"))
        notebook["cells"][-1]["source"] += [f"\n\n{word}"] if isinstance(notebook["cells"][-1]["source"], list) else f"\n\n{word}"
        page.write_text(json.dumps(notebook), encoding="utf-8")
        changed.append(_seconds(tree, "-m", "tools.site", "build"))
    plain = min(_plain(tree) for _ in range(2))
    pages = len(_pages(tree))
    return [
        row(f"build the site of {pages} pages, from nothing", ours, "s"),
        row("build it after one page has changed", min(changed), "s"),
        row("plain Sphinx, the same pages, from nothing", plain, "s"),
        row("ratio to plain Sphinx", ours / plain, "×", "≤ 1.3"),
    ]


def _pages(tree: Path) -> list[str]:
    """The pages that the table of contents lists."""
    found = []

    def walk(node) -> None:
        for entry in node if isinstance(node, list) else [node]:
            if "file" in entry:
                found.append(entry["file"])
            for key in ("parts", "chapters", "sections"):
                walk(entry.get(key) or [])

    top = yaml.safe_load((tree / "chapters.yml").read_text(encoding="utf-8"))
    walk(top)
    return [top["root"], *found]


def _plain(tree: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        pages = _pages(tree)
        conf = PLAIN_CONF.format(root=pages[0].rpartition(".")[0], pages=pages)
        (Path(folder) / "conf.py").write_text(conf, encoding="utf-8")
        return _seconds(tree, "-m", "sphinx", "-q", "-E", "-c", folder, str(tree), f"{folder}/html")


def _seconds(tree: Path, *arguments: str) -> float:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def from_nothing(tree: Path) -> list[dict]:
    """Seconds from a fresh folder to a built site: what `make serve` does first. Nothing if the packages cannot be had."""
    start = time.perf_counter()
    done = subprocess.run(["make", "book"], cwd=tree, capture_output=True, text=True)
    if done.returncode:
        print(f"not measured: make serve from nothing ({done.stderr.strip().splitlines()[-1]})", file=sys.stderr)
        return []
    return [row("make serve from nothing, packages in the cache", time.perf_counter() - start, "s", "≤ 240")]


def reading(site: Path, book: registry.Registry) -> list[dict]:
    """Bytes a reader downloads for a lesson, and milliseconds from a slider's event to its picture, on the largest pages."""
    pages = {lesson.id: [f"{lesson.page(half)}.html" for half in HALVES] for lesson in book.lessons.values()}
    largest = sorted(pages.values(), key=lambda pair: -(site / pair[0]).stat().st_size)[:PAGES_VISITED]
    first, second, milliseconds = [], [], []
    requests: list[tuple[str, int]] = []
    with fileserver.serve(site, requests) as address, browsers.launch() as browser:
        for derivation, pytorch in largest:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            tab = context.new_page()
            for page, sizes in ((derivation, first), (pytorch, second)):
                requests.clear()
                tab.goto(address + page, wait_until="networkidle")
                tab.evaluate("async () => { await window.MathJax?.startup?.promise; await document.fonts.ready }")
                sizes.append(sum(_transfer(site / path) for path, status in requests if status == 200))
                for slider in tab.query_selector_all("figure.explore input"):
                    milliseconds += slider.evaluate(SLIDER)
            context.close()
    return [
        row("lesson page, first visit, gzip, largest", max(first) / 1000, "kB", "≤ 1500"),
        row("the next page, gzip, largest", max(second) / 1000, "kB", "≤ 600"),
        row("slider event to new picture, median", statistics.median(milliseconds), "ms", "≤ 16"),
        row("slider event to new picture, slowest of 20", statistics.quantiles(milliseconds, n=20)[-1], "ms", "≤ 16"),
    ]


@cache
def _transfer(path: Path) -> int:
    """Bytes on the wire for a file, as a server that compresses would send it."""
    path = path / "index.html" if path.is_dir() else path
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in COMPRESSIBLE else len(content)


def running() -> list[dict]:
    """Seconds of each notebook, from the last full run of the tests."""
    if not TIMES.exists():
        subprocess.run([sys.executable, "-m", "tools.test", "notebooks"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    times = json.loads(TIMES.read_text())
    return [{"name": name.removeprefix("notebooks/").removesuffix(".ipynb"), "seconds": seconds} for name, seconds in times.items()]


def measure() -> dict:
    """All measurements.

    Raises:
        RuntimeError: a build failed, or there is no browser; the message says why.
        registry.RegistryError: chapters.yml is wrong.
    """
    book = registry.load(built=True)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(shutil.copytree(ROOT, Path(folder) / "book", ignore=IGNORED))
        rows = building(tree)
        rows += reading(tree / "build" / "html", book)
        shutil.rmtree(tree / "build")
        rows = from_nothing(tree) + rows + grading.rows()
    return {"machine": machine(), "date": datetime.date.today().isoformat(), "rows": rows, "notebooks": running()}


def main() -> int:
    """The command line. Returns the exit status."""
    try:
        result = measure()
    except (RuntimeError, registry.RegistryError) as error:
        print(error, file=sys.stderr)
        return 1
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{result['machine']}, {result['date']}")
    for line in result["rows"]:
        print(f"{line['what']:52} {line['value']:>8g} {line['unit']:3} {line['aim']}")
    for line in result["notebooks"]:
        print(f"{line['name']:52} {line['seconds']:>8g} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
