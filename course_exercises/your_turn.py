"""The cells called *Your turn* of the chapters: ``try_it("1.1a", my_function)`` answers at once.

The engine is that of the graded questions; nothing is recorded, and there are no points. An answer
that is still the skeleton gets ``not yet: …`` and never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import numpy as np

from course_exercises.assignments import generator
from course_exercises.checks.calling import calling
from course_exercises.checks.judging import CallError, NotWrittenError, judge
from course_exercises.checks.question import Question
from course_exercises.questions.lessons import QUESTIONS
from course_exercises.session import line
from course_lib._validate import message


def try_it(key: str, *answer: Any) -> None:
    """Say whether an answer is right, and which usual mistake it is if it is wrong.

    Parameters
    ----------
    key : str
        Lesson and letter: "1.1a".
    *answer : function, or one or more numbers or arrays
        What the reader wrote.

    Raises
    ------
    ValueError
        If there is no such question.

    Examples
    --------
    >>> try_it("1.4b", lambda x, slope, curvature: None)
    not yet: write newton_step, then run this cell again
    >>> try_it("1.4b", lambda x, slope, curvature: x - slope / curvature)
    ✓ jumps to the lowest point of the parabola
    """
    if key not in QUESTIONS:
        near = get_close_matches(str(key), QUESTIONS, 1)
        remedy = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(QUESTIONS)}."
        raise ValueError(message("try_it", "the key of a question", repr(key), remedy))
    question = QUESTIONS[key]
    call = calling(answer[0] if len(answer) == 1 and callable(answer[0]) else _constant(answer))
    if _unwritten(question, call):
        print(f"not yet: write {question.function}, then run this cell again")
        return
    found = judge(question, call, generator(key), {}, hidden=True)
    print("\n".join(map(line, found)))


def _constant(answer: tuple[Any, ...]) -> Callable[[], Any]:
    whole = any(part is None or part is ... for part in answer)
    value = None if whole or not answer else answer[0] if len(answer) == 1 else answer
    return lambda: value


def _unwritten(question: Question, call: Callable[..., Any]) -> bool:
    """Whether the answer is still a skeleton: it returns nothing for the first case."""
    args = next(iter(question.checks[0].cases(generator(question.key))))
    try:
        with np.errstate(all="ignore"):
            value = call(*args)
    except NotWrittenError:
        return True
    except CallError:
        return False
    return value is None
