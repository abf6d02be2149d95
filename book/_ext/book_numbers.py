"""Numbers equations, figures, tables and theorems by lesson: the third equation of lesson 6.1 is (6.1.3).

The count runs on through a lesson's pair of notebooks. Sphinx has numbered everything through the whole book by then;
this replaces its numbers, in the order in which it met them.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Numbers = dict[str, dict[str, dict[str, tuple[int, ...]]]]


def restore(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx its own numbers back, so that it only calls those pages changed whose numbers did change."""
    env.toc_fignumbers = getattr(env, "book_sphinx_numbers", env.toc_fignumbers)
    return []


def renumber(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Replace Sphinx's numbers. Returns the pages whose numbers differ from the last build's."""
    env.book_sphinx_numbers = env.toc_fignumbers
    before = getattr(env, "book_numbers", {})
    env.book_numbers = env.toc_fignumbers = lesson_numbers(env.toc_fignumbers, app.book)
    return [page for page, numbers in env.book_numbers.items() if numbers != before.get(page)]


def lesson_numbers(by_page: Numbers, book) -> Numbers:
    """Number what stands on each page.

    Args:
        by_page: page → kind ("displaymath", "figure", "theorem", …) → id → any number; ids in reading order.
        book: the registry.

    Returns:
        The same with the lesson's number in front, counted through the pair. Other pages count from 1, without a prefix.
    """
    lesson_of = {lesson.page(half): lesson for lesson in book.lessons.values() for half in ("derivation", "pytorch")}
    counts: dict[tuple[str, str], int] = {}
    numbered: Numbers = {}
    pages = sorted(by_page, key=lambda page: page.endswith("/pytorch"))  # each derivation before its pytorch
    for page in pages:
        lesson = lesson_of.get(page)
        prefix = tuple(int(part) for part in lesson.number.split(".")) if lesson else ()
        numbered[page] = {}
        for kind, ids in by_page[page].items():
            owner = (lesson.id if lesson else page, kind)
            numbered[page][kind] = {}
            for identifier in ids:
                counts[owner] = counts.get(owner, 0) + 1
                numbered[page][kind][identifier] = (*prefix, counts[owner])
    return numbered


def setup(app: Sphinx) -> None:
    """Run before and after Sphinx's own collector (priority 500)."""
    app.connect("env-get-updated", restore, priority=400)
    app.connect("env-get-updated", renumber, priority=600)
