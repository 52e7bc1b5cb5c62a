"""Which questions and checks are hard, and why: the item analysis of an assignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from statistics import mean, median, quantiles
from typing import Any

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.document import document
from course_exercises.classroom.results import Result, Standing
from course_exercises.classroom.tables import table

HEAD = ("question", "check", "right", "of", "share", "time_outs", "most_frequent_mistake")
QUESTION = ("question", "points", "mean", "blank", "wrong", "full")
Row = tuple[str, ...]


def analyse(results: list[Result]) -> Iterator[Row]:
    """Yield a row per check: question, check, how many right, of how many, the share, how many ran
    out of time, and the mistake that was named most often.

    Broken submissions and blank answers do not count: nothing was tried. Nor does a result of
    another version of the question.
    """
    latest = max(_sound(results), key=lambda r: str(r.get("handed_in", "")), default=None)
    for key, question in latest["questions"].items() if latest else ():
        for check in question["checks"]:
            tried = list(_tried(results, key, check["name"]))
            right = sum(check["passed"] for check in tried)
            slow = sum("no answer within" in check["seen"] for check in tried)
            mistakes = Counter(c["mistake"] for c in tried if c["mistake"]).most_common(1)
            often = f"{mistakes[0][0]} ({mistakes[0][1]})" if mistakes else ""
            share = f"{right / len(tried):.0%}" if tried else ""
            yield key, check["name"], str(right), str(len(tried)), share, str(slow), often


def _sound(results: list[Result]) -> list[Result]:
    return [result for result in results if not result["broken"]]


def _tried(results: list[Result], key: str, name: str) -> Iterator[dict[str, Any]]:
    for result in _sound(results):
        found = result["questions"].get(key, {"note": "", "checks": []})
        yield from (c for c in found["checks"] if c["name"] == name and not found["note"])


def by_question(course: Course, standings: list[Standing]) -> Iterator[Row]:
    """Yield a row per question: key, points, mean of those who wrote something, and how many are
    blank, wrong (some points are missing) and complete.
    """
    for key, of in course.points().items():
        present = [s for s in standings if s.result and not s.result["broken"]]
        blank = [s for s in present if s.result and s.result["questions"].get(key, {}).get("note")]
        scores = [s.marks.get(key) for s in present if s not in blank]
        marked = [score for score in scores if score is not None]
        full = sum(score >= of for score in marked)
        average = f"{mean(marked):.2f}" if marked else ""
        counts = len(blank), len(marked) - full, full
        yield key, f"{of:g}", average, *map(str, counts)


def write_items(course: Course, results: list[Result], standings: list[Standing]) -> None:
    """Write ``items.csv``, ``questions.csv`` and ``items.html`` beside the results."""
    checks, asked = list(analyse(results)), list(by_question(course, standings))
    write(course.results / "items.csv", table([HEAD, *checks]))
    write(course.results / "questions.csv", table([QUESTION, *asked]))
    parts = [_totals(course, standings), _html(QUESTION, asked), _checks(checks)]
    write(
        course.results / "items.html", document(f"Item analysis of {course.name}", "".join(parts))
    )


def _totals(course: Course, standings: list[Standing]) -> str:
    """Return mean and quartiles of the totals, and how many reach each tenth of the points."""
    totals, of = [s.total for s in standings if s.result], sum(course.points().values())
    note = f"<p>{len(totals)} submissions. Broken ones and blank answers do not count below.</p>\n"
    if len(totals) < 2 or not of:
        return note
    low, _, high = quantiles(totals, n=4)
    words = f"mean {mean(totals):.1f}, median {median(totals):g}, half of them {low:g} to {high:g}"
    tenths = Counter(min(9, int(10 * max(0.0, total) / of)) for total in totals)
    rows = [(f"{10 * k} to {10 * k + 10} %", _meter(tenths[k], len(totals))) for k in range(10)]
    body = "".join(f'<tr><th scope="row">{name}</th><td>{bar}</td></tr>\n' for name, bar in rows)
    return f"{note}<p>Of {of:g} points: {words}.</p>\n<table>\n<tbody>\n{body}</tbody>\n</table>\n"


def _meter(count: int, of: int) -> str:
    return f'<meter max="{of}" value="{count}">{count}</meter> {count}'


def _html(head: Row, rows: list[Row]) -> str:
    top = "".join(f'<th scope="col">{word}</th>' for word in head)
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>\n" for row in cells)
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _checks(rows: list[Row]) -> str:
    words = ("question", "check", "right", "time-outs", "most frequent mistake")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    hardest = sorted(rows, key=lambda row: int(row[2]) / max(1, int(row[3])))
    body = "".join(f"<tr>{_row(row)}</tr>\n" for row in hardest)
    top = f'<table id="checks">\n<thead><tr>{head}</tr></thead>\n'
    return f"<p>The hardest checks first.</p>\n{top}<tbody>\n{body}</tbody>\n</table>\n"


def _row(row: Row) -> str:
    key, check, right, of, share, slow, often = map(escape, row)
    meter = f'<meter max="{of}" value="{right}">{share}</meter>'
    counted = f'<td class="number">{meter} {right} of {of}</td>'
    return (
        f'<td>{key}</td><th scope="row">{check}</th>{counted}'
        f"<td>{'' if slow == '0' else slow}</td><td>{often}</td>"
    )
