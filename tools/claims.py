"""How far every claim is from failing: ``python -m tools.claims 06-feedforward 07-regularization --seeds 5``.

Each notebook runs under shifted seeds and under 1 and 2 threads. The verdict of every check and the room it had left are
collected into ``book/claims.json``, from which the page *Claims that survive* is made. A claim that fails anywhere is
printed with what it found, and the exit status is 1.
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
        threads = str(self.threads)
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        return {**os.environ, **notebooks.ENVIRONMENT, **dict.fromkeys(names, threads), "BOOK_SEED": str(self.seed)}


def cases(seeds: int) -> list[Case]:
    """The page's own seeds on one thread and on two, then as many shifted seeds as are asked for."""
    shifted = [FIRST_SEED + k * SEED_STEP for k in range(seeds)]
    return [Case("1 thread"), Case("2 threads", threads=2), *(Case(f"seed +{shift}", seed=shift) for shift in shifted)]


def survey(lessons: list[registry.Lesson], chosen: list[Case], workers: int) -> list[dict]:
    """Run every half of the lessons in every case.

    Returns:
        A row for each notebook: its name, the checksum of its code, its claims (label, cases, passed, least room) and what failed.
    """
    texts = [text for lesson in lessons for text in notebooks.texts(lesson)]
    rows = []
    with ThreadPoolExecutor(workers) as pool:
        jobs = {text: [pool.submit(plain.verdicts, text.with_suffix(".ipynb"), case.environment, SECONDS, case.python) for case in chosen] for text in texts}
        for number, (text, results) in enumerate(jobs.items(), 1):
            name = str(text.relative_to(ROOT / "notebooks").with_suffix(""))
            row = summary(name, {case.name: job.result() for case, job in zip(chosen, results)})
            row["code"] = plain.code_key(text.with_suffix(".ipynb"))
            print(f"[{number}/{len(texts)}] {name:52} {'holds' if not row['failed'] else 'FAILS'}", flush=True)
            rows.append(row)
    return rows


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


def merged(rows: list[dict], chosen: list[Case]) -> list[dict]:
    """This run, before the earlier runs without the notebooks that it has run again: nothing is shown as part of a run it was not in."""
    run = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}},
        "cases": [case.name for case in chosen],
        "rows": rows,
    }
    earlier = json.loads(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else []
    again = {row["name"] for row in rows}
    kept = [{**old, "rows": [row for row in old["rows"] if row["name"] not in again]} for old in earlier]
    return [run, *(old for old in kept if old["rows"])]


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*", help="lessons or chapters; none: all")
    parser.add_argument("--seeds", type=int, default=5, help="how many shifted seeds")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    try:
        lessons = registry.load().choose(options.lesson)
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    chosen = cases(options.seeds)
    rows = survey(lessons, chosen, options.workers)
    PAGE.write_text(json.dumps(merged(rows, chosen), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    failed = list(failures(rows))
    total = sum(len(row["claims"]) for row in rows)
    print("\n".join(failed))
    print(f"{total} claims in {len(chosen)} cases: " + (f"{len(failed)} failures" if failed else "all hold"))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
