"""The book's Sphinx extension: everything that the site makes from ``chapters.yml``, the notebooks and ``book/*.yml``.

Modules: `book_pages` the generated pages, `book_map` the picture of prerequisites, `book_notebooks` what happens to a notebook
on its way to a page, `book_numbers` numbers of equations, figures and theorems, `book_bibliography` labels of citations,
`book_quickcheck` questions that answer on the page, `book_theme` navigation, buttons and what the theme loads without need.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import yaml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

import book_bibliography
import book_notebooks
import book_numbers
import book_pages
import book_quickcheck
import book_theme

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools import registry  # noqa: E402  the line above makes it importable


def load_registry(app: Sphinx, config: Config) -> None:
    """Read the registry before anything else does. Raises ConfigError with the line of each mistake."""
    try:
        app.book = registry.load(Path(app.srcdir) / "chapters.yml", built=not config.book_only)
    except registry.RegistryError as error:
        raise ConfigError(str(error)) from None


def load_macros(app: Sphinx, config: Config) -> None:
    """Give MathJax the macros of ``book/macros.yml``."""
    groups = yaml.safe_load((Path(app.srcdir) / "book" / "macros.yml").read_text(encoding="utf-8"))
    macros = {
        row["macro"]: [row["tex"], row["args"]] if "args" in row else row["tex"]
        for group in groups
        for row in group["rows"]
        if "macro" in row
    }
    mathjax = config.mathjax3_config or {}
    config.mathjax3_config = {**mathjax, "tex": {**mathjax.get("tex", {}), "macros": macros}}
    app.book_macros = groups


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    app.add_config_value("book_only", "", "env", (str,))
    app.connect("config-inited", load_registry, priority=1)
    app.connect("config-inited", load_macros, priority=400)
    if app.config.html_baseurl:
        app.setup_extension("sphinx_sitemap")
        app.config.sitemap_url_scheme = "{link}"
    for module in (book_bibliography, book_notebooks, book_numbers, book_pages, book_quickcheck, book_theme):
        module.setup(app)
    # pages that were read by another edition of this extension are read again
    edition = zlib.crc32(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    return {"version": "1", "env_version": edition, "parallel_read_safe": False, "parallel_write_safe": False}
