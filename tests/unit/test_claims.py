"""Claims under other seeds: every verdict is collected, a failure does not hide the checks after it."""

import json

import pytest

from tools import claims, plain

CELLS = [
    "from helpers import checks, run\nx = run.seed(3).uniform()",
    "checks.within('a draw', x, 0, 1)\nchecks.close('one half', 0.5, 0.5 + 5e-11)",
    "import os\nchecks.holds('only on the seed of the page', os.environ['BOOK_SEED'] == '0')\nchecks.holds('after it', True)",
]


@pytest.fixture
def notebook(tmp_path):
    """A notebook of three cells, the last of which holds a claim that fails on other seeds."""

    def write(cells):
        path = tmp_path / "derivation.ipynb"
        made = [{"cell_type": "code", "source": [line + "\n" for line in cell.split("\n")]} for cell in cells]
        path.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": ["# Title"]}, *made]}))
        return path

    return write


def test_cases_are_two_thread_counts_and_shifted_seeds():
    chosen = claims.cases(3)
    assert [(case.threads, case.seed > 0) for case in chosen] == [(1, False), (2, False), (1, True), (1, True), (1, True)]
    assert chosen[1].environment["OMP_NUM_THREADS"] == "2" and len({case.seed for case in chosen}) == 4


def test_verdicts_and_room_are_collected(notebook):
    lines = plain.verdicts(notebook(CELLS), claims.Case("page").environment, 60)
    assert [line["label"] for line in lines[:-1]] == ["a draw", "one half", "only on the seed of the page", "after it"]
    assert all(line["holds"] for line in lines[:-1]) and lines[-1]["error"] is None
    assert lines[1]["room"] == pytest.approx(0.5, abs=1e-4) and lines[2]["room"] is None


def test_a_failed_claim_is_named_and_does_not_hide_the_rest(notebook):
    path = notebook(CELLS)
    found = {case.name: plain.verdicts(path, case.environment, 60) for case in (claims.Case("page"), claims.Case("seed +5", seed=5))}
    row = claims.summary("tiny/derivation", found)
    assert [(claim["cases"], claim["passed"]) for claim in row["claims"]] == [(2, 2), (2, 2), (2, 1), (2, 2)]
    assert list(claims.failures([row])) == ["tiny/derivation, seed +5: ✗ only on the seed of the page: false in 1 of 1 cases. "]


def test_an_error_is_a_failure(notebook):
    lines = plain.verdicts(notebook([CELLS[0], "1 / 0", CELLS[1]]), claims.Case("page").environment, 60)
    row = claims.summary("tiny/derivation", {"page": lines})
    assert row["claims"] == [] and "ZeroDivisionError" in row["failed"][0]


def test_a_killed_run_is_a_failure(notebook):
    lines = plain.verdicts(notebook([CELLS[0], CELLS[1], "import os\nos._exit(1)"]), claims.Case("page").environment, 60)
    assert len(lines) == 3 and lines[-1]["error"]


def test_a_run_keeps_what_it_did_not_repeat_and_only_that():
    """Two runs with different cases: each notebook stays with the run that has run it."""
    first = claims.merged([{"name": "a"}, {"name": "b"}], claims.begun(claims.cases(1)), [])
    second = claims.merged([{"name": "b"}], claims.begun(claims.cases(2)), first)
    assert [([row["name"] for row in run["rows"]], len(run["cases"])) for run in second] == [(["b"], 4), (["a"], 3)]
    assert [len(run["cases"]) for run in claims.merged([{"name": "a"}, {"name": "b"}], claims.begun(claims.cases(3)), second)] == [5]


def test_a_run_that_differs_in_nothing_but_its_notebooks_goes_on():
    run = claims.begun(claims.cases(1))
    first = claims.merged([{"name": "a", "x": 1}, {"name": "b"}], run, [])
    [joined] = claims.merged([{"name": "c"}, {"name": "a", "x": 2}], run, first)
    assert joined["rows"] == [{"name": "c"}, {"name": "a", "x": 2}, {"name": "b"}] and run["rows"] == []


def test_a_stopped_run_goes_on_with_what_has_not_held_yet():
    run = claims.begun(claims.cases(1))
    rows = [{"name": "a", "code": "1", "failed": []}, {"name": "b", "code": "2", "failed": ["seed +7: ✗ it"]}]
    earlier = [{**run, "rows": rows}]
    assert claims.standing(run, earlier) == {("a", "1")}
    assert claims.standing(claims.begun(claims.cases(2)), earlier) == set()


def test_equal_labels_are_kept_apart():
    line = {"label": "same", "holds": True, "room": 0.5, "said": ""}
    row = claims.summary("x", {"page": [line, {**line, "room": 0.25}, {"end": True, "error": None}]})
    assert [claim["room"] for claim in row["claims"]] == [0.5, 0.25]


def test_plain_reads_sources_as_lists_and_strings(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "a = 1"}, {"cell_type": "code", "source": ["b = 2\n", "c = 3"]}]}))
    assert plain.code_cells(path) == ["a = 1", "b = 2\nc = 3"]
