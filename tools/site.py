"""Builds and serves the site.

``python -m tools.site build`` writes ``build/html`` from the stored outputs, warnings as errors, executing nothing;
``build --only 06-feedforward/01-xor`` writes that lesson's two pages fast, for its writer (into ``build/lesson``);
``python -m tools.site serve`` serves what was built on localhost and prints the address.
"""

from __future__ import annotations

import argparse
import functools
import gc
import http.server
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, two builds at once are not kept apart
    fcntl = None

from tools import registry
from tools.registry import HALVES, ROOT

PORT = 8000
_PLACE = re.compile(r"(\.ipynb):(\d+)(\d{4})\b")


def build(root: Path = ROOT, output: Path | None = None, only: str = "", fresh: bool = False) -> int:
    """Build the site.

    Args:
        root: the root of the book.
        output: folder for ``html`` and its cache; ``build``, or ``build/lesson`` for one lesson.
        only: the id of a lesson to build alone; links to other pages may then lead nowhere.
        fresh: start from nothing.

    Returns:
        The exit status: 0 when there was no warning and no error.

    Raises:
        registry.RegistryError: ``chapters.yml`` is wrong, or ``only`` is no lesson.
    """
    book = registry.load(root / "chapters.yml", built=not only)
    output = output or root / "build" / ("lesson" if only else "")
    if not only:
        return _sphinx(root, output, {"external_toc_path": "chapters.yml"}, fresh)
    if only not in book.lessons:
        raise registry.RegistryError(f"no lesson {only!r}; there are {', '.join(book.lessons)}")
    with tempfile.TemporaryDirectory() as folder:
        toc = Path(folder) / "toc.yml"
        toc.write_text(yaml.safe_dump(_lesson_toc(book.lessons[only])), encoding="utf-8")
        # links to pages that are not built are no mistake here; everything else still is
        tolerated = ["myst.xref_missing", "ref", "bibtex"]
        return _sphinx(root, output, {"external_toc_path": str(toc), "book_only": only, "suppress_warnings": tolerated}, fresh)


def _lesson_toc(lesson: registry.Lesson) -> dict:
    pages = ["book/bibliography.md", "book/glossary.md", *(f"{lesson.page(half)}.ipynb" for half in HALVES)]
    return {"format": "jb-book", "root": "book/welcome.md", "parts": [{"caption": lesson.title, "chapters": [{"file": page} for page in pages]}]}


def _sphinx(root: Path, output: Path, overrides: dict, fresh: bool) -> int:
    """Run Sphinx as Jupyter Book does, on the configuration it makes of ``_config.yml``."""
    # imported here, since serving needs none of it
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    # Sphinx makes millions of objects that live to the end; Python's own pace of looking for garbage costs a third of a build
    gc.set_threshold(100_000, 20, 20)
    config, _ = get_final_config(user_yaml=root / "_config.yml", cli_config={"latex_individualpages": False}, sourcedir=root)
    config = {**config, **overrides, "nitpicky": "book_only" not in overrides}
    if not sys.stderr.isatty():
        nocolor()
    try:
        with _the_only_build(output) as cut_short, patch_docutils(str(root)), docutils_namespace():
            if cut_short:
                print("the last build did not end; starting from nothing", file=sys.stderr)
            fresh = fresh or cut_short
            if fresh:
                shutil.rmtree(output / "html", ignore_errors=True)
            app = Sphinx(
                srcdir=root, confdir=None, outdir=output / "html", doctreedir=output / ".doctrees", buildername="html",
                confoverrides=config, status=None, warning=_Warnings(), freshenv=fresh, warningiserror=True, keep_going=True,
            )  # fmt: skip
            app.build(force_all=fresh)
    except SphinxError as error:
        print(f"{error.category}: {error}", file=sys.stderr)
        return 2
    except BlockingIOError:
        print(f"{output} is being built by another command; wait until it has ended", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or output}: {error.strerror}; see that there is space, and that it can be read and written", file=sys.stderr)
        return 2
    return app.statuscode


@contextmanager
def _the_only_build(output: Path) -> Iterator[bool]:
    """Hold a folder's lock, which ends with this process, however that ends. Yields whether the last build was cut short.

    Raises:
        BlockingIOError: another process holds it.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".begun").open("a") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        cut_short = lock.tell() > 0
        print("begun", file=lock, flush=True)
        yield cut_short
        lock.truncate(0)


class _Warnings(io.TextIOBase):
    """Passes warnings on to stderr; a place in a notebook, given as 340018, becomes cell 34, line 18."""

    def write(self, text: str) -> int:
        return sys.stderr.write(_PLACE.sub(lambda place: f"{place[1]}: cell {place[2]}, line {int(place[3])}", text))

    def isatty(self) -> bool:
        return sys.stderr.isatty()


def serve(folder: Path, port: int = PORT) -> None:
    """Serve a folder on localhost until interrupted; take another port when this one is taken."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with server:
        print(f"The book is at http://localhost:{server.server_address[1]}/  (Ctrl+C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A plain file server that reports only what went wrong."""

    def log_request(self, code="-", size="-") -> None:
        if str(code).startswith(("4", "5")):
            super().log_request(code, size)


def main() -> int:
    """The command line. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    builds = commands.add_parser("build", help="write the pages")
    builds.add_argument("--only", default="", metavar="LESSON", help="this lesson's two pages, fast")
    builds.add_argument("--fresh", action="store_true", help="ignore the cache of the last build")
    serves = commands.add_parser("serve", help="serve the built site on localhost")
    serves.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    site = ROOT / "build" / "html"
    if options.command == "serve":
        if not (site / "index.html").is_file():
            print("nothing to serve yet; run `make book`, or `python -m tools.site build`", file=sys.stderr)
            return 1
        serve(site, options.port)
        return 0
    try:
        status = build(only=options.only, fresh=options.fresh)
    except registry.RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    if status == 0:
        pages = [f"build/lesson/html/notebooks/{options.only}/{half}.html" for half in HALVES] if options.only else ["build/html/index.html"]
        print("built: " + "  ".join(pages))
    return status


if __name__ == "__main__":
    sys.exit(main())
