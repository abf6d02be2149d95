"""The site as a whole: what no single page shows."""

import json
import re

import nbformat
import pytest

from tests.site import inspection
from tests.site.conftest import SITE
from tools import contract, notebooks, registry

BOOK = registry.load()
NOTEBOOKS = [text.with_suffix(".ipynb") for lesson in BOOK.lessons.values() for text in notebooks.texts(lesson)]


def outputs(path, kind):
    """The stored outputs of one media type in a notebook, in order."""
    cells = nbformat.read(path, as_version=4).cells
    return [output.data[kind] for cell in cells for output in cell.get("outputs", []) if kind in output.get("data", {})]


def html(path):
    """The built page of a notebook, as text."""
    return (SITE / path.relative_to(BOOK.root)).with_suffix(".html").read_text(encoding="utf-8")


def test_front_door_leads_to_the_first_page(tab, address):
    listener = inspection.Listener(tab, address)
    tab.goto(address)
    tab.wait_for_url("**/book/welcome.html")
    assert tab.title() and not listener.problems


def test_theme_is_switched_by_its_button_and_remembered(tab, address):
    tab.goto(address + "index.html")
    themes = []
    for _ in range(3):
        tab.locator(".theme-switch-button").first.click()
        themes.append(tab.evaluate("document.documentElement.dataset.theme"))
    assert {"light", "dark"} <= set(themes), themes
    while tab.evaluate("document.documentElement.dataset.mode") != "dark":
        tab.locator(".theme-switch-button").first.click()
    tab.reload()
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"


def test_formulas_code_and_frame_are_accessible_in_either_theme(tab, address):
    tab.goto(address + NOTEBOOKS[0].relative_to(BOOK.root).with_suffix(".html").as_posix())
    inspection.settle(tab)
    problems = inspection.accessibility(tab, thorough=True) + inspection.dark(tab, thorough=True)
    assert not problems, "\n".join(problems)


def test_search_finds_a_lesson(tab, address):
    lesson = next(iter(BOOK.lessons.values()))
    word = max(re.findall(r"\w+", lesson.title), key=len)
    listener = inspection.Listener(tab, address)
    tab.goto(f"{address}search.html?q={word}")
    tab.wait_for_selector("#search-results li a", timeout=10_000)
    found = tab.eval_on_selector_all("#search-results li a", "links => links.map(link => link.href)")
    assert any(lesson.id in link for link in found), f"searching {word!r} finds {found}"
    assert not listener.problems


def _next(page):
    """The page that a page's link "next" leads to."""
    following = re.search(r'<a class="right-next" href="([^"]+)"', page.read_text(encoding="utf-8"))[1]
    return (page.parent / following).resolve()


def test_reading_order_walks_through_every_lesson():
    for here, there in zip(NOTEBOOKS, NOTEBOOKS[1:]):
        target = _next(SITE / here.relative_to(BOOK.root).with_suffix(".html"))
        # between two chapters come the exercises of the first and the first page of the second
        while here.parent.parent != there.parent.parent and target.name in ("exercises.html", "index.html"):
            target = _next(target)
        assert target == (SITE / there.relative_to(BOOK.root)).with_suffix(".html").resolve(), f"{here} is followed by {target}"


def test_every_check_is_listed_and_leads_to_its_cell():
    listed = set(re.findall(r'href="\.\./(notebooks/[^"#]+\.html)#(cell-\w+)"', (SITE / "book" / "verified.html").read_text(encoding="utf-8")))
    for path in NOTEBOOKS:
        page = path.relative_to(BOOK.root).with_suffix(".html").as_posix()
        for cell in nbformat.read(path, as_version=4).cells:
            if any(contract.RECORD in output.get("data", {}) for output in cell.get("outputs", [])):
                assert (page, f"cell-{cell.id}") in listed, f"{page}: the checks of cell {cell.id} are not on the page What is verified"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(BOOK.root).as_posix())
def test_outputs_reach_the_page(path):
    page = html(path)
    assert page.count('<p class="check">') == len(outputs(path, contract.RECORD))
    assert page.count('<figure class="explore"') == sum('<figure class="explore"' in "".join(output) for output in outputs(path, "text/html"))
    assert json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0].removeprefix("# ").split(" ")[0] in page


def test_site_works_from_a_subpath(address):
    assert address.count("/") > 3, "the file server must serve below a sub-path, or the other tests prove too little"
