"""The map's arrows: an arrow that seems to end at the wrong box would tell readers to read the wrong lesson."""

import re
import sys

from tools.registry import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))
import book_map  # noqa: E402


def boxes():
    """Rows of 1, 4, 3 and 1 boxes; some arrows skip one row, one skips two."""
    needs = {"a": "", "b": "a", "c": "a", "d": "a", "e": "a", "f": "b", "g": "c", "h": "bd", "i": "fe", "j": "ia", "k": "hc"}
    return [book_map.Box(name, name, name, "#", list(needed)) for name, needed in needs.items()]


def test_no_arrow_passes_behind_a_box():
    drawn = boxes()
    picture = book_map.svg(drawn, "a map")
    arrows = re.findall(r'class="map-arrow"[^>]* d="([^"]+)"', picture)
    skips = 0
    for arrow in arrows:
        for x, top, bottom in re.findall(r"([\d.]+) ([\d.]+)V([\d.]+)", arrow):
            skips += 1
            row = [box for box in drawn if box.y == float(top)]
            assert row and float(bottom) == float(top) + book_map.BOX_HEIGHT
            assert not [box.id for box in row if box.x <= float(x) <= box.x + book_map.BOX_WIDTH], f"an arrow at {x} crosses a box"
    assert skips >= 2, "the example has arrows that skip a row"


def test_rows_without_arrows_between_them_are_not_visited():
    picture = book_map.svg([book_map.Box("a", "1", "A", "#", []), book_map.Box("b", "2", "B", "#", ["a"])], "two")
    assert "V" not in re.findall(r'class="map-arrow"[^>]* d="([^"]+)"', picture)[0]
