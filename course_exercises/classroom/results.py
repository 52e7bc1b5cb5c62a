"""Read result files, count points, write the CSV with one column per question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.tables import table

Result = Mapping[str, Any]


@dataclass
class Standing:
    """The marks of one student.

    Attributes
    ----------
    student : str
    result : mapping or None
        What grading found; None where nothing was handed in.
    marks : dict
        Question -> points; None where nobody has marked it yet.
    comments : dict
        Question -> what the teacher wrote.
    remarks : list of str
        What is odd.
    handed_in : datetime or None
    late : float
        Minutes after the deadline.
    lost : float
        The share of the points that being late costs.
    folder : str
        What Moodle calls the folder of this student in a zip.
    """

    student: str
    result: Result | None = None
    marks: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    handed_in: datetime | None = None
    late: float = 0.0
    lost: float = 0.0
    folder: str = ""

    @property
    def reached(self) -> float:
        """The points of all questions that are marked."""
        return sum(score for score in self.marks.values() if score is not None)

    @property
    def penalty(self) -> float:
        """The points that being late costs."""
        return round(self.lost * self.reached, 2)

    @property
    def total(self) -> float:
        """The points in the end."""
        return self.reached - self.penalty


def load(course: Course) -> tuple[list[Result], list[str]]:
    """Return the results of everybody graded so far, by student, and files that are none."""
    found, broken = [], []
    for file in sorted(course.results.glob("*.json")):
        try:
            result = json.loads(file.read_text(encoding="utf-8"))
            found.append(result | {"student": str(result["student"])})
        except (OSError, ValueError, TypeError, KeyError):
            broken.append(f"{file} is no result: grade this student again")
    return found, broken


def automatic(result: Result, hint_cost: float = 0.0) -> dict[str, float]:
    """Return the points of each question that the checks gave, less what its hints cost."""
    return {
        key: max(0.0, sum(c["points"] for c in found["checks"]) - hint_cost * _hints(result, key))
        for key, found in result["questions"].items()
    }


def _hints(result: Result, key: str) -> int:
    return int(result["hints"].get(key, 0))


def write_scores(course: Course, standings: list[Standing]) -> None:
    """Write ``scores.csv``: a row per student, a column per question, total, and what is odd."""
    of = course.points()
    head = ["student", *of, "total", "of", "hints", "timeouts"]
    head += ["handed_in", "minutes_late", "penalty", "remarks"]
    rows = [_row(standing, list(of), sum(of.values())) for standing in standings]
    write(course.results / "scores.csv", table([head, *rows]))


def _row(standing: Standing, keys: list[str], of: float) -> list[Any]:
    result = standing.result or {"hints": {}, "timeouts": 0}
    scores = [standing.marks.get(key) for key in keys]
    shown = ["" if score is None else f"{score:g}" for score in scores]
    when = standing.handed_in.isoformat(" ", "minutes") if standing.handed_in else ""
    tail = [sum(result["hints"].values()), result["timeouts"], when, f"{standing.late:.0f}"]
    odd = "; ".join(standing.remarks)
    total = [f"{standing.total:g}", f"{of:g}"]
    return [standing.student, *shown, *total, *tail, f"{standing.penalty:g}", odd]
