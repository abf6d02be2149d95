"""Text to notebook: reads a lesson's ``.md``, executes it, and writes the ``.ipynb`` that the book shows.

``python -m tools.notebooks run`` executes the notebooks whose text has changed; ``run 06-feedforward/01-xor`` one lesson;
``run --all`` everything; ``stamp`` renews the first cell of every notebook without executing; ``seeds LESSON 1000 2000``
tries a lesson on other seeds and writes nothing. The same text gives the same bytes, however often it runs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from tools import kernels, macros, orphans, registry
from tools.registry import HALVES, ROOT

CELL_SECONDS = 300
# BOOK_BUILD silences progress bars; one thread a notebook keeps sums in one order and leaves the other cores to other notebooks
ENVIRONMENT = {
    "BOOK_BUILD": "1", "BOOK_DEVICE": "cpu", "BOOK_SCALE": "cpu", "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
}  # fmt: skip
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
BOOKS = {
    "dl": "*Deep Learning* §",
    "udl": "*Understanding Deep Learning* ch. ",
    "lbdl": "*The Little Book of Deep Learning* §",
    "notes": "study notes §",
}


class NotebookError(RuntimeError):
    """A notebook that cannot be made or run. The message names the file, the cell and the reason."""


def texts(lesson: registry.Lesson) -> list[Path]:
    """The text sources of a lesson: ``derivation.md`` and ``pytorch.md``."""
    return [lesson.folder / f"{half}.md" for half in HALVES]


def from_text(text: Path, book: registry.Registry) -> nbformat.NotebookNode:
    """Make the notebook of a text, not executed.

    Args:
        text: ``…/derivation.md`` or ``…/pytorch.md``, MyST Markdown that begins with the title ``# 6.1 …``.
        book: the registry, for the masthead under the title.

    Returns:
        A notebook: title, masthead, set-up cell, then the text's own cells; ids depend on the content alone.

    Raises:
        NotebookError: the text does not begin with its title.
    """
    cells = jupytext.read(text, fmt="md:myst").cells
    if not cells or cells[0].cell_type != "markdown" or not cells[0].source.startswith("# "):
        raise NotebookError(f"{_name(text)}: must begin with a Markdown title, '# 6.1 …'")
    title, _, rest = cells[0].source.partition("\n")
    head = [
        nbformat.v4.new_markdown_cell(title),
        nbformat.v4.new_markdown_cell(_masthead(_lesson(text, book), text.stem, book), metadata={"tags": ["masthead"]}),
        nbformat.v4.new_code_cell(setup_cell(), metadata={"tags": ["remove-cell"]}),
    ]
    if rest.strip():
        head.append(nbformat.v4.new_markdown_cell(rest.strip()))
    notebook = nbformat.v4.new_notebook(cells=head + cells[1:], metadata=METADATA)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = macros.expand(cell.source, macros.load())
    _set_ids(notebook)
    return notebook


def setup_cell() -> str:
    """The first code cell: it finds `helpers`, or installs this edition of it, and sets the figure style."""
    site = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    repository = site.get("repository") or {}
    if repository.get("url"):
        otherwise = (
            '        subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "mnist1d==0.0.2.post1",\n'
            f'                               "git+{repository["url"]}@{repository["branch"]}"])\n'
            "        importlib.invalidate_caches()\n"
        )
    else:
        otherwise = '        raise ImportError("open this notebook inside a clone of the book, where its folder `helpers` is")\n'
    return (
        "# Finds the book's `helpers`: installed, in the clone around this notebook, or from the book's repository.\n"
        "import importlib, pathlib, subprocess, sys\n"
        "try:\n"
        "    import helpers.checks\n"
        "except ImportError:\n"
        '    clone = [p for p in pathlib.Path.cwd().resolve().parents if (p / "helpers" / "checks.py").exists()]\n'
        "    if clone:\n"
        "        sys.path.insert(0, str(clone[0]))\n"
        "    else:\n"
        f"{otherwise}"
        "from helpers import figures\n"
        "figures.use()"
    )


def execute(notebook: nbformat.NotebookNode, name: str, folder: Path) -> None:
    """Execute a notebook in place, in a fresh kernel, in order, and drop whatever changes from run to run.

    Args:
        notebook: from `from_text`.
        name: what messages call it.
        folder: the working folder of its kernel.

    Raises:
        NotebookError: a cell failed, ran out of time, or wrote to standard error.
    """
    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="python3", record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}}, extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )  # fmt: skip
    try:
        kernels.persistently(lambda: client.execute(env={**os.environ, **ENVIRONMENT}))
    except CellTimeoutError as error:
        raise NotebookError(f"{name}: a cell took longer than {CELL_SECONDS} s") from error
    except CellExecutionError as error:
        raise NotebookError(f"{name}: {error}") from error
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise NotebookError(f"{name}: cell {number} wrote to standard error:\n{output.text}\n---\n{cell.source}")
            if "metadata" in output:
                output.metadata = {}
    notebook.metadata = nbformat.from_dict(METADATA)


def write(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Write a notebook if its bytes differ from the file's. Returns whether they did.

    Raises:
        NotebookError: it cannot be written. The file is then what it was.
    """
    new = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return False
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(new, encoding="utf-8")
        # a builder that is killed leaves the old notebook or the new one
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise NotebookError(f"{_name(path)} cannot be written: {error.strerror}; free some space or make its folder writable") from error
    return True


