"""`make lesson` writes a pair that lacks nothing but content, or nothing at all."""

import difflib
import re

import pytest

from tests import tinybook
from tools import new_lesson, registry


def make(book, *arguments):
    """Run the command in a copy."""
    return tinybook.command(book, "-m", "tools.new_lesson", *arguments)


def tree(book):
    """All that a new lesson may touch."""
    return {path.relative_to(book): path.read_bytes() for path in [book / "chapters.yml", *(book / "notebooks").rglob("*")] if path.is_file()}


def test_new_lesson_lacks_only_content(book):
    done = make(book, "01-squares", "02-cubes", 'Sums of "cubes": why?')
    assert done.returncode == 0, tinybook.output(done)
    problems = [line for line in done.stdout.splitlines() if re.match(r"(?:notebooks/|chapters\.yml:)\S+:", line)]
    assert problems and all(": missing: " in line for line in problems), done.stdout
    for named in ("checks, at least 3", "no figure", "no interactive figure", "no work is cited", "claim", "key facts", "WRITE: "):
        assert any(named in line for line in problems), f"{named} is not listed"
    assert registry.load(book / "chapters.yml").lessons["01-squares/02-cubes"].title == 'Sums of "cubes": why?'
    # its pages build like any other's
    assert tinybook.command(book, "-m", "tools.site", "build", "--only", "01-squares/02-cubes").returncode == 0


def test_new_chapter_is_made_with_its_page(book):
    done = make(book, "02-cubes", "01-first", "First")
    assert done.returncode == 0, tinybook.output(done)
    assert (book / "notebooks/02-cubes/index.md").read_text(encoding="utf-8").startswith("# 2 Cubes\n")
    assert [chapter.id for chapter in registry.load(book / "chapters.yml").chapters] == ["01-squares", "02-cubes"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["", "", ""], "CHAPTER must be two digits and words in kebab-case, got ''; say make lesson CHAPTER="),
        (["squares", "02-x", "X"], "CHAPTER must be two digits"),
        (["01-squares", "cubes", "X"], "SLUG must be two digits"),
        (["01-squares", "02-../../x", "X"], "SLUG must be two digits"),
        (["01-squares", "02-cubes", " "], "TITLE must be one line of text"),
        (["01-squares", "01-sum", "X"], "lesson 1.1 01-squares/01-sum is there already"),
        (["01-squares", "02-cubes", "X", "--number", "1.1"], "lesson 1.1 01-squares/01-sum is there already"),
        (["01-squares", "02-cubes", "X", "--number", "2.1"], "NUMBER must begin with the chapter's number"),
        (["01-other", "02-cubes", "X"], "chapter 1 is 01-squares; CHAPTER=01-other would be a second one"),
    ],
)  # fmt: skip
def test_bad_request_is_refused(executed_book, arguments, message):
    book = registry.load(executed_book / "chapters.yml")
    number = arguments[4] if len(arguments) > 3 else ""
    with pytest.raises(new_lesson.RequestError, match=re.escape(message)):
        new_lesson.request(*arguments[:3], number, book)


def test_nothing_is_left_of_a_lesson_that_could_not_be_made(book):
    (book / "tools/templates/pytorch.md").write_text("# @NUMBER@ broken\n\n```{code-cell} python3\n1 / 0\n```\n", encoding="utf-8")
    before = tree(book)
    for arguments in (["01-squares", "02-cubes", "Cubes"], ["03-new", "01-first", "First"], ["", "", ""]):
        done = make(book, *arguments)
        assert done.returncode == 1 and done.stderr
        assert tree(book) == before
    assert not (book / "notebooks/03-new").exists()


REGISTRY = """\
# a comment at the top
format: jb-book
root: book/welcome.md
parts:
  - caption: One
    chapters:
      - file: notebooks/02-b/index.md  # a comment beside
        meta: {number: 2, title: B}
        sections:
          # a comment above
          - file: notebooks/02-b/03-x/derivation.ipynb
            meta:
              number: "2.3"
              minutes: {derivation: 1, pytorch: 1}
          - file: notebooks/02-b/03-x/pytorch.ipynb

  # a comment between parts
  - caption: Two
    chapters:
      - file: book/glossary.md
"""


@pytest.mark.parametrize(
    ("chapter", "slug", "after"),
    [
        ("02-b", "04-y", "          - file: notebooks/02-b/03-x/pytorch.ipynb"),
        ("02-b", "01-w", "          # a comment above"),
        ("03-c", "01-z", "          - file: notebooks/02-b/03-x/pytorch.ipynb"),
        ("01-a", "01-z", "    chapters:"),
    ],
)  # fmt: skip
def test_entry_stands_at_its_place_and_every_other_line_is_kept(chapter, slug, after):
    text = new_lesson.enter(REGISTRY, new_lesson.Request(chapter, slug, "A title", f"{int(chapter[:2])}.9"))
    difference = list(difflib.ndiff(REGISTRY.splitlines(), text.splitlines()))
    assert not [line for line in difference if line.startswith("-")]
    first = next(number for number, line in enumerate(difference) if line.startswith("+ ") and line.strip() != "+")
    assert [line for line in difference[:first] if line[2:]][-1][2:] == after
