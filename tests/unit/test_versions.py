"""Other versions: an interpreter says what it has, a wrong one is named, and a claim that fails in one environment is listed with it."""

import json
import stat
import sys

import pytest

from tools import versions
from tools.registry import ROOT


def test_versions_of_an_interpreter():
    found = versions.versions(sys.executable)
    assert found["python"] == sys.version.split()[0] and set(found) == {"python", *versions.SHOWN}


def test_an_interpreter_without_the_packages_is_named(tmp_path):
    with pytest.raises(versions.VersionsError, match="No such file"):
        versions.versions(str(tmp_path / "python"))
    poor = tmp_path / "poor"
    poor.write_text(f"#!/bin/sh\nexec {sys.executable} -S -I \"$@\"\n")
    poor.chmod(poor.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(versions.VersionsError, match="No package metadata was found for torch"):
        versions.versions(str(poor))


def test_an_environment_that_cannot_be_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    with pytest.raises(versions.VersionsError, match="impossible: .*install.*failed"):
        versions.environment("impossible", sys.executable, ["./there-is-no-such-folder"])
    assert not (tmp_path / "impossible" / "ready").exists()


def test_an_environment_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "ready").write_text("python3\nnumpy")
    assert versions.environment("a", "python3", ["numpy"]) == str(tmp_path / "a" / "bin" / "python")


def test_what_fails_is_listed_and_what_was_not_run_again_is_kept(monkeypatch, tmp_path):
    def survey(texts, cases, workers):
        (case,) = cases
        held = case.python == sys.executable
        for text in texts:
            claim = {"label": "it holds", "cases": 1, "passed": int(held), "room": None}
            yield {"name": text.stem, "code": "1", "date": "today", "claims": [claim], "failed": [] if held else [f"{case.name}: ✗ it holds: no"]}

    monkeypatch.setattr(versions, "PAGE", tmp_path / "versions.json")
    monkeypatch.setattr(versions.claims, "survey", survey)
    monkeypatch.setattr(versions, "versions", lambda python: {"torch": "3"})
    monkeypatch.setattr(versions.plain, "stored_checks", lambda path: 2)
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    for name, python, texts in (("newest", "other", [one]), ("oldest", "other", [one, two]), ("oldest", sys.executable, [two])):
        versions.write(versions.report(texts, name, python, 1))
    oldest, newest = json.loads(versions.PAGE.read_text())
    assert (oldest["name"], newest["name"], newest["rows"][0]["failed"]) == ("oldest", "newest", ["✗ it holds: no"])
    # a claim that was not reached has not held
    assert [(row["name"], row["held"], row["claims"], row["failed"]) for row in oldest["rows"]] == [("one", 0, 2, ["✗ it holds: no"]), ("two", 1, 2, [])]
    monkeypatch.setattr(versions, "versions", lambda python: {"torch": "4"})
    versions.write(versions.report([two], "oldest", sys.executable, 1))
    assert [row["name"] for row in json.loads(versions.PAGE.read_text())[0]["rows"]] == ["two"], "results of other versions are not kept"


@pytest.mark.parametrize("page", ["README.md", "book/versions.md"])
def test_pages_name_the_oldest_releases(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for requirement in versions.OLDEST:
        number = ".".join(requirement.partition("==")[2].split(".")[:2])
        assert f" {number}" in text, requirement
