"""Runs a stored notebook's code as a plain program: no Jupyter, no kernel, standard library only.

``python -m tools.plain NOTEBOOK.ipynb JOURNAL`` executes the code cells in order, in a fresh namespace, without showing
figures. The checks write their verdicts to JOURNAL, a line of JSON each, and do not stop the run. The last line says how
it ended: seconds, peak memory, device, or the error. A machine that has torch and matplotlib needs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = "application/vnd.dle.check+json"  # the kind of output that every check leaves


def code_cells(notebook: Path) -> list[str]:
    """The sources of a notebook's code cells, in order."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def code_key(notebook: Path) -> str:
    """A checksum of a notebook's code: what it was when it was run."""
    return hashlib.sha256(json.dumps(code_cells(notebook)).encode()).hexdigest()[:16]


def stored_checks(notebook: Path) -> int:
    """How many checks a notebook has passed when its outputs were stored."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return sum(RECORD in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))


def verdicts(notebook: Path, environment: dict[str, str], seconds: float, python: str = sys.executable) -> list[dict]:
    """Run a notebook as a plain program of its own and read its journal.

    Args:
        notebook: an executed ``.ipynb``.
        environment: all the variables that the program sees.
        seconds: after which it is stopped.
        python: the interpreter to run it with.

    Returns:
        A line for each check, in the order of the page, as `helpers.checks` writes it. The last one says how the run ended:
        ``error`` is None or text; a run that came to its end adds ``seconds``, ``memory`` and ``device``.
    """
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal"
        command = [python, "-m", "tools.plain", str(notebook), str(journal)]
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds)
            said = done.stderr[-2000:]
        except subprocess.TimeoutExpired:
            said = f"it ran for more than {seconds:.0f} s"
        lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()] if journal.exists() else []
    return lines if lines and "end" in lines[-1] else [*lines, {"end": True, "error": said or "it was killed"}]


def run(notebook: Path, journal: Path) -> bool:
    """Execute a notebook's code. Returns whether it reached its end.

    Args:
        notebook: an ``.ipynb`` file; it becomes the working folder's, and is not changed.
        journal: where the checks and the end are written; appended to.
    """
    os.environ |= {"BOOK_JOURNAL": str(journal.resolve()), "BOOK_BUILD": "1", "MPLBACKEND": "agg"}
    cells, namespace, start = code_cells(notebook), {"__name__": "__main__"}, time.perf_counter()
    os.chdir(notebook.parent)
    end = {"end": True, "error": None}
    try:
        for number, source in enumerate(cells):
            exec(compile(source, f"cell {number}", "exec"), namespace)
    except Exception:
        end["error"] = traceback.format_exc(limit=-3)
    end |= {"seconds": time.perf_counter() - start, **_machine()}
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps(end) + "\n")
    return end["error"] is None


def _machine() -> dict:
    """The peak memory of this process in megabytes, and of the GPU if it was used."""
    found = {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "device": "cpu"}
    torch = sys.modules.get("torch")
    if torch and torch.cuda.is_available() and torch.cuda.max_memory_allocated():
        found |= {"device": torch.cuda.get_device_name(), "gpu_memory": torch.cuda.max_memory_allocated() / 2**20}
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(not run(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
