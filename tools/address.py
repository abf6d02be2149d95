"""Tells the book where it lives: ``python -m tools.address https://github.com/ORG/REPO v1.0``.

The address is kept in ``_config.yml``; from there it goes into CITATION.cff, pyproject.toml, README.md and, without
executing anything, the first cell of every notebook, which installs `helpers` of this edition where a reader has no clone.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from tools import notebooks, registry
from tools.registry import ROOT

ADDRESS = re.compile(r"(?:https|file)://[\w./~:-]+[\w/-]")
EDITION = re.compile(r"[\w][\w./-]*")


def places(url: str, edition: str) -> list[tuple[str, str, str]]:
    """Where the address stands: file, pattern of the line or block that holds it, and what replaces that."""
    return [
        ("_config.yml", r'^( +url:).*$', rf'\1 "{url}"'),
        ("_config.yml", r"^( +branch:).*$", rf"\1 {edition}"),
        ("CITATION.cff", r"^(?:repository-code:.*\n)?(?=license:)", f'repository-code: "{url}"\n'),
        ("pyproject.toml", r"^(\[project\.urls\]\n)[^\[]*", rf'\1Repository = "{url}"' + "\n\n"),
        ("README.md", r"^(git clone )\S+", rf"\1{url}"),
    ]


def change(root: Path, url: str, edition: str) -> dict[Path, str]:
    """The new text of every file that holds the address.

    Args:
        root: the root of the book.
        url: the repository's address, without a trailing slash.
        edition: the branch or tag that notebooks install `helpers` from.

    Raises:
        ValueError: the address or edition is not one, or a file has no place for it.
    """
    if not ADDRESS.fullmatch(url):
        raise ValueError(f"{url!r} is not a repository's address; say make address URL=https://HOST/ORG/REPO")
    if not EDITION.fullmatch(edition):
        raise ValueError(f"{edition!r} is not a branch or tag; say EDITION=v1.0")
    texts: dict[Path, str] = {}
    for name, pattern, replacement in places(url, edition):
        path = root / name
        text = texts.get(path) or path.read_text(encoding="utf-8")
        texts[path], count = re.subn(pattern, replacement, text, count=1, flags=re.M)
        if count == 0:
            raise ValueError(f"{name} has no line for the address ({pattern}); restore it")
    return texts


def main() -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("edition", nargs="?", default="main")
    options = parser.parse_args()
    try:
        book = registry.load(built=True)
        texts = change(ROOT, options.url.rstrip("/").removesuffix(".git"), options.edition)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        print(f"{', '.join(path.name for path in texts)}: {options.url}, {options.edition}; {notebooks.stamp(book)} notebooks stamped")
    except (ValueError, notebooks.NotebookError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
