"""What a change can affect, and that nothing it can affect is left out."""

import pytest

from tools import changed

TREE = {
    "helpers/checks.py": "1", "requirements.txt": "2", "tools/site.py": "3", "book/glossary.md": "4", "tests/nbval.cfg": "5",
    "notebooks/01-a/index.md": "6", "notebooks/01-a/01-x/derivation.md": "7", "notebooks/01-a/01-x/derivation.ipynb": "8",
    "notebooks/01-a/exercises/e.py": "9", "notebooks/01-a/exercises.ipynb": "10", "tools/test.py": "11",
}  # fmt: skip


def affected(path):
    """The stages, and the notebook among two, that a change to one file of TREE makes due."""
    names = ["notebooks/01-a/01-x/derivation.ipynb", "notebooks/01-a/exercises.ipynb"]
    after = {**TREE, path: "changed"}
    stages = {stage for stage in changed.STAGES - {"notebooks"} if changed.whole(stage, TREE) != changed.whole(stage, after)}
    old, new = changed.notebooks(names, TREE), changed.notebooks(names, after)
    return stages, [name for name in names if old[name] != new[name]]


@pytest.mark.parametrize(
    "path, stages, notebooks",
    [
        ("helpers/checks.py", {"unit", "contract", "site", "grading", "gates"}, 2),
        ("requirements.txt", {"unit", "contract", "site", "grading", "gates"}, 2),
        ("tools/test.py", {"unit", "contract", "site", "grading", "gates"}, 2),
        ("tests/nbval.cfg", {"unit", "contract", "site", "grading", "gates"}, 2),
        ("tools/site.py", {"unit", "contract", "site", "grading", "gates"}, 0),
        ("book/glossary.md", {"unit", "contract", "site", "grading", "gates"}, 0),
        ("notebooks/01-a/index.md", {"contract", "site", "grading"}, 0),
        ("notebooks/01-a/01-x/derivation.md", {"contract", "site"}, 0),
        ("notebooks/01-a/01-x/derivation.ipynb", {"contract", "site"}, 1),
        ("notebooks/01-a/exercises/e.py", {"contract", "site", "grading"}, 0),
        ("notebooks/01-a/exercises.ipynb", {"contract", "site", "grading"}, 1),
        ("a-file-nobody-thought-of", {"unit", "contract", "site", "grading", "gates"}, 0),
    ],
)
def test_a_change_makes_due_what_it_can_affect(path, stages, notebooks):
    got, executed = affected(path)
    assert got == stages and len(executed) == notebooks


def test_every_file_of_the_tree_is_seen(tmp_path):
    for name in ("chapters.yml", "book/a b.md", ".ci/run", "build/html/index.html", ".venv/x", "helpers/__pycache__/c.pyc", ".git/HEAD"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert set(changed.sources(tmp_path)) == {"chapters.yml", "book/a b.md", ".ci/run"}


@pytest.fixture
def site(tmp_path):
    """Three pages: a links to a place on b and to c; b and c stand alone."""
    pages = {
        "x/a.html": '<p id="top">A</p> <a href="b.html#there">b</a> <a href="../c.html">c</a> <a href="https://example.org">out</a>',
        "x/b.html": '<p id="there">B</p>',
        "c.html": "C",
        "_static/book.js": "1",
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def due_pages(site, change):
    """The pages whose key another state of the site changes."""
    files = {"tests/site/inspection.py": "1"}
    names = ["x/a.html", "x/b.html", "c.html"]
    old = changed.pages(names, files, site)
    files = change(site) or files
    new = changed.pages([name for name in names if (site / name).exists()], files, site)
    return {name for name in new if new[name] != old[name]} - {"the site as a whole"}


@pytest.mark.parametrize(
    "change, due",
    [
        (lambda site: None, set()),
        (lambda site: (site / "c.html").write_text("D") and None, {"c.html"}),
        # a page is due when the place that it links to goes, not when the other page merely changes
        (lambda site: (site / "x/b.html").write_text('<p id="gone">B</p>') and None, {"x/a.html", "x/b.html"}),
        (lambda site: (site / "x/b.html").write_text('<p id="there">other</p>') and None, {"x/b.html"}),
        (lambda site: (site / "c.html").unlink(), {"x/a.html"}),
        (lambda site: (site / "_static/book.js").write_text("2") and None, {"x/a.html", "x/b.html", "c.html"}),
        (lambda site: {"tests/site/inspection.py": "2"}, {"x/a.html", "x/b.html", "c.html"}),
    ],
)
def test_pages_are_due_when_they_or_what_they_need_change(site, change, due):
    assert due_pages(site, change) == due


def test_only_what_passed_with_the_same_key_is_left_out(monkeypatch, tmp_path):
    monkeypatch.setattr(changed, "PASSED", tmp_path / "build" / "passed.json")
    assert changed.due("notebooks", {"a": "1", "b": "2"}) == ["a", "b"]
    changed.remember("notebooks", {"a": "1", "b": "2"})
    changed.remember("unit", {"unit": "3"})
    assert changed.due("notebooks", {"a": "1", "b": "9", "c": "4"}) == ["b", "c"] and changed.due("unit", {"unit": "3"}) == []
    changed.PASSED.write_text("{ cut off")
    assert changed.due("notebooks", {"a": "1"}) == ["a"]
