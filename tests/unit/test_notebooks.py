"""The builder: the same text gives the same bytes, and a notebook that its text did not make is found."""

import json
import re

import pytest

from tests import tinybook
from tests.tinybook import FOLDER


def build(book, *arguments):
    """Run the builder in a copy."""
    return tinybook.command(book, "-m", "tools.notebooks", *arguments)


def append(book, half, code):
    """Add a code cell to a text."""
    with (book / FOLDER / f"{half}.md").open("a", encoding="utf-8") as file:
        file.write(f"\n```{{code-cell}} python3\n{code}\n```\n")


def test_running_twice_changes_no_byte(book):
    before = {path: path.read_bytes() for path in (book / FOLDER).glob("*.ipynb")}
    done = build(book, "run", "--all")
    assert done.returncode == 0, tinybook.output(done)
    assert done.stdout.count("unchanged") == 2
    assert {path: path.read_bytes() for path in before} == before


def test_only_what_has_changed_is_run(book):
    assert "every notebook is in step with its text" in build(book, "run").stdout
    append(book, "pytorch", "1 + 1")
    done = build(book, "run")
    assert done.returncode == 0 and "01-sum/pytorch" in done.stdout and "01-sum/derivation" not in done.stdout


def test_notebook_holds_nothing_that_changes_from_run_to_run(book):
    for path in (book / FOLDER).glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
        assert notebook["metadata"]["language_info"] == {"name": "python"}
        counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1))
        assert str(book.parent) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "01-sum/pytorch: .*ZeroDivisionError"),
        ("import sys; print('oops', file=sys.stderr)", r"01-sum/pytorch: cell \d+ wrote to standard error:\noops"),
        ("import warnings; warnings.warn('careful')", r"01-sum/pytorch: cell \d+ wrote to standard error:.*careful"),
    ],
)  # fmt: skip
def test_failure_is_named_and_nothing_is_written(book, code, message):
    before = (book / FOLDER / "pytorch.ipynb").read_bytes()
    append(book, "pytorch", code)
    done = build(book, "run")
    assert done.returncode == 1 and re.search(message, done.stderr, re.S), tinybook.output(done)
    assert (book / FOLDER / "pytorch.ipynb").read_bytes() == before


def test_unknown_lesson_and_missing_title_are_named(book):
    assert "no lesson or chapter '99-x'; there are 01-squares/01-sum" in build(book, "run", "99-x").stderr
    path = book / FOLDER / "derivation.md"
    path.write_text("No title.\n", encoding="utf-8")
    assert "01-squares/01-sum/derivation: must begin with a Markdown title" in build(book, "run").stderr


def test_seeds_are_tried_and_nothing_is_written(book):
    before = (book / FOLDER / "pytorch.ipynb").read_bytes()
    # the first draw of NumPy's generator is 0.64 for seed 0 and 0.96 for seed 10
    append(book, "pytorch", 'checks.within("first draw", run.seed(0).random(), 0, 0.9)')
    done = build(book, "seeds", tinybook.LESSON, "0", "10")
    assert done.returncode == 1
    assert any(line.split()[1:] == ["holds", "fails"] for line in done.stdout.splitlines() if "/pytorch" in line), done.stdout
    assert any(line.split()[1:] == ["holds", "holds"] for line in done.stdout.splitlines() if "/derivation" in line), done.stdout
    assert "BOOK_SEED=10" in done.stdout and "first draw: got 0.956" in done.stdout
    assert (book / FOLDER / "pytorch.ipynb").read_bytes() == before
