"""The untrusted side of grading: run a student's cells and call what they define.

With `wire` and `standins` it is all of the course that is in the sandbox, and needs Python and
NumPy alone. It is started as a program and spoken to in lines of JSON:

    {"cell": source, "seconds": 3}   -> {"errors": [of single statements], "slow": flag}
                                        or {"unparsed": text}
    {"keep": place}                  -> {"kept": true}: the names as they are now
    {"call": name, "args": [values]} -> {"value": value}, {"error": text}, {"changed": position},
                                        {"unwritten": true} or {"missing": type name or null}

With ``"at": place`` a request first restores the names kept there. Values are written by `encode`;
the trusted side reads them with `decode`, which believes nothing.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_exercises.checks.standins import Absent, Stub
from course_exercises.checks.wire import UnreadableError, decode, encode


class TimeUp(BaseException):
    """Raised inside of a student's code; no ``except Exception`` there catches it."""


@contextmanager
def limited(seconds: float, clock: float) -> Iterator[None]:
    """Raise `TimeUp` after so many seconds of the processor, or so many of the clock.

    Only where signals work: in the main thread, and not on Windows.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: Any) -> None:
        raise TimeUp

    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, clock),
    )
    before = [signal.signal(number, stop) for _, number, _ in timers]
    for timer, _, limit in timers:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for (timer, number, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def slow(seconds: float) -> str:
    """Return what a student reads after a time-out."""
    return f"no answer within {seconds:g} s (does a loop never end?)"


def run(
    source: str, names: dict[str, Any], seconds: float = 3.0, definitions: bool = False
) -> dict[str, Any]:
    """Run one cell in `names`, statement by statement; return the errors, one line each.

    A statement that fails does not take those after it along. After a time-out, or if asked for
    from the start, only definitions are run: an experiment that is too slow costs no function.
    """
    try:
        body = ast.parse(source, "<cell>").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"unparsed": error_line(error)}
    errors, late, end = [], False, time.process_time() + seconds
    for statement in body:
        if (definitions or late) and not _defines(statement):
            continue
        left = max(end - time.process_time(), 0.1)
        try:
            with limited(left, 3 * left):
                exec(compile(ast.Module([statement], []), "<cell>", "exec"), names)
        except TimeUp:
            late = True
            errors.append(slow(seconds))
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            errors.append(error_line(error))
            if isinstance(error, ImportError):
                _name_absent(statement, str(error), names)
    return {"errors": errors[:20], "slow": late}


def _name_absent(statement: ast.stmt, text: str, names: dict[str, Any]) -> None:
    """Give what could not be imported a value that says so where it is used."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            name = (alias.asname or alias.name).split(".")[0]
            if not hasattr(names.get(name), "__path__"):  # numpy stays, without its missing part
                names[name] = Absent(text)


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        works = (ast.Call, ast.ListComp, ast.SetComp, ast.DictComp, ast.BinOp)
        value = statement.value or statement
        return isinstance(value, ast.Lambda) or not any(
            isinstance(n, works) for n in ast.walk(value)
        )
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return isinstance(statement, kinds)


def error_line(error: BaseException) -> str:
    """Return an error in one line: type, message, line of the student's cell."""
    line, step = getattr(error, "lineno", 0), error.__traceback__
    while step is not None:
        line = step.tb_lineno if step.tb_frame.f_code.co_filename == "<cell>" else line
        step = step.tb_next
    try:
        text = " ".join(str(error).split())[:200]
    except BaseException:
        text = ""
    where = f" (line {line} of its cell)" if line else ""
    return f"{type(error).__name__[:40]}{': ' if text else ''}{text}{where}"


def signature_error(
    function: Callable[..., Any], args: Sequence[Any], numbers: dict[str, Any]
) -> str:
    """Return why `function` cannot be called with these arguments, or ""."""
    try:
        signature = inspect.signature(function)
    except ValueError:  # some built-in functions have none
        return ""
    try:
        signature.bind(*args, **numbers)
    except TypeError:
        needed = f"{len(args)} argument{'s' * (len(args) != 1)}"
        return f"it must take {needed}, yours takes {str(signature)[:100]}"
    return ""


def call(names: dict[str, Any], name: str, written: list[Any]) -> dict[str, Any]:
    """Call the student's function `name`; return its value or what went wrong."""
    function = names.get(name)
    if not callable(function):
        return {"missing": None if function is None else type(function).__name__[:40]}
    args, before = ([decode(v, recipes=True) for v in written] for _ in range(2))
    try:
        if wrong := signature_error(function, args, {}):
            return {"error": wrong}
        with np.errstate(all="ignore"):
            value = encode(function(*args))
    except NotImplementedError:
        return {"unwritten": True}
    except UnreadableError as error:
        return {"error": f"it returns {error}"}
    except BaseException as error:
        return {"error": error_line(error)}
    for position, pair in enumerate(zip(args, before, strict=True), 1):
        if not _same(*pair):
            return {"changed": position}
    return {"value": value}


def _same(now: Any, before: Any) -> bool:
    if callable(before) or isinstance(before, np.random.Generator):
        return True
    return json.dumps(encode(now)) == json.dumps(encode(before))


def limit(limits: dict[str, int]) -> None:
    """Set limits of this process that it cannot raise again, by the names of `resource`."""
    import resource

    for name, value in limits.items():
        hard = resource.getrlimit(getattr(resource, name))[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(getattr(resource, name), (value, value))


class Notebook:
    """The names of a notebook, now and at the places where they were kept."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names, self.at = names, ""
        self.kept: dict[str, dict[str, Any]] = {}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one request: see the top of this file."""
        place = request.get("at", self.at)
        if place != self.at:
            self._restore(place)
        if "keep" in request:
            self.kept[request["keep"]] = dict(self.names)
            return {"kept": True}
        if "cell" in request:
            given = request.get("seconds", 3.0), request.get("definitions", False)
            return run(request["cell"], self.names, *given)
        return call(self.names, request["call"], request["args"])

    def _restore(self, place: str) -> None:
        """Names that were not there yet have their last value: a helper may be further down."""
        restored = self.kept.get("", {}) | self.kept.get(place, {})
        self.names.clear()
        self.names.update(restored)
        self.at = place


def main(setup: dict[str, Any]) -> None:
    """Answer requests from standard input until it ends; students print to nowhere."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    notebook = Notebook(Stub(setup["numbers"]).names)
    limit(setup["limits"])
    answer: dict[str, Any] = {"ready": True}
    while True:
        outbox.write(json.dumps(answer).encode() + b"\n")
        outbox.flush()
        line = inbox.readline()
        if not line:
            return
        answer = notebook.answer(json.loads(line))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
