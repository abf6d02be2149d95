"""A pytest plugin that makes re-executing the notebooks a gate: every cell of every notebook runs, within its time.

nbval alone is content when a notebook has no cells, when a cell is skipped, or when it takes an hour. Loaded with
``-p tests.nbval_gate`` by `tools.test`; writes the seconds of each notebook to ``build/times.json``. Seconds are those that the
kernel's processor spent on the cells, so that a busy machine does not fail a notebook; each notebook has one thread.
"""

import json
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tools import kernels  # importing tools first makes nbval's own packages cheap

from nbval import kernel  # isort: skip

start_once = kernel.start_new_kernel
kernel.start_new_kernel = lambda *arguments, **options: kernels.persistently(lambda: start_once(*arguments, **options))

BUDGET = {"derivation": 10, "pytorch": 30, "exercises": 30}
TIMES = Path("build/times.json")
SECONDS = "seconds of the kernel"


class Ledger:
    """What ran, and how long it took, by notebook."""

    def __init__(self, notebooks):
        self.seconds = dict.fromkeys(notebooks, 0.0)
        self.ran = Counter()
        self.skipped = []

    def pytest_runtest_logreport(self, report):
        """Book one phase of one cell."""
        notebook = report.nodeid.partition("::")[0]
        if report.when == "call":
            self.seconds[notebook] = self.seconds.get(notebook, 0) + dict(report.user_properties).get(SECONDS, 0)
            self.ran[notebook] += not report.skipped
        if report.skipped:
            self.skipped.append(report.nodeid)

    def problems(self):
        """What is wrong with this run, a line each, beyond the failures that pytest reports itself."""
        if not self.seconds:
            return ["there is no notebook to execute"]
        lines = [f"{cell} was skipped; a cell that does not run verifies nothing" for cell in self.skipped if cell not in self._excused()]
        for notebook, seconds in self.seconds.items():
            want = sum(cell["cell_type"] == "code" for cell in _cells(notebook))
            skipped = sum(cell.startswith(notebook) for cell in self.skipped)
            if self.ran[notebook] + skipped != want or want == 0:
                lines.append(f"{notebook}: {self.ran[notebook]} of {want} code cells ran")
            if seconds > BUDGET[Path(notebook).stem]:
                lines.append(f"{notebook} took {seconds:.1f} s, at most {BUDGET[Path(notebook).stem]} s are allowed; do less, or batch it")
        return lines

    def _excused(self):
        """Cells whose tag nbval-skip carries a reason."""
        return {
            f"{notebook}::Cell {number}"
            for notebook in self.seconds
            for number, cell in enumerate(cell for cell in _cells(notebook) if cell["cell_type"] == "code")
            if "nbval-skip" in cell["metadata"].get("tags", []) and cell["metadata"].get("reason")
        }

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        """Write the times, and fail the run if anything is wrong."""
        TIMES.parent.mkdir(exist_ok=True)
        earlier = json.loads(TIMES.read_text()) if TIMES.exists() else {}
        times = {**earlier, **{name: round(seconds, 2) for name, seconds in self.seconds.items()}}
        TIMES.write_text(json.dumps(dict(sorted(times.items())), indent=1) + "\n")
        if self.problems():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Say what is wrong, at the end where it is read."""
        for line in self.problems():
            terminalreporter.write_line(f"NOTEBOOKS: {line}", red=True)


def _cells(notebook):
    return json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Measure what a cell costs its kernel. Starting the kernel is the test's cost, not the notebook's."""
    kernel = psutil.Process(item.parent.kernel.km.provisioner.pid)
    before = kernel.cpu_times()
    try:
        return (yield)
    finally:
        after = kernel.cpu_times() if kernel.is_running() else before
        item.user_properties.append((SECONDS, after.user + after.system - before.user - before.system))


def pytest_configure(config):
    """Keep the ledger where all reports arrive: in the process that hands out the work."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(config.args))