def sources(notebook: nbformat.NotebookNode) -> list[tuple]:
    """What a text and its notebook must share: type, source, metadata and id of every cell."""
    return [(cell.cell_type, cell.source, dict(cell.metadata), cell.id) for cell in notebook.cells]


def is_stale(text: Path, book: registry.Registry) -> bool:
    """Whether a text's notebook is missing, was never executed, or was made from another text."""
    path = text.with_suffix(".ipynb")
    if not path.exists():
        return True
    stored = nbformat.read(path, as_version=4)
    executed = all(cell.execution_count for cell in stored.cells if cell.cell_type == "code")
    return not executed or sources(stored) != sources(from_text(text, book))


def run(chosen: list[Path], book: registry.Registry, workers: int) -> dict[Path, float]:
    """Execute texts in parallel, write their notebooks, and show progress.

    Returns:
        Seconds by text.

    Raises:
        NotebookError: after all have run, naming each that failed. Those that succeeded are written.
    """
    seconds, failures = {}, []
    with ProcessPoolExecutor(workers, initializer=orphans.follow_parent) as pool:
        jobs = {pool.submit(_run_one, text, book): text for text in chosen}
        for done, job in enumerate(as_completed(jobs), 1):
            text = jobs[job]
            try:
                changed, seconds[text] = job.result()
                outcome = f"{seconds[text]:5.1f} s  {'written' if changed else 'unchanged'}"
            except NotebookError as error:
                failures.append(str(error))
                outcome = "FAILED"
            print(f"[{done}/{len(jobs)}] {_name(text):52} {outcome}", flush=True)
    if failures:
        raise NotebookError("\n\n".join(failures))
    return seconds


def try_seeds(lessons: list[registry.Lesson], seeds: list[int], book: registry.Registry, workers: int) -> bool:
    """Execute lessons with BOOK_SEED shifted, write nothing, and print a table of what held.

    Returns:
        Whether every notebook held on every seed.
    """
    chosen = [text for lesson in lessons for text in texts(lesson)]
    print(f"{'BOOK_SEED':44}" + "".join(f"{seed:>8}" for seed in seeds))
    problems = []
    with ProcessPoolExecutor(workers, initializer=orphans.follow_parent) as pool:
        jobs = {(text, seed): pool.submit(_try_one, text, seed, book) for text in chosen for seed in seeds}
        for text in chosen:
            verdicts = {seed: jobs[text, seed].result() for seed in seeds}
            print(f"{_name(text):44}" + "".join(f"{'fails' if verdict else 'holds':>8}" for verdict in verdicts.values()), flush=True)
            problems += [f"BOOK_SEED={seed}: {verdict}" for seed, verdict in verdicts.items() if verdict]
    print("\n".join(problems))
    return not problems


