"""What a test run need not repeat: ``make test CHANGED=1`` leaves out what passed before on the same files.

A stage is made of units: one for most stages, one for each notebook, one for each page of the site. Every unit has a key, a
checksum over all that can change its outcome. A stage that passes leaves its keys in ``build/passed.json``; a unit whose key is
there is not run again. What a file can affect is decided by `stages`, where a file nobody has thought of affects everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from tools.registry import ROOT

PASSED = ROOT / "build" / "passed.json"
SITE = ROOT / "build" / "html"
STAGES = frozenset({"unit", "contract", "notebooks", "site", "grading", "gates"})
LEFT_OUT = {".git", ".venv", "build", "__pycache__", ".pytest_cache", ".ipynb_checkpoints"}
# besides itself, what a notebook's execution reads
RUNTIME = ("helpers/", "requirements", "tests/nbval", "tests/__init__.py", "tools/test.py", "tools/notebooks.py", "tools/kernels.py", "tools/__init__.py")
VISIT = ("tests/site/", "tests/conftest.py", "tools/browser.py", "tools/fileserver.py", "requirements")


def stages(path: str) -> frozenset[str]:
    """The stages whose outcome a file can change.

    Args:
        path: of the file, relative to the root, with slashes.

    >>> sorted(stages("notebooks/06-feedforward/01-xor/pytorch.md"))
    ['contract', 'notebooks', 'site']
    >>> "grading" in stages("notebooks/06-feedforward/exercises/parity.py")
    True
    >>> stages("tools/registry.py") == STAGES
    True
    """
    chapter_file = re.fullmatch(r"notebooks/[^/]+/(.+)", path)
    if not chapter_file:
        return STAGES
    # units and gates work on a tiny book of their own; exercises are graded, lessons are not
    graded = {"grading"} if chapter_file[1].startswith("exercises") or "/" not in chapter_file[1] else set()
    return frozenset({"contract", "notebooks", "site"} | graded)


def sources(root: Path = ROOT) -> dict[str, str]:
    """The checksum of every file of the tree by its path, without what is built, cached or installed."""
    found = {}
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name not in LEFT_OUT and not name.endswith(".egg-info")]
        for name in names:
            path = Path(folder, name)
            if path.is_file():
                found[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def whole(stage: str, files: dict[str, str]) -> dict[str, str]:
    """The key of a stage that is run as one."""
    return {stage: _key(f"{path} {files[path]}" for path in files if stage in stages(path))}


def notebooks(names: Iterable[str], files: dict[str, str]) -> dict[str, str]:
    """A key for each notebook: its own bytes, and what runs it."""
    runtime = [f"{path} {files[path]}" for path in files if path.startswith(RUNTIME)]
    return {name: _key([f"{name} {files.get(name)}", *runtime]) for name in names}


def pages(names: Iterable[str], files: dict[str, str], site: Path = SITE) -> dict[str, str]:
    """A key for each page of the built site (its bytes, scripts and styles, where its links lead), and one for the site as a whole.

    Args:
        names: addresses of pages, relative to the site's root.
        files: from `sources`.
        site: the folder of the built site.
    """
    texts = {name: (site / name).read_text(encoding="utf-8") for name in names}
    anchors = {name: set(re.findall(r'\b(?:id|name)="([^"]+)"', text)) for name, text in texts.items()}
    shared = [f"{path} {files[path]}" for path in files if path.startswith(VISIT)]
    shared += [f"{path.relative_to(site)} {_key([path.read_bytes().hex()])}" for path in sorted((site / "_static").rglob("*")) if path.is_file()]
    shared = [_key(shared)]

    def landing(page: str, link: str) -> str:
        address, _, fragment = unquote(unescape(link)).partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(page), address)) if address else page
        return f"{link} {(site / target).is_file()} {not fragment or fragment in anchors.get(target, ())}"

    def leads(page: str) -> list[str]:
        links = set(re.findall(r'\bhref="([^"]+)"', texts[page]))
        return sorted(landing(page, link) for link in links if ":" not in link.partition("#")[0])

    keys = {name: _key([text, *leads(name), *shared]) for name, text in texts.items()}
    return {"the site as a whole": _key([*keys.values(), *whole("site", files).values()]), **keys}


def due(stage: str, keys: dict[str, str]) -> list[str]:
    """The units that have not passed with these keys."""
    passed = _passed().get(stage, {})
    return [unit for unit, key in keys.items() if passed.get(unit) != key]


def remember(stage: str, keys: dict[str, str]) -> None:
    """Note that these units passed. Units that are no longer there are forgotten."""
    PASSED.parent.mkdir(exist_ok=True)
    fresh = PASSED.with_suffix(".new")
    fresh.write_text(json.dumps({**_passed(), stage: keys}, indent=1) + "\n", encoding="utf-8")
    # a run that is killed leaves the old list or the new one
    fresh.replace(PASSED)


def _passed() -> dict[str, dict[str, str]]:
    try:
        return json.loads(PASSED.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _key(parts: Iterable[str]) -> str:
    machine = f"{platform.python_version()} {platform.machine()}"
    return hashlib.sha256("\n".join([machine, *parts]).encode()).hexdigest()[:20]
