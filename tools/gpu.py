"""Runs the PyTorch notebooks on a GPU at their larger scale: ``python -m tools.gpu``; writes ``book/gpu.json``.

It needs torch and what the notebooks import, and neither Jupyter nor a network: each notebook runs as a plain program, once on
the GPU and once on the same machine's CPU with the same work. Results are written after every notebook, and one that has run on
this device with this code is not run again. Without a GPU it says so and does nothing.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import sys
from pathlib import Path

from tools import plain
from tools.plain import ROOT

PAGE = ROOT / "book" / "gpu.json"
SECONDS = 900


def environment(device: str) -> dict[str, str]:
    """The variables that put the larger work of every notebook on a device, with the page's own seeds."""
    kept = {name: value for name, value in os.environ.items() if name != "BOOK_SEED"}
    return {**kept, "BOOK_BUILD": "1", "BOOK_DEVICE": device, "BOOK_SCALE": "gpu", "PYTHONHASHSEED": "0"}


def measure(notebook: Path, device: str) -> dict:
    """Run a notebook on a device and on the CPU, one after the other, with equal work.

    Returns:
        A row: its name, the checksum of what was run, seconds on the device and on the CPU (None where it did not end), peak memory
        of the device in megabytes, claims, claims that held on the device, and what failed there.
    """
    on_device, on_cpu = (plain.verdicts(notebook, environment(where), SECONDS) for where in (device, "cpu"))
    *lines, end = on_device
    failed = [f"✗ {line['label']}: {line['said']}" for line in lines if not line["holds"]]
    if end["error"]:
        failed.append(end["error"].strip().splitlines()[-1])
    return {
        "name": notebook.parent.relative_to(ROOT / "notebooks").as_posix(),
        "code": key(notebook),
        "seconds": end.get("seconds"),
        "cpu_seconds": on_cpu[-1].get("seconds"),
        "memory": end.get("gpu_memory"),
        # a claim that the device's run never reached has not held
        "claims": max(len(lines), len(on_cpu) - 1),
        "held": sum(line["holds"] for line in lines),
        "failed": failed,
    }


def key(notebook: Path) -> str:
    """A checksum of all that a run depends on: the notebook's code and `helpers`."""
    helpers = [path.read_bytes() for path in sorted((ROOT / "helpers").glob("*.py"))]
    return hashlib.sha256(b"".join([plain.code_key(notebook).encode(), *helpers])).hexdigest()[:16]


def survey(chosen: list[Path], device: str, machine: dict) -> dict:
    """Measure notebooks that this machine has not measured yet, and write the page's data after each.

    Args:
        chosen: notebooks.
        device: what torch calls the device, such as ``"cuda"``.
        machine: name of the device and versions, as from `about`; results of another machine are dropped.

    Returns:
        What stands in `PAGE` now.
    """
    earlier = json.loads(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    rows = {row["name"]: row for row in earlier.get("rows", [])} if earlier.get("machine") == machine else {}
    for number, notebook in enumerate(chosen, 1):
        name = notebook.parent.relative_to(ROOT / "notebooks").as_posix()
        if rows.get(name, {}).get("code") != key(notebook) or rows[name]["failed"]:
            rows[name] = measure(notebook, device)
        print(f"[{number}/{len(chosen)}] {name:46} {_line(rows[name])}", flush=True)
        found = {"date": datetime.date.today().isoformat(), "machine": machine, "rows": [rows[name] for name in sorted(rows)]}
        fresh = PAGE.with_suffix(".new")
        fresh.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(PAGE)
    return found


def about(torch, device: str) -> dict:
    """The device's name and the versions that ran."""
    name = torch.cuda.get_device_name() if device == "cuda" else f"{device} of {platform.machine()}"
    return {"device": name, "cores": os.cpu_count(), "python": platform.python_version(), "torch": torch.__version__}


def missing(device: str) -> str:
    """Why nothing can be run on a device, or an empty text."""
    try:
        import torch
    except ImportError:
        return "torch is not installed for this Python"
    if device == "cuda" and not torch.cuda.is_available():
        return f"torch {torch.__version__} finds no CUDA device"
    if device == "mps" and not torch.backends.mps.is_available():
        return f"torch {torch.__version__} finds no Apple GPU"
    return ""


def _line(row: dict) -> str:
    seconds, cpu = row["seconds"], row["cpu_seconds"]
    times = f"{seconds:6.1f} s, CPU {cpu:6.1f} s" if seconds and cpu else f"{seconds or 0:6.1f} s"
    return f"{times}  {row['held']}/{row['claims']} claims" + "".join(f"\n    {said}" for said in row["failed"])


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter", nargs="*", help="two digits or a chapter's folder; none: all")
    parser.add_argument("--device", default="cuda", choices=["cuda", "mps"])
    options = parser.parse_args()
    reason = missing(options.device)
    if reason:
        print(f"{reason}, so there is nothing to run; on a machine with a GPU this command fills {PAGE.relative_to(ROOT)}")
        return 0
    chosen = sorted((ROOT / "notebooks").glob("*/*/pytorch.ipynb"))
    chosen = [path for path in chosen if not options.chapter or any(path.parts[-3].startswith(chapter) for chapter in options.chapter)]
    if not chosen:
        print(f"no chapter begins with {' or '.join(options.chapter)}; there are {', '.join(sorted({path.parts[-3] for path in (ROOT / 'notebooks').glob('*/*/pytorch.ipynb')}))}", file=sys.stderr)
        return 1
    import torch

    found = survey(chosen, options.device, about(torch, options.device))
    return any(row["failed"] for row in found["rows"])


if __name__ == "__main__":
    sys.exit(main())
