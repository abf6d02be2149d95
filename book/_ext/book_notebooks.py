"""What happens to a notebook on its way to a page: checks become ticked lines, cells get addresses, the masthead gets its box."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from tools.plain import RECORD

_CHECK_LINE = re.compile(r"✓ (?P<label>.*?)(?:  \((?P<note>.*)\))?", re.DOTALL)
_PUNCTUATION = tuple(".,;:?!)")
WORD_JOINER = "\u2060"
_POWER = re.compile(r"\b(\d+(?:\.\d+)?)e([+-]?\d+)\b")


@dataclass(frozen=True)
class Check:
    """A check that a notebook has passed: what it says, how exactly, and where it stands."""

    label: str
    note: str
    anchor: str


def checks(path: Path) -> list[Check]:
    """Return the checks whose records are stored in a notebook, in order.

    Args:
        path: an executed ``.ipynb``; a missing one has no checks.
    """
    if not path.is_file():
        return []
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        Check(*_label_and_note(output), anchor(cell, index))
        for index, cell in enumerate(notebook["cells"])
        for output in cell.get("outputs", [])
        if RECORD in output.get("data", {})
    ]


def anchor(cell: dict, index: int) -> str:
    """Return the id that a code cell has on its page."""
    return f"cell-{cell.get('id', index)}"


def prepare(app: Sphinx, page: str, source: list[str]) -> None:
    """Rewrite a notebook before it is read: checks as HTML lines, the masthead in its box. Remembers the cells' ids."""
    if not app.env.doc2path(page).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    app.env.temp_data["book_anchors"] = [anchor(cell, index) for index, cell in enumerate(notebook["cells"])]
    for cell in notebook["cells"]:
        if "masthead" in cell["metadata"].get("tags", []):
            cell["source"] = ["::::{div} masthead\n", *_lines(cell["source"]), "\n::::"]
        for output in cell.get("outputs", []):
            if RECORD in output.get("data", {}):
                output["data"] = {"text/html": f'<p class="check">{check_line(*_label_and_note(output))}</p>'}
    source[0] = json.dumps(notebook)


def check_line(label: str, note: str) -> str:
    """Return the words of a check as HTML; the style sheet puts the tick in front."""
    shown = f' <span class="check-note">{powers(escape(note))}</span>' if note else ""
    return f'<span class="check-label">{escape(label)}</span>{shown}'


def powers(text: str) -> str:
    """Turn ``1e-10`` into 10 with a raised −10; HTML in, HTML out."""

    def raised(match: re.Match) -> str:
        factor, exponent = match[1], int(match[2])
        power = f"10<sup>{exponent}</sup>".replace("-", "−")
        return power if float(factor) == 1 else f"{factor} × {power}"

    return _POWER.sub(raised, text)


def address_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give the container of each code cell its id, so that a link can lead to it."""
    anchors = app.env.temp_data.get("book_anchors", [])
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code" and cell["cell_index"] < len(anchors):
            cell["ids"].append(anchors[cell["cell_index"]])


def glue_punctuation(app: Sphinx, doctree: nodes.document) -> None:
    """Keep a formula and the punctuation after it on one line."""
    for formula in list(doctree.findall(nodes.math)):
        after = formula.next_node(descend=False, siblings=True)
        if isinstance(after, nodes.Text) and after.astext()[:1] in _PUNCTUATION:
            after.parent.replace(after, nodes.Text(WORD_JOINER + after.astext()))


def _lines(source: str | list[str]) -> list[str]:
    return [source] if isinstance(source, str) else source


def _label_and_note(output: dict) -> tuple[str, str]:
    line = "".join(_lines(output["data"].get("text/plain", ""))).strip()
    match = _CHECK_LINE.fullmatch(line)
    record = output["data"][RECORD]
    return (match["label"], match["note"] or "") if match else (record["label"], "")


def setup(app: Sphinx) -> None:
    """Connect to reading."""
    app.connect("source-read", prepare)
    app.connect("doctree-read", address_cells)
    app.connect("doctree-read", glue_punctuation)
