"""The trusted side of grading: ask a worker, believe nothing it says, replace it when it dies."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from course_exercises.checks.calling import SECONDS
from course_exercises.checks.judging import AnswerError, MissingError, NotWrittenError
from course_exercises.checks.wire import UnreadableError, decode, encode, pieces
from course_exercises.checks.worker import slow
from course_exercises.grader import sandbox
from course_exercises.grader.magics import to_python

REPLY = 16 * sandbox.MEGABYTE
"""The longest answer of a worker: 16 MB."""
PIECES = 200_000
"""The most commas, colons and brackets in an answer: each may cost a hundred bytes."""
CELL = 2**20
"""The longest cell that is run, in characters."""
BUDGET = 60.0
"""Seconds for one submission."""
CLOCK = 4
"""How many times longer the clock may run: other programs use the processor too."""
GRACE = 0.05
"""Seconds before anybody looks how busy a worker is: most answers come sooner."""
HARD = 1.5
"""How many times longer a cell may take before its worker is ended: it stops by itself before."""
PATIENCE = 2
"""Time-outs after which the rest of a question is not tried."""

THEIRS = re.compile(r"it must take |it returns |\w+(: | \(line |$)")
"""How an error in a student's function begins; a worker has no other words for students."""
UNREADABLE = "its answer cannot be read"


class WorkerDied(Exception):
    """The worker ended, was too slow or wrote nonsense; the text says which."""


