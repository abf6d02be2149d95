"""Writes the book's TeX macros out, so that a notebook shows its mathematics where no macro is defined (Colab, code hosts)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from tools.registry import ROOT

_COMMAND = re.compile(r"\\([A-Za-z]+)")


@cache
def load(path: Path = ROOT / "book" / "macros.yml") -> dict[str, tuple[int, str]]:
    """The macros of the notation page: name → (number of arguments, TeX)."""
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {row["macro"]: (row.get("args", 0), row["tex"]) for group in groups for row in group["rows"] if "macro" in row}


def expand(text: str, macros: dict[str, tuple[int, str]]) -> str:
    """Replace every macro in a text by its definition.

    Args:
        text: Markdown with TeX; an argument is one letter, one command, or a group in braces.
        macros: name → (number of arguments, TeX with #1, #2 for them).

    Raises:
        ValueError: a macro without its argument.

    >>> expand(r"$\\mat W^\\top \\vec{x}_i$", {"mat": (1, r"\\mathbf{#1}"), "vec": (1, r"\\mathbf{#1}")})
    '$\\\\mathbf{W}^\\\\top \\\\mathbf{x}_i$'
    """
    result, position = [], 0
    for command in _COMMAND.finditer(text):
        if command.start() < position or command[1] not in macros:
            continue
        count, tex = macros[command[1]]
        end = command.end()
        for number in range(1, count + 1):
            argument, end = _argument(text, end)
            tex = tex.replace(f"#{number}", expand(argument, macros))
        result += [text[position : command.start()], tex]
        # "\sigmoid z" must not become "\sigmaz", nor may the space be lost
        if count == 0 and tex[-1].isalpha() and text[end : end + 1].isalpha():
            result.append(" ")
        position = end
    return "".join(result) + text[position:]


def _argument(text: str, start: int) -> tuple[str, int]:
    """The TeX argument that begins at or after `start`, and where it ends."""
    while text[start : start + 1].isspace():
        start += 1
    if text[start : start + 1] == "{":
        depth = 0
        for end in range(start, len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                return text[start + 1 : end], end + 1
    command = _COMMAND.match(text, start)
    if command:
        return command[0], command.end()
    if not text[start : start + 1] or text[start] in "{$":
        raise ValueError(f"a macro lacks its argument: {text[max(0, start - 30):start + 10]!r}")
    return text[start], start + 1
