"""Write scores into nbgrader's gradebook, where prose is marked by hand; marks given there stay."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course_exercises.assignments import questions
from course_exercises.classroom.course import Course
from course_exercises.classroom.results import Standing


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
    course: Course, standings: list[Standing], url: str, changed: Mapping[str, Collection[str]]
) -> None:
    """Write what the checks gave, and read into `standings` what the gradebook has in the end.

    A mark given by hand (``manual_score``) is kept and counts instead of ours, which a remark says.
    Where the answer is in `changed` (student -> keys of cells), another remark says so, and the
    mark waits in the form grader until it is saved there once more.
    """
    with gradebook(url) as book:
        _declare(book, course)
        for standing in standings:
            student = standing.student
            book.update_or_create_student(student)
            with book.db.no_autoflush:  # nbgrader links objects before it adds them
                book.update_or_create_submission(course.name, student)
            notebook = _complete(book, course, student)
            standing.comments = {
                c.name: c.manual_comment for c in notebook.comments if c.manual_comment
            }
            for key in course.points():
                grade = book.find_grade(_cell(course, key), course.name, course.name, student)
                _merge(standing, key, grade, key in changed.get(student, ()))
            notebook.late_submission_penalty = standing.penalty
        book.db.commit()


def _merge(standing: Standing, key: str, grade: Any, changed: bool) -> None:
    ours, theirs = standing.marks.get(key), grade.manual_score
    by_hand = theirs is not None
    if ours is not None:
        grade.auto_score = ours
    grade.needs_manual_grade = changed or grade.needs_manual_grade if by_hand else ours is None
    standing.marks[key] = theirs if by_hand else ours
    if standing.marks[key] is not None and grade.extra_credit:
        standing.marks[key] += grade.extra_credit
    if by_hand and ours is not None and theirs != ours:
        standing.remarks.append(f"{key} was marked by hand: {theirs:g} instead of {ours:g}")
    if by_hand and grade.needs_manual_grade:
        standing.remarks.append(f"{key} was marked by hand before its answer changed")


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


def _complete(book: Any, course: Course, student: str) -> Any:
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
    return notebook
