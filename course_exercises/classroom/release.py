"""Make the students' notebooks from the author's one: no solutions, numbers filled in."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from course_exercises.assignments import numbers_of, questions
from course_exercises.classroom.course import Course, write
from course_exercises.classroom.gradebook import default_url, programs_of_this_python
from course_exercises.classroom.package import write_package
from course_exercises.classroom.people import demand_ids, student_id
from course_lib._validate import message

PLACE = re.compile(r"\{\{\s*(\w+)\.(\w+)\s*\}\}")


def release(
    root: Path,
    name: str,
    students: Iterable[str] = (),
    url: str | None = None,
    *,
    package: bool = False,
) -> list[Path]:
    """Write the students' notebooks of an assignment and return their paths.

    nbgrader strips solutions and outputs and enters the assignment into the gradebook. The notebook
    ``release/NAME/NAME.ipynb`` has the numbers that are the same for everybody; each of `students`
    gets ``release/STUDENT/NAME/NAME.ipynb`` with numbers of their own.

    Parameters
    ----------
    root : Path
        The course directory, with ``source/NAME/NAME.ipynb``.
    name : str
        "01_chain_rule", ...
    students : iterable of str
        Ids: any text that can be the name of a folder.
    url : str, optional
        The gradebook, as a URL of SQLAlchemy; default: ``gradebook.db`` in the course directory.

    package : bool, default False
        Put beside each notebook what its ``check`` and ``hint`` need, without solutions, rubrics
        and hidden checks: students need nothing else of the course.

    Raises
    ------
    ValueError
        If there is no such assignment, its notebook does not fit its questions, its text names a
        number that no question has, or a student's id cannot be the name of a folder.
    RuntimeError
        If nbgrader cannot make the notebook; the text is its own.
    """
    course = Course(Path(root), name)
    students = list(map(student_id, students))
    demand_ids("release", students)
    source = course.notebook("source")
    if not source.exists():
        raise ValueError(message("release", f"the author's notebook {source}", "no such file"))
    _fits(json.loads(source.read_text(encoding="utf-8"))["cells"], name)
    _generate(course, url or default_url(course))
    plain = json.loads(course.notebook("release").read_text(encoding="utf-8"))
    paths = []
    for who in (None, *students):
        path = course.notebook("release", who or ".")
        write(path, json.dumps(filled(plain, name, who), indent=1, ensure_ascii=False) + "\n")
        paths.append(path)
        if package:
            for words in write_package(path.parent, name, who):
                warnings.warn(f"release: only the grader can run {words}", stacklevel=2)
    return paths


def _fits(cells: list[dict[str, Any]], name: str) -> None:
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    points = {m.get("grade_id"): m.get("points") for m in marks}
    for key, question in questions(name).items():
        absent = [i for i in (key, f"{key}-text", f"{key}-check") if i not in points]
        if absent:
            raise ValueError(message("release", "a cell for each part of a question", absent))
        if points[f"{key}-check"] != question.points:
            rule = f"{question.points} points for {key}, as its checks have"
            raise ValueError(message("release", rule, points[f"{key}-check"]))


def _generate(course: Course, url: str) -> None:
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course.root.resolve())
    config.CourseDirectory.db_url = url
    config.ClearSolutions.enforce_metadata = False  # solutions of prose stand in other cells too
    with programs_of_this_python():
        done = NbGraderAPI(config=config).generate_assignment(course.name)
    if not done["success"]:
        raise RuntimeError(f"release: nbgrader says\n{done.get('log') or done.get('error')}")


def filled(notebook: Mapping[str, Any], name: str, student: str | None) -> dict[str, Any]:
    """Return the notebook with one student's numbers in its text and first cell; points, minutes
    and their totals come from the questions, those of prose from the metadata of its cell.

    Raises
    ------
    ValueError
        If the text names a number that no question has.
    """
    facts = _facts(notebook["cells"], name)
    drawn = numbers_of(name, student)
    numbers = {key: drawn.get(key, {}) | fact for key, fact in facts.items()}
    cells = [
        {**cell, "source": _fill(_joined(cell["source"]), name, numbers, student)}
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def _facts(cells: Iterable[Mapping[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    """Return points and minutes of each question by key, and of all together."""
    facts = {k: {"minutes": q.minutes, "points": q.points} for k, q in questions(name).items()}
    for metadata in (cell.get("metadata", {}) for cell in cells):
        mark = metadata.get("nbgrader", {})
        if mark.get("grade") and mark.get("solution"):
            fact = {"minutes": metadata.get("minutes", 0), "points": mark["points"]}
            facts[mark["grade_id"]] = fact
    totals = {word: sum(fact[word] for fact in facts.values()) for word in ("minutes", "points")}
    return facts | {"all": {"questions": len(facts), **totals}}


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _fill(
    text: str, name: str, numbers: Mapping[str, Mapping[str, Any]], student: str | None
) -> str:
    def number(found: re.Match[str]) -> str:
        key, word = found.groups()
        if word not in numbers.get(key, {}):
            known = ", ".join(f"{k}.{w}" for k, words in numbers.items() for w in words) or "none"
            raise ValueError(
                message("release", "a number of a question", found[0], f"Has: {known}.")
            )
        value = numbers[key][word]
        return f"{value:g}" if isinstance(value, float) else str(value)

    if student is not None:
        call = f"assignment({json.dumps(name)}"
        text = text.replace(
            f"{call})", f"{call}, student={json.dumps(student, ensure_ascii=False)})"
        )
    return PLACE.sub(number, text)
