"""How much of a slide a cell takes, in pixels, so that a slide that would be too full is continued.

An estimate from the sizes in ``template/course.css``; whether it was right is measured in a browser
by `publish.overflow`. A cell that does not fit under what stands on its slide begins another one,
and a cell that is too tall for a slide of its own folds its code.
"""

from __future__ import annotations

import re
from math import ceil

from nbformat import NotebookNode

ROOM, GAP, KICKER, FIGURE, LIVE = 628, 18, 32, 300, 42
HEADINGS = {"#": (74, 40), "##": (53, 50), "###": (46, 58)}
"""Height of a line, and characters in it."""


def fit(cells: list[NotebookNode]) -> None:
    """Begin a new slide, or fold code, where the cells of a slide are too tall together."""
    used = 0.0
    for number, cell in enumerate(cells):
        deck = cell.metadata.deck
        if deck.is_note or deck.is_skipped:
            continue
        if number == 0 or deck.type in ("slide", "subslide"):
            used = 0
        if used and cell.cell_type == "code" and used + GAP + height(cell) > ROOM:
            shown = deck.code == "shown" and folded(cell) > 0
            if shown and used + GAP + folded(cell) <= ROOM:
                deck.code = "folded"
            else:
                deck.type, used = "subslide", 0
        if used == 0 and deck.code == "shown" and height(cell) + KICKER > ROOM and folded(cell):
            deck.code = "folded"
        if not used and not heading(cell):
            used = KICKER
        used += (GAP if used else 0) + height(cell)


def heading(cell: NotebookNode) -> bool:
    """Return whether `cell` begins with a heading."""
    return cell.cell_type == "markdown" and cell.source.startswith("#")


def height(cell: NotebookNode) -> float:
    """Return the height of `cell`, as its code is shown now."""
    if cell.cell_type == "markdown":
        return text(cell.source)
    deck, tall = cell.metadata.deck, folded(cell)
    if deck.code == "shown":
        code = len(cell.source.splitlines()) * deck.code_size * 1.28 + 20
        return code + (14 + tall if tall else 0)
    return tall or (26 if deck.code == "folded" else 0)


def folded(cell: NotebookNode) -> float:
    """Return the height of the outputs of `cell`."""
    parts = []
    for output in cell.get("outputs", []):
        if "image/png" in output.get("data", {}):
            parts.append(FIGURE + LIVE * ("explorer" in cell.metadata.tags))
        for part in output.get("metadata", {}).get("parts", []):
            parts.append(claims(part["claims"]) if "claims" in part else printed(part))
        if output.output_type == "error":
            parts.append(60)
    return sum(parts) + 14 * max(0, len(parts) - 1)


def claims(sentences: list[str]) -> float:
    """Return the height of a list of claims."""
    line, gap, columns = (30, 3, 100) if len(sentences) > 3 else (36.4, 6, 86)
    lines = sum(ceil(len(sentence) / columns) for sentence in sentences)
    return 24 + lines * line + gap * (len(sentences) - 1)


def printed(part: dict) -> float:
    """Return the height of printed lines."""
    columns = 1110 / (0.603 * part["size"])
    lines = sum(max(1, ceil(len(line) / columns)) for line in part["text"].splitlines())
    return lines * part["size"] * 1.28


def text(source: str) -> float:
    """Return the height of a text: headings, paragraphs, formulas, tables, folds."""
    total = 0.0
    for block in re.split(r"\n\s*\n", source.strip()):
        mark = re.match(r"(#{1,3}) ", block)
        if mark:
            line, columns = HEADINGS[mark[1]]
            total += line * ceil(len(block) / columns)
        elif block.startswith("$$"):
            total += 100
        elif block.startswith("|"):
            total += sum(54 * ceil(len(row) / 110) for row in block.splitlines())
        else:
            plain = re.sub(r"<details.*?</summary>.*?</details>", "x", block, flags=re.DOTALL)
            total += sum(43.2 * ceil(len(row) / 74) for row in plain.splitlines())
        total += 14
    return total - 14
