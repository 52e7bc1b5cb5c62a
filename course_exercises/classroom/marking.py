"""A copy of each submission in which nbgrader's form grader shows the prose to mark by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.results import Result

SHOWN = ("image/png", "text/plain")
"""What a teacher's browser gets of a student's outputs: pictures and plain text, no HTML."""


def write_copies(course: Course, results: list[Result]) -> None:
    """Write ``autograded/STUDENT/NAME/NAME.ipynb`` for each submission that can be read.

    Cells carry the marks of the author's notebook, whatever the student made of them.
    """
    source = course.notebook("source")
    if not source.exists():
        return
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    marks = {m["grade_id"]: m for c in cells if (m := c["metadata"].get("nbgrader"))}
    for result in results:
        student = result["student"]
        if not result["broken"]:
            theirs = json.loads(course.notebook("submitted", student).read_bytes())
            text = json.dumps(_copy(theirs["cells"], dict(marks)))
            write(course.notebook("autograded", student), text)


def _copy(cells: list[Any], marks: dict[str, Any]) -> dict[str, Any]:
    sound = [cell for cell in cells if isinstance(cell, dict)]
    copied = [_cell(cell, number, marks) for number, cell in enumerate(sound)]
    return {"cells": copied, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: dict[str, Any], number: int, marks: dict[str, Any]) -> dict[str, Any]:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    code = cell.get("cell_type") == "code"
    theirs = cell.get("metadata")
    theirs = theirs.get("nbgrader") if isinstance(theirs, dict) else None
    grade_id = theirs.get("grade_id") if isinstance(theirs, dict) else None
    mark = marks.pop(grade_id, None) if isinstance(grade_id, str) else None  # the first one counts
    out: dict[str, Any] = {
        "cell_type": "code" if code else "markdown",
        "id": f"cell-{number}",
        "metadata": {"nbgrader": mark} if mark else {},
        "source": "".join(line for line in lines if isinstance(line, str)),
    }
    return out | {"execution_count": None, "outputs": list(_outputs(cell))} if code else out


def _outputs(cell: dict[str, Any]) -> Iterator[dict[str, Any]]:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        data = output.get("data") if isinstance(output, dict) else None
        kept = {k: v for k, v in data.items() if k in SHOWN} if isinstance(data, dict) else {}
        if kept and all(isinstance(v, str) and len(v) < 2**20 for v in kept.values()):
            yield {"output_type": "display_data", "data": kept, "metadata": {}}
