"""A copy of this tree with one tiny lesson instead of the book's own: for tests that change things or break them."""

import os
import shutil
import subprocess
import sys

from tools import notebooks
from tools.registry import ROOT

LESSON = "01-squares/01-sum"
FOLDER = f"notebooks/{LESSON}"
COPIED = (
    "Makefile", "_config.yml", "pyproject.toml", "README.md", "CITATION.cff", "requirements.txt", "requirements-site.txt",
    "helpers", "tools", "book", "tests",
)  # fmt: skip
IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


def write(root):
    """Write the tiny book, not executed, into a folder. Returns the folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=IGNORED)
        else:
            shutil.copy(ROOT / name, root / name)
    tiny = ROOT / "tests" / "tiny"
    (root / FOLDER).mkdir(parents=True)
    shutil.copy(tiny / "chapters.yml", root)
    for page in ("welcome.md", "verified.md"):
        shutil.copy(tiny / f"book-{page}", root / "book" / page)
    shutil.copy(tiny / "index.md", (root / FOLDER).parent)
    for half in ("derivation.md", "pytorch.md"):
        shutil.copy(tiny / half, root / FOLDER)
    return root


def command(root, *arguments, **environment):
    """Run ``python ARGUMENTS`` in a copy, on the copy's own helpers and tools. Returns the finished process."""
    # the environment's own BOOK_… and xdist settings belong to the run that is testing
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BOOK_"))}
    kept |= {**notebooks.ENVIRONMENT, "PYTHONPATH": str(root), **environment}
    return subprocess.run([sys.executable, *arguments], cwd=root, env=kept, capture_output=True, text=True, timeout=300)


def output(process):
    """All that a process said."""
    return process.stdout + process.stderr
