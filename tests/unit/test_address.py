"""The book's address is stamped everywhere, and a notebook opened far from any clone installs this edition of `helpers`."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import nbformat
import pytest

from tests import tinybook
from tests.tinybook import FOLDER
from tools import address

URL = "https://github.com/some-one/some.book"


def stamp(book, *arguments):
    """Run the command in a copy."""
    return tinybook.command(book, "-m", "tools.address", *arguments)


def test_address_is_stamped_everywhere_and_nothing_is_executed(book):
    outputs = {path: [cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells] for path in (book / FOLDER).glob("*.ipynb")}
    done = stamp(book, URL + "/", "v1.0")
    assert done.returncode == 0, tinybook.output(done)
    config = (book / "_config.yml").read_text()
    assert f'url: "{URL}"' in config and re.search(r"^  branch: v1\.0$", config, re.M)
    assert f'repository-code: "{URL}"' in (book / "CITATION.cff").read_text()
    assert f'Repository = "{URL}"' in (book / "pyproject.toml").read_text()
    assert f"git clone {URL} " in (book / "README.md").read_text()
    for path, before in outputs.items():
        notebook = nbformat.read(path, as_version=4)
        assert f'"git+{URL}@v1.0"' in notebook.cells[2].source
        assert [cell.get("outputs") for cell in notebook.cells] == before
    # stamped again, with another edition: one line each, not two
    assert stamp(book, URL, "v2.0").returncode == 0
    assert (book / "CITATION.cff").read_text().count("repository-code") == 1
    assert (book / "pyproject.toml").read_text().count("Repository =") == 1
    # a stamped notebook is in step with its text
    assert tinybook.command(book, "-m", "tools.contract").returncode == 0


def test_colab_button_appears_with_the_address(book):
    assert stamp(book, URL, "v1.0").returncode == 0
    done = tinybook.command(book, "-m", "tools.site", "build", "--only", tinybook.LESSON)
    assert done.returncode == 0, tinybook.output(done)
    page = (book / "build/lesson/html" / FOLDER / "derivation.html").read_text(encoding="utf-8")
    assert f"https://colab.research.google.com/github/some-one/some.book/blob/v1.0/{FOLDER}/derivation.ipynb" in page


def test_no_colab_button_without_an_address(book):
    assert tinybook.command(book, "-m", "tools.site", "build", "--only", tinybook.LESSON).returncode == 0
    assert "colab.research" not in (book / "build/lesson/html" / FOLDER / "derivation.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "edition", "message"),
    [
        ("", "main", "is not a repository's address"),
        ("github.com/a/b", "main", "is not a repository's address"),
        ("https://x.org/a b", "main", "is not a repository's address"),
        (URL, "", "is not a branch or tag"),
        (URL, 'v1"; x', "is not a branch or tag"),
    ],
)
def test_bad_address_is_refused(executed_book, url, edition, message):
    with pytest.raises(ValueError, match=message):
        address.change(executed_book, url, edition)


# What Colab's first cell meets: a Python with the usual packages and without `helpers`, a module google.colab, some other folder.
COLAB = """
import sys
from IPython.terminal.interactiveshell import TerminalInteractiveShell
import google.colab

assert not any(name.startswith("helpers") for name in sys.modules)
shell = TerminalInteractiveShell.instance()
for source in {sources!r}:
    shell.run_cell(source).raise_error()
import helpers
print("HELPERS", helpers.__file__)
"""


def colab(folder):
    """Make an environment that sees this one's packages, but neither `helpers` nor this tree. Returns its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = Path(folder, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "site-packages")
    # a path in a .pth file brings that folder's packages; its own .pth files, where the editable install hides, are not read
    (site / "usual.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "__init__.py").touch()
    return folder / "bin" / "python"


def test_first_cells_run_far_from_any_clone(book, tmp_path):
    git = ["git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"]
    repository = book.rename(tmp_path / "book")  # pip cannot take an address with a space
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "edition"], ["tag", "v1.0"]):
        subprocess.run([*git, *arguments], cwd=repository, check=True)
    assert stamp(repository, f"file://{repository}", "v1.0").returncode == 0
    cells = [cell for cell in nbformat.read(repository / FOLDER / "derivation.ipynb", as_version=4).cells if cell.cell_type == "code"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    python = colab(tmp_path / "colab")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV") and not name.startswith("PYTEST")}
    # building without isolation is what lets this pass with the network off
    environment |= {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    code = COLAB.format(sources=[cell.source for cell in cells[:3]])
    done = subprocess.run([python, "-c", code], cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, tinybook.output(done)
    assert "✓ odd numbers add up to squares" in done.stdout
    assert str(tmp_path / "colab") in done.stdout.partition("HELPERS")[2], "helpers came from somewhere else than the install"


def test_without_an_address_the_first_cell_finds_the_clone_around_it(book, tmp_path):
    python = colab(tmp_path / "colab")
    cells = [cell for cell in json.loads((book / FOLDER / "derivation.ipynb").read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells[:3]]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code = COLAB.format(sources=sources)
    done = subprocess.run([python, "-c", code], cwd=book / FOLDER, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and str(book) in done.stdout.partition("HELPERS")[2], tinybook.output(done)
    lost = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert lost.returncode != 0 and "open this notebook inside a clone of the book" in tinybook.output(lost)
