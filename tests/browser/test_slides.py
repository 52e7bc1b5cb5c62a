"""Every slide of every deck, as a room sees it: 1280 x 720, all fragments shown."""

import re

import pytest

from publish import chapters

pytestmark = pytest.mark.browser
NAMES = [path.stem for path in chapters()]


@pytest.fixture(scope="module")
def decks(chromium, tmp_path_factory):
    from publish import slides

    folder = tmp_path_factory.mktemp("slides")
    slides.build(folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out_and_nothing_is_asked_of_the_network(chromium, decks, name):
    from publish.overflow import reports

    found, outside, console = reports(chromium, decks / f"{name}.html")
    faults = [f"{r['number']} ({r['id']}): {fault}" for r in found for fault in r["faults"]]
    assert faults == []
    assert (outside, console) == ([], [])
    assert 25 <= len(found) <= 45
    assert sum(report["formulas"] for report in found) > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_slide_is_a_page_of_text(chromium, decks, name):
    from publish.overflow import reports, too_long

    found, _, _ = reports(chromium, decks / f"{name}.html")
    assert [f"{r['number']}: {fault}" for r in found for fault in too_long(r)] == []


def test_a_slide_that_is_too_full_is_found(chromium, decks):
    """The check must see what it is there for: text below the slide, code beyond its side."""
    from publish.overflow import reports

    page = (decks / f"{NAMES[0]}.html").read_text(encoding="utf-8")
    tall = page.replace("</h2>", "</h2>" + "<p>line</p>" * 30, 1)
    wide = page.replace("</h2>", f"</h2><pre>{'x' * 300}</pre>", 1)
    for content, fault in [(tall, "too tall"), (wide, "too wide")]:
        broken = decks / "broken.html"
        broken.write_text(content, encoding="utf-8")
        found, _, _ = reports(chromium, broken)
        assert any(fault in text for report in found for text in report["faults"])


def test_speaker_notes_open_with_minutes_and_formulas(chromium, decks):
    from publish.browser import open_deck, visit

    record = visit(chromium)
    open_deck(record.page, decks / f"{NAMES[0]}.html")
    record.page.evaluate("Reveal.slide(1, 0)")
    with record.page.expect_popup() as popup:
        record.page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text(re.compile(r"\d+ minutes")).wait_for()
    assert popup.value.locator("#MJX-CHTML-styles").count() == 1
    record.page.close()


def test_key_c_shows_the_folded_code(chromium, decks):
    from publish.browser import open_deck, visit

    page = visit(chromium).page
    open_deck(page, decks / f"{NAMES[0]}.html")
    index = page.evaluate(
        "Reveal.getSlides().findIndex((slide) => slide.querySelector('.slide > .cell > details'))"
    )
    page.evaluate(
        """(i) => {
          const slide = Reveal.getSlides()[i];
          const { h, v } = Reveal.getIndices(slide);
          Reveal.slide(h, v);
          slide.dataset.probe = "here";
        }""",
        index,
    )
    code = page.locator("[data-probe=here] > .cell > details > .source").first
    assert not code.is_visible()
    page.keyboard.press("c")
    assert code.is_visible()
    page.close()


def test_pdf_has_one_page_a_slide(chromium, decks):
    from publish.browser import print_pdf
    from publish.overflow import reports

    deck = decks / f"{NAMES[0]}.html"
    found, _, _ = reports(chromium, deck)
    content = print_pdf(chromium, deck).read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert pages == len(found)
