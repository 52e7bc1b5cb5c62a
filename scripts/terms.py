"""The technical terms and symbols of the course, and the glossary made of them.

    python -m scripts.terms          write the glossary into the last chapter

`notebooks/terms.toml` has every term: English, Korean, what it means, the cell that defines it.
`notebooks/symbols.toml` has every letter: its formula, its name in code, its one meaning.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from scripts.lessons import Cell, lessons, prose

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
TITLE = "### Glossary"


@dataclass(frozen=True)
class Term:
    """A technical term: where it is explained, and the forms in which it is used."""

    en: str
    ko: str
    chapter: int
    means: str = ""
    cell: str = ""
    forms: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The term as a word of its own, in any of its forms, capital or not."""
        words = "|".join(rf"{re.escape(form)}s?" for form in (self.plain, *self.forms))
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)

    @property
    def plain(self) -> str:
        """The term without what is in brackets: "cloud (of points)" is used as "cloud"."""
        return re.sub(r" *\(.*?\)", "", self.en)


@dataclass(frozen=True)
class Symbol:
    """A letter: how formulas write it, how code writes it, what it means."""

    tex: str
    means: str
    code: str = ""


def terms(path: Path = NOTEBOOKS / "terms.toml") -> list[Term]:
    """Return all terms."""
    found = tomllib.loads(path.read_text("utf-8"))["term"]
    return [Term(**{**row, "forms": tuple(row.get("forms", ()))}) for row in found]


def symbols(path: Path = NOTEBOOKS / "symbols.toml") -> list[Symbol]:
    """Return all symbols."""
    return [Symbol(**row) for row in tomllib.loads(path.read_text("utf-8"))["symbol"]]


def used_too_early(cells: Iterable[Cell], found: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    """Yield (cell id, term) for each text that uses a term before the cell that defines it."""
    waiting = [term for term in found if term.cell]
    for cell in cells:
        waiting = [term for term in waiting if term.cell != cell["id"]]
        is_table = "| in formulas |" in cell["source"]  # of symbols: to come back to
        is_prose = cell["cell_type"] == "markdown" and not is_table
        text = prose(cell["source"]) if is_prose else ""
        text = re.sub(r"`[^`]+`", " ", text)
        yield from ((cell["id"], term) for term in waiting if term.pattern.search(text))


def course(folder: Path = NOTEBOOKS) -> list[Cell]:
    """Return the cells of all chapters that have lessons, in order; their ids are "01/c003"."""
    found = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        if lessons(cells):
            found += [{**cell, "id": f"{path.stem[:2]}/{cell.id}"} for cell in cells]
    return found


def table_of_symbols(source: str) -> list[Symbol]:
    """Return the rows ``| meaning | $tex$ | `code` |`` of the table at the start of a chapter."""
    rows = re.findall(r"^\| *([^|]+?) *\| *\$(.+?)\$ *\| *(?:`(.+?)`)? *\|$", source, re.MULTILINE)
    return [Symbol(tex, means, code) for means, tex, code in rows]


def glossary(found: Iterable[Term]) -> str:
    """Return the table of terms, sorted by the Korean word."""
    rows = sorted(f"| {term.ko} | {term.en} | {term.chapter} |" for term in found)
    head = [TITLE, "", "The number: chapter of first use.", ""]
    return "\n".join([*head, "| Korean | English | chapter |", "|---|---|---|", *rows])


def main() -> int:
    """Write the glossary into the notebook that has one."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.source.startswith(TITLE):
                cell.source = glossary(terms())
                path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
                print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
