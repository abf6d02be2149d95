"""Whatever is wrong in chapters.yml is named with its line and a remedy."""

import re

import pytest

from tools import registry

GOOD = """\
format: jb-book
root: book/welcome.md
parts:
  - caption: One
    chapters:
      - file: notebooks/01-a/index.md
        meta: {number: 1, title: A}
        sections:
          - file: notebooks/01-a/01-x/derivation.ipynb
            meta: {number: "1.1", title: X, claim: It is., sources: {dl: ["1"], udl: [], lbdl: [], notes: []}, prerequisites: [], minutes: {derivation: 1, pytorch: 1}}
          - file: notebooks/01-a/01-x/pytorch.ipynb
          - file: notebooks/01-a/02-y/derivation.ipynb
            meta: {number: "1.2", title: Y, claim: It is., sources: {dl: [], udl: [], lbdl: [], notes: []}, prerequisites: [01-a/01-x], minutes: {derivation: 1, pytorch: 1}}
          - file: notebooks/01-a/02-y/pytorch.ipynb
"""


@pytest.fixture
def root(tmp_path):
    texts = [f"notebooks/01-a/{slug}/{half}.md" for slug in ("01-x", "02-y") for half in registry.HALVES]
    for name in ["book/welcome.md", "notebooks/01-a/index.md", *texts]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# X\n")
    return tmp_path


def load(root, text):
    """Load a registry from its text."""
    (root / "chapters.yml").write_text(text, encoding="utf-8")
    return registry.load(root / "chapters.yml")


def test_good_registry_is_read_in_order(root):
    book = load(root, GOOD)
    assert list(book.lessons) == ["01-a/01-x", "01-a/02-y"]
    assert [chapter.id for chapter in book.chapters] == ["01-a"]
    assert book.lessons["01-a/02-y"].prerequisites == ["01-a/01-x"]
    assert book.lessons["01-a/01-x"].folder == root / "notebooks/01-a/01-x"


ERRORS = [
    ("unknown prerequisite", "prerequisites: [01-a/01-x]", "prerequisites: [01-a/01-z]", 13, "unknown prerequisite '01-a/01-z'; did you mean 01-a/01-x"),
    ("its own prerequisite", "prerequisites: [01-a/01-x]", "prerequisites: [01-a/02-y]", 13, "its own prerequisite"),
    ("a circle", "prerequisites: []", "prerequisites: [01-a/02-y]", 10, "go in a circle: 01-a/01-x → 01-a/02-y → 01-a/01-x"),
    ("missing file", "01-a/02-y/pytorch", "01-a/02-y/pytorch2", 14, "does not belong to chapter 01-a"),
    ("half without its text", "notebooks/01-a/index.md", "notebooks/01-b/index.md", 6, "notebooks/01-b/index.md does not exist"),
    ("pair out of order", "          - file: notebooks/01-a/01-x/pytorch.ipynb\n", "", 9, "must be followed by notebooks/01-a/01-x/pytorch.ipynb"),
    ("twice the number", '"1.2"', '"1.1"', 12, "has the number 1.1 of 01-a/01-x"),
    ("number of another chapter", '"1.2"', '"2.2"', 13, "must be a quoted text such as"),
    ("number not quoted", '"1.2"', "1.2", 13, "must be a quoted text"),
    ("missing key", "title: Y, ", "", 13, "lacks title"),
    ("unknown key", "title: Y, ", "title: Y, tilte: Z, ", 13, "unknown key 'tilte'"),
    ("claim that is no sentence", "title: Y, claim: It is.", "title: Y, claim: It is", 13, "must be one sentence"),
    ("source of no known book", "sources: {dl: [], udl", "sources: {dl2: [], udl", 13, "must have exactly the keys"),
    ("source that is no number", 'dl: ["1"]', 'dl: ["one"]', 10, "'one' is no section of Deep Learning"),
    ("minutes", "minutes: {derivation: 1, pytorch: 1}}\n          - file: notebooks/01-a/02-y/pytorch", "minutes: 5}\n          - file: notebooks/01-a/02-y/pytorch", 13, "`minutes` must be"),
    ("no meta", re.search(r"            meta: \{number: \"1.2.*\n", GOOD)[0], "", 12, "has no `meta:`"),
    ("chapter number", "{number: 1, title: A}", "{number: 2, title: A}", 7, "must have number 1"),
    ("no format", "format: jb-book\n", "", 1, "`format` must be `jb-book`"),
    ("key twice", "format: jb-book\n", "format: jb-book\nformat: jb-book\n", 2, "'format' is given twice"),
    ("no YAML", "parts:\n", "parts: [\n", 4, "not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), [case[1:] for case in ERRORS], ids=[case[0] for case in ERRORS])
def test_error_names_its_line(root, old, new, line, message):
    assert old in GOOD
    with pytest.raises(registry.RegistryError) as error:
        load(root, GOOD.replace(old, new))
    assert re.search(rf"^chapters\.yml:{line}: .*{re.escape(message)}", str(error.value), re.M), error.value


def test_unlisted_folder_is_named(root):
    (root / "notebooks/01-a/03-z").mkdir()
    (root / "notebooks/01-a/03-z/derivation.md").write_text("# Z\n")
    with pytest.raises(registry.RegistryError, match=r"chapters.yml:\d+: the folder notebooks/01-a/03-z is not listed"):
        load(root, GOOD)


def test_all_errors_are_shown_at_once(root):
    with pytest.raises(registry.RegistryError) as error:
        load(root, GOOD.replace('"1.2"', "1.2").replace("format: jb-book", "format: book"))
    assert len(str(error.value).splitlines()) >= 2


def test_site_needs_the_executed_notebooks(root):
    (root / "chapters.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(registry.RegistryError, match="derivation.ipynb does not exist; run `make run`"):
        registry.load(root / "chapters.yml", built=True)