def stamp(book: registry.Registry) -> int:
    """Renew the set-up cell and masthead of every executed notebook without executing it. Returns how many changed."""
    changed = 0
    for lesson in book.lessons.values():
        for text in texts(lesson):
            path = text.with_suffix(".ipynb")
            fresh, stored = from_text(text, book), nbformat.read(path, as_version=4)
            for cell, old in zip(fresh.cells, stored.cells):
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = old.get("outputs", []), old.get("execution_count")
            # only the head may differ: anything else would leave outputs beside a text that did not make them
            if [c.source for c in fresh.cells[3:]] != [c.source for c in stored.cells[3:]]:
                raise NotebookError(f"{_name(text)} is stale; run 'make run' first")
            changed += write(fresh, path)
    return changed


def _run_one(text: Path, book: registry.Registry) -> tuple[bool, float]:
    start = time.perf_counter()
    os.environ.pop("BOOK_SEED", None)  # stored outputs are those of the seeds on the page
    notebook = from_text(text, book)
    execute(notebook, _name(text), text.parent)
    return write(notebook, text.with_suffix(".ipynb")), time.perf_counter() - start


def _try_one(text: Path, seed: int, book: registry.Registry) -> str | None:
    """The error of a run on another seed, or None."""
    os.environ["BOOK_SEED"] = str(seed)
    try:
        execute(from_text(text, book), _name(text), text.parent)
    except NotebookError as error:
        return str(error)
    return None


def _lesson(text: Path, book: registry.Registry) -> registry.Lesson:
    return next(lesson for lesson in book.lessons.values() if lesson.folder.resolve() == text.parent.resolve())


def _masthead(lesson: registry.Lesson, half: str, book: registry.Registry) -> str:
    read = [f"{BOOKS[book_id]}{', '.join(places)}" for book_id, places in lesson.sources.items() if places]
    before = [f"[{book.lessons[i].number} {book.lessons[i].title}](../../{i}/derivation.ipynb)" for i in lesson.prerequisites]
    other = "pytorch" if half == "derivation" else "derivation"
    pair = {"pytorch": "[how it is built and runs](pytorch.ipynb)", "derivation": "[why it is true](derivation.ipynb)"}
    return "\n".join([
        f"**{lesson.claim}**", "",
        f"Source: {' · '.join(read)}  ",
        f"Before this: {', '.join(before) or 'calculus, linear algebra, Python'}  ",
        f"Time: {lesson.minutes[half]} minutes · The other half of the pair: {pair[other]}",
    ])


def _set_ids(notebook: nbformat.NotebookNode) -> None:
    """Ids from the content, so that they survive insertions elsewhere; repeated content is numbered."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        seen[cell.source] = seen.get(cell.source, 0) + 1
        cell.id = hashlib.sha256(f"{cell.source}#{seen[cell.source]}".encode()).hexdigest()[:10]


def _name(text: Path) -> str:
    return str(text.resolve().relative_to(ROOT / "notebooks").with_suffix(""))


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="execute texts into notebooks")
    runs.add_argument("lesson", nargs="*", help="lessons or chapters; none: those whose text has changed")
    runs.add_argument("--all", action="store_true", help="every lesson")
    seeds = commands.add_parser("seeds", help="try lessons on other seeds; writes nothing")
    seeds.add_argument("lesson")
    seeds.add_argument("seeds", nargs="+", type=int)
    commands.add_parser("stamp", help="renew the head of every notebook")
    for command in (runs, seeds):
        command.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    orphans.leave_on_interrupt()
    try:
        book = registry.load()
        if options.command == "stamp":
            print(f"{stamp(book)} notebooks stamped")
        elif options.command == "seeds":
            return not try_seeds(book.choose([options.lesson]), options.seeds, book, options.workers)
        else:
            chosen = [text for lesson in book.choose(options.lesson) for text in texts(lesson)]
            if not options.all and not options.lesson:
                chosen = [text for text in chosen if is_stale(text, book)]
            run(chosen, book, options.workers)
            print(f"{len(chosen)} notebooks executed" if chosen else "every notebook is in step with its text")
    except (NotebookError, registry.RegistryError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
