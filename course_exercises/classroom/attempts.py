"""Every submission that was graded is kept: which one counts, and what a regrading changed.

``results/NAME/attempts/STUDENT/DIGEST.json`` holds the result of each, and when it was handed in;
``results/NAME/changes.csv`` every mark that is not what it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.results import Result, automatic
from course_exercises.classroom.rules import Rules, moment
from course_exercises.classroom.tables import table

HEAD = ("date", "student", "question", "before", "after", "reason")
Change = tuple[str, ...]


def keep(course: Course, rules: Rules, results: list[Result]) -> tuple[list[Result], list[Change]]:
    """Keep `results` beside the earlier ones of the same students and return, for each, the one
    that counts (with ``handed_in``), and the marks that changed since the last time.
    """
    counting: list[Result] = []
    changes: list[Change] = []
    for result in results:
        student, folder = result["student"], course.results / "attempts" / result["student"]
        earlier = _load(folder)
        before = earlier.get(result["digest"]) or _last(earlier)
        again = result["digest"] in earlier
        hints = _hints([result, *earlier.values()])
        when = before["handed_in"] if again and before else _handed_in(course, student)
        result = dict(result) | {"handed_in": when, "hints": hints}
        if before:
            reason = "graded again" if again else "handed in again"
            changes += [(student, *c, reason) for c in _changed(before, result, rules.hint_cost)]
        if before != result:
            write(folder / f"{result['digest'][:32]}.json", json.dumps(result, indent=1))
        attempts = [*(earlier | {result["digest"]: result}).values()]
        counting.append(_best(course, rules, attempts) if rules.attempt == "best" else result)
    _log(course, changes)
    return counting, changes


def _load(folder: Path) -> dict[str, Result]:
    found = {}
    for file in folder.glob("*.json"):
        try:
            result = json.loads(file.read_text(encoding="utf-8"))
            found[result["digest"]] = result
        except (OSError, ValueError, TypeError, KeyError):  # of a disk that was full
            continue
    return found


def _hints(attempts: list[Result]) -> dict[str, int]:
    """Return the most hints of any attempt: a file that is left out next time gives none back."""
    keys = dict.fromkeys(key for attempt in attempts for key in attempt["hints"])
    return {key: max(attempt["hints"].get(key, 0) for attempt in attempts) for key in keys}


def _last(attempts: dict[str, Result]) -> Result | None:
    return max(attempts.values(), key=lambda a: str(a["handed_in"]), default=None)


def _handed_in(course: Course, student: str) -> str:
    """Return when: as nbgrader and ``collect`` note it, else the date of the file."""
    path = course.handed_in(student)
    stamp = path.with_name("timestamp.txt")
    try:
        if stamp.is_file():
            return moment(stamp.read_text(encoding="utf-8")).isoformat(timespec="seconds")
        return (
            datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
        )
    except (OSError, ValueError):
        return ""


def _changed(before: Result, after: Result, cost: float) -> Iterator[tuple[str, str, str]]:
    old, new = automatic(before, cost), automatic(after, cost)
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            was, now = (f"{marks[key]:g}" if key in marks else "" for marks in (old, new))
            yield key, was, now


def _best(course: Course, rules: Rules, attempts: list[Result]) -> Result:
    """Return the attempt with most points of the checks once being late is paid for; the last of
    equals.
    """

    def worth(attempt: Result) -> tuple[float, str]:
        when = attempt["handed_in"]
        late = rules.minutes_late(course.name, attempt["student"], moment(when) if when else None)
        points = sum(automatic(attempt, rules.hint_cost).values())
        return points * (1 - rules.late.share(late)), when

    return max(attempts, key=worth)


def _log(course: Course, changes: list[Change]) -> None:
    path, today = course.results / "changes.csv", datetime.now().isoformat(" ", "minutes")
    before = path.read_text(encoding="utf-8") if path.exists() else table([HEAD])
    if changes:
        write(path, before + table((today, *change) for change in changes))
