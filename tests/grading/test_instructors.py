"""Follows the instructors' page word for word: its files, its commands, and what it says they print."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grading import source
from tests.grading.hand_in import cell_of, code_cell, save

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "book" / "instructors.md"
LEFT_OUT = (".venv", ".git", "build", "__pycache__", ".pytest_cache", "release", "graded")
FILE = re.compile(r"```\{code-block\} text\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)```", re.DOTALL)
COMMAND = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder after everything on the page has been done, and what each command printed."""
    root = tmp_path_factory.mktemp("instructor") / "the book"
    shutil.copytree(PROJECT, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    # the running environment serves; a set-up in the copy would change it under everybody else
    (root / ".venv").symlink_to(sys.prefix)
    (root / "tools" / "setup.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    printed = []
    steps = sorted([*FILE.finditer(PAGE.read_text()), *COMMAND.finditer(PAGE.read_text())], key=lambda step: step.start())
    for step in steps:
        if step.re is COMMAND:
            done = subprocess.run(step["command"], shell=True, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            printed.append((step["command"], step["output"], done.stdout, done.returncode))
        elif step["name"] == "submissions":
            hand_in(root, step["text"].split())
        else:
            (root / step["name"]).write_text(step["text"])
    return root, printed


def hand_in(root, names):
    """What the five hand in: everything right, some of it, nothing, mischief, and a broken file."""
    exercises = source.load_chapters("06", root)[0].exercises
    for name in names:
        who = name.split(".")[0].split("/")[0]
        notebook = json.loads((root / f"release/06-feedforward/by-student/{who}.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        for number, exercise in enumerate(exercises):
            code = {"ada": exercise.reference, "bob": exercise.wrongs[0].source if number % 2 else exercise.reference}.get(who)
            if code:
                cell_of(notebook, exercise.id)["source"] += "\n\n" + code
        if who == "dan":
            cell_of(notebook, "ch06.regions")["source"] = "import os, math\nos.system('touch ../../owned')\ndef regions(units, inputs): return open('/etc/passwd')"
            cell_of(notebook, "ch06.forks")["source"] = "def backward(tape):\n    while True: pass"
            notebook["cells"].insert(0, code_cell("import os\nos._exit(0)"))
        save(root / "submissions" / name, "{" if who == "eve" else notebook)


def test_every_command_prints_what_the_page_says(followed):
    _, printed = followed
    assert len(printed) == 4
    for command, expected, output, status in printed:
        assert status == 0, (command, output)
        for line in expected.strip().splitlines():
            pattern = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(f"^{pattern}$", output, re.MULTILINE), (command, line, output)


def test_the_class_has_the_grades_it_should(followed):
    root, _ = followed
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO((root / "graded/grades.csv").read_text(encoding="utf-8")))}
    assert list(rows) == ["ada", "bob", "cyd", "dan", "eve"]
    assert (rows["ada"]["total"], rows["ada"]["status"], rows["ada"]["flags"]) == (rows["ada"]["out_of"], "graded", "")
    assert 30 < float(rows["bob"]["total"]) < 75 and rows["bob"]["status"] == "graded"
    assert (rows["cyd"]["total"], rows["cyd"]["status"]) == ("0", "not attempted")
    assert (rows["dan"]["total"], rows["dan"]["status"]) == ("0", "graded") and "starting a process" in rows["dan"]["flags"]
    assert (rows["eve"]["total"], rows["eve"]["status"]) == ("", "unreadable")
    assert not list(root.rglob("owned"))
    assert len(list((root / "graded/feedback").glob("*.html"))) == len(list((root / "graded/feedback").glob("*.md"))) == 5


def test_the_gradebooks_get_exactly_these_files(followed):
    root, _ = followed
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO((root / "graded/grades.csv").read_text(encoding="utf-8")))}
    most, bob = rows["ada"]["total"], rows["bob"]["total"]
    assert (root / "graded/canvas.csv").read_text() == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Exercises 06\n"
        f'    Points Possible,,,,,{most}\n"Lovelace, Ada",1,S1,ada,A,{most}\n"Bytes, Bob",2,S2,bob,A,{bob}\n'
        '"Charisse, Cyd",3,S3,cyd,A,0\n"Danger, Dan",4,S4,dan,A,0\n"Everett, Eve",5,S5,eve,A,\n'
    )
    assert (root / "graded/moodle.csv").read_text() == (
        "First name,Last name,ID number,Email address,Exercises 06\n"
        f"Ada,Lovelace,S1,ada@example.edu,{most}\nBob,Bytes,S2,bob@example.edu,{bob}\n"
        "Cyd,Charisse,S3,cyd@example.edu,0\nDan,Danger,S4,dan@example.edu,0\nEve,Everett,S5,eve@example.edu,\n"
    )
