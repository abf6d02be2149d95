"""How far every claim is from failing: ``python -m tools.claims 06-feedforward 07-regularization --seeds 5``.

Each notebook runs under shifted seeds and under 1 and 2 threads. The verdict of every check and the room it had left are
collected into ``book/claims.json``, from which the page *Claims that survive* is made. A claim that fails anywhere is
printed with what it found, and the exit status is 1. The file is written after every notebook: a run that was stopped goes
on with ``--resume``, which leaves out what has held, in the same cases and versions, with the code that stands there now.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import notebooks, plain, registry
from tools.registry import ROOT

PAGE = ROOT / "book" / "claims.json"
FIRST_SEED, SEED_STEP = 7_919, 10_007  # far from each other and from the seeds that pages use
SECONDS = 600
PACKAGES = ("torch", "numpy", "scipy", "matplotlib", "scikit-learn")


@dataclass(frozen=True)
class Case:
    """One way to run a notebook."""

    name: str
    seed: int = 0
    threads: int = 1
    python: str = sys.executable

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make the case."""
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        # threads that wait for each other by spinning take ten times as long where there are more of them than cores
        threads = {**dict.fromkeys(names, str(self.threads)), "OMP_WAIT_POLICY": "passive"}
        return {**os.environ, **notebooks.ENVIRONMENT, **threads, "BOOK_SEED": str(self.seed)}


def cases(seeds: int) -> list[Case]:
    """The page's own seeds on one thread and on two, then as many shifted seeds as are asked for."""
    shifted = [FIRST_SEED + k * SEED_STEP for k in range(seeds)]
    return [Case("1 thread"), Case("2 threads", threads=2), *(Case(f"seed +{shift}", seed=shift) for shift in shifted)]


def survey(texts: list[Path], chosen: list[Case], workers: int) -> Iterator[dict]:
    """Run notebooks in every case.

    Args:
        texts: their texts, see `notebooks.texts`.
        chosen: the cases.
        workers: how many run at the same time.

    Yields:
        A row for each notebook, in order: its name, its claims (label, cases, passed, least room), what failed, the checksum of
        its code, and the date.
    """
    with ThreadPoolExecutor(workers) as pool:
        jobs = {text: [pool.submit(plain.verdicts, text.with_suffix(".ipynb"), case.environment, SECONDS, case.python) for case in chosen] for text in texts}
        for number, (text, results) in enumerate(jobs.items(), 1):
            row = summary(name(text), {case.name: job.result() for case, job in zip(chosen, results)})
            row |= {"code": plain.code_key(text.with_suffix(".ipynb")), "date": datetime.date.today().isoformat()}
            print(f"[{number}/{len(texts)}] {row['name']:52} {'FAILS' if row['failed'] else 'holds'}", *row["failed"], sep="\n    ", flush=True)
            yield row


def name(text: Path) -> str:
    """What a notebook is called in tables: ``06-feedforward/01-xor/pytorch``."""
    return text.relative_to(ROOT / "notebooks").with_suffix("").as_posix()


def summary(name: str, found: dict[str, list[dict]]) -> dict:
    """What the cases of one notebook say together.

    Args:
        name: of the notebook.
        found: for each case its verdicts, as from `plain.verdicts`.
    """
    claims: dict[tuple, dict] = {}
    failed = []
    for case, lines in found.items():
        seen: dict[str, int] = {}
        for line in lines[:-1]:
            seen[line["label"]] = seen.get(line["label"], 0) + 1
            claim = claims.setdefault((line["label"], seen[line["label"]]), {"label": line["label"], "cases": 0, "passed": 0, "room": None})
            claim["cases"] += 1
            claim["passed"] += line["holds"]
            if line["room"] is not None:
                claim["room"] = round(min(line["room"], 1 if claim["room"] is None else claim["room"]), 4)
            if not line["holds"]:
                failed.append(f"{case}: ✗ {line['label']}: {line['said']}")
        if lines[-1]["error"]:
            failed.append(f"{case}: {lines[-1]['error'].strip().splitlines()[-1]}")
    return {"name": name, "claims": list(claims.values()), "failed": failed}


def failures(rows: list[dict]) -> Iterator[str]:
    """A line for each claim that failed in some case."""
    for row in rows:
        for line in row["failed"]:
            yield f"{row['name']}, {line}"


def earlier() -> list[dict]:
    """The runs that the page shows."""
    return json.loads(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else []


def begun(chosen: list[Case]) -> dict:
    """A run on this machine, without rows."""
    return {
        "machine": f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}},
        "cases": [case.name for case in chosen],
        "rows": [],
    }


def merged(rows: list[dict], run: dict, runs: list[dict]) -> list[dict]:
    """A run's rows, before earlier runs without the notebooks that have run again: nothing is shown as part of a run it was not in.

    A run that differs from an earlier one in nothing but its notebooks goes on with that one.

    Args:
        rows: from `survey`.
        run: from `begun`.
        runs: from `earlier`.
    """
    again = {row["name"] for row in rows}
    kept = [{**old, "rows": [row for row in old["rows"] if row["name"] not in again]} for old in runs]
    same = [old for old in kept if {**old, "rows": []} == run]
    joined = {**run, "rows": [*rows, *(row for old in same for row in old["rows"])]}
    return [joined, *(old for old in kept if old["rows"] and old not in same)]


def standing(run: dict, runs: list[dict]) -> set[tuple[str, str]]:
    """Name and checksum of the notebooks that have held in a run like this one."""
    alike = [old for old in runs if {**old, "rows": []} == run]
    return {(row["name"], row["code"]) for old in alike for row in old["rows"] if not row["failed"]}


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*", help="lessons or chapters; none: all")
    parser.add_argument("--seeds", type=int, default=5, help="how many shifted seeds")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--resume", action="store_true", help="leave out the notebooks that have held already")
    options = parser.parse_args()
    try:
        lessons = registry.load().choose(options.lesson)
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    chosen, runs, rows = cases(options.seeds), earlier(), []
    run = begun(chosen)
    texts = [text for lesson in lessons for text in notebooks.texts(lesson)]
    if options.resume:
        held = standing(run, runs)
        texts = [text for text in texts if (name(text), plain.code_key(text.with_suffix(".ipynb"))) not in held]
    for row in survey(texts, chosen, options.workers):
        rows.append(row)
        fresh = PAGE.with_suffix(".new")
        fresh.write_text(json.dumps(merged(rows, run, runs), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        # a run that is stopped leaves what it has found so far
        fresh.replace(PAGE)
    failed = list(failures(rows))
    total = sum(len(row["claims"]) for row in rows)
    print(f"{total} claims in {len(chosen)} cases: " + (f"{len(failed)} failures" if failed else "all hold"))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
