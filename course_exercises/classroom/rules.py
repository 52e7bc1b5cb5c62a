"""The teacher's rules for a class, in the file ``course.toml`` of the course directory.

students = "class.csv"      # the class list
questions = "../bank"       # a folder of questions of your own
hint_cost = 0.5             # points a hint
attempt = "best"            # of several submissions: "last" or "best"

[deadlines]
01_chain_rule = 2026-12-01T23:59:00

[extensions."ada"]
01_chain_rule = 2026-12-08T23:59:00

[late]
grace = 15                  # minutes that cost nothing
per_day = 0.1               # share of the points that each day begun costs
most = 0.5                  # share that is lost at most
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from course_exercises.classroom.people import ClassList, class_list, student_id
from course_lib import _validate as check
from course_lib._validate import message

FILE = "course.toml"


@dataclass(frozen=True)
class Late:
    """What it costs to hand in late."""

    grace: float = 0.0
    per_day: float = 0.0
    most: float = 1.0

    def __post_init__(self) -> None:
        check.number(FILE, "late.grace", self.grace, 0)
        check.number(FILE, "late.per_day", self.per_day, 0, 1)
        check.number(FILE, "late.most", self.most, 0, 1)

    def share(self, minutes: float) -> float:
        """Return the share of the points that are lost when it is `minutes` late."""
        days = math.ceil(minutes / 1440) if minutes > self.grace else 0
        return min(self.most, days * self.per_day)


@dataclass(frozen=True)
class Rules:
    """The rules of a class; the head of this module shows the file."""

    students: str = ""
    questions: str = ""
    hint_cost: float = 0.0
    attempt: str = "last"
    deadlines: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    late: Late = Late()
    root: Path = Path()

    def __post_init__(self) -> None:
        check.number(FILE, "hint_cost", self.hint_cost, 0)
        check.choice(FILE, "attempt", self.attempt, ("last", "best"))
        check.text(FILE, "students", self.students)
        check.text(FILE, "questions", self.questions)
        for dates in (self.deadlines, self.extensions, *self.extensions.values()):
            if not isinstance(dates, Mapping):
                raise ValueError(message(FILE, "a table of dates", repr(dates)))

    def deadline(self, name: str, student: str) -> datetime | None:
        """Return until when `student` may hand in the assignment `name`."""
        own = {student_id(key): value for key, value in self.extensions.items()}
        value = own.get(student, {}).get(name, self.deadlines.get(name))
        return None if value is None else moment(value)

    def minutes_late(self, name: str, student: str, handed_in: datetime | None) -> float:
        """Return by how many minutes `student` was late, 0 if in time."""
        end = self.deadline(name, student)
        if end is None or handed_in is None:
            return 0.0
        return max(0.0, (handed_in - end).total_seconds() / 60)

    def class_list(self) -> ClassList | None:
        """Return the class list, if the file names one."""
        return class_list(self.root / self.students) if self.students else None


def moment(value: Any) -> datetime:
    """Return a date of TOML, or a text in ISO form, as a moment; without a zone it is local time.

    A day alone ends at its last minute.
    """
    if type(value) is date:
        value = datetime.combine(value, time(23, 59))
    try:
        if isinstance(value, datetime):
            return value.astimezone()
        return datetime.fromisoformat(value.strip().replace(" UTC", "+00:00")).astimezone()
    except (AttributeError, ValueError, OverflowError):
        rule = "a date such as 2026-12-01T23:59"
        raise ValueError(message(FILE, rule, repr(value))) from None


def load_rules(root: Path) -> Rules:
    """Return the rules in ``course.toml`` of the course directory `root`, or those by default.

    Raises
    ------
    ValueError
        If the file is no TOML, or holds a rule that there is not.
    """
    path = root / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else {}
    except ValueError as error:
        raise ValueError(message(FILE, "TOML in UTF-8", f"{error} in {path}")) from None
    late = found.pop("late", {})
    _known("", found, [name for name in Rules.__dataclass_fields__ if name != "root"])
    _known("late.", late, list(Late.__dataclass_fields__))
    rules = Rules(**found, late=Late(**late), root=root)
    for dates in (rules.deadlines, *rules.extensions.values()):
        for value in dates.values():
            moment(value)
    return rules


def _known(prefix: str, found: Mapping[str, Any], names: list[str]) -> None:
    for name in found:
        if name not in names:
            rule = f"rules of {', '.join(prefix + n for n in names)}"
            raise ValueError(message(FILE, rule, f"{prefix}{name}"))
