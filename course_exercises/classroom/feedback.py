"""One feedback page per student: offline, without inputs or values of hidden checks."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any

from course_exercises.assignments import questions
from course_exercises.classroom.course import Course, write
from course_exercises.classroom.document import document
from course_exercises.classroom.results import Standing


def page(course: Course, standing: Standing) -> str:
    """Return the page of one student as HTML."""
    of, marks, result = course.points(), standing.marks, standing.result or {}
    open_ = [key for key in of if marks.get(key) is None]
    total = f"{standing.total:g} of {sum(of.values()):g} points"
    total += f"; not marked yet: {', '.join(open_)}" if open_ else ""
    notes = "".join(f"<p>Note: {escape(text)}.</p>\n" for text in standing.remarks)
    broken = result.get("broken")
    tables = [] if broken else _tables(course, standing)
    tables += [
        _by_hand(key, marks.get(key), of[key], standing.comments.get(key))
        for key in course.manual()
    ]
    title = f"Feedback on {course.name} for {standing.student}"
    return document(title, f"<p>{escape(total)}</p>\n{notes}{''.join(tables)}")


def _tables(course: Course, standing: Standing) -> list[str]:
    of, asked, result = course.points(), questions(course.name), standing.result or {}
    return [
        _question(
            f"{key} {asked[key].function}" if key in asked else key,
            found, standing.marks.get(key), of.get(key, 0.0), result["hints"].get(key, 0),
        )
        for key, found in result["questions"].items()
    ]  # fmt: skip


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


def write_pages(course: Course, standings: list[Standing]) -> None:
    """Write the page of every student into ``feedback/STUDENT/NAME/NAME.html``, and all of them
    into one ``feedback.zip`` beside the results.

    In the zip each page has the folder that Moodle expects where the class list is Moodle's
    (*Upload multiple feedback files in a zip*), else the folder is the id.
    """
    target = course.results / "feedback.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".tmp")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for standing in standings:
            if standing.result:
                text = page(course, standing)
                write(course.feedback(standing.student), text)
                archive.writestr(f"{standing.folder or standing.student}/{course.name}.html", text)
    draft.replace(target)
