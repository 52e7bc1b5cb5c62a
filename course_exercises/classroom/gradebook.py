"""Write scores into nbgrader's gradebook, where prose is marked by hand; marks given there stay."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course_exercises.assignments import questions
from course_exercises.classroom.course import Course
from course_exercises.classroom.results import Result, automatic


def default_url(course: Course) -> str:
    """Return the URL of the gradebook that nbgrader uses by default: SQLite in the course."""
    return f"sqlite:///{(course.root / 'gradebook.db').resolve()}"


@contextmanager
def gradebook(url: str) -> Iterator[Any]:
    """Open the gradebook at `url` (any URL of SQLAlchemy) and close it in the end.

    Raises
    ------
    ModuleNotFoundError
        If nbgrader is not installed.
    """
    try:
        from nbgrader.api import Gradebook
    except ModuleNotFoundError as error:
        remedy = "Install nbgrader, or pass --no-gradebook."
        raise ModuleNotFoundError(f"gradebook: expected nbgrader, got {error}. {remedy}") from None
    with programs_of_this_python():
        book = Gradebook(url)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def programs_of_this_python() -> Iterator[None]:
    """Let nbgrader find the program alembic, which it starts when it makes a gradebook."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def save(
    course: Course, results: list[Result], url: str, hint_cost: float = 0.0
) -> tuple[dict[str, dict[str, float | None]], dict[str, dict[str, str]]]:
    """Write the points of `results` and return all marks and comments that the gradebook now has.

    A mark given by hand (``manual_score``) is kept and counts instead of ours.

    Returns
    -------
    marks : dict
        Student -> question -> points; None where a mark by hand is missing.
    comments : dict
        Student -> question -> the teacher's comment.
    """
    marks: dict[str, dict[str, float | None]] = {}
    comments: dict[str, dict[str, str]] = {}
    with gradebook(url) as book:
        _declare(book, course)
        for result in results:
            student = result["student"]
            book.update_or_create_student(student)
            with book.db.no_autoflush:  # nbgrader links objects before it adds them
                book.update_or_create_submission(course.name, student)
            _complete(book, course, student)
            marks[student] = _write(book, course, student, automatic(result, hint_cost))
            comments[student] = _comments(book, course, student)
        book.db.commit()
    return marks, comments


def _cell(course: Course, key: str) -> str:
    return key if key in course.manual() else f"{key}-check"


def _declare(book: Any, course: Course) -> None:
    """Make sure that assignment, notebook and cells are there, as ``release`` makes them."""
    name = course.name
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    for key, points in course.points().items():
        kind = "markdown" if key in course.manual() else "code"
        book.update_or_create_grade_cell(
            _cell(course, key), name, name, max_score=points, cell_type=kind
        )
    for key in [*questions(name), *course.manual()]:
        book.update_or_create_solution_cell(key, name, name)


def _complete(book: Any, course: Course, student: str) -> None:
    """Add what a submission has not, because it was made before a question was added."""
    from nbgrader.api import Comment, Grade

    notebook = book.find_submission_notebook(course.name, course.name, student)
    pairs = [(Grade, notebook.grades, notebook.notebook.grade_cells)]
    pairs.append((Comment, notebook.comments, notebook.notebook.solution_cells))
    for kind, present, wanted in pairs:
        known = {item.cell_id for item in present}
        for cell in wanted:
            if cell.id not in known:
                book.db.add(kind(cell_id=cell.id, notebook=notebook))
    book.db.commit()


def _write(
    book: Any, course: Course, student: str, points: Mapping[str, float]
) -> dict[str, float | None]:
    out: dict[str, float | None] = {}
    for key in course.points():
        grade = book.find_grade(_cell(course, key), course.name, course.name, student)
        if key in points:
            grade.auto_score, grade.needs_manual_grade = points[key], False
        elif grade.manual_score is None:
            grade.needs_manual_grade = True
        by_hand = grade.manual_score
        out[key] = points.get(key) if by_hand is None else float(by_hand)
    return out


def _comments(book: Any, course: Course, student: str) -> dict[str, str]:
    notebook = book.find_submission_notebook(course.name, course.name, student)
    return {c.name: c.manual_comment for c in notebook.comments if c.manual_comment}
