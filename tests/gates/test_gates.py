"""Gates that cannot lie: defects planted in a copy of the tree turn the real gate command red, and each is named with its place.

The copy holds one tiny lesson, and its gates have been green once, so that red means the defects. Defects that do not hide each
other are planted together: the gate must name them all, and would be red for any one of them. Every gate is run as ``make test
CHANGED=1`` runs it: what it leaves out because it passed before must not be what a defect has spoilt.
"""

import json
import re
import shutil

import pytest

from tests import tinybook
from tests.tinybook import FOLDER


@pytest.fixture(scope="session")
def green_book(executed_book, tmp_path_factory):
    """A tiny book whose contract and notebooks have just passed. Not to be changed: copy it (fixture `book`)."""
    root = shutil.copytree(executed_book, tmp_path_factory.mktemp("green") / "book")
    done = tinybook.command(root, "-m", "tools.test", "contract", "notebooks")
    assert done.returncode == 0, tinybook.output(done)
    return root


@pytest.fixture
def book(green_book, tmp_path):
    """A green tiny book of one's own, to change and to break. Its path has a space, as a reader's may."""
    return shutil.copytree(green_book, tmp_path / "a book")


def gate(book, *stages):
    """Run stages of the real test command in a copy, without what has passed."""
    return tinybook.command(book, "-m", "tools.test", "--changed", *stages)


def expect_red(book, stage, *messages):
    """The gate is red and says all of this (regular expressions)."""
    done = gate(book, stage)
    said = tinybook.output(done)
    assert done.returncode != 0, f"the gate stayed green:\n{said}"
    missed = [message for message in messages if not re.search(message, said)]
    assert not missed, f"not noticed: {missed}\n{said}"


def replace(path, old, new):
    """Change a text file; the change must have a place to happen."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r} to spoil"
    path.write_text(text.replace(old, new), encoding="utf-8")


def in_both(book, half, old, new):
    """Change a text and its notebook alike, as a writer would who then runs the builder."""
    for ending in ("md", "ipynb"):
        replace(book / FOLDER / f"{half}.{ending}", old, new)


def in_cell(book, half, number, tags=None, **change):
    """Change one code cell of a notebook behind the builder's back: its tags, its outputs, its kind."""
    path = book / FOLDER / f"{half}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][number]
    cell.update(change)
    if tags:
        cell["metadata"]["tags"] = tags
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def remove_lessons(book):
    """Leave a registry that lists no lesson."""
    path = book / "chapters.yml"
    path.write_text(re.sub(r" +sections:.*?(?=  - caption)", "", path.read_text(encoding="utf-8"), flags=re.S), encoding="utf-8")
    for text in (book / FOLDER).iterdir():
        text.unlink()


def test_nothing_planted_and_nothing_to_do(book):
    done = gate(book, "contract", "notebooks")
    said = tinybook.output(done)
    assert done.returncode == 0 and said.count("unchanged  ") == 2 and "passed  " not in said, said


def test_only_the_notebook_that_changed_is_executed(book):
    replace(book / FOLDER / "pytorch.md", "done", "Done")
    assert tinybook.command(book, "-m", "tools.notebooks", "run").returncode == 0
    done = gate(book, "contract", "notebooks")
    said = tinybook.output(done)
    assert done.returncode == 0 and "1 of 1 to run" in said and "1 of 2 to run" in said, said
    again = tinybook.output(gate(book, "contract", "notebooks"))
    assert again.count("unchanged  ") == 2, again


def test_a_failure_is_run_again(book):
    replace(book / FOLDER / "pytorch.ipynb", "done\\n", "dome\\n")
    for _ in range(2):
        expect_red(book, "notebooks", "1 of 2 to run", "Cell outputs differ")


def test_execution_finds_what_is_wrong(book):
    in_both(book, "derivation", "np.cumsum(odd), n**2)", "np.cumsum(odd), n**2 + 1)")  # a wrong formula under a check
    in_cell(book, "derivation", 3, outputs=[])  # an output taken away
    in_cell(book, "derivation", 4, tags=["nbval-skip"])  # a skipped cell
    replace(book / FOLDER / "pytorch.ipynb", '"tolerance": "1e-10"', '"tolerance": "1e-12"')  # a check made to look stricter
    replace(book / FOLDER / "pytorch.ipynb", "done\\n", "dome\\n")  # a changed output
    expect_red(
        book, "notebooks",
        r"FAILED \S+derivation.ipynb::Cell 2", "✗ odd numbers add up to squares: got 1, want 2",
        r"FAILED \S+derivation.ipynb::Cell 3", "Unexpected output fields",
        r"NOTEBOOKS: \S+derivation.ipynb::Cell 4 was skipped",
        r"FAILED \S+pytorch.ipynb::Cell 2", r"FAILED \S+pytorch.ipynb::Cell 3", "Cell outputs differ",
    )  # fmt: skip


