"""Photographs a lesson for the README: ``python -m tools.preview`` writes ``book/_static/preview.png`` from the built site."""

from __future__ import annotations

import io
import sys

from PIL import Image

from tools import browser as browsers
from tools import fileserver, registry
from tools.registry import ROOT

TARGET = ROOT / "book" / "_static" / "preview.png"
SITE = ROOT / "build" / "html"
WINDOW = {"width": 1180, "height": 760}
COLOURS = 96


def photograph(page: str) -> bytes:
    """A built page as a reader sees it, scrolled to its first boxed result, as the bytes of a small PNG."""
    with fileserver.serve(SITE) as address, browsers.launch() as browser:
        tab = browser.new_context(viewport=WINDOW, color_scheme="light", reduced_motion="reduce").new_page()
        tab.goto(address + page)
        tab.evaluate("async () => { await window.MathJax?.startup?.promise; await document.fonts.ready }")
        tab.evaluate("() => (document.querySelector('.proof') ?? document.querySelector('figure'))?.scrollIntoView({block: 'start'})")
        tab.evaluate("() => scrollBy(0, -120)")
        tab.wait_for_timeout(300)
        picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
    small = io.BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def main() -> int:
    """The command line. Returns the exit status."""
    try:
        lesson = next(iter(registry.load().lessons.values()))
        page = f"{lesson.page('derivation')}.html"
        if not (SITE / page).exists():
            print("the site is not built; run 'make book' first", file=sys.stderr)
            return 1
        picture = photograph(page)
    except (RuntimeError, registry.RegistryError) as error:
        print(error, file=sys.stderr)
        return 1
    TARGET.write_bytes(picture)
    print(f"book/_static/preview.png: {len(picture):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
