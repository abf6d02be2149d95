"""Labels of the bibliography: [Prechelt 1998], [Ali et al. 2019], as the citations in the text read."""

from __future__ import annotations

from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


class AuthorYearLabels(BaseLabelStyle):
    """``Minsky and Papert 1969``; from three authors on, the first one and *et al.*"""

    def format_labels(self, sorted_entries):
        """Yield the label of each entry."""
        for entry in sorted_entries:
            names = [" ".join(person.prelast_names + person.last_names) for person in entry.persons["author"]]
            shown = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
            yield f"{shown} {entry.fields['year']}"


class BookStyle(PlainStyle):
    """Entries in the plain style, sorted by author and year."""

    default_label_style = AuthorYearLabels
    default_sorting_style = SortingStyle


def setup(app: Sphinx) -> None:
    """Make the style known under the name ``book``."""
    register_plugin("pybtex.style.formatting", "book", BookStyle)
