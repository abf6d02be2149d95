"""The parts of the gates that need no notebook to be executed: the contract's rules, the ledger of times, the writer's comparison."""

import base64
import io
import re
from types import SimpleNamespace

import nbformat
import pytest
from PIL import Image

from tests import nbval_gate
from tests.tinybook import FOLDER, LESSON
from tools import browser, check, contract, figures, registry
from tools import test as driver


def problems(root):
    """The contract's problems of the tiny lesson in a copy."""
    book = registry.load(root / "chapters.yml")
    return [str(problem) for problem in contract.of_lesson(book.lessons[LESSON], book)]


IN_TEXT = [
    ("derivation", "Even numbers add up", "It is important to note that even numbers add up", r"md:\d+: 'It is important to note' says nothing"),
    ("derivation", "Even numbers add up", "Even numbers add up!", r"md:\d+: no exclamation marks"),
    ("derivation", "Even numbers add up", "Even numbers 🎉 add up", r"md:\d+: no emoji"),
    ("derivation", "Even numbers add up", "TODO even numbers", r"md:\d+: missing: TODO even"),
    ("derivation", "# 1.1 Sums of odd numbers", "# 1.1 Sums", "the title is '1.1 Sums', chapters.yml says '1.1 Sums of odd numbers'"),
    ("pytorch", "# 1.1 Sums", "# 1.2 Sums", "the title must begin with the lesson's number, 1.1"),
    ("derivation", "## Where it breaks", "## Breakage", "no heading that begins 'Where it breaks'"),
    ("pytorch", "## In practice", "## Practice", "no heading that begins 'In practice'"),
    ("derivation", ":class: predict", ":class: note", "no box that asks the reader to predict"),
    ("derivation", "- **Why?** Each is the edge of the next square.\n", "", r"missing: 2 key facts"),
    ("derivation", "{prf:proposition}", "{note}", "missing: no labelled result"),
    ("derivation", "| symbol |", "| sign |", "missing: no notation table"),
    ("derivation", "{cite:t}`goodfellow2016deep`", "They", "missing: no work is cited"),
]
IN_CODE = [
    ("import torch.nn as nn", "a derivation uses NumPy only"),
    ("from torch import nn", "a derivation uses NumPy only"),
    ("__import__('torch')", "a derivation uses NumPy only"),
    ("run.device()", "a derivation uses NumPy only"),
    ("np.random.rand(3)", "randomness from np.random.rand"),
    ("np.random.seed(3)", "randomness from np.random.seed"),
    ("from numpy.random import default_rng", "randomness from"),
    ("import random", "randomness from random"),
    ("norm.rvs(size=3)", "randomness from norm.rvs"),
    ("torch.manual_seed(0)", "randomness from torch.manual_seed"),
    ("fetch_openml('mnist')", "fetch_openml needs the network"),
    ("datasets.MNIST('.', download=True)", "needs the network"),
    ("import requests", "needs the network"),
    ("# NBVAL_SKIP", "a comment that switches the comparison off"),
    ("open('/home/me/data.csv')", "a path of this machine"),
    ("!pip install x", "something is fetched from elsewhere"),
    ("HTML('<script src=\"https://example.org/x.js\">')", "something is fetched from elsewhere"),
    ("plt.plot([1]);", "a semicolon at the end"),
    ("\n".join(f"x{i} = {i}" for i in range(26)), "26 lines of code, at most 25"),
    ("x = 1  # " + "y" * 90, "a line of 99 columns"),
]
HARMLESS = ["x = np.random.Generator", "rng.normal(size=3)", "norm.rvs(size=3, random_state=rng)", "a != b", "plt.show()", "%matplotlib inline", "5 % 3"]
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"


@pytest.mark.parametrize(("half", "old", "new", "message"), IN_TEXT, ids=[case[3] for case in IN_TEXT])
def test_rule_on_text(book, half, old, new, message):
    path = book / FOLDER / f"{half}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(re.search(message, problem) for problem in problems(book)), problems(book)


def spoil(root, half, change):
    """Change the last code cell of a stored notebook."""
    path = root / FOLDER / f"{half}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change([cell for cell in notebook.cells if cell.cell_type == "code"][-1])
    nbformat.write(notebook, path)


@pytest.mark.parametrize(("code", "message"), IN_CODE, ids=[case[0][:30] for case in IN_CODE])
def test_rule_on_code(book, code, message):
    spoil(book, "derivation", lambda cell: cell.update(source=code))
    assert any(message in problem for problem in problems(book)), problems(book)


@pytest.mark.parametrize("code", HARMLESS)
def test_rule_leaves_good_code_alone(book, code):
    spoil(book, "derivation", lambda cell: cell.update(source=code, outputs=cell.outputs))
    assert [problem for problem in problems(book) if "stale" not in problem] == []


