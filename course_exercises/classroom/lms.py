"""Marks for Moodle and Canvas, in the form of CSV that each of them exports and imports."""

from __future__ import annotations

from pathlib import Path

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.people import ClassList
from course_exercises.classroom.results import Standing
from course_exercises.classroom.tables import table


def export(course: Course, listed: ClassList, standings: list[Standing]) -> Path | None:
    """Write the class list with the marks filled in, for the system that it came from.

    Moodle: the column *Grade* of its grading worksheet. Canvas: the column of this assignment in
    its gradebook, a new one if there is none. Who handed in nothing keeps what was there.
    """
    if listed.kind == "plain":
        return None
    header, column = list(listed.header), _column(course, listed)
    if column not in header:
        header.append(column)
    place, totals = header.index(column), {s.student: f"{s.total:g}" for s in standings if s.result}
    rows = []
    for row, person in zip(listed.rows, listed.people, strict=True):
        cells = row + [""] * (len(header) - len(row))
        cells[place] = totals.get(person.id, cells[place])
        if not person.id and "Points Possible" in row[0]:
            cells[place] = f"{sum(course.points().values()):g}"
        rows.append(cells)
    path = course.results / f"marks_for_{listed.kind}.csv"
    write(path, table([header, *rows]))
    return path


def _column(course: Course, listed: ClassList) -> str:
    if listed.kind == "moodle":
        return "Grade"
    known = (name for name in listed.header if name.startswith(course.name))
    return next(known, course.name)
