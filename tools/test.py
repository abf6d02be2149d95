"""Runs the book's tests in stages and says what each took: ``python -m tools.test [--changed] [unit|contract|notebooks|site|grading|gates]…``.

All stages run, whatever the earlier ones found, except that a site that does not build is not visited. With ``--changed``
only what a change can affect is run, see `tools.changed`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tools import changed, notebooks, orphans, registry
from tools.registry import ROOT

CORES = os.cpu_count() or 1
PYTEST = ("-m", "pytest", "-q", "--no-header", "-p", "tools.orphans")
UNKNOWN_SECONDS = 15.0


def unit(_: list[str]) -> int:
    """The units of `helpers` and `tools`, and the examples in their docstrings."""
    return _pytest("--doctest-modules", "tests/unit", "helpers", "tools", *_workers(), "--dist", "worksteal")


def contract(_: list[str]) -> int:
    """The lesson contract, for every lesson."""
    return _pytest("tests/contract", *_workers(len(registry.load().lessons)))


def execution(chosen: list[str]) -> int:
    """Re-execute every notebook and compare with its stored outputs."""
    if not chosen:
        print("chapters.yml lists no notebook, so there is nothing to execute and nothing is verified", file=sys.stderr)
        return 1
    # loadfile: the cells of a notebook share a kernel, so one worker runs them all
    nbval = ("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg", "-p", "tests.nbval_gate")
    return _python(*PYTEST, *chosen, *nbval, "--dist", "loadfile", *_workers(len(chosen)))


def site(chosen: list[str]) -> int:
    """Build the site, warnings as errors, and visit every page in a browser."""
    return _pytest("tests/site", *_workers(), "--dist", "worksteal", BOOK_PAGES="\n".join(chosen))


def grading(_: list[str]) -> int:
    """Exercises: answers, hints, release and grading, against right and wrong hand-ins."""
    return _pytest("tests/grading", *_workers(), "--dist", "worksteal")


def gates(_: list[str]) -> int:
    """Plant defects in a copy of the tree; every one must turn its gate red."""
    return _pytest("tests/gates", *_workers(), "--dist", "worksteal")


# each takes the units to run, see `tools.changed`
STAGES: dict[str, Callable[[list[str]], int]] = {
    "unit": unit, "contract": contract, "notebooks": execution, "site": site, "grading": grading, "gates": gates,
}  # fmt: skip


def run(names: list[str], only_changed: bool = False) -> int:
    """Run stages in order and print a table of what they took.

    Args:
        names: keys of STAGES; none means all.
        only_changed: leave out what has passed before on the same files.

    Returns:
        The exit status: 0 when every stage passed.
    """
    try:
        registry.load()
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    outcomes = []
    for name in names or STAGES:
        print(f"\n== {name}: {STAGES[name].__doc__.splitlines()[0]}", flush=True)
        start = time.perf_counter()
        outcomes.append((name, _stage(name, only_changed), time.perf_counter() - start))
    print()
    for name, outcome, seconds in outcomes:
        print(f"{name:10} {outcome:9}  {seconds:6.1f} s")
    return any(outcome == "FAILED" for _, outcome, _ in outcomes)


def _stage(name: str, only_changed: bool) -> str:
    """Run a stage, or what is due of it. Returns its outcome in a word."""
    if name == "site" and _python("-m", "tools.site", "build"):
        return "FAILED"
    keys = _keys(name)
    todo = changed.due(name, keys) if only_changed else list(keys)
    if only_changed and keys:
        print(f"{len(todo)} of {len(keys)} to run; the others passed before and nothing that they depend on has changed", flush=True)
        if not todo:
            return "unchanged"
    if STAGES[name](todo):
        return "FAILED"
    changed.remember(name, keys)
    return "passed"


def _keys(name: str) -> dict[str, str]:
    """The units of a stage and their keys, before it runs."""
    files = changed.sources()
    if name == "notebooks":
        return changed.notebooks(_notebooks(), files)
    if name == "site":
        return changed.pages((path.relative_to(changed.SITE).as_posix() for path in sorted(changed.SITE.rglob("*.html"))), files)
    return changed.whole(name, files)


def _notebooks() -> list[str]:
    """The notebooks of all lessons and chapters, the slowest of the last run first, so that no worker ends long after the others."""
    times = ROOT / "build" / "times.json"
    last = json.loads(times.read_text()) if times.exists() else {}
    book = registry.load()
    paths = [text.with_suffix(".ipynb") for lesson in book.lessons.values() for text in notebooks.texts(lesson)]
    paths += [path for chapter in book.chapters if (path := chapter.index.with_name("exercises.ipynb")).exists()]
    names = [path.relative_to(ROOT).as_posix() for path in paths]
    return sorted(names, key=lambda name: -last.get(name, UNKNOWN_SECONDS))


def _workers(tasks: int = CORES) -> list[str]:
    """Pytest's option for as many workers as there are cores, and no more than tasks; for one, none is started."""
    workers = min(CORES, tasks)
    return ["-n", str(workers if workers > 1 else 0)]


def _pytest(*arguments: str, **environment: str) -> int:
    # nbval is loaded only where notebooks are executed: importing it costs a second in every worker
    return _python(*PYTEST, "-p", "no:nbval", *arguments, **environment)


def _python(*arguments: str, **environment: str) -> int:
    # a reader's own BOOK_SEED would change what the notebooks print
    inherited = {name: value for name, value in os.environ.items() if name != "BOOK_SEED"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**inherited, **notebooks.ENVIRONMENT, **environment}).returncode


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", nargs="*", choices=[[], *STAGES], help="none: all")
    parser.add_argument("--changed", action="store_true", help="only what a change since the last passing run can affect")
    options = parser.parse_args()
    orphans.leave_on_interrupt()
    return run(options.stage, options.changed)


if __name__ == "__main__":
    sys.exit(main())
