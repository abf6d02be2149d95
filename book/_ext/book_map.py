"""The picture of what builds on what: boxes in rows, each row below what it needs, as an SVG that follows the page's colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

MARGIN, PER_ROW, LINE_LENGTH = 14, 4, 21
BOX_WIDTH, BOX_HEIGHT = 166, 70
COLUMN_GAP, ROW_GAP = 18, 44
BIG_MAP_REM = 34  # a map of a full row is never drawn narrower than this; it scrolls instead


@dataclass
class Box:
    """A box of the picture: a lesson or a chapter."""

    id: str
    number: str
    title: str
    url: str
    needs: list[str]
    outside: bool = False
    x: float = field(default=0, init=False)
    y: float = field(default=0, init=False)


def svg(boxes: list[Box], label: str) -> str:
    """Draw boxes and the arrows between them.

    Args:
        boxes: in reading order; `needs` may name boxes that are not drawn.
        label: what the picture shows, for those who cannot see it; the page repeats it as a list of links.

    Returns:
        The SVG element; its boxes are links.
    """
    drawn = {box.id: box for box in boxes}
    width, height = _place(boxes, drawn)
    full = width > 2.5 * BOX_WIDTH
    size = f"width:100%;max-width:{width:g}px" + (f";min-width:{BIG_MAP_REM}rem" if full else "")
    pairs = [(drawn[needed], box) for box in boxes for needed in _direct_needs(box, drawn)]
    arrows = [_arrow(start, end, boxes, lane) for lane, (start, end) in enumerate(pairs)]
    return (
        f'<div class="map"><svg viewBox="0 0 {width:g} {height:g}" style="{size}" role="group" aria-label="{escape(label)}">'
        '<defs><marker id="map-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path class="map-head" d="M0 0 8 4 0 8z"/></marker></defs>{"".join(arrows)}{"".join(map(_box, boxes))}</svg></div>'
    )


def _direct_needs(box: Box, drawn: dict[str, Box]) -> list[str]:
    """The needs of a box that no other of its needs already implies."""
    needs = [needed for needed in box.needs if needed in drawn]
    implied = {far for needed in needs for far in _all_needs(needed, drawn)}
    return [needed for needed in needs if needed not in implied]


def _all_needs(name: str, drawn: dict[str, Box]) -> set[str]:
    found: set[str] = set()
    waiting = [needed for needed in drawn[name].needs if needed in drawn]
    while waiting:
        needed = waiting.pop()
        if needed not in found:
            found.add(needed)
            waiting += [far for far in drawn[needed].needs if far in drawn]
    return found


def _place(boxes: list[Box], drawn: dict[str, Box]) -> tuple[float, float]:
    """Set each box's place, rows of equal depth one under the other; return the width and height of the picture."""
    depths: dict[str, int] = {}

    def depth(box: Box) -> int:
        if box.id not in depths:
            depths[box.id] = 0  # ends the walk, should chapters need each other
            depths[box.id] = 1 + max((depth(drawn[needed]) for needed in box.needs if needed in drawn), default=-1)
        return depths[box.id]

    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(depth(box), []).append(box)
    longest = min(PER_ROW, max(map(len, rows.values())))
    width = longest * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP + 2 * MARGIN
    y = MARGIN
    for level in sorted(rows):
        for start in range(0, len(rows[level]), PER_ROW):
            row = rows[level][start : start + PER_ROW]
            left = (width - len(row) * (BOX_WIDTH + COLUMN_GAP) + COLUMN_GAP) / 2
            for position, box in enumerate(row):
                box.x, box.y = left + position * (BOX_WIDTH + COLUMN_GAP), y
            y += BOX_HEIGHT + ROW_GAP
    return width, y - ROW_GAP + MARGIN


def _arrow(start: Box, end: Box, boxes: list[Box], lane: int) -> str:
    """An arrow from box to box that passes the rows between them through the gaps beside their boxes, never behind one."""
    x, y = start.x + BOX_WIDTH / 2, start.y + BOX_HEIGHT
    x_end, y_end = end.x + BOX_WIDTH / 2, end.y - 2
    steps = [f"M{x:g} {y:g}"]
    for top in sorted({box.y for box in boxes if start.y < box.y < end.y}):
        lefts = [box.x for box in boxes if box.y == top]
        gaps = [left - COLUMN_GAP / 2 for left in lefts] + [max(lefts) + BOX_WIDTH + COLUMN_GAP / 2]
        straight = x + (x_end - x) * (top - y) / (y_end - y)
        gap = min(gaps, key=lambda place: abs(place - straight)) + 4 * (lane % 3 - 1)  # arrows that share a gap stay apart
        steps += [_curve(x, y, gap, top), f"V{top + BOX_HEIGHT:g}"]
        x, y = gap, top + BOX_HEIGHT
    return f'<path class="map-arrow" marker-end="url(#map-head)" d="{"".join(steps)}{_curve(x, y, x_end, y_end)}"/>'


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve that leaves and arrives upright."""
    bend = max(ROW_GAP / 2, abs(y2 - y1) / 3)
    return f"C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"


def _box(box: Box) -> str:
    lines = wrap(box.title, LINE_LENGTH) or [""]
    if len(lines) > 2:
        lines = [lines[0], lines[1][: LINE_LENGTH - 1].rstrip(" ,:") + "…"]
    text = "".join(f'<text x="{box.x + 11:g}" y="{box.y + 40 + 17 * row:g}">{escape(line)}</text>' for row, line in enumerate(lines))
    return (
        f'<a href="{escape(box.url)}" class="map-box{" map-outside" if box.outside else ""}">'
        f"<title>{escape(box.number)} {escape(box.title)}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="7"/>'
        f'<text class="map-number" x="{box.x + 11:g}" y="{box.y + 20:g}">{escape(box.number)}</text>{text}</a>'
    )
