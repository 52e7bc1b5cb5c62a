"""Which checks are hard, and why: the item analysis of an assignment."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from html import escape

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.document import document
from course_exercises.classroom.results import Result

HEAD = ("question", "check", "right", "of", "share", "time_outs", "most_frequent_mistake")


def analyse(results: list[Result]) -> Iterator[tuple[str, ...]]:
    """Yield a row per check: question, check, how many right, of how many, the share, how many ran
    out of time, and the mistake that was named most often.

    Broken submissions do not count.
    """
    graded = [result for result in results if not result["broken"]]
    for key in graded[0]["questions"] if graded else ():
        checks = [result["questions"][key]["checks"] for result in graded]
        for tried in zip(*checks, strict=True):
            right = sum(check["passed"] for check in tried)
            slow = sum("no answer within" in check["seen"] for check in tried)
            mistakes = Counter(c["mistake"] for c in tried if c["mistake"]).most_common(1)
            often = f"{mistakes[0][0]} ({mistakes[0][1]})" if mistakes else ""
            share = f"{right / len(tried):.0%}"
            yield key, tried[0]["name"], str(right), str(len(tried)), share, str(slow), often


def write_items(course: Course, results: list[Result]) -> None:
    """Write ``items.csv`` and ``items.html`` beside the results."""
    rows, text = list(analyse(results)), io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *rows])
    write(course.results / "items.csv", text.getvalue())
    write(course.results / "items.html", _page(course, rows, len(results)))


def _page(course: Course, rows: list[tuple[str, ...]], count: int) -> str:
    words = ("question", "check", "right", "time-outs", "most frequent mistake")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    hardest = sorted(rows, key=lambda row: int(row[2]))
    body = "".join(f"<tr>{_row(row)}</tr>\n" for row in hardest)
    note = f"<p>{count} submissions; the hardest checks stand first. Broken ones do not count.</p>"
    return document(
        f"Item analysis of {course.name}",
        f"{note}\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n",
    )


def _row(row: tuple[str, ...]) -> str:
    key, check, right, of, share, slow, often = map(escape, row)
    meter = f'<meter max="{of}" value="{right}">{share}</meter>'
    counted = f'<td class="number">{meter} {right} of {of}</td>'
    return (
        f'<td>{key}</td><th scope="row">{check}</th>{counted}'
        f"<td>{'' if slow == '0' else slow}</td><td>{often}</td>"
    )
