"""What a graded question is: the function asked for, its checks, mistakes with a name, hints.

A question is written once, in a file of its own (``chapter_01/q1_numerical_gradient.py``), and used
twice: by ``check("q1")`` in the student's notebook (the public checks) and by the grader (all
checks, other inputs). Nothing here runs anything; that is `judging`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

Numbers: TypeAlias = Mapping[str, Any]
"""The numbers of a question that differ from student to student, by name."""


def no_numbers(rng: np.random.Generator) -> Numbers:
    """The numbers of a question that is the same for everybody: none."""
    return {}


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that real students give, and the sentence that names it.

    Attributes
    ----------
    message : str
        What is wrong, never the right formula: "the mask is not divided by 1 - p".
    wrong : callable
        ``wrong(*args, **numbers)``: the function as students who make it would write it.
    """

    message: str
    wrong: Callable[..., Any]


def mistake(message: str) -> Callable[[Callable[..., Any]], Mistake]:
    """Return the decorator that makes a student's wrong function the `Mistake` of this message."""
    return lambda wrong: Mistake(message, wrong)


def mistakes_in(names: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Return the mistakes among the names of a module, its ``globals()``, in their order."""
    return tuple(value for value in names.values() if isinstance(value, Mistake))


@dataclass(frozen=True)
class Check:
    """One property of the answer, worth `points`, tried on several inputs.

    Attributes
    ----------
    name : str
        The property, as a line of the report: "keeps the mean of x".
    cases : callable
        ``cases(rng, **numbers)`` yields tuples of arguments (at least two, drawn from `rng`).
        Arrays, numbers, texts, flags, None, lists, tuples, dicts of these, `Source` and `Seed`.
    law : callable, default none
        ``law(call, *args, **numbers) -> str | None``: None if the property holds, else in a few
        words what is broken. ``call(*args)`` calls the student's function, as often as needed.
        Without a law the answer is compared with the reference of the question.
    points : int, default 1
    hidden : bool, default False
        Whether only the grader runs it.
    rtol, atol : float
        Tolerances of the comparison with the reference.
    """

    name: str
    cases: Callable[..., Iterable[tuple[Any, ...]]]
    law: Callable[..., str | None] | None = None
    points: int = 1
    hidden: bool = False
    rtol: float = 1e-6
    atol: float = 1e-9


@dataclass(frozen=True)
class Question:
    """One question of an assignment.

    Attributes
    ----------
    key : str
        "q1", "q2", ...: its name in ``check("q1")``.
    function : str
        The name of the function that the student writes.
    minutes : int
        How long it should take.
    checks : tuple of Check
    hints : (str, str, str)
        A nudge, a plan, the key line.
    reference : callable, default none
        ``reference(*args, **numbers)``: the right answer, from `course_lib` where it has one.
    mistakes : tuple of Mistake
        Four or more.
    uses : tuple of str
        The keys of earlier questions whose functions the answer may call. Where a student lost
        points there, this question is judged on our own functions too, and the better one counts.
    numbers : callable
        ``numbers(rng)`` draws the numbers that differ from student to student (plain int, float or
        str, of the same difficulty). In the notebook's text they are written ``{{ q1.name }}``.
    """

    key: str
    function: str
    minutes: int
    checks: tuple[Check, ...]
    hints: tuple[str, ...] = ()
    reference: Callable[..., Any] | None = None
    mistakes: tuple[Mistake, ...] = ()
    uses: tuple[str, ...] = ()
    numbers: Callable[[np.random.Generator], Numbers] = field(default=no_numbers)

    @property
    def points(self) -> int:
        """The points of all its checks together."""
        return sum(check.points for check in self.checks)
