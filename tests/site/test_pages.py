"""Every page of the built site, in a real browser. A page is loaded once and looked at in every way."""

import pytest

from tests.site import inspection
from tests.site.conftest import DESK, SITE, pages


@pytest.mark.parametrize("page", pages())
def test_page(page, next_tab, address):
    tab = next_tab
    listener = inspection.Listener(tab, address)
    tab.goto(address + page)
    inspection.settle(tab)
    problems = inspection.references(tab) + inspection.content(tab) + inspection.links(tab, address, SITE)
    problems += inspection.sliders(tab)
    problems += inspection.phone(tab)
    tab.set_viewport_size(DESK)
    inspection.flatten(tab)
    problems += inspection.accessibility(tab)
    problems += inspection.dark(tab)
    if listener.problems + problems:
        pytest.fail("\n".join(f"{page}: {problem}" for problem in listener.problems + problems), pytrace=False)
