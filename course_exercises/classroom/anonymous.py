"""Marks that can be shown to others: without names, without remarks, in an order of their own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.results import Standing
from course_exercises.classroom.tables import table


def pseudonym(root: Path, student: str) -> str:
    """Return the name of `student` for others; the same in all assignments of the course `root`.

    Only who has the file ``anonymous_key.txt`` of the course can tell who it is.
    """
    path = root / "anonymous_key.txt"
    if not path.exists():
        write(path, secrets.token_hex(16))
    key = path.read_text(encoding="utf-8").strip().encode()
    return hmac.new(key, student.encode(), hashlib.sha256).hexdigest()[:10]


def write_scores(course: Course, standings: list[Standing]) -> None:
    """Write ``scores_anonymous.csv``."""
    keys = list(course.points())
    rows = []
    for standing in standings:
        scores = [standing.marks.get(key) for key in keys]
        shown = ["" if score is None else f"{score:g}" for score in scores]
        rows.append([f"s{pseudonym(course.root, standing.student)}", *shown, f"{standing.total:g}"])
    text = table([["student", *keys, "total"], *sorted(rows)])
    write(course.results / "scores_anonymous.csv", text)
