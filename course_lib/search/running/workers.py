"""Who evaluates the trials: this process, or the workers of any `concurrent.futures.Executor`.

A worker can die: out of memory, a crash in compiled code, a machine that is switched off. Any
trial that was running then may be the cause (a pool of processes takes all its tasks down with
one worker), so each of these *suspects* is repeated alone, and only a trial that loses its worker
a second time is recorded as "lost". Used in chapter 7, where the same search runs on processes
and on Dask.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from typing import Any, TypeAlias
from uuid import uuid4

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.search.running.trial import (
    Objective,
    Proposal,
    Trial,
    describe,
    evaluate,
    evaluate_batch,
    unfinished,
)

ExecutorOrFactory: TypeAlias = Executor | Callable[[], Executor]
"""An executor, or a function without arguments that opens one (and may be called again)."""

GIVE_UP = 3
"""When no trial returned and this many are lost, the fault is not in the trials."""


class InProcess(Executor):
    """The executor that evaluates at once, here: so there is one loop for all executors."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` now and return its result as a finished future."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class WorkerPool:
    """The trials in flight, and the workers that evaluate them.

    Parameters
    ----------
    owner : str
        Name of the search, for messages.
    objective : callable
        As for `run`.
    batched : bool
        Whether the objective takes lists of configurations.
    executor : Executor, callable or None
        None evaluates in this process. A factory is opened here, closed here, and opened again
        when its workers died. When an executor that was passed as such breaks, a new
        `ProcessPoolExecutor` (with the same start method) takes its place.
    workers : int or None
        How many calls of the objective run at a time; None: one per processor.
    """

    def __init__(
        self,
        owner: str,
        objective: Objective,
        batched: bool,
        executor: ExecutorOrFactory | None,
        workers: int | None,
    ) -> None:
        if not callable(objective):
            raise TypeError(message(owner, "a function as objective", repr(objective)))
        self._owner, self._objective = owner, objective
        self._batched = batched
        self._count = _count(owner, executor, workers)
        self._open = _opener(owner, executor, self._count)
        self._owned = not isinstance(executor, Executor)
        self._executor = executor if isinstance(executor, Executor) else self._new_executor()
        self._in_flight: dict[Future[list[Trial]], Sequence[Proposal]] = {}
        self._suspects: deque[Proposal] = deque()
        self._repeated: set[int] = set()
        self._any_returned, self._lost = False, 0

    @property
    def idle(self) -> bool:
        """Nothing in flight and nothing to repeat."""
        return not self._in_flight and not self._suspects

    @property
    def has_room(self) -> bool:
        """Whether another call can be submitted now."""
        return not self._suspects and len(self._in_flight) < self._count

    def submit(self, proposals: Sequence[Proposal]) -> None:
        """Give proposals (of one budget) to a worker."""
        # The ticket makes every call different: Dask answers equal calls once.
        arguments = (self._objective, proposals, self._batched, uuid4().hex)
        try:
            future = self._executor.submit(evaluate_chunk, *arguments)
        except BrokenProcessPool as error:  # a worker died while it had nothing to do
            future = Future()
            future.set_exception(error)
        except RuntimeError as error:
            remedy = "Keep the search inside the executor's `with` block."
            raise RuntimeError(message(self._owner, "an open executor", error, remedy)) from error
        self._in_flight[future] = proposals

    def collect(self) -> list[Trial]:
        """Wait until something comes back; return the trials that are finished."""
        if not self._in_flight:
            self.submit([self._suspects.popleft()])
        done = self._wait_for_one()
        if not done or any(isinstance(_error(future), BrokenProcessPool) for future in done):
            done = set(self._in_flight)  # it took the others down, whether they know it or not
            _kill_workers(self._executor)
            self.close(wait_for_running=False)
            self._executor, self._owned = self._new_executor(), True
        for future in done:  # before any is removed: `rescue` returns the finished ones
            self._raise_if_not_the_trials_fault(_error(future))
        return [trial for future in done for trial in self._outcome(future)]

    def rescue(self) -> list[Trial]:
        """Cancel what has not begun and return what is already finished: after Ctrl-C."""
        for future in self._in_flight:
            future.cancel()
        done = [future for future in self._in_flight if future.done() and not _error(future)]
        return [trial for future in done for trial in future.result()]

    def close(self, *, wait_for_running: bool) -> None:
        """Close the executor if it was opened here."""
        if self._owned:
            self._executor.shutdown(wait=wait_for_running)

    def _wait_for_one(self) -> set[Future[list[Trial]]]:
        """Return what is done; nothing if the pool broke and told no trial."""
        while True:
            done, _ = wait(self._in_flight, timeout=1.0, return_when=FIRST_COMPLETED)
            if done or getattr(self._executor, "_broken", False):
                return done

    def _outcome(self, future: Future[list[Trial]]) -> list[Trial]:
        proposals, error = self._in_flight.pop(future), _error(future)
        self._any_returned |= error is None
        return future.result() if error is None else self._repeat_or_give_up(proposals, error)

    def _raise_if_not_the_trials_fault(self, error: BaseException | None) -> None:
        if error is None or _worker_died(error):
            return
        if not isinstance(error, Exception):
            raise error  # Ctrl-C that reached the worker
        remedy = "Can it be pickled? Define it with def at the top level of a module."
        rule = "an objective that the executor can send to its workers"
        raise RuntimeError(message(self._owner, rule, describe(error), remedy)) from error

    def _repeat_or_give_up(
        self, proposals: Iterable[Proposal], error: BaseException
    ) -> list[Trial]:
        again = [p for p in proposals if p.number not in self._repeated]
        lost = [p for p in proposals if p.number in self._repeated]
        self._suspects.extend(again)
        self._repeated |= {proposal.number for proposal in again}
        self._lost += len(lost)
        if self._lost >= GIVE_UP and not self._any_returned:
            remedy = "Can they import it? Outside Linux, define it in a module, not in a notebook."
            rule = "an objective that its workers survive"
            raise RuntimeError(message(self._owner, rule, describe(error), remedy)) from error
        return [unfinished(p, "lost", f"lost its worker twice: {describe(error)}") for p in lost]

    def _new_executor(self) -> Executor:
        executor = self._open()
        if not isinstance(executor, Executor):
            rule = "a function that opens a concurrent.futures.Executor"
            raise TypeError(message(self._owner, rule, f"one that returns {executor!r}"))
        return executor