def picture(width):
    """A white palette PNG, as a notebook stores it."""
    buffer = io.BytesIO()
    Image.new("P", (width, 2)).save(buffer, format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def output(kind, content):
    """A stored output of one media type."""
    return nbformat.v4.new_output("display_data", {kind: content, "text/plain": "x"})


IN_OUTPUTS = [
    (nbformat.v4.new_output("stream", name="stderr", text="oops"), "standard error is stored: 'oops'"),
    (nbformat.v4.new_output("error", ename="E", evalue="", traceback=[]), "a stored exception: E"),
    (nbformat.v4.new_output("stream", name="stdout", text="/home/me/x"), "a path of this machine"),
    (output("image/svg+xml", "<svg/>"), "a picture stored as image/svg+xml"),
    (output("image/png", PICTURE), "a picture without a palette"),
    (output("image/png", picture(10)), "a figure without alternative text"),
    (output("image/png", picture(900)), "a picture 900 pixels wide"),
    (output("application/vnd.jupyter.widget-view+json", {}), "a widget is stored"),
    (nbformat.v4.new_output("stream", name="stdout", text="x" * 400_000), "bytes, at most 400,000"),
]


@pytest.mark.parametrize(("stored", "message"), IN_OUTPUTS, ids=[case[1] for case in IN_OUTPUTS])
def test_rule_on_outputs(book, stored, message):
    spoil(book, "pytorch", lambda cell: cell.outputs.append(stored))
    assert any(message in problem for problem in problems(book)), problems(book)


def test_contract_of_a_good_lesson_is_kept(executed_book):
    assert problems(executed_book) == []


def test_large_tree_is_refused(book, monkeypatch):
    monkeypatch.setattr(contract, "MOST_BYTES_OF_BOOK", 1000)
    assert "at most 1,000" in str(contract.of_book(registry.load(book / "chapters.yml"))[0])


# ---- the ledger of the notebooks' run ----


def report(nodeid, seconds, when="call", skipped=False):
    """What pytest says of one phase of one cell."""
    return SimpleNamespace(nodeid=nodeid, user_properties=[(nbval_gate.SECONDS, seconds)], when=when, skipped=skipped)


@pytest.fixture
def ledger(executed_book, monkeypatch):
    monkeypatch.chdir(executed_book)
    return nbval_gate.Ledger([f"{FOLDER}/derivation.ipynb"])


def test_notebook_that_takes_too_long_fails_the_run(ledger):
    for number in range(5):
        ledger.pytest_runtest_logreport(report(f"{FOLDER}/derivation.ipynb::Cell {number}", 2.1))
    assert ledger.problems() == [f"{FOLDER}/derivation.ipynb took 10.5 s, at most 10 s are allowed; do less, or batch it"]


def test_starting_a_kernel_is_not_the_notebooks_time(ledger):
    ledger.pytest_runtest_logreport(report(f"{FOLDER}/derivation.ipynb::Cell 0", 60, when="setup"))
    for number in range(5):
        ledger.pytest_runtest_logreport(report(f"{FOLDER}/derivation.ipynb::Cell {number}", 1))
    assert ledger.problems() == []


def test_cells_that_did_not_run_fail_the_run(ledger):
    ledger.pytest_runtest_logreport(report(f"{FOLDER}/derivation.ipynb::Cell 0", 1))
    assert ledger.problems() == [f"{FOLDER}/derivation.ipynb: 1 of 5 code cells ran"]
    assert nbval_gate.Ledger([]).problems() == ["there is no notebook to execute"]


# ---- the driver, the writer's comparison, the pictures ----


def test_driver_fails_when_any_stage_fails(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(driver, "STAGES", {"a": _passes, "b": _fails, "c": _passes})
    monkeypatch.setattr(driver.changed, "PASSED", tmp_path / "build" / "passed.json")
    assert driver.run([]) == 1
    assert re.search(r"a +passed.*\nb +FAILED.*\nc +passed", capsys.readouterr().out)
    assert driver.run(["a", "c"]) == 0


def _passes(_):
    """Pass."""
    return 0


def _fails(_):
    """Fail."""
    return 1


def test_writer_sees_which_outputs_have_changed(executed_book):
    before = nbformat.read(executed_book / FOLDER / "pytorch.ipynb", as_version=4)
    after = nbformat.read(executed_book / FOLDER / "pytorch.ipynb", as_version=4)
    assert check.differences(before, after) == []
    after.cells[-2 if after.cells[-1].cell_type == "code" else -1].source += " "
    code = [cell for cell in after.cells if cell.cell_type == "code"]
    code[-1].outputs[0].text = "dome\n"
    code[1].id = "another"
    lines = check.differences(before, after)
    assert len(lines) == 2 and "new or changed code" in lines[0] and lines[1].endswith("its output is now 'dome'")
    assert check.differences(None, after) == ["first run: there is nothing to compare with"]


def test_stored_pictures_are_written(executed_book, tmp_path):
    book = registry.load(executed_book / "chapters.yml")
    assert figures.write(book.lessons[LESSON], tmp_path) == 4
    names = sorted(path.name for path in (tmp_path / LESSON).iterdir())
    assert names == ["derivation-explore-odd-00.png", "derivation-explore-odd-01.png", "derivation-explore-odd-02.png", "derivation-fig-odd.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in (tmp_path / LESSON).iterdir())


def test_missing_browser_is_named_with_its_remedy(monkeypatch, capsys):
    monkeypatch.setenv("CHROME", "/nowhere/chrome")
    assert browser.find() is None
    monkeypatch.setattr(browser, "install", lambda: None)
    assert browser.main() == 1
    assert "install one, or name it: CHROME=" in capsys.readouterr().err
