"""Processes that evaluate trials, and die."""

import multiprocessing
import time
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from search_objectives import (
    SEARCHERS,
    SPACE,
    always_dies,
    bowl,
    bowls,
    dies_at,
    dies_once,
    generator,
    sometimes_bad,
)

from course_lib.search import (
    SearchInterrupted,
    SearchResult,
    Uniform,
    grid_search,
    random_search,
    run,
)

FORK_SERVER = get_context("forkserver")  # a process that has threads must not be forked itself
FORK_SERVER.set_forkserver_preload(["course_lib.search"])


def two_processes():
    return ProcessPoolExecutor(2, FORK_SERVER)


@pytest.mark.parametrize("name", ["grid_search", "hyperband", "bayesian_search, 3 at a time"])
def test_processes_give_the_same_search(name):
    result = run(SEARCHERS[name](0), sometimes_bad, executor=two_processes)
    assert result == run(SEARCHERS[name](0), sometimes_bad)


def test_processes_evaluate_batches():
    result = run(SEARCHERS["hyperband"](0), bowls, executor=two_processes, batch=4)
    assert result == run(SEARCHERS["hyperband"](0), bowl)


@pytest.mark.parametrize("name", ["random_search", "hyperband"])
def test_a_worker_is_killed_and_the_result_is_complete(name, tmp_path):
    objective = partial(dies_once, marker=str(tmp_path / "died"))
    result = run(SEARCHERS[name](0), objective, executor=two_processes, path=tmp_path / "s.json")
    assert (tmp_path / "died").exists()
    assert result == run(SEARCHERS[name](0), bowl)
    assert SearchResult.load(tmp_path / "s.json") == result


def test_a_pool_that_was_passed_breaks_and_the_result_is_complete(tmp_path):
    objective = partial(dies_once, marker=str(tmp_path / "died"))
    with two_processes() as executor:
        result = run(SEARCHERS["random_search"](0), objective, executor=executor)
        with pytest.raises(BrokenExecutor):
            executor.submit(abs, -1)
    assert (tmp_path / "died").exists()
    assert result == run(SEARCHERS["random_search"](0), bowl)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_only_the_trial_that_kills_its_worker_twice_is_lost(workers):
    result = grid_search(
        partial(dies_at, number=0.5),
        {"x": Uniform(0, 1)},
        points=9,
        executor=two_processes,
        workers=workers,
    )
    status = ["ok"] * 4 + ["lost"] + ["ok"] * 4
    assert [trial.status for trial in result.trials] == status
    assert result.trials[4].message.startswith("lost its worker twice: BrokenProcessPool")
    assert result.trials[4].value is None


def test_a_lost_trial_is_recorded_and_not_tried_again(tmp_path):
    objective, space = partial(dies_at, number=0.5), {"x": Uniform(0, 1)}
    path = tmp_path / "search.json"
    first = grid_search(objective, space, points=3, executor=two_processes, path=path)
    assert grid_search(objective, space, points=3, path=path) == first  # here it would kill us


def test_a_worker_that_dies_between_two_trials_is_replaced():
    with two_processes() as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(always_dies, None).result()
        result = run(SEARCHERS["random_search"](0), bowl, executor=executor)
    assert result == run(SEARCHERS["random_search"](0), bowl)


def test_when_no_worker_survives_the_search_says_so_and_can_be_repeated(tmp_path):
    path = tmp_path / "search.json"
    with pytest.raises(RuntimeError, match=r"^random_search: expected an objective that its"):
        random_search(always_dies, SPACE, 12, rng=generator(0), executor=two_processes, path=path)
    result = run(SEARCHERS["random_search"](0), bowl, path=path)
    assert result.trials == run(SEARCHERS["random_search"](0), bowl).trials


@pytest.mark.parametrize(("trials", "gives_up"), [(2, False), (3, True)])
def test_three_lost_trials_and_no_other_are_the_fault_of_the_program(trials, gives_up):
    def search():
        return random_search(always_dies, SPACE, trials, rng=generator(0), executor=two_processes)

    if gives_up:
        with pytest.raises(RuntimeError, match=r"^random_search: expected an objective that its"):
            search()
    else:
        assert [trial.status for trial in search().trials] == ["lost"] * trials


