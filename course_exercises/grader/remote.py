"""The trusted side of grading: ask a worker, believe nothing it says, replace it when it dies."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from pathlib import Path
from typing import Any, NoReturn

from course_exercises.checks.calling import SECONDS
from course_exercises.checks.judging import AnswerError, MissingError, NotWrittenError
from course_exercises.checks.worker import UnreadableError, decode, encode
from course_exercises.grader import sandbox

REPLY = 16 * sandbox.MEGABYTE
"""The longest answer of a worker: 16 MB."""
BUDGET = 60.0
"""Seconds for one submission."""
CLOCK = 4
"""How many times longer the clock may run: other programs use the processor too."""
GRACE = 0.05
"""Seconds before anybody looks how busy a worker is: most answers come sooner."""
PATIENCE = 2
"""Time-outs after which the rest of a question is not tried."""


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
        self._cells: list[str] = []
        self._worker: subprocess.Popen[bytes] | None = None
        self._slow = 0

    def run_cell(self, source: str) -> list[str]:
        """Run one cell and return its errors; a cell that kills the worker is not run again."""
        try:
            said = self._ask({"cell": source}).get("said")
        except WorkerDied as error:
            return [str(error)]
        self._cells.append(source)
        return [str(line)[:300] for line in said][:20] if isinstance(said, list) else []

    def next_question(self) -> None:
        """Give the next question its own patience with time-outs."""
        self._slow = 0

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
        if self._slow >= PATIENCE:
            raise AnswerError("not tried: it was too slow before")
        try:
            reply = self._ask({"call": name, "args": [encode(value) for value in args]})
            if "value" in reply:
                return decode(reply["value"])
        except WorkerDied as error:
            raise AnswerError(str(error)) from None
        except UnreadableError as error:
            raise AnswerError(f"it returns {error}") from None
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

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._worker is None:
            self._restart()
        return self._exchange(json.dumps(request).encode() + b"\n", SECONDS)

    def _restart(self) -> None:
        self._worker = sandbox.start(self.numbers, unsafe=self.unsafe)
        try:
            talk(self._worker, b"", 10 * SECONDS, 10 * CLOCK * SECONDS)
        except (EOFError, TimeoutError):
            self.close()
            raise sandbox.SandboxError(sandbox.BROKEN) from None
        for source in self._cells:
            self._exchange(json.dumps({"cell": source}).encode() + b"\n", SECONDS)

    def _exchange(self, line: bytes, seconds: float) -> dict[str, Any]:
        left = self.end - time.monotonic()
        if left <= 0:
            self._fail("not tried: the time for this submission was used up")
        assert self._worker is not None  # noqa: S101
        try:
            reply = json.loads(talk(self._worker, line, seconds, min(CLOCK * seconds, left)))
        except TimeoutError:
            self.timeouts, self._slow = self.timeouts + 1, self._slow + 1
            self._fail(f"no answer within {seconds:g} s (does a loop never end?)")
        except EOFError:
            self._fail("it ends Python itself (os._exit, a crash, or too much memory or time)")
        except (ValueError, RecursionError):
            self._fail("its answer is too long or cannot be read")
        if not isinstance(reply, dict):
            self._fail("its answer cannot be read")
        return dict(reply)

    def _fail(self, reason: str) -> NoReturn:
        self.close()
        raise WorkerDied(reason)


def _reason(reply: dict[str, Any]) -> str:
    if isinstance(reply.get("changed"), int):
        return f"it changes its argument {reply['changed']} in place: work on a copy"
    said = reply.get("error")
    return said[:300] if isinstance(said, str) else "its answer cannot be read"


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
