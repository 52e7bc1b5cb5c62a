"""Every slide of every deck, as a room sees it: 1280 x 720, all fragments shown."""

import re
from functools import cache

import pytest

from publish import chapters, slides

pytestmark = pytest.mark.browser
NAMES = [name for path in chapters() for name in slides.names(path)]


@pytest.fixture(scope="module")
def decks(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    slides.build(folder)
    return folder


@pytest.fixture(scope="module")
def look(chromium, decks):
    """Return a function that looks at every slide of a deck, once."""
    from publish.overflow import reports

    return cache(lambda name: reports(chromium, decks / f"{name}.html"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out_and_nothing_is_asked_of_the_network(look, name):
    found, outside, console = look(name)
    faults = [f"{r['number']} ({r['id']}): {fault}" for r in found for fault in r["faults"]]
    assert faults == []
    assert (outside, console) == ([], [])
    assert 18 <= len(found) <= 45 or name.endswith("-deeper")
    assert sum(report["formulas"] for report in found) > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_slide_is_a_page_of_text(look, name):
    from publish.overflow import too_long

    found, _, _ = look(name)
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


def test_key_c_and_the_button_show_folded_code_one_after_the_other(chromium, decks):
    from publish.browser import open_deck, visit

    page = visit(chromium).page
    folds = 0
    for name in NAMES:
        open_deck(page, decks / f"{name}.html")
        folds = page.evaluate(
            """() => {
              const slide = Reveal.getSlides()
                .find((slide) => slide.querySelectorAll("details.code").length > 1);
              if (!slide) return 0;
              const { h, v } = Reveal.getIndices(slide);
              Reveal.slide(h, v);
              slide.querySelectorAll(".fragment").forEach((part) => part.classList.add("visible"));
              slide.dataset.probe = "here";
              return slide.querySelectorAll("details.code").length;
            }"""
        )
        if folds:
            break
    assert folds > 1
    code = page.locator("[data-probe=here] details.code > .source")
    box = page.locator("[data-probe=here] details.code > summary").first.bounding_box()
    spot = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # they lie on one another
    for press in (lambda: page.keyboard.press("c"), lambda: page.mouse.click(*spot)):
        for number in range(folds):
            press()
            assert [part.is_visible() for part in code.all()] == [i == number for i in range(folds)]
        press()
        assert not any(part.is_visible() for part in code.all())
    page.close()


@pytest.mark.parametrize("name", [NAMES[0], NAMES[-1]])
def test_pdf_has_one_page_a_slide_and_every_figure(chromium, decks, name):
    """What does not fit on its page vanishes from a PDF without a trace."""
    from publish.browser import print_pdf

    deck = decks / f"{name}.html"
    page = deck.read_text(encoding="utf-8")
    content = print_pdf(chromium, deck).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == len(re.findall("<section class", page))
    assert len(re.findall(rb"/Subtype\s*/Image", content)) == page.count("<img ")


def test_printed_slides_keep_their_margins(chromium, decks):
    from publish.browser import open_deck, visit

    page = visit(chromium).page
    open_deck(page, decks / f"{NAMES[0]}.html", "?print-pdf")
    page.wait_for_selector(".pdf-page")
    edges = page.evaluate(
        """() => [...document.querySelectorAll(".pdf-page section.slide")].map((slide) => {
          const parts = [...slide.querySelectorAll(":is(h1, h2, h3, p, img, .claims)")]
            .map((part) => part.getBoundingClientRect()).filter((box) => box.width);
          const frame = slide.closest(".pdf-page").getBoundingClientRect();
          return [Math.min(...parts.map((box) => box.left)) - frame.left,
            frame.right - Math.max(...parts.map((box) => box.right)),
            frame.height];
        })"""
    )
    page.close()
    assert len(edges) > 15
    assert all(min(left, right) >= 60 for left, right, _ in edges)
    assert {round(height, -1) for _, _, height in edges} == {720}
