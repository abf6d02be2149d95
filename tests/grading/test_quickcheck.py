"""Quick checks on a page: they answer at once, by keyboard, without a kernel, and stay readable without a script."""

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools import browser

EXTENSIONS = Path(__file__).resolve().parents[2] / "book" / "_ext"
CHOICE = """
:::{quick-check}
Which of $a$ and $b$?

1. the *first*
2. the second, $x^2$

<details><summary>Answer</summary>

2: Because it is so.

</details>
:::
"""
NUMBER = """
:::{quick-check}
How much is a quarter?

<details><summary>Answer</summary>

0.25 ± 0.001: One of four.

</details>
:::
"""


def build(folder, text, expect=0):
    """Build one page and one without quick checks; return the folder of the site, or what the build printed when it must fail."""
    (folder / "conf.py").write_text(f"import sys\nsys.path.insert(0, {str(EXTENSIONS)!r})\nextensions = ['myst_parser', 'book_quickcheck']\nmyst_enable_extensions = ['colon_fence', 'dollarmath']\nhtml_theme = 'basic'\nlanguage = 'en'\n")
    (folder / "index.md").write_text(f"# A page\n{text}\n```{{toctree}}\nother\n```\n")
    (folder / "other.md").write_text("# Another page\n")
    done = subprocess.run([sys.executable, "-m", "sphinx", "-W", "-q", folder, folder / "out"], capture_output=True, text=True)
    assert (done.returncode != 0) == bool(expect), done.stderr
    return done.stderr if expect else folder / "out"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page in a browser."""
    site = build(tmp_path_factory.mktemp("site"), CHOICE + NUMBER)
    assert "quickcheck.js" not in (site / "other.html").read_text()
    with browser.launch() as chromium:
        shown = chromium.new_page()
        problems = []
        shown.on("pageerror", lambda error: problems.append(str(error)))
        shown.goto((site / "index.html").as_uri())
        yield shown
        assert not problems


def test_a_choice_answers_by_keyboard(page):
    form = page.locator("form.quick-check").nth(0)
    verdict = form.locator(".quick-check-verdict")
    form.locator("button").press("Enter")
    assert verdict.inner_text() == "Choose one first."
    form.locator("input").nth(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert verdict.inner_text().startswith("✗ Not yet") and form.locator("details").get_attribute("open") is None
    form.locator("input").nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert verdict.inner_text() == "✓ Right." and form.locator("details").get_attribute("open") is not None
    assert "Because it is so." in form.locator("details").inner_text() and "2:" not in form.locator("details").inner_text()


@pytest.mark.parametrize(
    "typed, words",
    [("0.25", "✓"), ("0,25", "✓"), ("1/4", "✓"), ("25 %", "✓"), ("0.2505", "✓"), ("0.3", "✗"), ("−0.25", "✗"), ("", "Type a number"), ("x", "no number"), ("1/0", "✗")],
)
def test_a_number_is_understood(page, typed, words):
    form = page.locator("form.quick-check").nth(1)
    form.locator("input").fill(typed)
    form.locator("input").press("Enter")
    assert words in form.locator(".quick-check-verdict").inner_text()


def test_axe_finds_nothing(page):
    results = Axe().run(page, context="form.quick-check")
    assert [violation["id"] for violation in results.response["violations"]] == []


def test_it_is_light():
    assert sum(path.stat().st_size for path in (EXTENSIONS / "quickcheck").iterdir()) < 5000


@pytest.mark.parametrize(
    "text, words",
    [
        (CHOICE.replace("2: Because", "3: Because"), "there are 2"),
        (CHOICE.replace("2: Because", "Because"), "must begin with"),
        (NUMBER.replace("0.25 ± 0.001: ", ""), "must begin with"),
        (NUMBER.replace("</details>", ""), "a quick check is"),
    ],
)
def test_a_wrong_quick_check_stops_the_build(tmp_path, text, words):
    assert words in build(tmp_path, text, expect=1)
