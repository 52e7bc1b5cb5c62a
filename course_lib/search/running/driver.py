"""The one loop behind all search methods: suggest, evaluate, observe, write down.

    while the searcher suggests trials:
        evaluate them — here, in batches, or on the workers of an executor
        write them to the file, hand them back to the searcher

The same loop resumes an interrupted search: a suggested trial that is in the file is read
instead of evaluated. Used in chapter 7.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypedDict

from course_lib import _validate as check
from course_lib._progress import progress_bar
from course_lib._validate import message
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Searcher
from course_lib.search.running.storage import TrialFile, header_of
from course_lib.search.running.trial import Objective, Proposal, Trial
from course_lib.search.running.workers import ExecutorOrFactory, WorkerPool


class RunOptions(TypedDict, total=False):
    """The options that every search takes: see `run`."""

    executor: ExecutorOrFactory | None
    workers: int | None
    batch: int | None
    path: str | os.PathLike[str] | None
    progress: bool


class SearchInterrupted(KeyboardInterrupt):
    """Ctrl-C during a search.

    Parameters
    ----------
    text : str
        How far the search came, and how to resume it.
    result : SearchResult
        The finished trials; the file has them too.
    """

    def __init__(self, text: str, result: SearchResult) -> None:
        super().__init__(text)
        self.result = result


def run(
    searcher: Searcher,
    objective: Objective,
    *,
    executor: ExecutorOrFactory | None = None,
    workers: int | None = None,
    batch: int | None = None,
    path: str | os.PathLike[str] | None = None,
    progress: bool = False,
    **unknown: object,
) -> SearchResult:
    """Run a search method to its end.

    Parameters
    ----------
    searcher : Searcher
        The method. `random_search`, `hyperband`, … make theirs; make one for a method of your own.
    objective : callable
        `objective(config) -> float`, lower is better; `objective(config, budget)` where trials
        have a budget (train for `budget` epochs in all, not `budget` more).
    executor : concurrent.futures.Executor or callable, optional
        Where trials are evaluated: threads, processes, `client.get_executor()` of Dask; default:
        here. Better than an executor is a function that opens one, such as
        `lambda: ProcessPoolExecutor(4)`: it can be opened again when a worker dies. (An executor
        passed as such that breaks is replaced by a plain process pool.) The result does not
        depend on the executor.
    workers : int, optional
        Calls handed to the executor at a time; default: the processors of this machine. For a
        cluster give the number of its workers.
    batch : int, optional
        Evaluate up to `batch` trials in one call, `objective(configs) -> values` with lists of
        equal length: the trials train together along a leading axis.
    path : path-like, optional
        File in which every finished trial is stored at once. If it exists, the search resumes
        from it: nothing in it is evaluated again. Another search's file is refused.
    progress : bool, default False
        Show a progress bar.

    Returns
    -------
    SearchResult
        All trials in the order of their numbers.

    Raises
    ------
    SearchInterrupted
        On Ctrl-C (a KeyboardInterrupt); its `result` holds the finished trials.
    ValueError
        If the file is not one of this search.
    RuntimeError
        If the objective cannot be sent to the workers, none survives it, or another run writes
        the same file.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib.search import Searcher, Uniform, run
    >>> def bisection(low, high):  # where is an objective 0 that rises with x?
    ...     for _ in range(30):
    ...         middle = (low + high) / 2
    ...         (trial,) = yield [({"x": middle}, None)]
    ...         low, high = (low, middle) if trial.value > 0 else (middle, high)
    >>> searcher = Searcher("bisection", {"x": Uniform(0, 2)}, [(bisection(0, 2), 30)])
    >>> result = run(searcher, lambda config: config["x"] ** 2 - 2)
    >>> round(result.trials[-1].config["x"], 6)
    1.414214

    Notes
    -----
    Dead workers: what ran on them is repeated, one trial at a time; a trial that loses its worker
    twice is recorded as "lost". An exception or a NaN is recorded as "failed" or "diverged".
    """
    check.method("run", "searcher", searcher, "suggest")
    _refuse(searcher.name, unknown)
    check.flag(searcher.name, "progress", progress)
    size = 1 if batch is None else check.integer(searcher.name, "batch", batch)
    queue = Queue(searcher, TrialFile(header_of(searcher), path))
    pool = WorkerPool(searcher.name, objective, batch is not None, executor, workers)
    with progress_bar(searcher.total, progress, "trial") as bar, _closing(pool, queue):
        while True:
            while pool.has_room and (chunk := queue.take(size)):
                pool.submit(chunk)
            if pool.idle:
                break
            queue.finish(pool.collect())
            bar.update(len(queue.finished) - bar.n)
    if not queue.finished:
        remedy = "Make another one: it can run only once."
        raise ValueError(message(searcher.name, "a new searcher", "one that has run", remedy))
    return queue.result()


class Queue:
    """The trials of a search on their way from the searcher and back.

    Parameters
    ----------
    searcher : Searcher
        Suggests the trials.
    file : TrialFile
        Keeps the finished trials, some of them perhaps from an earlier run.
    """

    def __init__(self, searcher: Searcher, file: TrialFile) -> None:
        self._searcher, self._file = searcher, file
        self._next: Proposal | None = None
        self.finished: dict[int, Trial] = {}

    def take(self, size: int) -> list[Proposal]:
        """Return up to `size` proposals of one budget; none if the searcher waits or is done."""
        chunk: list[Proposal] = []
        while len(chunk) < size and (proposal := self._peek()) is not None:
            if chunk and proposal.budget != chunk[0].budget:
                break
            chunk.append(proposal)
            self._next = None
        return chunk

    def finish(self, trials: Sequence[Trial]) -> None:
        """Store trials and hand them to the searcher."""
        self.finished |= {trial.number: trial for trial in trials}  # first: Ctrl-C may come now
        self._file.add(trials)
        for trial in trials:
            self._searcher.observe(trial)

    def result(self) -> SearchResult:
        """Return what is finished, in the order of the numbers."""
        trials = tuple(self.finished[number] for number in sorted(self.finished))
        return SearchResult(self._file.header, trials)

    def stopped(self) -> SearchInterrupted:
        """Return the exception that says how far the search came."""
        came = f"{self._searcher.name} stopped after {len(self.finished)} of {self._searcher.total}"
        again = "Run it again with the same path" if self._file.path else "Pass path= to be able"
        text = f"{came} trials. They are in the `result` of this exception. {again} to resume."
        return SearchInterrupted(text, self.result())

    def _peek(self) -> Proposal | None:
        """Return the next proposal that is not in the file; observe those that are."""
        while self._next is None:
            self._next = self._searcher.suggest()
            if self._next is None:
                break
            if known := self._file.trials.get(self._next.number):
                self.finished[known.number] = known
                self._searcher.observe(known)
                self._next = None
        return self._next


def _refuse(owner: str, unknown: Mapping[str, object]) -> None:
    for name in unknown:
        remedy = "Lower is better: return the negative." if "max" in name else ""
        rule = f"no options but {', '.join(RunOptions.__annotations__)}"
        raise TypeError(message(owner, rule, name, remedy))


@contextmanager
def _closing(pool: WorkerPool, queue: Queue) -> Iterator[None]:
    """Close the pool in any case; turn Ctrl-C into an exception that carries the trials."""
    try:
        yield
    except KeyboardInterrupt:
        queue.finish(pool.rescue())
        pool.close(wait_for_running=False)
        raise queue.stopped() from None
    except BaseException:
        pool.close(wait_for_running=False)
        raise
    pool.close(wait_for_running=True)
