"""Runs the book's tests in stages and says what each took: ``python -m tools.test [unit|contract|notebooks|site|grading|gates]…``.

All stages run, whatever the earlier ones found, except that a site that does not build is not visited.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tools import notebooks, registry
from tools.registry import ROOT

CORES = os.cpu_count() or 1
PYTEST = ("-m", "pytest", "-q", "--no-header")
UNKNOWN_SECONDS = 15.0


def unit() -> int:
    """The units of `helpers` and `tools`, and the examples in their docstrings."""
    return _pytest("--doctest-modules", "tests/unit", "helpers", "tools", *_workers(), "--dist", "worksteal")


def contract() -> int:
    """The lesson contract, for every lesson."""
    return _pytest("tests/contract", *_workers(len(registry.load().lessons)))


def execution() -> int:
    """Re-execute every notebook and compare with its stored outputs."""
    chosen = _notebooks()
    if not chosen:
        print("chapters.yml lists no notebook, so there is nothing to execute and nothing is verified", file=sys.stderr)
        return 1
    # loadfile: the cells of a notebook share a kernel, so one worker runs them all
    nbval = ("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg", "-p", "tests.nbval_gate")
    return _python(*PYTEST, *chosen, *nbval, "--dist", "loadfile", *_workers(len(chosen)))


def site() -> int:
    """Build the site, warnings as errors, and visit every page in a browser."""
    return _python("-m", "tools.site", "build") or _pytest("tests/site", *_workers(), "--dist", "worksteal")


def grading() -> int:
    """Exercises: answers, hints, release and grading, against right and wrong hand-ins."""
    return _pytest("tests/grading", *_workers(), "--dist", "worksteal")


def gates() -> int:
    """Plant defects in a copy of the tree; every one must turn its gate red."""
    return _pytest("tests/gates", *_workers(), "--dist", "worksteal")


STAGES: dict[str, Callable[[], int]] = {"unit": unit, "contract": contract, "notebooks": execution, "site": site, "grading": grading, "gates": gates}


def run(names: list[str]) -> int:
    """Run stages in order and print a table of what they took.

    Args:
        names: keys of STAGES; none means all.

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
        passed = STAGES[name]() == 0
        outcomes.append((name, passed, time.perf_counter() - start))
    print()
    for name, passed, seconds in outcomes:
        print(f"{name:10} {'passed' if passed else 'FAILED'}  {seconds:6.1f} s")
    return not all(passed for _, passed, _ in outcomes)


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


def _pytest(*arguments: str) -> int:
    # nbval is loaded only where notebooks are executed: importing it costs a second in every worker
    return _python(*PYTEST, "-p", "no:nbval", *arguments)


def _python(*arguments: str) -> int:
    # a reader's own BOOK_SEED would change what the notebooks print
    environment = {name: value for name, value in os.environ.items() if name != "BOOK_SEED"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**environment, **notebooks.ENVIRONMENT}).returncode


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", nargs="*", choices=[[], *STAGES], help="none: all")
    return run(parser.parse_args().stage)


if __name__ == "__main__":
    sys.exit(main())
