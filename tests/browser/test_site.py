"""The course site as a telephone and a laptop show it."""

import subprocess
import sys

import pytest

from publish import ROOT

pytestmark = pytest.mark.browser

IMAGES = """() => [...document.querySelectorAll("img")]
  .filter((image) => !image.hasAttribute("alt") || (image.closest("article") && !image.alt)
    || (image.complete && !image.naturalWidth && image.offsetParent))
  .map((image) => image.outerHTML.slice(0, 200))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = """() => axe.run(document, {resultTypes: ["violations"]}).then((result) => result.violations
  .filter((violation) => ["serious", "critical"].includes(violation.impact))
  .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) =>
    node.html.slice(0, 160)).join(" | ")}`))"""


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
        sideways = record.page.evaluate(SIDEWAYS)
        faults += [f"{page}: {sideways} px to scroll sideways"] * (sideways > 0)
        faults += [f"{page}: {image}" for image in record.page.evaluate(IMAGES)]
    record.page.close()
    assert faults == []
    assert record.outside == []
    assert record.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(chromium, site, scheme):
    """axe-core finds nothing serious or critical on any page, in light and in dark mode."""
    from publish.browser import visit
    from publish.vendor import AXE as PACKAGE
    from publish.vendor import vendor

    barriers, record = [], visit(chromium, color_scheme=scheme)
    record.page.add_init_script(path=vendor(PACKAGE) / "axe.min.js")
    for page in pages(site):
        if scheme == "light" or page.parts[0] != "library":
            record.page.goto((site / page).as_uri())
            barriers += [f"{page}: {text}" for text in record.page.evaluate(AXE)]
    record.page.close()
    assert barriers == []


def test_formulas_are_set_and_the_search_finds(chromium, site):
    from publish.browser import visit

    record = visit(chromium)
    for page in (site / "chapters").glob("0*.html"):
        record.page.goto(page.as_uri())
        record.page.wait_for_selector("mjx-container")
        assert record.page.locator("mjx-merror").count() == 0
    record.page.goto((site / "search.html").as_uri() + "?q=momentum")
    record.page.wait_for_selector("#search-results li a")
    assert record.outside == []
    record.page.close()
