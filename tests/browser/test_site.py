"""The course site as a telephone and a laptop show it."""

import shutil
import subprocess
import sys

import pytest

from publish import ROOT, chapters

pytestmark = pytest.mark.browser

IMAGES = """() => [...document.querySelectorAll("img")]
  .filter((image) => !image.hasAttribute("alt") || (image.closest("article") && !image.alt)
    || (image.complete && !image.naturalWidth && image.offsetParent))
  .map((image) => image.outerHTML.slice(0, 200))"""
FORMULAS = "() => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => true)"
STILL = "() => Promise.all(document.getAnimations().map((a) => a.finished)).then(() => true)"
"""Colours that still change when the page is looked at have no contrast to speak of."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = """() => axe.run(document, {resultTypes: ["violations"], preload: false})
  .then((result) => result.violations
  .filter((violation) => ["serious", "critical"].includes(violation.impact))
  .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) =>
    node.html.slice(0, 160)).join(" | ")}`))"""
KINDS = ["index.html", "chapters/02_vanishing_gradients.html", "library/plots.html", "claims.html",
         "conventions.html", "downloads.html", "search.html", "teaching.html"]  # fmt: skip
"""One page of every kind: what the theme and our templates do is the same on the others."""


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    """Build the pages in a process of its own: Sphinx changes what it is loaded into."""
    folder = tmp_path_factory.mktemp("site")
    code = "import sys; from pathlib import Path; from publish.site import build_pages; "
    code += "build_pages(Path(sys.argv[1]), Path(sys.argv[2]))"
    command = [sys.executable, "-c", code, folder / "site", folder / "source"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "site"


def pages(site):
    found = (path for path in site.rglob("*.html") if "_static" not in path.parts)
    return sorted(path.relative_to(site) for path in found)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_pages_fit_and_say_what_their_pictures_show(chromium, site, width, height):
    from publish.browser import visit

    faults, record = [], visit(chromium, width, height)
    for page in pages(site):
        record.page.goto((site / page).as_uri())
        record.page.evaluate(FORMULAS)
        sideways = record.page.evaluate(SIDEWAYS)
        faults += [f"{page}: {sideways} px to scroll sideways"] * (sideways > 0)
        faults += [f"{page}: {image}" for image in record.page.evaluate(IMAGES)]
    record.page.close()
    assert faults == []
    assert record.outside == []
    assert record.complaints == []


@pytest.mark.parametrize(
    ("scheme", "width", "height"), [("light", 1280, 720), ("light", 390, 844), ("dark", 1280, 720)]
)
def test_no_serious_barrier(chromium, site, scheme, width, height):
    """axe-core finds nothing serious or critical, on either screen and in dark mode."""
    barriers = [
        text for page in KINDS for text in axe(chromium, site / page, scheme, width, height)
    ]
    assert barriers == []


def test_a_barrier_is_found(chromium, site):
    """The check must see what it is there for: grey on grey, a button without a name."""
    broken = site / "broken.html"
    page = (site / "index.html").read_text(encoding="utf-8")
    fault = '<p style="color: #aaa; background: #bbb">faint</p><button></button></body>'
    broken.write_text(page.replace("</body>", fault), encoding="utf-8")
    found = axe(chromium, broken, "light", 1280, 720)
    broken.unlink()
    assert {text.split(": ")[1] for text in found} == {"color-contrast", "button-name"}


def axe(chromium, path, scheme, width, height):
    """Return the serious and critical findings of axe-core on a page."""
    from publish.browser import visit
    from publish.vendor import AXE as PACKAGE
    from publish.vendor import vendor

    record = visit(chromium, width, height, color_scheme=scheme)
    record.page.add_init_script(path=vendor(PACKAGE) / "axe.min.js")
    record.page.goto(path.as_uri())
    record.page.evaluate(FORMULAS)
    record.page.evaluate(STILL)
    found = [f"{path.name}: {text}" for text in record.page.evaluate(AXE)]
    record.page.close()
    return found


def test_links_lead_somewhere(site, tmp_path):
    """Downloads are made and checked by ``publish site``; all other links are checked here."""
    from publish.links import broken_links

    assert [link for link in broken_links(site) if "downloads/" not in link] == []
    shutil.copy(site / "index.html", tmp_path)
    assert "index.html: claims.html" in broken_links(tmp_path)


def test_every_chapter_is_a_page_with_formulas(chromium, site):
    from publish.browser import visit

    record = visit(chromium)
    for path in chapters():
        record.page.goto((site / "chapters" / f"{path.stem}.html").as_uri())
        record.page.wait_for_selector("mjx-container")
        assert record.page.locator("mjx-merror").count() == 0
    record.page.close()


def test_the_search_finds_without_a_network(chromium, site):
    from publish.browser import visit

    record = visit(chromium)
    record.page.goto((site / "search.html").as_uri() + "?q=momentum")
    record.page.wait_for_selector("#search-results li a")
    assert record.outside == []
    record.page.close()
