"""What the notebooks say about themselves: sections with minutes, claims, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from publish.deck import HEADING, TICK

BRACKET = re.compile(r"([^()\n|]{2,80}?)\s*\(([가-힣][가-힣 ·,]*)(?:, [^()가-힣]+)?\)")
STOP = set(
    "a an the of to in on at by and or is are was it its with for from as that this than then into "
    "what which how if each every one two three all both no not called say predict only so us "
    "between through against be any full recognise first old new their your our has have gives need needs".split()
)


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


def terms(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (English, Korean) for every term that the chapter gives in both languages."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for before, korean in BRACKET.findall(re.sub(r"^\|.*", "", cell.source, flags=re.M)):
                english = term(before)
                if english:
                    yield english, korean.strip()


def term(before: str) -> str:
    """Return the term at the end of the words that stand before a bracket."""
    marked = re.search(r"(?:\*\*|\*)([^*]+)(?:\*\*|\*)$", before.strip())
    if marked:
        return marked[1].strip(" :,.")
    words: list[str] = []
    for word in reversed(before.split()):
        plain = word.strip("*_`\"'“”‘’")
        if plain.lower() in STOP or plain[-1:] in ".,:;?!" or not re.match(r"[A-Za-z]", plain):
            break
        words.insert(0, plain)
        if len(words) == 3:
            break
    return " ".join(words)
