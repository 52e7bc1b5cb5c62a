"""The lessons of a chapter, and the minutes that an honest reader needs for each.

    python -m scripts.lessons notebooks/01_chain_rule.ipynb            a table
    python -m scripts.lessons --write notebooks/01_chain_rule.ipynb    its headings say the minutes

A lesson is a heading of level 2 with a number, ``## 1.2 Slopes multiply (45 min)``; its sections
are headings of level 3. Minutes are computed: 100 words of prose a minute, 8 s for a visible line
of code, and what `MINUTES` says for each figure, explorer, prediction, *your turn* and check
question. The heading shows them rounded to 5; a test compares.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

Cell = Mapping[str, Any]
HEADING = re.compile(r"^## (\d\.\d|★) (.+?)(?: \((\d+) min\))? *$", re.MULTILINE)
ANY_HEADING = re.compile(r"^## ", re.MULTILINE)
SECTION = re.compile(r"^### +(.+?) *$", re.MULTILINE)
FENCE = re.compile(r"^(```+|~~~+).*?^\1$", re.MULTILINE | re.DOTALL)
NO_PROSE = (r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"<[^>]+>", r"\]\([^)]*\)")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
FOLDED = {"plumbing", "hide-input"}
MINUTES = {"figure": 2, "explorer": 4, "predict": 1, "your-turn": 4, "question": 2}
WORDS_A_MINUTE, SECONDS_A_LINE = 100, 8


@dataclass(frozen=True)
class Lesson:
    """A lesson: its number ("1.2", or "★"), title, printed minutes and cells."""

    number: str
    title: str
    printed: int | None
    cells: tuple[Cell, ...]

    @property
    def is_core(self) -> bool:
        """Whether every reader is meant to take it."""
        return "★" not in self.number + self.title

    @property
    def heading(self) -> str:
        """Its number and title: "1.2 · All slopes at once"."""
        return f"{self.number} · {self.title}"

    @property
    def sections(self) -> list[str]:
        """The titles of its sections."""
        return [title for cell in self._texts() for title in SECTION.findall(cell["source"])]

    @property
    def words(self) -> int:
        """Words of prose, folded answers included; no formulas, no code, no tags."""
        return sum(len(WORD.findall(prose(cell["source"]))) for cell in self._texts())

    @property
    def visible_lines(self) -> int:
        """Lines of code that are not folded."""
        return sum(len(lines(cell)) for cell in self.cells if is_visible(cell))

    @property
    def counts(self) -> dict[str, int]:
        """How many figures, explorers, predictions, your-turns and check questions it has."""
        explorers = self._tagged("explorer")
        pictures = sum(map(_pictures, self.cells)) - sum(_pictures(c) for c in explorers)
        return {
            "figure": pictures,
            "explorer": len(explorers),
            "predict": len(self._tagged("predict")),
            "your-turn": len([c for c in self._tagged("your-turn") if c["cell_type"] == "code"]),
            "question": sum(c["source"].count("<details") for c in self.stop),
        }

    @property
    def stop(self) -> tuple[Cell, ...]:
        """The cells from the heading that begins with "Stop" on."""
        for number, cell in enumerate(self.cells):
            if cell["cell_type"] == "markdown" and re.search(r"^### +Stop", cell["source"], re.M):
                return self.cells[number:]
        return ()

    @property
    def minutes(self) -> float:
        """The minutes that a reader needs."""
        extras = sum(MINUTES[name] * count for name, count in self.counts.items())
        code = self.visible_lines * SECONDS_A_LINE / 60
        return self.words / WORDS_A_MINUTE + code + extras

    @property
    def rounded(self) -> int:
        """The minutes for the heading."""
        return max(5, 5 * round(self.minutes / 5))

    def _texts(self) -> Iterator[Cell]:
        return (cell for cell in self.cells if cell["cell_type"] == "markdown")

    def _tagged(self, tag: str) -> list[Cell]:
        return [cell for cell in self.cells if tag in cell["metadata"].get("tags", [])]


def lessons(cells: Iterable[Cell]) -> list[Lesson]:
    """Return the lessons of a chapter; a chapter of the first edition has none."""
    found: list[tuple[re.Match[str] | None, list[Cell]]] = []
    for cell in cells:
        text = FENCE.sub("", cell["source"]) if cell["cell_type"] == "markdown" else ""
        if ANY_HEADING.search(text):
            found.append((HEADING.search(text), []))
        if found:
            found[-1][1].append(cell)
    return [
        Lesson(heading[1], heading[2], int(heading[3]) if heading[3] else None, tuple(inside))
        for heading, inside in found
        if heading
    ]


def prose(source: str) -> str:
    """Return a markdown text without code, formulas, tags and link targets."""
    source = FENCE.sub("", source)
    for pattern in NO_PROSE:
        source = re.sub(pattern, " ", source, flags=re.DOTALL)
    return source


def is_visible(cell: Cell) -> bool:
    """Whether a reader sees the code of this cell; an explorer's call counts as none."""
    hidden = FOLDED | {"explorer"}
    return cell["cell_type"] == "code" and not hidden & set(cell["metadata"].get("tags", []))


def lines(cell: Cell) -> list[str]:
    """Return the lines of a code cell that are not blank."""
    return [line for line in cell["source"].splitlines() if line.strip()]


def with_minutes(source: str, found: list[Lesson]) -> str:
    """Return a cell's text whose lesson headings say the computed minutes."""
    minutes = {(lesson.number, lesson.title): lesson.rounded for lesson in found}

    def counted(heading: re.Match[str]) -> str:
        return f"## {heading[1]} {heading[2]} ({minutes[heading[1], heading[2]]} min)"

    return HEADING.sub(counted, source)


def _pictures(cell: Cell) -> int:
    stored = sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
    return stored + len(re.findall(r"!\[", cell["source"])) * (cell["cell_type"] == "markdown")


def main(arguments: list[str] | None = None) -> int:
    """Print a table, or write the minutes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write the minutes into the headings")
    options = parser.parse_args(arguments)
    for path in options.notebooks:
        notebook = nbformat.read(path, as_version=4)
        found = lessons(notebook.cells)
        for lesson in found:
            extras = ", ".join(f"{count} {name}" for name, count in lesson.counts.items())
            print(
                f"{lesson.number} {lesson.title}: {lesson.minutes:.0f} min, {lesson.words} words, "
                f"{lesson.visible_lines} lines, {len(lesson.sections)} sections, {extras}"
            )
        if options.write:
            for cell in notebook.cells:
                if cell.cell_type == "markdown":
                    cell.source = with_minutes(cell.source, found)
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
