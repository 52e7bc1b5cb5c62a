"""Build the course site: ``build/site/index.html``, which needs no network.

Sources are ``docs/`` and what `publish.pages` makes of the notebooks and the library. A warning of
Sphinx or a broken link stops the build.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from sphinx.cmd.build import main as sphinx

from publish import BUILD, ROOT, browser, chapters, pages, slides
from publish.links import broken_links
from publish.vendor import MATHJAX, vendor

SITE, SOURCE = BUILD / "site", BUILD / "site-source"


def build() -> None:
    """Build the site with all its downloads."""
    build_pages(SITE, SOURCE)
    downloads(SITE / "downloads")
    if broken := broken_links(SITE):
        raise SystemExit("Broken links:\n" + "\n".join(broken))


def build_pages(site: Path, source: Path) -> None:
    """Build the pages of the site in `site`, their sources in `source`."""
    for folder in (site, source):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", source)
    shutil.copytree(vendor(MATHJAX), source / "_static" / "mathjax")
    pages.write(source)
    doctrees = str(source / ".doctrees")
    if sphinx(["-W", "--keep-going", "-q", "-d", doctrees, str(source), str(site)]):
        raise SystemExit("Sphinx has warned: see above")


def downloads(folder: Path) -> None:
    """Put slides, their PDF, notebooks and clean copies into `folder`."""
    slides.build(folder / "slides")
    with browser.chromium() as chromium:
        for deck in sorted((folder / "slides").glob("[0-9]*.html")):
            browser.print_pdf(chromium, deck)
    for name in ("notebooks", "clean"):
        (folder / name).mkdir()
    for path in chapters():
        shutil.copy(path, folder / "notebooks")
        nbformat.write(pages.clean(path), folder / "clean" / path.name)
