"""A browser, a plain file server below a sub-path, and the pages of the built site."""

import os

import pytest

from tools import browser as browsers
from tools import fileserver
from tools.registry import ROOT

SITE = ROOT / "build" / "html"
DESK = {"width": 1280, "height": 900}


def pages():
    """The addresses of the pages to visit, relative to the site's root: those that BOOK_PAGES names, a line each, or all."""
    if not (SITE / "index.html").exists():
        raise pytest.UsageError("the site is not built; run 'make book' first")
    found = (path.relative_to(SITE) for path in SITE.rglob("*.html"))
    # the front door only leads on to the first page; test_site.py goes through it
    every = sorted(path.as_posix() for path in found if path.parts[0] not in ("_static", "_sources", "index.html"))
    wanted = set(os.environ.get("BOOK_PAGES", "").splitlines())
    return [page for page in every if page in wanted] if wanted else every


@pytest.fixture(scope="session")
def address():
    with fileserver.serve(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with browsers.launch() as browser:
        yield browser


def _reader(browser):
    """Someone who has never been here; no animations."""
    return browser.new_context(viewport=DESK, color_scheme="light", reduced_motion="reduce")


@pytest.fixture
def tab(browser):
    """An empty tab of a reader of its own, with no cache and no memory."""
    context = _reader(browser)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def reader(browser):
    """One reader for all pages: what pages share is fetched once, as it is for people."""
    context = _reader(browser)
    yield context
    context.close()


@pytest.fixture
def next_tab(reader):
    """A fresh tab of that reader."""
    tab = reader.new_page()
    yield tab
    tab.close()
