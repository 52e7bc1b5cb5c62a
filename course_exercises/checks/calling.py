"""Call a student's function in this process, and say in one line what goes wrong in it."""

from __future__ import annotations

import signal
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_exercises.checks.arguments import prepare
from course_exercises.checks.judging import AnswerError, NotWrittenError
from course_exercises.checks.worker import misfit

SECONDS = 3.0
"""How long one call of a student's function may take."""


class _TimeUp(BaseException):
    """Raised inside the student's function; no ``except Exception`` there catches it."""


def calling(
    function: Callable[..., Any], seconds: float = SECONDS, **numbers: Any
) -> Callable[..., Any]:
    """Return ``call(*args)``, which gives `function` fresh arguments and returns its answer.

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
        if wrong := misfit(function, given, numbers):
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
        with _limit(seconds), np.errstate(all="ignore"):
            return function(*args, **numbers)
    except NotImplementedError:
        raise NotWrittenError from None
    except _TimeUp:
        raise AnswerError(f"no answer within {seconds:g} s (does a loop never end?)") from None
    except RecursionError:
        raise AnswerError("it calls itself without end") from None
    except (Exception, SystemExit) as error:
        raise AnswerError(words(error, function)) from None


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: Any) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def words(error: BaseException, function: Callable[..., Any]) -> str:
    """Return an error in one line: its type, its message, and the line of the student's cell."""
    text = " ".join(str(error).split())[:200]
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    theirs, line, step = getattr(function, "__globals__", None), 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_globals is theirs:
            line = step.tb_lineno
        step = step.tb_next
    return f"{said} (line {line} of its cell)" if line else said


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


def borrowed(function: Callable[..., Any]) -> str:
    """Return the name through which `function` or a helper of it reaches `course_lib`, or ""."""
    waiting, seen = [function], set()
    while waiting:
        item = waiting.pop()
        if _of_the_course(str(getattr(item, "__module__", ""))):
            return str(getattr(item, "__name__", item))
        code = getattr(item, "__code__", None)
        if code is None or item in seen:
            continue
        seen.add(item)
        for name in _names(code):
            value = item.__globals__.get(name)
            if _of_the_course(name) or _is_ours(value):
                return name
            if isinstance(value, types.FunctionType):
                waiting.append(value)
    return ""


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _is_ours(value: Any) -> bool:
    if isinstance(value, types.ModuleType):
        return _of_the_course(value.__name__)
    if isinstance(value, type | types.FunctionType) and _of_the_course(str(value.__module__)):
        return True
    return _of_the_course(type(value).__module__)


def _of_the_course(module: str) -> bool:
    return module.split(".")[0] in ("course_lib", "course_exercises")
