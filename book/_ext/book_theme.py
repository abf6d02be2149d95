"""The frame of a page: navigation from the registry, the bar of a lesson, Colab, and nothing loaded that is not used."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

COLAB = "https://colab.research.google.com"
HALVES = {"derivation": ("Derivation", "why it is true"), "pytorch": ("PyTorch", "how it is built and runs")}
# thebe and the theme's icon font are never used here; the scripts of comments and of sphinx-design's tabs need a directive
UNUSED = re.compile(r"thebe|fontawesome|comments|design-tabs")
MATHJAX = "vendor/mathjax/"
UNUSED_FILES = (
    "_static/scripts/fontawesome.js*", "_static/scripts/bootstrap.js*", "_static/scripts/*.map", "_static/styles/*.map", "_static/vendor/fontawesome",
    "_static/sphinx-thebe.*", "_static/webpack-macros.html", "_static/sbt-webpack-macros.html", "_static/locales",
    "_static/images/logo_*",
)  # fmt: skip


def set_launch(app: Sphinx, config: Config) -> None:
    """Keep the address in one place: Colab buttons are on exactly when ``repository.url`` names a GitHub repository."""
    options = config.html_theme_options
    github = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+?)(?:\.git)?/?", options.get("repository_url") or "")
    branch = options.get("repository_branch") or "main"
    app.book_colab = f"{COLAB}/github/{github[1]}/{github[2]}/blob/{branch}" if github else ""
    options["launch_buttons"] = {}
    options["use_download_button"] = False


def add_context(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Give templates the registry and this page's place in it."""
    lesson, half = lesson_of(app.book, page)
    chapter = lesson.chapter if lesson else next((c for c in app.book.chapters if c.page == page), None)
    context.update(book=app.book, lesson=lesson, half=half, halves=HALVES, chapter=chapter)
    to_run = lesson or page.endswith("/exercises")
    context["notebook_name"] = "-".join(page.split("/")[-2:]) + ".ipynb"
    context["notebook_url"] = f"_sources/{context.get('sourcename', '')}" if to_run else ""
    context["colab_url"] = f"{app.book_colab}/{page}.ipynb" if to_run and app.book_colab else ""
    _, before, after = app.builder.relations.get(page, (None, None, None))
    context.update(prev_half=half_word(app.book, before), next_half=half_word(app.book, after))
    context["parts"] = parts(app)
    # Sphinx gives MathJax's settings to pages with formulas only; a preview brings formulas to the others
    settings = json.dumps(app.config.mathjax3_config).replace("</", "<\\/")
    context["mathjax_settings"] = "" if app.env.get_domain("math").has_equations(page) else settings


def drop_unused_assets(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Take scripts and styles off the page that it does not use. MathJax's settings stay: a preview may need them."""
    has_formulas = app.env.get_domain("math").data["has_equations"].get(page, False)
    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, []) if not _is_unused(asset, has_formulas)]


def lesson_of(book, page: str) -> tuple:
    """Return the lesson a page belongs to and which half it is, or ``(None, "")``."""
    folder, _, half = page.removeprefix("notebooks/").rpartition("/")
    lesson = book.lessons.get(folder)
    return (lesson, half) if lesson and half in HALVES else (None, "")


def half_word(book, page: str | None) -> str:
    """Return "Derivation" or "PyTorch" for a lesson's page, and nothing for any other."""
    half = lesson_of(book, page)[1] if page else ""
    return HALVES[half][0] if half else ""


def parts(app: Sphinx) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the sidebar: for each part its caption and (page, title) of its entries, in the order of the table of contents."""
    site = app.env.external_site_map if hasattr(app.env, "external_site_map") else app.config.external_site_map
    return [
        (tree.caption or "", [(_page(item), _title(app, _page(item))) for item in tree.items])
        for tree in site.root.subtrees
    ]


def _page(item: str) -> str:
    return re.sub(r"\.(md|ipynb)$", "", str(item))


def _title(app: Sphinx, page: str) -> str:
    title = app.env.titles.get(page)
    return title.astext() if title else page


def _is_unused(asset, has_formulas: bool) -> bool:
    name = str(getattr(asset, "filename", asset) or "")
    body = str(getattr(asset, "attributes", {}).get("body", ""))
    return bool(UNUSED.search(name + body)) or (not has_formulas and MATHJAX in name)


def remove_unused(app: Sphinx, error: Exception | None) -> None:
    """Delete files of the theme that no page refers to."""
    if error or app.builder.format != "html":
        return
    for pattern in UNUSED_FILES:
        for path in Path(app.outdir).glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def write_entrance(app: Sphinx, error: Exception | None) -> None:
    """Write ``index.html``, which leads to the first page."""
    if error or app.builder.format != "html":
        return
    page = f"{app.config.root_doc}.html"
    text = (
        f'<!doctype html><html lang="{app.config.language}"><head><meta charset="utf-8"><title>{app.config.html_title}</title>'
        f'<meta http-equiv="refresh" content="0; url={page}"><link rel="icon" href="_static/icon.svg" type="image/svg+xml"></head>'
        f'<body><a href="{page}">{app.config.html_title}</a></body></html>\n'
    )
    (Path(app.outdir) / "index.html").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect to the writing of pages: first of all, since the theme drops templates that stay empty, and last of all."""
    app.connect("config-inited", set_launch, priority=900)
    app.connect("html-page-context", add_context, priority=100)
    app.connect("html-page-context", drop_unused_assets, priority=900)
    app.connect("build-finished", remove_unused)
    app.connect("build-finished", write_entrance, priority=900)
