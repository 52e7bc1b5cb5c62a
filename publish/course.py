"""What the notebooks say about themselves: sections with minutes, claims, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from publish.deck import HEADING, TICK

GLOSSARY = re.compile(r"^\| *([가-힣][^|]*?) *\| *([^|]+?) *\| *(\d+) *\|$", re.MULTILINE)
"""A row of the table of terms: Korean, English, number of the chapter."""


@dataclass(frozen=True)
class Section:
    """A section of a chapter: its target on the site, its title, minutes and claims."""

    target: str
    title: str
    minutes: int
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter: file name without ending, title, finding and sections."""

    name: str
    title: str
    finding: str
    sections: tuple[Section, ...]

    @property
    def minutes(self) -> int:
        """Minutes of all sections."""
        return sum(section.minutes for section in self.sections)


def read(path: Path) -> Chapter:
    """Read the chapter stored at `path`."""
    cells = nbformat.read(path, as_version=4).cells
    title = HEADING.match(cells[0].source)[2]
    found = re.search(r"\*\*(.+?)\*\*", cells[0].source, re.DOTALL)
    sections: list[dict] = []
    for cell in cells:
        heading = cell.cell_type == "markdown" and HEADING.search(cell.source)
        if heading and heading[1] == "##":
            target = f"{path.stem}-{len(sections) + 1}"
            about = {"target": target, "title": heading[2], "minutes": int(heading[3] or 0)}
            sections.append(about | {"claims": []})
        elif sections:
            sections[-1]["claims"] += claims(cell)
    return Chapter(
        path.stem,
        title,
        found[1] if found else "",
        tuple(Section(**{**s, "claims": tuple(s["claims"])}) for s in sections),
    )


def claims(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield the sentences that `cell` has checked when it was run last."""
    for output in cell.get("outputs", []):
        for line in output.get("text", "").splitlines():
            if line.startswith(TICK):
                yield line.removeprefix(TICK)


def terms(path: Path) -> list[tuple[str, str, int]]:
    """Return (English, Korean, chapter) for every row of the glossary that ends the notebook."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.source.startswith("### Glossary"):
            rows = GLOSSARY.findall(cell.source)
            found = [(english, korean, int(chapter)) for korean, english, chapter in rows]
            return sorted(found, key=lambda term: term[0].lower())
    raise ValueError(f"The glossary is a cell that begins with '### Glossary'; {path} has none")
