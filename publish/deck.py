"""What each cell of a chapter is on a slide.

The slide types are those of Jupyter: ``slide`` and ``subslide`` begin a slide, ``fragment`` is
uncovered by the next key, ``notes`` is for the speaker, ``skip`` stays in the notebook, ``-``
continues. What becomes of the code of a cell:

- ``hide-input`` and ``explorer``: left out;
- ``plumbing``, a cell with a figure, a fragment with more than 8 lines, a fragment or subslide
  that prints claims: folded, the key ``c`` opens it;
- everything else: shown, as large as its longest line allows.

A cell that does not fit under the content of its slide begins another one (`publish.slide_layout`).
Printed claims become a list with ticks. A heading's ``(4 min)`` moves to the speaker notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from nbformat import NotebookNode, from_dict

from publish.slide_layout import fit

WIDTH = 1105
"""Pixels for a line of code; a slide is 1280 wide."""
HEIGHT = 560
"""Pixels for printed lines, under the name of the section."""
SMALLEST = 15
"""Pixels; longer printed lines are broken."""
SHORT = 8
"""A fragment with more lines of code than this shows them on request."""
OWN_STEP = ("fragment", "subslide")
TICK = "✓ "
HEADING = re.compile(r"^(#{1,6}) +(.+?)(?: +\((\d+) min\))? *$", re.MULTILINE)


def mark(notebook: NotebookNode) -> dict[str, Any]:
    """Write ``metadata.deck`` into every cell of `notebook`; return what the template wants."""
    cells = notebook.cells
    for cell in cells:
        cell.metadata["tags"] = cell.metadata.get("tags", [])
        cell.metadata["deck"] = from_dict(content(cell))
    fit(cells)
    _mark_slides(cells)
    _mark_fragments(cells)
    _mark_sides(cells)
    _mark_headings(cells)
    return {"slides": _number(cells), "title": HEADING.match(cells[0].source)[2]}


def kind(cell: NotebookNode) -> str:
    """Return the slide type of `cell`."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def content(cell: NotebookNode) -> dict[str, Any]:
    """Return how `cell` is shown, wherever it is."""
    outputs = cell.get("outputs", [])
    for output in outputs:
        if output.output_type == "stream":
            output["metadata"] = {"parts": list(printed(output.text))}
    return {
        "type": kind(cell),
        "is_note": kind(cell) == "notes",
        "is_skipped": kind(cell) == "skip",
        "has_figure": any("image/png" in output.get("data", {}) for output in outputs),
        "code": code(cell),
        "code_size": font_size(cell.source, 24),
    }


def code(cell: NotebookNode) -> str:
    """Return what becomes of the code of `cell`: ``none``, ``folded`` or ``shown``."""
    tags = set(cell.metadata.tags)
    outputs = cell.get("outputs", [])
    figure = any("image/png" in output.get("data", {}) for output in outputs)
    checks = any(output.get("text", "").startswith(TICK) or f"\n{TICK}" in output.get("text", "")
                 for output in outputs)  # fmt: skip
    long = len(cell.source.splitlines()) > SHORT
    extra = (kind(cell) == "fragment" and long) or (kind(cell) in OWN_STEP and checks)
    if tags & {"hide-input", "explorer"}:
        return "none"
    return "folded" if figure or extra or "plumbing" in tags else "shown"


def printed(text: str) -> Iterator[dict[str, Any]]:
    """Split what a cell has printed into lists of claims and other lines."""
    for ticked, run in groupby(text.splitlines(), key=lambda line: line.startswith(TICK)):
        lines = list(run)
        if ticked:
            yield {"claims": [line.removeprefix(TICK) for line in lines]}
        elif any(line.strip() for line in lines):
            largest = min(24, int(HEIGHT / (1.28 * len(lines))))
            yield {"text": "\n".join(lines), "size": font_size("\n".join(lines), largest)}


def font_size(text: str, largest: int) -> int:
    """Return the size in pixels at which the longest line of `text` fits."""
    columns = max(map(len, text.splitlines()), default=1)
    return max(SMALLEST, min(largest, int(WIDTH / (0.603 * max(columns, 1)))))


def _mark_slides(cells: list[NotebookNode]) -> None:
    shown = [cell for cell in cells if not cell.metadata.deck.is_skipped]
    for number, cell in enumerate(shown):
        deck = cell.metadata.deck
        deck.opens_stack = number == 0 or cell.metadata.deck.type == "slide"
        deck.opens_slide = deck.opens_stack or cell.metadata.deck.type == "subslide"
        deck.kind = "title" if number == 0 else cell.metadata.deck.type
    for cell, following in pairwise(shown):
        cell.metadata.deck.closes_slide = following.metadata.deck.opens_slide
        cell.metadata.deck.closes_stack = following.metadata.deck.opens_stack
    shown[-1].metadata.deck.update(closes_slide=True, closes_stack=True)


def _mark_fragments(cells: list[NotebookNode]) -> None:
    """A fragment lasts until the next one or the end of the slide."""
    shown, inside = [cell for cell in cells if not cell.metadata.deck.is_skipped], False
    for cell, following in zip(shown, [*shown[1:], None], strict=True):
        deck = cell.metadata.deck
        deck.opens_fragment = cell.metadata.deck.type == "fragment" and not deck.opens_slide
        inside = inside or deck.opens_fragment
        next_opens = following is not None and following.metadata.deck.type == "fragment"
        deck.closes_fragment = inside and (deck.closes_slide or next_opens)
        inside = inside and not deck.closes_fragment


def _mark_sides(cells: list[NotebookNode]) -> None:
    """A figure and the claims beside it lie in one box, which ends before the next visible cell."""
    figure, last = None, None
    for cell in [cell for cell in cells if not cell.metadata.deck.is_skipped]:
        deck = cell.metadata.deck
        beside = deck.get("beside", False)
        if last is not None and not deck.is_note and (deck.has_figure or not beside):
            last.metadata.deck.closes_side, figure, last = True, None, None
        if beside and deck.has_figure:
            figure = cell
            deck.update(opens_side=True, rows=0)
        elif beside and figure is not None:
            figure.metadata.deck.rows += 1
        if beside or (last is not None and deck.is_note):
            last = cell
    if last is not None:
        last.metadata.deck.closes_side = True


def _mark_headings(cells: list[NotebookNode]) -> None:
    """Take minutes out of the headings, list the sections, head slides without a heading."""
    sections, current = [], ""
    for cell in cells:
        deck, heading = cell.metadata.deck, HEADING.search(cell.source)
        heading = heading if cell.cell_type == "markdown" and not deck.is_skipped else None
        if heading and heading[1] == "##":
            current = heading[2]
            if heading[3]:
                deck.minutes = heading[3]
                cell.source = HEADING.sub(r"\1 \2", cell.source, count=1)
                sections.append({"title": current, "minutes": heading[3], "id": cell.id})
        elif deck.get("opens_slide"):
            deck.kicker = current
    cells[0].metadata.deck.agenda = from_dict(sections)


def _number(cells: list[NotebookNode]) -> int:
    """Number the slides; return how many there are."""
    number = 0
    for cell in cells:
        number += bool(cell.metadata.deck.get("opens_slide"))
        cell.metadata.deck.number = number
    return number