def evaluate_chunk(
    objective: Objective, proposals: Sequence[Proposal], batched: bool, ticket: str
) -> list[Trial]:
    """Evaluate proposals in one call, or one after the other: what runs in the worker."""
    if batched:
        return evaluate_batch(objective, proposals)
    return [evaluate(objective, proposal) for proposal in proposals]


def _count(owner: str, executor: ExecutorOrFactory | None, workers: int | None) -> int:
    if workers is not None:
        check.integer(owner, "workers", workers)
    if executor is None:
        return 1
    return workers or os.cpu_count() or 1


def _opener(owner: str, executor: ExecutorOrFactory | None, count: int) -> Callable[[], Executor]:
    if executor is None:
        return InProcess
    if isinstance(executor, Executor):
        # A broken pool still knows how it starts its processes, though only in private.
        return lambda: ProcessPoolExecutor(count, getattr(executor, "_mp_context", None))
    if not callable(executor):
        rule = "executor as a concurrent.futures.Executor or a function that opens one"
        raise TypeError(message(owner, rule, repr(executor)))
    return executor


def _error(future: Future[Any]) -> BaseException | None:
    if not future.done():  # only ever asked after its pool broke
        return BrokenProcessPool("the pool broke while it waited")
    return CancelledError("cancelled") if future.cancelled() else future.exception()


def _kill_workers(pool: Executor) -> None:
    """Kill what is left of a broken pool, so that nothing waits for it.

    Until Python 3.12 a pool could start one more worker while it broke, which it then neither
    stops nor stops waiting for: at the end of a `with` block, or of Python.
    """
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()


def _worker_died(error: BaseException) -> bool:
    """Recognise a dead worker by the pool's exception, or by Dask's, without importing Dask."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return isinstance(error, BrokenProcessPool) or "KilledWorker" in names
