"""Labels of the bibliography: [Prechelt 1998], [Ali et al. 2019], as the citations in the text read."""

from __future__ import annotations

from collections import Counter
from string import ascii_lowercase

import pybtex
from pybtex.plugin import register_plugin
from pybtex.style import FormattedEntry
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


class AuthorYearLabels(BaseLabelStyle):
    """``Minsky and Papert 1969``; from three authors on, the first one and *et al.*; equal labels get a, b, …"""

    def format_labels(self, sorted_entries):
        """Yield the label of each entry."""
        labels = [self._label(entry) for entry in sorted_entries]
        seen: Counter[str] = Counter()
        for label in labels:
            letter = ascii_lowercase[seen[label]] if labels.count(label) > 1 else ""
            seen[label] += 1
            yield label + letter

    def _label(self, entry) -> str:
        names = [" ".join(person.prelast_names + person.last_names) for person in entry.persons["author"]]
        shown = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        return f"{shown} {entry.fields['year']}"


class BookStyle(PlainStyle):
    """Entries in the plain style, sorted by author and year."""

    default_label_style = AuthorYearLabels
    default_sorting_style = SortingStyle
    formatted: dict[tuple, FormattedEntry] = {}

    def format_entry(self, label, entry, bib_data=None):
        """Return the formatted entry: the one of an earlier call or build, if nothing in it has changed."""
        key = (pybtex.__version__, label, repr(entry))
        if key not in self.formatted:
            self.formatted[key] = super().format_entry(label, entry, bib_data)
        return self.formatted[key]


def recall(app: Sphinx) -> None:
    """Take up the entries that earlier builds have formatted; Sphinx keeps them with the rest of what it knows of the pages."""
    if not hasattr(app.env, "book_formatted_entries"):
        app.env.book_formatted_entries = {}
    BookStyle.formatted = app.env.book_formatted_entries


def setup(app: Sphinx) -> None:
    """Make the style known under the name ``book``."""
    register_plugin("pybtex.style.formatting", "book", BookStyle)
    app.connect("builder-inited", recall)
