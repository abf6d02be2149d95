"""The same notebooks under other versions: ``python -m tools.versions``; writes ``book/versions.json``.

Environments with the oldest releases that the book supports and with the newest that this Python can have are made in
``build/versions`` (about 6 GB each: PyTorch's usual build), for every Python that is found. Every notebook then runs in each as a
plain program, with the page's own seeds. ``--add NAME=PYTHON`` takes an environment that exists already.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tools import claims, notebooks, plain, registry
from tools.registry import ROOT

PAGE = ROOT / "book" / "versions.json"
FOLDER = ROOT / "build" / "versions"
PYTHONS = ("python3.11", "python3.12", "python3.13")
ALWAYS = ["Pillow", "mnist1d==0.0.2.post1", "tqdm", "sympy"]
# the oldest that the book supports; README.md and the page say so, too
OLDEST = ["torch==2.4.1", "numpy==2.0.2", "scipy==1.13.1", "matplotlib==3.9.4", "scikit-learn==1.5.2"]
# the newest torch is named, since a machine with one release on disk would take that
NEWEST = ["torch==2.15.0", "numpy", "scipy", "matplotlib", "scikit-learn"]
SHOWN = ("torch", "numpy", "scipy", "matplotlib", "scikit-learn")


class VersionsError(RuntimeError):
    """An environment that cannot be made or used. The message says which and why."""


def environment(name: str, python: str, requirements: list[str]) -> str:
    """Make an environment, unless it stands already. Returns the path of its interpreter.

    Raises:
        VersionsError: it could not be installed.
    """
    folder, stamp = FOLDER / name, FOLDER / name / "ready"
    wanted = "\n".join([python, *requirements])
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"{name}: installing {', '.join(requirements)}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        for command in ([python, "-m", "venv", folder], [folder / "bin" / "pip", "install", "--quiet", *requirements]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise VersionsError(f"{name}: {' '.join(map(str, command[:3]))} … failed:\n{done.stderr[-1000:]}")
        stamp.write_text(wanted, encoding="utf-8")
    return str(folder / "bin" / "python")


def versions(python: str) -> dict[str, str]:
    """What an interpreter and its packages are.

    Raises:
        VersionsError: it does not run, or a package is missing.
    """
    program = f"import importlib.metadata as m, platform as p; print(p.python_version(), *map(m.version, {SHOWN!r}))"
    try:
        done = subprocess.run([python, "-c", program], capture_output=True, text=True)
    except OSError as error:
        raise VersionsError(f"{python}: {error.strerror}") from error
    if done.returncode:
        raise VersionsError(f"{python}: {done.stderr.strip().splitlines()[-1]}")
    return dict(zip(("python", *SHOWN), done.stdout.split()))


def report(texts: list[Path], name: str, python: str, workers: int) -> dict:
    """Run notebooks under an interpreter, with the page's own seeds.

    Returns:
        What `PAGE` holds of it: name, machine, versions, and a row for each notebook: its name, the checksum of its code, the date,
        how many claims it has, how many were reached and held, and what failed.
    """
    print(f"\n{name}", flush=True)
    rows = []
    for text, row in zip(texts, claims.survey(texts, [claims.Case(name, python=python)], workers)):
        rows.append({
            "name": row["name"], "code": row["code"], "date": row["date"],
            "claims": plain.stored_checks(text.with_suffix(".ipynb")),
            "held": sum(claim["passed"] for claim in row["claims"]),
            "failed": [line.removeprefix(f"{name}: ") for line in row["failed"]],
        })  # fmt: skip
    return {"name": name, "machine": f"{platform.system()}, {platform.machine()}", "versions": versions(python), "rows": rows}


def write(case: dict) -> None:
    """Put an environment's rows in the place of its earlier ones; those of other notebooks stay if its versions are the same."""
    cases = json.loads(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else []
    again = {row["name"] for row in case["rows"]}
    kept = [row for old in cases if {**old, "rows": []} == {**case, "rows": []} for row in old["rows"] if row["name"] not in again]
    rows = sorted([*case["rows"], *kept], key=lambda row: row["name"])
    found = [*(old for old in cases if old["name"] != case["name"]), {**case, "rows": rows}]
    found.sort(key=lambda case: case["name"], reverse=True)  # the oldest first
    PAGE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*", help="lessons or chapters; none: all")
    parser.add_argument("--add", action="append", default=[], metavar="NAME=PYTHON", help="an interpreter that has all packages already")
    parser.add_argument("--only-added", action="store_true", help="make no environment")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    try:
        lessons = registry.load().choose(options.lesson)
        interpreters = dict(text.split("=", 1) for text in options.add)
        for python in () if options.only_added else filter(shutil.which, PYTHONS):
            for name, requirements in (("oldest", OLDEST), ("newest", NEWEST)):
                interpreters[f"{name}, {python}"] = environment(f"{name}-{python}", python, [*requirements, *ALWAYS])
        for python in interpreters.values():
            versions(python)
    except (VersionsError, registry.RegistryError) as error:
        print(error, file=sys.stderr)
        return 1
    texts = [text for lesson in lessons for text in notebooks.texts(lesson)]
    failed = []
    for name, python in interpreters.items():
        case = report(texts, name, python, options.workers)
        write(case)
        failed += [f"{name}: {row['name']}, {line}" for row in case["rows"] for line in row["failed"]]
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
