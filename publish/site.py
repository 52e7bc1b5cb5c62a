"""Build the course site: ``build/site/index.html``, which needs no network.

Sources are ``docs/`` and what `publish.pages` makes of the notebooks and the library. A warning of
Sphinx or a broken link stops the build.
"""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from sphinx.cmd.build import main as sphinx

from publish import BUILD, ROOT, browser, chapters, pages, slides
from publish.vendor import MATHJAX, vendor

SITE, SOURCE = BUILD / "site", BUILD / "site-source"


def build() -> None:
    """Build the site with all its downloads."""
    for folder in (SITE, SOURCE):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE)
    shutil.copytree(vendor(MATHJAX), SOURCE / "_static" / "mathjax")
    pages.write(SOURCE)
    doctrees = str(BUILD / "site-doctrees")
    if sphinx(["-W", "--keep-going", "-q", "-E", "-d", doctrees, str(SOURCE), str(SITE)]):
        raise SystemExit("Sphinx has warned: see above")
    downloads(SITE / "downloads")
    if broken := broken_links(SITE):
        raise SystemExit("Broken links:\n" + "\n".join(broken))


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


class Links(HTMLParser):
    """Collects where a page points to, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and names of a tag."""
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.targets.add(value)
            if key in ("id", "name") and value:
                self.anchors.add(value)


def broken_links(site: Path) -> list[str]:
    """Return the links of `site` to files or anchors that do not exist."""
    parsed: dict[Path, Links] = {}
    for path in sorted(site.rglob("*.html")):
        parsed[path.resolve()] = Links()
        parsed[path.resolve()].feed(path.read_text(encoding="utf-8"))
    return sorted(
        f"{path.relative_to(site.resolve())}: {target}"
        for path, page in parsed.items()
        for target in page.targets
        if not leads_somewhere(path, target, parsed)
    )


def leads_somewhere(path: Path, target: str, parsed: dict[Path, Links]) -> bool:
    """Return whether `target`, as written in the page at `path`, exists; the web is not asked."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return True
    file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    fragment = unquote(parts.fragment).lstrip("/")
    return not fragment or file not in parsed or fragment in parsed[file].anchors
