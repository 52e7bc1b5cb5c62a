"""A copy of each submission in which nbgrader's form grader shows the prose to mark by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_exercises.checks.wire import pieces
from course_exercises.classroom.course import Course, write
from course_exercises.classroom.prose import neutral

LONGEST = 2**20
"""The longest output that is copied, in characters."""
MOST, LARGEST, PIECES = 1000, 64 * 2**20, 1_000_000
"""How many cells are copied, and of how large a notebook in bytes and in values of JSON."""
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True)
class Copied:
    """What became of a copy: why there is none, or the cells whose text is not what it was."""

    problem: str = ""
    changed: frozenset[str] = frozenset()


def write_copies(course: Course, students: Iterable[str]) -> dict[str, Copied]:
    """Write ``autograded/STUDENT/NAME/NAME.ipynb`` for each submission that can be read.

    Cells carry the marks of the author's notebook, whatever the student made of them, and nothing
    that could run in the teacher's browser.
    """
    source = course.notebook("source")
    if not source.exists():
        return {}
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    marks = {m["grade_id"]: m for c in cells if (m := c["metadata"].get("nbgrader"))}
    return {student: _write(course, student, marks) for student in students}


def _write(course: Course, student: str, marks: dict[str, Any]) -> Copied:
    cells, path = load_cells(course.handed_in(student)), course.notebook("autograded", student)
    if cells is None:
        return Copied("what was handed in is gone or cannot be read any more")
    before = sources(load_cells(path) or [])
    copy = _copy(cells, dict(marks))
    after = sources(copy["cells"])
    write(path, json.dumps(copy))
    return Copied("", frozenset(k for k in before if before[k] != after.get(k)))


def load_cells(path: Path) -> list[dict[str, Any]] | None:
    """Return the cells of a notebook; None if it cannot be read, is a link or very large."""
    if any(part.is_symlink() for part in (path, path.parent, path.parent.parent)):
        return None
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        content = path.read_bytes()
        if pieces(content) > PIECES:
            return None
        notebook = json.loads(content)
        return [cell for cell in notebook["cells"][:MOST] if isinstance(cell, dict)]
    except (OSError, ValueError, RecursionError, TypeError, KeyError):
        return None


def sources(cells: list[dict[str, Any]]) -> dict[str, str]:
    """Return the text of each cell that has a mark of nbgrader; the first of a name counts."""
    return {k: _text(cell.get("source")) for cell in reversed(cells) if (k := _grade_id(cell))}


def _copy(cells: list[dict[str, Any]], marks: dict[str, Any]) -> dict[str, Any]:
    copied = [_cell(cell, number, marks) for number, cell in enumerate(cells)]
    return {"cells": copied, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: dict[str, Any], number: int, marks: dict[str, Any]) -> dict[str, Any]:
    code, text = cell.get("cell_type") == "code", _text(cell.get("source"))
    mark = marks.pop(_grade_id(cell), None)  # the first one counts
    out: dict[str, Any] = {
        "cell_type": "code" if code else "markdown",
        "id": f"cell-{number}",
        "metadata": {"nbgrader": mark} if mark else {},
        "source": text if code else neutral(text),
    }
    return out | {"execution_count": None, "outputs": list(_outputs(cell))} if code else out


def _grade_id(cell: dict[str, Any]) -> str:
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _text(lines: Any) -> str:
    lines = lines if isinstance(lines, list) else [lines]
    return "".join(line for line in lines if isinstance(line, str))


def _outputs(cell: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what was printed or drawn, as plain text and pictures: no HTML, no SVG, no metadata."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        data = output.get("data") if isinstance(output, dict) else None
        printed = _text(output.get("text")) if isinstance(output, dict) else ""
        picture, plain = (
            _text(data.get(kind)) if isinstance(data, dict) else ""
            for kind in ("image/png", "text/plain")
        )
        kept = {"image/png": picture} if BASE64.fullmatch(picture) else {}
        kept = {k: v for k, v in (kept | {"text/plain": plain}).items() if 0 < len(v) < LONGEST}
        if 0 < len(printed) < LONGEST:
            yield {"output_type": "stream", "name": "stdout", "text": printed}
        elif kept:
            yield {"output_type": "display_data", "data": kept, "metadata": {}}
