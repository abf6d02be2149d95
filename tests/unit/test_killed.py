"""Commands that are killed half-way: nothing is left running, nothing is corrupt, and the next run repairs what there is."""

import filecmp
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests import tinybook
from tests.tinybook import FOLDER
from tools import notebooks

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
NAP = '\n```{code-cell} python3\nimport os, pathlib, time\nif os.environ.get("NAP"):\n    pathlib.Path("asleep").touch()\n    time.sleep(60)\n```\n'


def start(book, *arguments, **environment):
    """Begin a command in a copy, in the background, with signals as in a terminal even if this run ignores some."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BOOK_"))}
    kept |= {**notebooks.ENVIRONMENT, "PYTHONPATH": str(book), **environment}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=book, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip


def wait_for(condition, seconds=30):
    """Whether a condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def running(book):
    """The commands that are at work in a copy, kernels included."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(book)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline())[:150])
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
    return found


@pytest.fixture
def napping(book):
    """A copy with a notebook that sleeps for a minute where NAP is set."""
    text = book / FOLDER / "pytorch.md"
    text.write_text(text.read_text(encoding="utf-8") + NAP, encoding="utf-8")
    return book


@pytest.mark.parametrize("sent", SIGNALS, ids=lambda sent: sent.name)
def test_killed_builder(napping, sent):
    before = (napping / FOLDER / "pytorch.ipynb").read_bytes()
    builder = start(napping, "-m", "tools.notebooks", "run", NAP="1")
    assert wait_for((napping / FOLDER / "asleep").exists)
    builder.send_signal(sent)
    builder.wait(30)
    assert wait_for(lambda: not running(napping), 15), running(napping)
    assert (napping / FOLDER / "pytorch.ipynb").read_bytes() == before
    assert "01-sum/pytorch" in tinybook.command(napping, "-m", "tools.notebooks", "run").stdout
    assert "in step" in tinybook.command(napping, "-m", "tools.notebooks", "run").stdout


@pytest.mark.parametrize("sent", SIGNALS, ids=lambda sent: sent.name)
def test_killed_test_run(napping, sent):
    assert tinybook.command(napping, "-m", "tools.notebooks", "run").returncode == 0
    run = start(napping, "-m", "tools.test", "notebooks", NAP="1")
    assert wait_for((napping / FOLDER / "asleep").exists)
    run.send_signal(sent)
    run.wait(30)
    assert wait_for(lambda: not running(napping), 15), running(napping)
    again = tinybook.command(napping, "-m", "tools.test", "--changed", "notebooks")
    assert again.returncode == 0 and "2 of 2 to run" in again.stdout, tinybook.output(again)


def test_killed_site_build(book):
    """A build that is killed while it writes pages, on top of a good one: the next gives what a fresh one gives."""
    html = book / "build" / "html"
    builder = start(book, "-m", "tools.site", "build")
    assert wait_for(lambda: any(html.rglob("*.html")), 60)
    builder.kill()
    builder.wait(30)
    page = next(html.rglob("*.html"))
    page.write_text(page.read_text(encoding="utf-8")[:500], encoding="utf-8")  # as if it had been in the middle of this one
    again = tinybook.command(book, "-m", "tools.site", "build")
    assert again.returncode == 0 and "did not end; starting from nothing" in again.stderr, tinybook.output(again)
    repaired = book.parent / "repaired"
    html.rename(repaired)
    assert tinybook.command(book, "-m", "tools.site", "build", "--fresh").returncode == 0
    pages = sorted(path.relative_to(html) for path in html.rglob("*.html"))
    assert pages == sorted(path.relative_to(repaired) for path in repaired.rglob("*.html"))
    assert filecmp.cmpfiles(html, repaired, pages, shallow=False)[1:] == ([], [])


def test_full_disk_is_named_and_loses_nothing(book):
    """Files may not grow beyond 8 kB: what a quota does in the middle of a write."""
    path = book / FOLDER / "pytorch.ipynb"
    before = path.read_bytes()
    text = book / FOLDER / "pytorch.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n```{code-cell} python3\nprint('x' * 20_000)\n```\n", encoding="utf-8")
    limited = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
        "os.execv(sys.executable, [sys.executable, '-m', 'tools.notebooks', 'run'])"
    )
    done = tinybook.command(book, "-c", limited)
    assert done.returncode == 1 and "pytorch cannot be written: File too large; free some space" in done.stderr, tinybook.output(done)
    assert path.read_bytes() == before and not list((book / FOLDER).glob("*.new"))


def test_folder_that_cannot_be_written_is_named(book):
    """A file lies where the folder of built things should be."""
    shutil.rmtree(book / "build", ignore_errors=True)
    (book / "build").write_text("not a folder")
    done = tinybook.command(book, "-m", "tools.site", "build")
    assert done.returncode == 2 and re.search(r"build: (File exists|Not a directory); see that there is space", done.stderr), tinybook.output(done)
    assert "Traceback" not in done.stderr


def test_site_on_a_full_disk_says_so_and_is_built_from_nothing_when_there_is_space(book):
    limited = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
        "os.execv(sys.executable, [sys.executable, '-m', 'tools.site', 'build'])"
    )
    done = tinybook.command(book, "-c", limited)
    assert done.returncode == 2 and "File too large" in done.stderr and "Traceback" not in done.stderr, tinybook.output(done)
    again = tinybook.command(book, "-m", "tools.site", "build")
    assert again.returncode == 0 and "starting from nothing" in again.stderr, tinybook.output(again)


def test_second_build_beside_a_running_one_waits_its_turn(book):
    first = start(book, "-m", "tools.site", "build")
    assert wait_for((book / "build" / ".begun").exists)
    wait_for(lambda: (book / "build" / ".begun").read_text())
    second = tinybook.command(book, "-m", "tools.site", "build")
    assert first.wait(60) == 0
    assert second.returncode == 2 and "is being built by another command" in second.stderr, tinybook.output(second)