def test_a_pool_that_took_the_place_of_a_broken_one_is_closed(tmp_path):
    objective = partial(dies_once, marker=str(tmp_path / "died"))
    with two_processes() as executor:
        before = set(multiprocessing.active_children())
        run(SEARCHERS["random_search"](0), objective, executor=executor)
    assert set(multiprocessing.active_children()) <= before


class Plain(Executor):
    """An executor that has nothing but what the standard library promises; counts its calls."""

    def __init__(self, errors=()):
        self.threads, self.errors, self.calls = ThreadPoolExecutor(2), list(errors), 0

    def submit(self, fn, /, *args, **kwargs):
        self.calls += 1
        return self.threads.submit(self.call, fn, *args)

    def call(self, fn, *args):
        if self.errors:
            raise self.errors.pop()
        return fn(*args)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.threads.shutdown(wait)


class KilledWorker(Exception):
    """Named as Dask names it."""


def test_a_trial_whose_worker_dask_lost_is_repeated():
    with Plain([KilledWorker()]) as executor:
        result = run(SEARCHERS["random_search"](0), bowl, executor=executor)
    assert result == run(SEARCHERS["random_search"](0), bowl)
    assert executor.calls == len(result.trials) + 1


def slow(config):
    time.sleep(1.2)  # longer than the search waits before it looks whether the pool is alive
    return 0.0


def test_a_slow_trial_is_not_a_broken_pool():
    opened = []

    def factory():
        opened.append(Plain())
        return opened[-1]

    result = random_search(slow, SPACE, 1, rng=generator(0), executor=factory)
    assert result.trials[0].status == "ok"
    assert [pool.calls for pool in opened] == [1]


class Broken(Executor):
    """A pool that broke as CPython 3.11 can: only its first trial hears of it, others never end."""

    def __init__(self, silent):
        self.silent, self.futures, self.killed = silent, [], []
        self._processes = {1: self}

    def kill(self):
        self.killed.append(True)

    def submit(self, fn, /, *args, **kwargs):
        self.futures.append(Future())
        self._broken = "a child process terminated abruptly"
        if len(self.futures) == 1 and not self.silent:
            self.futures[0].set_exception(BrokenProcessPool(self._broken))
        return self.futures[-1]

    def shutdown(self, wait=True, *, cancel_futures=False):
        assert not wait, "would never end"


@pytest.mark.parametrize("silent", [False, True])
def test_a_broken_pool_is_never_waited_for_and_its_workers_are_killed(silent):
    pools = iter([Broken(silent), two_processes()])
    opened = []

    def factory():
        opened.append(next(pools))
        return opened[-1]

    result = run(SEARCHERS["random_search"](0), bowl, executor=factory, workers=3)
    assert result == run(SEARCHERS["random_search"](0), bowl)
    assert len(opened[0].futures) == 3
    assert opened[0].killed


def test_an_objective_that_cannot_be_sent_is_an_error_not_a_failed_trial():
    rule = "^random_search: expected an objective that the executor can send"
    with pytest.raises(RuntimeError, match=rule):
        run(SEARCHERS["random_search"](0), lambda config: 0.0, executor=two_processes)


def interrupt_at_half(config):
    if config["x"] == 0.5:
        raise KeyboardInterrupt
    return bowl(config)


def test_ctrl_c_in_a_process_stops_the_search_and_it_goes_on(tmp_path):
    space, path = {"x": Uniform(0, 1)}, Path(tmp_path / "search.json")
    with pytest.raises(SearchInterrupted) as stopped:
        grid_search(interrupt_at_half, space, points=9, executor=two_processes, path=path)
    assert SearchResult.load(path) == stopped.value.result
    assert grid_search(bowl, space, points=9, path=path) == grid_search(bowl, space, points=9)
