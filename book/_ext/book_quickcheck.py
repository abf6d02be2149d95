"""Quick checks: questions inside a lesson that answer at once on the page, without a kernel.

The text stays readable where nothing understands the directive: the question, its options, and a folded answer::

    :::{quick-check}
    Which of these can one line separate?

    1. XOR
    2. AND

    <details><summary>Answer</summary>

    2: Three corners lie on one side and one on the other.

    </details>
    :::

With a list it is a choice, and the answer begins with the number of the right option and a colon. Without one it asks for a number, and
the answer begins with it: ``0.25 ± 0.01: …``.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ASSETS = Path(__file__).parent / "quickcheck"
_CHOICE = re.compile(r"(?P<number>\d+):\s*")
_NUMBER = re.compile(r"(?P<value>[-−]?\d+(?:\.\d+)?)(?:\s*±\s*(?P<tolerance>\d+(?:\.\d+)?))?:\s*")


class QuickCheck(SphinxDirective):
    """The directive ``{quick-check}``. Wrong content stops the build with its line."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the question as a form that `quickcheck.js` brings to life; without script it is the text and a folded answer."""
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        question, answer = self._split(parsed.children)
        lists = [node for node in question if isinstance(node, nodes.enumerated_list)]
        expected = self._expected(answer[0], len(lists[0]) if lists else 0)
        name = f"quick-check-{self.env.new_serialno('quick-check')}"
        self.env.metadata[self.env.docname]["quick_check"] = True
        return self._form(name, [node for node in question if node not in lists], lists, answer, expected)

    def _split(self, children: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
        """The question and the answer, which is folded in ``<details>``."""
        places = [index for index, node in enumerate(children) if isinstance(node, nodes.raw) and "details>" in node.astext()]
        if len(places) != 2 or not isinstance(children[places[0] + 1], nodes.paragraph) or not places[0]:
            raise self.error("a quick check is a question, options if any, and <details><summary>Answer</summary>, blank line, answer, blank line, </details>")
        return children[: places[0]], children[places[0] + 1 : places[1]]

    def _expected(self, paragraph: nodes.paragraph, options: int) -> dict[str, str]:
        """What the answer's first words ask for, as attributes of the form; the words are taken away."""
        first = next(paragraph.findall(nodes.Text))
        match = (_CHOICE if options else _NUMBER).match(first)
        if not match:
            raise self.error("the answer must begin with the right option's number and a colon, or without options with '0.25 ± 0.01:'")
        if options and not 1 <= int(match["number"]) <= options:
            raise self.error(f"the answer names option {match['number']}, and there are {options}")
        first.parent.replace(first, nodes.Text(first[match.end() :]))
        if options:
            return {"data-option": match["number"]}
        return {"data-value": match["value"].replace("−", "-"), "data-tolerance": match["tolerance"] or "0"}

    def _form(self, name: str, question: list, lists: list, answer: list, expected: dict[str, str]) -> list[nodes.Node]:
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in expected.items())
        role = f'role="radiogroup" aria-labelledby="{name}"' if lists else ""
        inputs = self._options(name, lists[0]) if lists else [_raw(f'<input type="text" inputmode="decimal" name="answer" autocomplete="off" aria-labelledby="{name}">')]
        return [
            _raw(f'<form class="quick-check"{attributes}><p class="quick-check-title">Quick check</p><div class="quick-check-question" id="{name}">'),
            *question,
            _raw(f"</div><div class=\"quick-check-inputs\" {role}>"),
            *inputs,
            _raw('</div><button type="submit" hidden>Check</button><p class="quick-check-verdict" role="status"></p><details><summary>Answer</summary>'),
            *answer,
            _raw("</details></form>"),
        ]

    def _options(self, name: str, options: nodes.enumerated_list) -> list[nodes.Node]:
        made: list[nodes.Node] = []
        for number, item in enumerate(options, 1):
            only_math = all(isinstance(node, nodes.math) for paragraph in item for node in paragraph.children)
            # a typeset formula gives the button no name: its source does
            named = f' aria-label="{number}: {escape(item.astext())}"' if only_math else ""
            made.append(_raw(f'<label><input type="radio" name="answer" value="{number}"{named}> '))
            made += [nodes.inline("", "", *paragraph.children) for paragraph in item]
            made.append(_raw("</label>"))
        return made


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def load_assets(app: Sphinx, page: str, _template: str, _context: dict, _tree: nodes.document | None) -> None:
    """Load script and style on pages that have a quick check, and on no other."""
    if app.env.metadata.get(page, {}).get("quick_check"):
        app.add_js_file("quickcheck.js", loading_method="defer")
        app.add_css_file("quickcheck.css")


def add_folder(app: Sphinx, config) -> None:
    """Have script and style copied with the book's other static files."""
    config.html_static_path = [*config.html_static_path, str(ASSETS)]


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("quick-check", QuickCheck)
    app.connect("config-inited", add_folder)
    app.connect("html-page-context", load_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
