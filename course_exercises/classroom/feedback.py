"""One feedback page per student: offline, without inputs or values of hidden checks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from course_exercises.assignments import questions
from course_exercises.classroom.course import Course, write
from course_exercises.classroom.document import document
from course_exercises.classroom.results import Result


def page(
    course: Course, result: Result, marks: Mapping[str, float | None], comments: Mapping[str, str]
) -> str:
    """Return the page of one student as HTML.

    Parameters
    ----------
    course : Course
    result : mapping
        What grading found.
    marks : mapping
        The points of each question; None where it is not marked yet.
    comments : mapping
        What the teacher wrote on answers marked by hand, by question.
    """
    of = course.points()
    reached = sum(score for score in marks.values() if score is not None)
    open_ = [key for key in of if marks.get(key) is None]
    total = f"{reached:g} of {sum(of.values()):g} points"
    total += f"; not marked yet: {', '.join(open_)}" if open_ else ""
    odd = [result["broken"], *result["flags"]]
    notes = "".join(f"<p>Note: {escape(text)}.</p>\n" for text in odd if text)
    names = {key: question.function for key, question in questions(course.name).items()}
    tables = [
        _question(
            f"{key} {names[key]}", found, marks.get(key), of[key], result["hints"].get(key, 0)
        )
        for key, found in result["questions"].items()
    ]
    tables += [_by_hand(key, marks.get(key), of[key], comments.get(key)) for key in course.manual()]
    title = f"Feedback on {course.name} for {result['student']}"
    return document(title, f"<p>{escape(total)}</p>\n{notes}{''.join(tables)}")


def _head(key: str, score: float | None, of: float) -> str:
    return f"{escape(key)}: {'not marked yet' if score is None else f'{score:g}'} of {of:g} points"


def _question(
    key: str, found: Mapping[str, Any], score: float | None, of: float, hints: int
) -> str:
    taken = f", {hints} hint{'s' * (hints != 1)} taken" if hints else ""
    note = f"<br>{escape(found['note'])}." if found["note"] else ""
    rows = "".join(map(_row, found["checks"]))
    head = (
        '<tr><th scope="col">Result</th><th scope="col">Check</th><th scope="col">Points</th></tr>'
    )
    caption = f"<caption>{_head(key, score, of)}{taken}{note}</caption>"
    return f'<table class="checks">\n{caption}\n{head}\n{rows}</table>\n'


def _row(check: Mapping[str, Any]) -> str:
    state, word = ("pass", "✓ passed") if check["passed"] else ("fail", "✗ failed")
    seen = "" if check["passed"] else _seen(check)
    points = f"{check['points']} of {check['of']}"
    return (
        f'<tr><td class="{state}">{word}</td><th scope="row">{escape(check["name"])}{seen}</th>'
        f"<td>{points}</td></tr>\n"
    )


def _seen(check: Mapping[str, Any]) -> str:
    seen = _hidden(check["seen"]) if check["hidden"] else check["seen"]
    lines = [line for line in (seen, check["mistake"]) if line]
    return "".join(f"<br>{escape(line)}" for line in lines)


def _hidden(seen: str) -> str:
    """Return one of three sentences of ours: a student's error could carry the inputs out."""
    if not seen:
        return ""
    slow = any(words in seen for words in ("no answer within", "not tried"))
    return "It gave no answer in time." if slow else "It fails for inputs that are not shown."


def _by_hand(key: str, score: float | None, of: float, comment: str | None) -> str:
    said = f"<p>{escape(comment)}</p>\n" if comment else "<p>Marked by hand.</p>\n"
    return f"<h2>{_head(key, score, of)}</h2>\n{said}"


def write_pages(
    course: Course,
    results: list[Result],
    marks: Mapping[str, Mapping[str, float | None]],
    comments: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the page of every student into ``feedback/STUDENT/NAME/NAME.html``."""
    for result in results:
        student = result["student"]
        text = page(course, result, marks[student], comments.get(student, {}))
        write(course.feedback(student), text)
