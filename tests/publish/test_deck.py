"""What a cell becomes on a slide, and where a slide ends."""

import struct
from base64 import b64encode

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from publish import deck, slide_layout


def text(source, kind="slide"):
    return new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def code(source="x = 1", kind="fragment", tags=(), outputs=()):
    metadata = {"slideshow": {"slide_type": kind}, "tags": list(tags)}
    return new_code_cell(source, metadata=metadata, outputs=list(outputs))


def prints(*lines):
    return new_output("stream", name="stdout", text="\n".join(lines) + "\n")


def figure(width=700, height=420):
    """Return an output with as much of a PNG as tells its size."""
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    picture = b64encode(header + bytes(40)).decode()
    return new_output("display_data", {"image/png": picture})


def marked(*cells):
    notebook = new_notebook(cells=[text("# 1 · Title"), *cells])
    return notebook.cells[1:], deck.mark(notebook)


CLAIMS = ("✓ the loss falls", "✓ for every seed")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (code(tags=["hide-input"], outputs=[figure()]), "none"),
        (code(tags=["explorer"], outputs=[figure()]), "none"),
        (code(tags=["plumbing"], kind="-"), "folded"),
        (code(kind="-", outputs=[figure()]), "folded"),
        (code(outputs=[prints(*CLAIMS)]), "folded"),
        (code(outputs=[prints("loss 0.3", *CLAIMS)]), "folded"),
        (code(kind="subslide", outputs=[prints(*CLAIMS)]), "folded"),
        (code(kind="-", outputs=[prints(*CLAIMS)]), "shown"),
        (code("\n".join("abcdefgh")), "shown"),
        (code("\n".join("abcdefghi")), "folded"),
        (code("\n".join("abcdefghi"), kind="-"), "shown"),
    ],
)
def test_code_is_shown_folded_or_left_out(cell, expected):
    (cell,), _ = marked(cell)
    assert cell.metadata.deck.code == expected


def test_printed_lines_keep_their_order_around_claims():
    parts = list(deck.printed("before\n✓ one\n✓ two\nafter\n"))
    assert [part.get("claims", part.get("text")) for part in parts] == [
        "before",
        ["one", "two"],
        "after",
    ]


def test_long_lines_are_set_smaller_but_never_too_small():
    sizes = [deck.font_size("x" * columns, 24) for columns in (10, 80, 100, 500)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (24, deck.SMALLEST)
    assert sizes[1] * 0.603 * 80 <= deck.WIDTH


def test_slides_are_counted_and_minutes_move_to_the_notes():
    cells, about = marked(
        text("## 1. Slopes (8 min)\n\nText."),
        text("Long story.", kind="notes"),
        text("### More", kind="subslide"),
        text("Hidden.", kind="skip"),
        text("## 2. Graphs (4 min)"),
    )
    assert about == {"slides": 4, "title": "1 · Title"}
    assert [cell.metadata.deck.number for cell in cells] == [2, 2, 3, 3, 4]
    assert cells[0].source == "## 1. Slopes\n\nText."
    assert [cell.metadata.deck.get("minutes") for cell in cells] == ["8", None, None, None, "4"]


def test_a_slide_without_a_section_heading_names_its_section():
    cells, _ = marked(text("## 1. Slopes (8 min)"), text("### More", kind="subslide"))
    assert "kicker" not in cells[0].metadata.deck
    assert cells[1].metadata.deck.kicker == "1. Slopes"


def test_title_slide_lists_the_sections():
    notebook = new_notebook(cells=[text("# T"), text("## A (8 min)"), text("## B (4 min)")])
    deck.mark(notebook)
    listed = notebook.cells[0].metadata.deck.agenda
    assert [(item.title, item.minutes) for item in listed] == [("A", "8"), ("B", "4")]
    assert [item.id for item in listed] == [cell.id for cell in notebook.cells[1:]]


@pytest.mark.parametrize("fragments", [1, 2, 3])
def test_every_box_that_is_opened_is_closed(fragments):
    cells, _ = marked(
        text("## 1. Question (4 min)\n\nWhich?"),
        code(tags=["hide-input"], outputs=[figure()]),
        text("Why.", kind="notes"),
        *[code(outputs=[prints(*CLAIMS)]) for _ in range(fragments)],
        text("Because.", kind="notes"),
        text("## 2. Next (4 min)"),
    )
    stack = []
    for cell in cells:
        mark = cell.metadata.deck
        stack += [box for box in ("stack", "slide", "side", "fragment") if mark.get(f"opens_{box}")]
        for box in ("fragment", "side", "slide", "stack"):
            if mark.get(f"closes_{box}"):
                assert stack.pop() == box
    assert stack == []


def test_claims_stand_beside_a_square_figure_and_below_a_wide_one():
    heading = text("## 1. Question (4 min)\n\nWhich?")
    for size, beside in [((700, 420), True), ((1000, 250), False)]:
        picture = code(tags=["hide-input"], outputs=[figure(*size)])
        (_, shown, claims), _ = marked(heading, picture, code(outputs=[prints(*CLAIMS)]))
        assert bool(claims.metadata.deck.get("beside")) is beside
        assert bool(shown.metadata.deck.get("opens_side")) is beside


def test_a_table_does_not_stand_beside_a_figure():
    picture = code(tags=["hide-input"], kind="slide", outputs=[figure()])
    table = code(outputs=[prints("a 1", "b 2", *CLAIMS)])
    (_, table), _ = marked(picture, table)
    assert not table.metadata.deck.get("beside")


def test_what_does_not_fit_begins_another_slide():
    tall = [code(outputs=[prints(*[f"line {i}" for i in range(12)])]) for _ in range(3)]
    cells, about = marked(text("## 1. Tables (4 min)"), *tall)
    assert about["slides"] > 2
    for cell in cells:
        assert slide_layout.folded(cell) <= slide_layout.SLIDE_HEIGHT


def test_only_a_slide_that_is_mostly_empty_is_set_larger():
    cells, _ = marked(
        text("## 1. Question (4 min)\n\nWhich?"),
        text("## 2. Figure (4 min)"),
        code(tags=["hide-input"], outputs=[figure()]),
        text("## 3. Table (4 min)\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        text("## 4. Story (4 min)\n\n" + "\n\n".join(["A line of text."] * 9)),
    )
    sparse = [bool(cell.metadata.deck.get("sparse")) for cell in cells]
    assert sparse == [True, False, False, False, False]
