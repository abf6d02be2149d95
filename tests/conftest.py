"""What tests of several kinds share."""

import shutil

import pytest

from tests import tinybook


@pytest.fixture(scope="session")
def executed_book(tmp_path_factory):
    """A tiny book whose notebooks are executed. Not to be changed: copy it (fixture `book`)."""
    root = tinybook.write(tmp_path_factory.mktemp("tiny") / "book")
    done = tinybook.command(root, "-m", "tools.notebooks", "run")
    assert done.returncode == 0, tinybook.output(done)
    return root


@pytest.fixture
def book(executed_book, tmp_path):
    """An executed tiny book of one's own, to change and to break. Its path has a space, as a reader's may."""
    return shutil.copytree(executed_book, tmp_path / "a book")