class Student:
    """The cells of one student, running in the sandbox: `run_cell` and `call`.

    Parameters
    ----------
    numbers : dict
        The student's numbers of each question.
    budget : float, default 60
        Seconds for everything.
    unsafe : bool, default False
        Work without a sandbox.
    """

    def __init__(
        self, numbers: dict[str, Any], budget: float = BUDGET, *, unsafe: bool = False
    ) -> None:
        self.numbers, self.unsafe = numbers, unsafe
        self.end = time.monotonic() + budget
        self.timeouts = 0
        self._history: list[dict[str, Any]] = []
        self._worker: subprocess.Popen[bytes] | None = None
        self._slow: Counter[str] = Counter()
        self._question = self._at = ""

    def run_cell(self, source: str) -> list[str]:
        """Run one cell and return its errors; of a cell that kills the worker only what it defines
        is run once more.
        """
        if len(source) > CELL:
            return [f"a cell of more than {CELL} characters is not run"]
        request = {"cell": source, "seconds": SECONDS, "at": self._at}
        try:
            reply = self._ask(request, HARD)
            if "unparsed" in reply and (python := to_python(source)) != source:
                request["cell"] = python
                reply = self._ask(request, HARD)
        except WorkerDied as error:
            self._salvage(request)
            return [str(error)]
        self._history.append(request)
        self.timeouts += reply.get("slow") is True
        errors = reply.get("errors", [reply.get("unparsed")])
        return [str(line)[:300] for line in errors][:20] if isinstance(errors, list) else []

    def _salvage(self, request: dict[str, Any]) -> None:
        request["definitions"] = True
        try:
            self._ask(request, HARD)
        except WorkerDied:
            return
        self._history.append(request)

    def keep(self, place: str) -> None:
        """Keep the names as they are now; "" is the end, whose names every place has too."""
        request = {"keep": place, "at": self._at}
        try:
            self._ask(request)
        except WorkerDied:
            return
        self._history.append(request)

    def go_to(self, place: str) -> None:
        """From now on, run and call with the names that were kept at `place`."""
        self._at = place

    def next_question(self, key: str = "") -> None:
        """Turn to a question, which has its own patience with time-outs; without a `key` to a new
        one.
        """
        self._question = key
        if not key:
            self._slow[key] = 0

    def call(self, name: str, *args: Any) -> Any:
        """Return the answer of the student's function `name`.

        Raises
        ------
        AnswerError
            If it raises, is too slow, is not there, changes an argument or returns what JSON
            cannot carry.
        NotWrittenError
            If it is still the stub.
        MissingError
            If there is no function of that name.
        """
        if self._slow[self._question] >= PATIENCE:
            raise AnswerError("not tried: it was too slow before")
        try:
            request = {"call": name, "args": [encode(value) for value in args], "at": self._at}
            reply = self._ask(request)
            if "value" in reply:
                return decode(reply["value"])
        except WorkerDied as error:
            raise AnswerError(str(error)) from None
        except UnreadableError as error:
            raise AnswerError(f"it returns {error}") from None
        except (ValueError, TypeError, ArithmeticError, MemoryError):
            raise AnswerError(UNREADABLE) from None
        if reply.get("unwritten"):
            raise NotWrittenError
        if "missing" in reply:
            kind = reply["missing"]
            what = f"no function but {kind[:40]}" if isinstance(kind, str) else "not defined"
            raise MissingError(f"{name} is {what}")
        raise AnswerError(_reason(reply))

    def close(self) -> None:
        """End the worker and everything that it started."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            for pipe in (self._worker.stdin, self._worker.stdout):
                if pipe is not None:
                    pipe.close()
            self._worker = None

    def _ask(self, request: dict[str, Any], more: float = 1.0) -> dict[str, Any]:
        self._left()
        if self._worker is None:
            self._restart()
        return self._exchange(request, more)

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            self._fail("not tried: the time for this submission was used up")
        return left

    def _restart(self) -> None:
        self._worker = sandbox.start(self.numbers, unsafe=self.unsafe)
        try:
            talk(self._worker, b"", 10 * SECONDS, 10 * CLOCK * SECONDS)
        except (EOFError, TimeoutError):
            self.close()
            raise sandbox.SandboxError(sandbox.BROKEN) from None
        for request in self._history:
            self._exchange(request, HARD)

    def _exchange(self, request: dict[str, Any], more: float = 1.0) -> dict[str, Any]:
        seconds, left = more * SECONDS, self._left()
        assert self._worker is not None  # noqa: S101
        line = json.dumps(request).encode() + b"\n"
        try:
            text = talk(self._worker, line, seconds, min(CLOCK * seconds, left))
            if pieces(text) > PIECES:
                raise ValueError("too many")
            reply = json.loads(text)
        except TimeoutError:
            self.timeouts += 1
            self._slow[self._question] += 1
            self._fail(slow(SECONDS))
        except EOFError:
            self._fail("it ends Python itself (os._exit, a crash, or too much memory or time)")
        except (ValueError, RecursionError):
            self._fail("its answer is too long or cannot be read")
        if not isinstance(reply, dict):
            self._fail(UNREADABLE)
        return dict(reply)

    def _fail(self, reason: str) -> NoReturn:
        self.close()
        raise WorkerDied(reason)


def _reason(reply: dict[str, Any]) -> str:
    if isinstance(reply.get("changed"), int):
        return f"it changes its argument {reply['changed']} in place: work on a copy"
    error = reply.get("error")
    return error[:300] if isinstance(error, str) and THEIRS.match(error) else UNREADABLE


def talk(worker: subprocess.Popen[bytes], line: bytes, seconds: float, clock: float) -> bytes:
    """Write `line` to the worker and return the next line that it writes.

    Raises
    ------
    TimeoutError
        If that takes the worker longer than `seconds` of the processor, or us longer than `clock`.
    EOFError
        If the worker has ended.
    ValueError
        If the answer is longer than `REPLY`.
    """
    assert worker.stdin is not None  # noqa: S101
    assert worker.stdout is not None  # noqa: S101
    inbox, outbox, end = worker.stdin.fileno(), worker.stdout.fileno(), time.monotonic() + clock
    os.set_blocking(inbox, False)
    answer, left, before = bytearray(), GRACE, None
    while not answer.endswith(b"\n"):
        wanted, patience = [inbox] if line else [], min(left, end - time.monotonic())
        ready = select.select([outbox], wanted, [], max(0.0, patience))
        if not any(ready):
            used = processor_seconds(worker.pid)
            before = used if before is None else before
            left = seconds - (used - before)
            if left <= 0 or time.monotonic() >= end:
                raise TimeoutError
        if ready[1]:
            line = line[_write(inbox, line) :]
        if ready[0]:
            part = os.read(outbox, 2**20)
            answer += part
            if not part:
                raise EOFError
            if len(answer) > REPLY:
                raise ValueError("too long")
    return bytes(answer)


def processor_seconds(process: int) -> float:
    """Return what a process and all that it started have used of the processor.

    Read from Linux's ``/proc``; 0 where there is none, so that the clock alone decides.
    """
    folder = Path(f"/proc/{process}")
    try:
        numbers = (folder / "stat").read_text().rpartition(")")[2].split()
        children = [line.read_text().split() for line in folder.glob("task/*/children")]
    except OSError:  # it has ended: its closed pipe tells
        return 0.0
    ticks = int(numbers[11]) + int(numbers[12])  # utime and stime: see `man 5 proc`
    own = ticks / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for line in children for child in line)


def _write(descriptor: int, line: bytes) -> int:
    try:
        return os.write(descriptor, line)
    except BrokenPipeError:
        raise EOFError from None
