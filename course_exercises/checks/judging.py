"""Run the checks of a question on a student's function and say, line by line, what was seen.

The function is reached through ``call(*args)`` only: in the notebook it runs in this process, when
grading in the sandbox. A check that fails reports its first failing case, the property that is
broken and, where the answer equals a known wrong one, the mistake; never what was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_exercises.checks.arguments import prepare
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.checks.showing import shown


class CallError(Exception):
    """The student's function gave no answer; the text says why in one line."""


class AnswerError(CallError):
    """The student's function raised an error or took too long: this check fails."""


class NotWrittenError(CallError):
    """The function is still the stub that was handed out: no check is tried."""


class MissingError(CallError):
    """There is no such function: no check is tried."""


@dataclass(frozen=True)
class Outcome:
    """What one check found: its points earned, and for a failure what was seen."""

    check: Check
    passed: bool
    seen: str = ""
    mistake: str = ""

    @property
    def points(self) -> int:
        """The points earned."""
        return self.check.points if self.passed else 0


def judge(
    question: Question,
    call: Callable[..., Any],
    rng: np.random.Generator,
    numbers: Numbers,
    *,
    hidden: bool,
) -> list[Outcome]:
    """Return the outcome of each check of `question`; `hidden` ones only if asked for.

    Parameters
    ----------
    question : Question
    call : callable
        ``call(*args)`` returns the student's answer, or raises `AnswerError`.
    rng : numpy.random.Generator
        Draws the inputs. Each check gets a generator of its own.
    numbers : mapping
        The student's numbers of this question.
    hidden : bool
        Whether to run the hidden checks too.
    """
    answer, rngs = _answering(call), rng.spawn(len(question.checks))
    pairs = zip(question.checks, rngs, strict=True)
    with np.errstate(all="ignore"):
        return [_run(question, c, answer, r, numbers) for c, r in pairs if hidden or not c.hidden]


def _answering(call: Callable[..., Any]) -> Callable[..., Any]:
    def answer(*args: Any) -> Any:
        value = call(*args)
        if value is None:
            raise AnswerError("it returns None (is there a return?)")
        return value

    return answer


def _run(
    question: Question,
    check: Check,
    call: Callable[..., Any],
    rng: np.random.Generator,
    numbers: Numbers,
) -> Outcome:
    for args in check.cases(rng, **numbers):
        try:
            broken = _broken(question, check, call, args, numbers)
        except AnswerError as error:
            return Outcome(check, False, f"{shown(question.function, args)}: {error}")
        if broken:
            words = f"{shown(question.function, args)}: {broken}"
            return Outcome(check, False, words, _named(question, check, call, args, numbers))
    return Outcome(check, True)


def _broken(
    question: Question,
    check: Check,
    call: Callable[..., Any],
    args: Sequence[Any],
    numbers: Numbers,
) -> str | None:
    if check.law is not None:
        return _lawful(check.law, call, args, numbers)
    assert question.reference is not None  # noqa: S101
    expected = question.reference(*args, **numbers)
    return difference(call(*args), expected, check.rtol, check.atol)


def _lawful(
    law: Callable[..., str | None], call: Callable[..., Any], args: Sequence[Any], numbers: Numbers
) -> str | None:
    """A law counts on answers of the right form; an answer on which it stumbles has not got it."""
    try:
        return law(call, *args, **numbers)
    except CallError:
        raise
    except Exception:
        return "its answer has not the form that is asked for"


def _named(
    question: Question,
    check: Check,
    call: Callable[..., Any],
    args: Sequence[Any],
    numbers: Numbers,
) -> str:
    """Return the message of the mistake whose answer this is, unless it is right here."""
    try:
        got = call(*args)
    except AnswerError:
        return ""
    if question.reference is not None:
        expected = question.reference(*args, **numbers)
        if difference(got, expected, check.rtol, check.atol) is None:
            return ""
    for mistake in question.mistakes:
        if difference(got, _answered(mistake, args, numbers)) is None:
            return mistake.message
    return ""


def _answered(mistake: Mistake, args: Sequence[Any], numbers: Numbers) -> Any:
    """Return what students who make the mistake return: nothing, where their function fails."""
    try:
        return mistake.wrong(*map(prepare, args), **numbers)
    except Exception:
        return None
