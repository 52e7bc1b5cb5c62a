"""What a student's notebook uses: `assignment`, and from it ``check``, ``hint`` and ``numbers``."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from course_exercises.assignments import generator, numbers_of, pick
from course_exercises.checks.calling import calling
from course_exercises.checks.imports import unavailable
from course_exercises.checks.judging import NotWrittenError, Outcome, judge
from course_exercises.checks.question import Numbers, Question
from course_exercises.checks.standins import ALONE

Printer = Callable[[str], None]
"""`check` and `hint`: they take the key of a question and print."""


def assignment(
    name: str, student: str | None = None
) -> tuple[Printer, Printer, Mapping[str, Mapping[str, Any]]]:
    """Return ``check, hint, numbers`` of an assignment, for the first cell of its notebook.

    ``check("q1")`` runs the public checks of a question on the function that the notebook defines
    and prints a line for each; ``hint("q1")`` prints the next of three hints and records, in the
    file ``hints_NAME.json`` beside the notebook, how many were taken; ``numbers["q1"]["slope"]``
    is a number of the question's text.

    Parameters
    ----------
    name : str
        "01_chain_rule", "02_vanishing_gradients", ...
    student : str, default none
        The student's id, where each has numbers of their own; written by ``release``.

    Raises
    ------
    ValueError
        If there is no such assignment; from ``check`` and ``hint``, if there is no such question.
    """
    if isinstance(student, str):
        student = unicodedata.normalize("NFC", student)
    numbers = numbers_of(name, student)

    def check(key: str) -> None:
        """Run the public checks of question `key` and print what they find."""
        question = pick(name, key)
        names = sys._getframe(1).f_globals
        print("\n".join(report(question, names, generator(name, key), numbers[key])))

    def hint(key: str) -> None:
        """Print the next hint of question `key`."""
        question, file = pick(name, key), Path(f"hints_{name}.json")
        taken = _taken(file)
        count = min(taken.get(key, 0) + 1, len(question.hints))
        file.write_text(json.dumps({**taken, key: count}), encoding="utf-8")
        print(f"Hint {count} of {len(question.hints)}: {question.hints[count - 1]}")

    return check, hint, numbers


def _taken(file: Path) -> dict[str, int]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {str(key): int(count) for key, count in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def report(
    question: Question, names: Mapping[str, Any], rng: np.random.Generator, numbers: Numbers
) -> list[str]:
    """Return the lines that ``check`` prints for the function that `names` holds."""
    function = names.get(question.function)
    if function is None:
        return [f"✗ {question.function} is not defined yet: run the cell in which you write it"]
    if not callable(function):
        return [f"✗ {question.function} is no function but {type(function).__name__}"]
    if needed := unavailable(function):
        package, name = needed
        has = "write it with NumPy alone" if package == "course_lib" else ALONE
        return [f"✗ {question.function} uses {package} ({name}): {has}"]
    try:
        found = judge(question, calling(function), rng, numbers, hidden=False)
    except NotWrittenError:
        return [f"✗ {question.function} is not written yet: it raises NotImplementedError"]
    return [line(outcome) for outcome in found]


def line(outcome: Outcome) -> str:
    """Return the line of one check: ✓ and its name, or ✗, the failing case and the mistake."""
    if outcome.passed:
        return f"✓ {outcome.check.name}"
    return f"✗ {outcome.check.name}: {'; '.join(filter(None, [outcome.seen, outcome.mistake]))}"
