"""Set-up on machines that are not ready for it, with stand-ins for Python and pip so that nothing is downloaded."""

import os
import shutil
import subprocess

import pytest

from tools.registry import ROOT

# A Python that can make an environment. `-m venv DIR` copies it there; `-m pip` writes down what it was asked to install.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
    "-c "*version_info*) exit ${FAKE_UNUSABLE:-0} ;;
    "-c "*_base_executable*) echo "$0" ;;
    --version) echo "Python 3.12.0" ;;
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip --version") exit 0 ;;
    "-m pip install "*) echo "$*" >>pip.log; [ -z "${FAKE_INTERRUPT:-}" ] || exit 1 ;;
esac
"""


@pytest.fixture
def tree(tmp_path):
    """A folder with what set-up reads, and a PATH on which there is a usable stand-in for Python."""
    tree = tmp_path / "a book"
    (tree / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools/setup.sh", tree / "tools")
    for name in ("requirements.txt", "requirements-site.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tree)
    path = tmp_path / "path"
    path.mkdir()
    for command in ("sh", "cat", "cksum", "dirname", "mkdir", "cp", "rm"):
        (path / command).symlink_to(shutil.which(command))
    python = path / "python3.12"
    python.write_text(FAKE_PYTHON)
    python.chmod(0o755)
    return tree


def setup(tree, wanted="all", **environment):
    """Run set-up on the restricted PATH."""
    path = str(tree.parent / "path")
    return subprocess.run(["sh", "tools/setup.sh", wanted], cwd=tree, env={"PATH": path, **environment}, capture_output=True, text=True)


def installed(tree):
    """What pip was asked to install, and forget it."""
    log = tree / "pip.log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [line.split("--disable-pip-version-check ")[1] for line in lines]


def test_everything_is_installed_once(tree):
    done = setup(tree)
    assert done.returncode == 0, done.stderr
    assert "[1/3] .venv with Python 3.12.0" in done.stderr
    assert installed(tree) == ["-r requirements-site.txt", "-r requirements.txt", "--no-deps --editable ."]
    again = setup(tree)
    assert (again.returncode, again.stderr, installed(tree)) == (0, "", [])


def test_reading_needs_less_than_running(tree):
    assert setup(tree, "site").returncode == 0
    assert installed(tree) == ["-r requirements-site.txt"]
    assert setup(tree, "site").returncode == 0 and installed(tree) == []
    setup(tree, "all")
    assert "-r requirements.txt" in installed(tree)
    setup(tree, "site")
    assert installed(tree) == []


def test_without_python_it_says_which_to_install(tree):
    (tree.parent / "path/python3.12").unlink()
    done = setup(tree)
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr and "PYTHON=/path/to" in done.stderr
    assert not (tree / ".venv").exists()


def test_python_of_the_wrong_version_is_not_taken(tree):
    done = setup(tree, FAKE_UNUSABLE="1")
    assert done.returncode == 1 and "needs Python 3.11" in done.stderr
    named = setup(tree, PYTHON="/nowhere/python")
    assert named.returncode == 1 and "PYTHON=/nowhere/python is not a Python 3.11" in named.stderr


def test_python_can_be_named(tree):
    elsewhere = tree.parent / "my python"
    (tree.parent / "path/python3.12").rename(elsewhere)
    done = setup(tree, PYTHON=str(elsewhere))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("wanted", ["site", "all"])
def test_interrupted_setup_is_repaired(tree, wanted):
    assert setup(tree, wanted, FAKE_INTERRUPT="1").returncode != 0
    installed(tree)
    assert setup(tree, wanted).returncode == 0
    assert "-r requirements-site.txt" in installed(tree)
    assert setup(tree, wanted).returncode == 0 and installed(tree) == []


def test_broken_environment_is_made_anew(tree):
    setup(tree)
    installed(tree)
    (tree / ".venv/bin/python").unlink()
    (tree / ".venv/bin/python").symlink_to("/nowhere/python")
    done = setup(tree)
    assert done.returncode == 0 and "[1/3]" in done.stderr
    assert len(installed(tree)) == 3


@pytest.mark.parametrize("changed", ["requirements.txt", "requirements-site.txt", "pyproject.toml"])
def test_changed_requirements_are_installed(tree, changed):
    setup(tree)
    installed(tree)
    with (tree / changed).open("a") as file:
        file.write("\n# changed\n")
    assert setup(tree).returncode == 0 and installed(tree)


def test_moved_folder_is_installed_again(tree):
    setup(tree)
    moved = tree.rename(tree.parent / "moved")
    installed(moved)
    assert setup(moved).returncode == 0 and "--no-deps --editable ." in installed(moved)


def test_make_help_lists_every_command_with_its_cost():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    for command in ("serve", "book", "test", "check", "run", "lesson", "lab", "figures", "seeds", "bench", "address", "setup", "clean"):
        line = next(line for line in done.stdout.splitlines() if line.strip().startswith(f"make {command} "))
        assert line.rstrip().endswith((" s", " min", " seed", " lesson", ")")), f"{command} does not say what it costs: {line}"
