"""Read result files, count points, write the CSV with one column per question."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from course_exercises.classroom.course import Course, write
from course_lib import _validate as check

Result = Mapping[str, Any]
Marks = Mapping[str, Mapping[str, float | None]]
"""Student -> question -> points; None where nobody has marked it yet."""


def load(course: Course) -> list[Result]:
    """Return the results of everybody graded so far, by student."""
    files = sorted(course.results.glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def automatic(result: Result, hint_cost: float = 0.0) -> dict[str, float]:
    """Return the points of each question that the checks gave, less what its hints cost.

    Raises
    ------
    ValueError
        If `hint_cost` is negative.
    """
    if float(check.finite("report", "hint_cost", hint_cost)) < 0:
        raise ValueError(f"report: expected hint_cost of 0 or more, got {hint_cost}.")
    return {
        key: max(0.0, sum(c["points"] for c in found["checks"]) - hint_cost * _hints(result, key))
        for key, found in result["questions"].items()
    }


def _hints(result: Result, key: str) -> int:
    return int(result["hints"].get(key, 0))


def write_csv(course: Course, results: list[Result], marks: Marks) -> None:
    """Write ``scores.csv``: student, one column per question, total, and what is odd."""
    keys, text = list(course.points()), io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["student", *keys, "total", "of", "hints", "timeouts", "remarks"])
    of = sum(course.points().values())
    for result in results:
        student = result["student"]
        scores = [marks[student].get(key) for key in keys]
        total = sum(score for score in scores if score is not None)
        shown = ["" if score is None else f"{score:g}" for score in scores]
        odd = "; ".join(filter(None, [result["broken"], *result["flags"]]))
        hints = sum(result["hints"].values())
        tail = [f"{total:g}", f"{of:g}", hints, result["timeouts"], odd]
        rows.writerow([student, *shown, *tail])
    write(course.results / "scores.csv", text.getvalue())