def test_execution_finds_that_there_is_nothing_to_execute(book):
    for half, count in (("derivation", 5), ("pytorch", 4)):
        for _ in range(count):
            in_cell(book, half, 0, cell_type="raw")
    expect_red(book, "notebooks", r"NOTEBOOKS: \S+derivation.ipynb: 0 of 0 code cells ran", r"NOTEBOOKS: \S+pytorch.ipynb: 0 of 0 code cells ran")
    remove_lessons(book)
    expect_red(book, "notebooks", "chapters.yml lists no notebook")
    expect_red(book, "contract", "there is no lesson, so there is nothing to verify")


def test_contract_finds_what_is_wrong(book):
    in_both(book, "derivation", "import numpy as np", "import numpy as np, torch")
    in_both(book, "derivation", "goodfellow2016deep", "nobody2000nothing")
    in_both(book, "pytorch", "rng = run.seed(0)", "rng = np.random.default_rng(0)")
    in_cell(book, "derivation", 1, tags=["NBVAL_IGNORE_OUTPUT"])
    in_cell(book, "derivation", 2, tags=["nbval-skip"])
    in_cell(book, "derivation", 3, metadata={})  # a figure without alternative text
    in_cell(book, "derivation", 4, tags=["nbval-ignore-output"])
    in_cell(book, "pytorch", 2, outputs=[], execution_count=None)  # a cell that never ran
    expect_red(
        book, "contract",
        r"derivation.md:\d+: a derivation uses NumPy only",
        r"derivation.md:\d+: 'nobody2000nothing' is not in book/references.bib",
        r"pytorch.md:\d+: randomness from np.random.default_rng",
        r"derivation.md:\d+: unknown tag 'NBVAL_IGNORE_OUTPUT'",
        r"derivation.md:\d+: the tag 'nbval-skip' needs a reason",
        r"derivation.md:\d+: a figure without alternative text",
        r"derivation.md:\d+: the tag 'nbval-ignore-output' needs a reason",
        r"pytorch.md:\d+: this cell was not executed in order: its count is None, not 3",
    )  # fmt: skip


def test_contract_finds_a_stale_pair_and_a_forgotten_folder(book):
    replace(book / FOLDER / "derivation.md", "Even numbers add up", "Even numbers all add up")
    expect_red(book, "contract", r"derivation.md: its notebook is stale: cell \d+ of derivation.ipynb")
    (book / "notebooks/01-squares/02-forgotten").mkdir()
    (book / "notebooks/01-squares/02-forgotten/derivation.md").write_text("# 1.2 Forgotten\n")
    expect_red(book, "contract", r"chapters.yml:\d+: the folder notebooks/01-squares/02-forgotten is not listed")


def test_build_finds_what_is_wrong(book):
    welcome = book / "book/welcome.md"
    welcome.write_text(welcome.read_text(encoding="utf-8") + "\n[nowhere](nowhere.md)\n", encoding="utf-8")
    expect_red(book, "site", r"welcome.md:\d+: WARNING.*nowhere")


def test_browser_finds_what_is_wrong(book):
    page = r"book/welcome\.html: "
    planted = {
        '<script src="https://example.org/count.js"></script>': page + r"foreign request: https://example\.org/count\.js",
        '<link rel="preconnect" href="https://fonts.example.org">': page + r"foreign reference: https://fonts\.example\.org",
        "<script>throw new Error('planted')</script>": page + "script error: planted",
        '<img src="gone.png" alt="gone">': page + "picture does not load: gone",
        '<img src="../_static/icon.svg">': page + "axe: image-alt",
        '<p style="color:#ccc;background:#fff">Pale words.</p>': page + "axe: color-contrast",
        '<p style="color:#333">Words that sink into the dark.</p>': page + "dark theme: axe: color-contrast",
        '<div style="width:900px">wide</div>': page + r"at 390 px the page is \d+ px wide",
        '<a href="gone.html">gone</a>': page + r"broken link: \S+gone\.html",
        '<a href="verified.html#gone">gone</a>': page + r"link to a missing place: \S+#gone",
    }
    welcome = book / "book/welcome.md"
    welcome.write_text(welcome.read_text(encoding="utf-8") + "".join(f"\n{html}\n" for html in planted), encoding="utf-8")
    # an interactive figure whose pictures are all the same
    notebook = book / FOLDER / "derivation.ipynb"
    text = notebook.read_text(encoding="utf-8")
    first = re.search(r"data:image/png;base64,[\w+/=]+", text)[0]
    notebook.write_text(re.sub(r"data:image/png;base64,[\w+/=]+", first, text), encoding="utf-8")
    expect_red(book, "site", *planted.values(), "explore-odd, slider 1: the key → at position 0 leaves the picture unchanged")
