"""Read what a student handed in, believing nothing: a notebook may be broken, changed or a bomb."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 64 * 2**20
"""The largest notebook that is read, in bytes."""
CALL = re.compile(
    r"""assignment\(\s*["']([^"'\n]*)["']\s*(?:,\s*student\s*=\s*["']([^"'\n]*)["'])?"""
)


class BrokenError(Exception):
    """The submission cannot be graded; the text says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its nbgrader id (or ""), and what stands in it."""

    grade_id: str
    source: str


@dataclass(frozen=True)
class Submission:
    """The code cells of a notebook, what is odd about it, and the hints that were taken."""

    cells: tuple[Cell, ...]
    flags: tuple[str, ...]
    hints: dict[str, int]


def digest(path: Path) -> str:
    """Return a text that changes whenever the notebook at `path` or its hints change."""
    files = [path, hints_file(path)]
    parts = [f.read_bytes() if f.is_file() and _small(f) else str(f.name).encode() for f in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def hints_file(path: Path) -> Path:
    """Return the file beside the notebook at `path` in which ``hint`` counts."""
    return path.with_name(f"hints_{path.stem}.json")


def read(path: Path, student: str, keys: Iterable[str], variant: bool) -> Submission:
    """Return the submission of `student` at `path`.

    Parameters
    ----------
    path : Path
        ``submitted/STUDENT/NAME/NAME.ipynb``
    student : str
    keys : iterable of str
        The questions of the assignment.
    variant : bool
        Whether the student was given numbers of their own.

    Raises
    ------
    BrokenError
        If there is no readable notebook.
    """
    cells = tuple(_code(_load(path)))
    keys = tuple(keys)
    flags = [*_odd_cells(cells, keys), *_odd_setup(cells, path.stem, student, variant)]
    return Submission(cells, tuple(flags), _hints(hints_file(path), keys))


def _small(path: Path) -> bool:
    return not path.is_symlink() and path.stat().st_size <= LARGEST


def _load(path: Path) -> dict[str, Any]:
    if any(part.is_symlink() for part in (path, path.parent, path.parent.parent)):
        raise BrokenError("the notebook is a link to another file")
    if not path.is_file():
        others = sorted(p.name for p in path.parent.glob("*.ipynb"))[:3]
        found = f"found {', '.join(others)}" if others else "no notebook was handed in"
        raise BrokenError(f"{path.name} is missing: {found}")
    if not _small(path):
        raise BrokenError(f"the notebook is larger than {LARGEST // 2**20} MB")
    try:
        notebook = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise BrokenError("the file is no notebook: it cannot be read as JSON") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise BrokenError("the file is no notebook: it has no list of cells")
    return notebook


def _code(notebook: dict[str, Any]) -> Iterator[Cell]:
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            metadata = cell.get("metadata")
            marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
            yield Cell(grade_id if isinstance(grade_id, str) else "", _text(cell.get("source")))


def _text(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _odd_cells(cells: tuple[Cell, ...], keys: tuple[str, ...]) -> Iterator[str]:
    count = Counter(cell.grade_id for cell in cells)
    for name in (n for key in keys for n in (key, f"{key}-check")):
        if count[name] != 1:
            yield f"cell {name} {'is missing or renamed' if not count[name] else 'stands twice'}"
    for cell in cells:
        key = cell.grade_id.removesuffix("-check")
        if key in keys and key != cell.grade_id and cell.source.strip() != f'check("{key}")':
            yield f"cell {cell.grade_id} was changed"


def _odd_setup(cells: tuple[Cell, ...], name: str, student: str, variant: bool) -> Iterator[str]:
    found = next((m for cell in cells if (m := CALL.search(cell.source))), None)
    if found is None:
        yield "the first cell with assignment(...) is missing"
        return
    if found[1] != name:
        yield f"wrong notebook: it is the one of {found[1][:40]!r}"
    if found[2] != (student if variant else None):
        yield f"it has the numbers of {f'student {found[2][:40]!r}' if found[2] else 'everybody'}"


def _hints(file: Path, keys: tuple[str, ...]) -> dict[str, int]:
    try:
        if not _small(file) or file.stat().st_size > 10_000:
            return {}
        taken = json.loads(file.read_bytes())
        return {k: min(3, max(0, int(taken[k]))) for k in keys if type(taken.get(k)) is int}
    except (OSError, ValueError, RecursionError, AttributeError):
        return {}
