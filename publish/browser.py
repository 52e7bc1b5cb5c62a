"""Chromium, driven by Playwright: the PDF of a deck, and what the tests look at.

Playwright's own browsers are not used: the Chromium of the system serves. `Visit` records what a
page asks for outside of this machine and what it complains about.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
INSIDE = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "ws://127.0.0.1:")


def executable() -> str | None:
    """Return the path of a Chromium: the variable ``COURSE_CHROMIUM``, or one on the path."""
    named = os.environ.get("COURSE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium for the ``with`` block."""
    path = executable()
    if path is None:
        raise SystemExit("No Chromium found. Install it (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page with what it has asked for outside of this machine, and its complaints."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def visit(browser: Browser, width: int = 1280, height: int = 720, **options: object) -> Visit:
    """Open an empty page that keeps a record."""
    page = browser.new_page(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
    record = Visit(page)
    page.on("request", lambda r: r.url.startswith(INSIDE) or record.outside.append(r.url))
    page.on("pageerror", lambda error: record.complaints.append(str(error)))
    page.on("requestfailed", lambda r: record.complaints.append(f"failed: {r.url[:200]}"))
    page.on(
        "console",
        lambda m: m.type in ("error", "warning") and record.complaints.append(m.text),
    )
    return record


def open_deck(page: Page, deck: Path, query: str = "") -> None:
    """Open a deck and wait until its formulas are set and its first slide is shown."""
    page.goto(deck.resolve().as_uri() + query)
    page.wait_for_selector("html[data-deck=ready]", state="attached", timeout=60_000)


def print_pdf(browser: Browser, deck: Path) -> Path:
    """Write the PDF of a deck beside it, one slide a page, all fragments shown."""
    page = visit(browser).page
    open_deck(page, deck, "?print-pdf")
    page.wait_for_selector(".pdf-page")
    target = deck.with_suffix(".pdf")
    pages = f"1-{page.locator('.pdf-page').count()}"  # Chromium would add an empty one
    page.pdf(path=target, prefer_css_page_size=True, print_background=True, page_ranges=pages)
    page.close()
    return target
