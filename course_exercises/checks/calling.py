"""Call a student's function in this process, and say in one line what goes wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_exercises.checks.arguments import prepare
from course_exercises.checks.judging import AnswerError, NotWrittenError
from course_exercises.checks.wire import UnreadableError, decode, encode
from course_exercises.checks.worker import TimeUp, limited, signature_error, slow

SECONDS = 3.0
"""How long one call of a student's function may take."""


def calling(
    function: Callable[..., Any], seconds: float = SECONDS, **numbers: Any
) -> Callable[..., Any]:
    """Return ``call(*args)``, which gives `function` fresh arguments and returns its answer.

    The answer passes through the form in which it leaves the sandbox when grading: what cannot be
    read there is refused here too.

    Parameters
    ----------
    function : callable
    seconds : float, default 3
        The time limit of one call, kept where signals work: in the main thread, not on Windows.
    **numbers
        Passed on by name; a student's own function takes none.

    Raises
    ------
    AnswerError
        From ``call``: an error of the function, too much time, arguments that do not fit, an
        argument changed in place.
    NotWrittenError
        From ``call``: the function raises `NotImplementedError`.
    """

    def call(*args: Any) -> Any:
        given, kept = [prepare(v) for v in args], [prepare(v) for v in args]
        if wrong := signature_error(function, given, numbers):
            raise AnswerError(wrong)
        value = _run(function, given, numbers, seconds)
        for position, (now, before) in enumerate(zip(given, kept, strict=True), 1):
            if not same(now, before):
                raise AnswerError(f"it changes its argument {position} in place: work on a copy")
        return value

    return call


def _run(
    function: Callable[..., Any], args: Sequence[Any], numbers: dict[str, Any], seconds: float
) -> Any:
    try:
        with limited(seconds, seconds), np.errstate(all="ignore"):
            return decode(encode(function(*args, **numbers)))
    except NotImplementedError:
        raise NotWrittenError from None
    except UnreadableError as error:
        raise AnswerError(f"it returns {error}") from None
    except TimeUp:
        raise AnswerError(slow(seconds)) from None
    except RecursionError:
        raise AnswerError("it calls itself without end") from None
    except (Exception, SystemExit) as error:
        raise AnswerError(words(error, function)) from None


def words(error: BaseException, function: Callable[..., Any]) -> str:
    """Return an error in one line: its type, its message, and the line of the student's cell."""
    text = " ".join(str(error).split())[:200]
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    theirs, line, step = getattr(function, "__globals__", None), 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_globals is theirs:
            line = step.tb_lineno
        step = step.tb_next
    return f"{message} (line {line} of its cell)" if line else message


def same(now: Any, before: Any) -> bool:
    """Return whether a value is still what it was; functions and generators always are."""
    if isinstance(before, np.ndarray):
        return isinstance(now, np.ndarray) and now.shape == before.shape and _equal(now, before)
    if isinstance(before, list | tuple):
        return len(now) == len(before) and all(map(same, now, before))
    if isinstance(before, dict):
        return now.keys() == before.keys() and all(same(now[k], v) for k, v in before.items())
    return callable(before) or isinstance(before, np.random.Generator) or _equal(now, before)


def _equal(now: Any, before: Any) -> bool:
    a, b = np.asarray(now), np.asarray(before)
    return np.array_equal(a, b, equal_nan=a.dtype.kind == b.dtype.kind == "f")
