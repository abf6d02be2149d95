"""The run on a GPU, tried on the CPU: larger work, a row for each notebook, nothing run twice, a clean end where there is no GPU."""

import json
import subprocess
import sys

import pytest

from tools import gpu
from tools.registry import ROOT

CELLS = [
    "from helpers import checks, run",
    "checks.within('larger work', run.scale(cpu=1, gpu=7), 6.5, 7.5)",
    "import os\nchecks.holds('on the CPU as asked', os.environ['BOOK_DEVICE'] == 'cpu')",
]
MACHINE = {"device": "none", "torch": "2"}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder with one notebook, where `gpu` believes the book to be."""
    folder = tmp_path / "notebooks" / "01-a" / "01-x"
    folder.mkdir(parents=True)
    (folder / "pytorch.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in CELLS]}))
    (tmp_path / "book").mkdir()
    monkeypatch.setattr(gpu, "ROOT", tmp_path)
    monkeypatch.setattr(gpu, "PAGE", tmp_path / "book" / "gpu.json")
    return folder / "pytorch.ipynb"


def test_a_row_says_what_ran_and_what_held(tree):
    (row,) = gpu.survey([tree], "cpu", MACHINE)["rows"]
    assert (row["name"], row["claims"], row["held"], row["failed"]) == ("01-a/01-x", 2, 2, [])
    assert 0 < row["seconds"] < 60 and 0 < row["cpu_seconds"] < 60 and row["memory"] is None


def test_what_has_run_is_not_run_again_and_what_changed_is(tree, monkeypatch):
    first = gpu.survey([tree], "cpu", MACHINE)
    ran = []
    monkeypatch.setattr(gpu, "measure", lambda notebook, device: ran.append(notebook) or {**first["rows"][0], "code": gpu.key(notebook)})
    assert gpu.survey([tree], "cpu", MACHINE) == first and not ran
    gpu.survey([tree], "cpu", {**MACHINE, "device": "another"})
    tree.write_text(tree.read_text().replace("larger work", "still larger work"))
    gpu.survey([tree], "cpu", {**MACHINE, "device": "another"})
    assert len(ran) == 2


def test_a_claim_that_fails_there_is_named_and_run_again(tree):
    tree.write_text(tree.read_text().replace("6.5, 7.5", "0.5, 1.5"))
    (row,) = gpu.survey([tree], "cpu", MACHINE)["rows"]
    assert row["held"] == 1 and "✗ larger work" in row["failed"][0]
    tree.write_text(tree.read_text().replace("0.5, 1.5", "6.5, 7.5"))
    assert gpu.survey([tree], "cpu", MACHINE)["rows"][0]["failed"] == []


@pytest.mark.skipif(not gpu.missing("cuda"), reason="this machine has a GPU")
def test_without_a_gpu_it_says_so_and_ends_cleanly():
    done = subprocess.run([sys.executable, "-m", "tools.gpu"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "finds no CUDA device, so there is nothing to run" in done.stdout and not done.stderr


def test_it_needs_only_the_standard_library():
    """No import of the project's own tools needs a package that a bare machine lacks."""
    program = "import sys; sys.path.insert(0, '.'); import tools.gpu; print([name for name in sys.modules if name in ('yaml', 'nbformat', 'numpy', 'jupytext')])"
    done = subprocess.run([sys.executable, "-I", "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
