"""Run the checks of a question on a student's function and say, line by line, what it does.

The function is reached through ``call(*args)`` only: in the notebook it runs in this process, when
grading in the sandbox. A check that fails reports its first failing case, what was returned, the
property that is broken and, where it is certain, the mistake; never what was expected.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from course_exercises.checks.arguments import prepare
from course_exercises.checks.comparing import difference, size
from course_exercises.checks.diagnosing import diagnose
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.checks.showing import returned, shown

ROOM = 2_000
"""How many values any answer may have; more only with large inputs or a large right answer."""
OTHERS = 6
"""How many more cases an explanation has to fit than those up to the one that failed."""

STUMBLED = "its answer does not have the required form"


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
    """What one check found: its points earned, and for a failure what was observed."""

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
    public: bool = True,
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
    public : bool, default True
        Whether to run the public ones.
    """
    pairs = zip(question.checks, rng.spawn(len(question.checks)), strict=True)
    asked = [(check, own) for check, own in pairs if (hidden if check.hidden else public)]
    with np.errstate(all="ignore"):
        return [_run(question, check, call, own, numbers) for check, own in asked]


class _Tried:
    """One case: it calls the student's function for a check, and believes no answer's size."""

    def __init__(
        self, question: Question, check: Check, call: Callable[..., Any], args: Sequence[Any],
        numbers: Numbers,
    ) -> None:  # fmt: skip
        self.check, self.args, self.numbers, self._call = check, args, numbers, call
        self.expected = self._expected(question)
        counts = [value for value in args if type(value) is int and value > 0]
        self.most = max(ROOM, 10 * size(self.expected), 10 * size(args), 2 * math.prod(counts[:2]))
        self.got: Any = None

    def _expected(self, question: Question) -> Any:
        if question.reference is None:
            return None
        try:
            return question.reference(*self.args, **self.numbers)
        except Exception:
            if self.check.law is None:
                raise
            return None  # the law asks for other arguments than the function

    def answer(self, *args: Any) -> Any:
        """Return the student's answer for a check, which may count on its form."""
        value = self._call(*args)
        if value is None:
            raise AnswerError("it returns None (is there a return?)")
        if size(value) > self.most:
            raise AnswerError(f"it returns {size(value)} values, many more than expected")
        if len(args) == len(self.args) and all(map(operator.is_, args, self.args)):
            self.got = value
        return value

    def broken(self) -> str | None:
        """Return what is wrong with the answer, or None."""
        if self.check.law is None:
            got = self.answer(*self.args)
            return difference(got, self.expected, self.check.rtol, self.check.atol)
        words = self.breaks(self.answer)
        if words in (None, STUMBLED) and self.got is not None and self.expected is not None:
            return difference(self.got, self.expected, None) or words
        return words

    def breaks(self, call: Callable[..., Any]) -> str | None:
        """A law counts on answers of the right form; one on which it stumbles has another form."""
        assert self.check.law is not None  # noqa: S101
        try:
            return self.check.law(call, *self.args, **self.numbers)
        except CallError:
            raise
        except Exception:
            return STUMBLED

    def right(self) -> bool:
        """Return whether the answer is the one of the reference."""
        close = self.check.rtol, self.check.atol
        return self.expected is not None and not difference(self.got, self.expected, *close)

    def is_made_by(self, mistake: Mistake) -> bool:
        """Return whether the answer is the one of this mistake."""
        return difference(self.got, _answered(mistake, self.args, self.numbers)) is None

    def shows(self, mistake: Mistake) -> bool:
        """Return whether the mistake is wrong in this case; else it explains nothing."""
        if self.check.law is not None:
            return bool(self.breaks(lambda *args: _answered(mistake, args, self.numbers)))
        wrong = _answered(mistake, self.args, self.numbers)
        return difference(wrong, self.expected, self.check.rtol, self.check.atol) is not None


def _run(
    question: Question,
    check: Check,
    call: Callable[..., Any],
    rng: np.random.Generator,
    numbers: Numbers,
) -> Outcome:
    cases = iter(check.cases(rng, **numbers))
    tried: list[_Tried] = []
    for args in cases:
        tried.append(_Tried(question, check, call, args, numbers))
        text = shown(question.function, args)
        try:
            broken = tried[-1].broken()
        except AnswerError as error:
            return Outcome(check, False, f"{text}: {error}")
        if broken:
            more = [
                _Tried(question, check, call, other, numbers) for other in islice(cases, OTHERS)
            ]
            got = tried[-1].got
            text += "" if got is None else f" returned {returned(got)}"
            return Outcome(check, False, f"{text}: {broken}", _explained(question, tried, more))
    return Outcome(check, True)


def _explained(question: Question, tried: list[_Tried], more: list[_Tried]) -> str:
    """Return the mistake that explains the answers of all cases, or what else is certain."""
    failed, cases = tried[-1], [*tried, *more]
    try:
        for case in cases:
            if case.got is None:
                case.answer(*case.args)
    except CallError:
        cases = [case for case in cases if case.got is not None]
    if failed not in cases:
        return ""
    for mistake in question.mistakes:
        if all(case.is_made_by(mistake) for case in cases) and failed.shows(mistake):
            return mistake.message
    if any(case.expected is None for case in cases):
        return ""
    found = [(case.args, case.got, case.expected) for case in cases]
    return diagnose(found, failed.check.rtol, failed.check.atol)


def _answered(mistake: Mistake, args: Sequence[Any], numbers: Numbers) -> Any:
    """Return what students who make the mistake return: nothing, where their function fails."""
    try:
        return mistake.wrong(*map(prepare, args), **numbers)
    except Exception:
        return None
