"""How much of a slide a cell takes, in pixels, so that a slide that would be too full is continued.

An estimate from the sizes in ``template/course.css``; whether it was right is measured in a browser
by `publish.overflow`. A cell that does not fit under the content of its slide begins another one,
and a cell that is too tall for a slide of its own folds its code. Claims go beside a figure
where that leaves it larger than claims below would. A slide with little on it is set larger.
"""

from __future__ import annotations

import re
from base64 import b64decode
from math import ceil

from nbformat import NotebookNode

SLIDE_HEIGHT, GAP, KICKER, FIGURE, LIVE = 628, 18, 32, 300, 42
NARROW = 1.9
"""A figure less wide than this, times its height, leaves space for the claims of its own cell."""
FULL, COLUMN = 1152, 784
"""Widths that a figure has on its own and beside its claims."""
SPARSE, LARGER = 390, 1.2
"""A slide with less than this, in pixels, is enlarged by this factor."""
HEADINGS = {"#": (74, 40), "##": (53, 50), "###": (46, 58)}
"""Height of a line, and characters in it."""


def fit(cells: list[NotebookNode]) -> None:
    """Begin a new slide, fold code, or use the side, where a slide would be too full."""
    slide: list[NotebookNode] = []
    used = 0.0
    for number, cell in enumerate(cells):
        deck = cell.metadata.deck
        if deck.is_note or deck.is_skipped:
            continue
        deck.own_side = own_claims(cell)
        if number == 0 or deck.type in ("slide", "subslide"):
            enlarge(slide, used)
            slide, used = [], 0
        if deck.code == "shown" and too_tall(cell, used):
            deck.code = "folded"
        if put_beside(cell, slide, used):
            slide.append(cell)
            continue
        if used and cell.cell_type == "code" and used + GAP + height(cell) > SLIDE_HEIGHT:
            enlarge(slide, used)
            deck.type, slide, used = "subslide", [], 0
        used = used or (0 if heading(cell) else KICKER)
        used += (GAP if used and height(cell) else 0) + height(cell)
        slide.append(cell)
    enlarge(slide, used)


def too_tall(cell: NotebookNode, used: float) -> bool:
    """Return whether `cell` fits only if its code is folded: under `used` pixels, or at all."""
    tall = folded(cell)
    if not tall:
        return False
    below = used and used + GAP + height(cell) > SLIDE_HEIGHT and used + GAP + tall <= SLIDE_HEIGHT
    return bool(below) or height(cell) + KICKER > SLIDE_HEIGHT


def put_beside(cell: NotebookNode, slide: list[NotebookNode], used: float) -> bool:
    """Put `cell` at the side of the figure above if its claims leave more room from there."""
    figure = figure_above(slide)
    if figure is None or not only_claims(cell):
        return False
    between = [part for part in slide[slide.index(figure) + 1 :] if folded(part)]
    if not all(part.metadata.deck.get("beside") for part in between):
        return False
    if "explorer" in figure.metadata.tags or folded(figure) != FIGURE:
        return False
    if cell.metadata.deck.type != "fragment" and figure.metadata.deck.type == "fragment":
        return False
    tall = FIGURE + SLIDE_HEIGHT - used
    beside = min(tall * aspect(figure), COLUMN)
    below = min((tall - GAP - height(cell)) * aspect(figure), FULL)
    if beside < below or sum(map(narrow, [*between, cell])) > tall:
        return False
    figure.metadata.deck.beside = cell.metadata.deck.beside = True
    return True


def figure_above(slide: list[NotebookNode]) -> NotebookNode | None:
    """Return the last cell of `slide` with a figure."""
    return next((part for part in reversed(slide) if part.metadata.deck.has_figure), None)


def only_claims(cell: NotebookNode, *, figure: bool = False) -> bool:
    """Return whether nothing but claims and single lines is shown of `cell`, besides a `figure`."""
    outputs = cell.get("outputs", [])
    parts = [part for output in outputs for part in output.get("metadata", {}).get("parts", [])]
    others = sum(output.output_type != "stream" for output in outputs)
    short = all("claims" in part or "\n" not in part["text"] for part in parts)
    return bool(parts) and others == figure and cell.metadata.deck.code != "shown" and short


def own_claims(cell: NotebookNode) -> bool:
    """Return whether `cell` shows a narrow figure and one list of claims."""
    parts = [
        part for output in cell.get("outputs", []) for part in output.metadata.get("parts", [])
    ]
    listed = [part for part in parts if "claims" in part]
    alone = only_claims(cell, figure=True) and len(parts) == len(listed) == 1
    return cell.metadata.deck.has_figure and alone and aspect(cell) < NARROW


def narrow(cell: NotebookNode) -> float:
    """Return the height of the claims of `cell` in the column beside a figure."""
    total = 0.0
    for part in [part for output in cell.outputs for part in output.metadata.parts]:
        lines, line, length = part.get("claims"), 31, 23
        if lines is None:
            lines, line, length = [part["text"]], 24, 30
        total += 38 + sum(6 + line * ceil(len(text) / length) for text in lines)
    return total


def aspect(cell: NotebookNode) -> float:
    """Return how many times as wide as high the figure of `cell` is, from its PNG header."""
    pictures = (output.get("data", {}).get("image/png") for output in cell.outputs)
    head = b64decode(next(filter(None, pictures))[:64])
    return int.from_bytes(head[16:20], "big") / int.from_bytes(head[20:24], "big")


def enlarge(slide: list[NotebookNode], used: float) -> None:
    """Mark a slide without figure, table or code that would be mostly empty."""
    parts = [part for cell in slide for output in cell.get("outputs", [])
             for part in output.get("metadata", {}).get("parts", []) if "size" in part]  # fmt: skip
    dense = any(
        cell.metadata.deck.has_figure
        or (cell.cell_type == "code" and cell.metadata.deck.code == "shown")
        or (
            cell.cell_type == "markdown" and re.search(r"^\||^\$\$.{80}", cell.source, re.MULTILINE)
        )
        for cell in slide
    )
    wide = any(part["size"] * LARGER * 0.603 * len(line) > 1105
               for part in parts for line in part["text"].splitlines())  # fmt: skip
    title = bool(slide) and slide[0].source.startswith("# ")
    if slide and not title and not dense and not wide and used < SPARSE:
        slide[0].metadata.deck.sparse = True


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
    return tall


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
