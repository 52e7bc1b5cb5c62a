"""Which checks are hard, and why: the item analysis of an assignment."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from course_lib.exercises.course import Course, write
from course_lib.exercises.results import Result

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
    """Write ``items.csv`` beside the results."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *analyse(results)])
    write(course.results / "items.csv", text.getvalue())
