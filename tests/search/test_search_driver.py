"""The loop: options, threads, progress, Ctrl-C."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from search_objectives import SEARCHERS, SPACE, bowl, generator, slow_at_random

from course_lib.search import SearchInterrupted, random_search, run

every_searcher = pytest.mark.parametrize("make", SEARCHERS.values(), ids=SEARCHERS)


@every_searcher
@pytest.mark.parametrize("workers", [1, 3, 16])
def test_threads_that_finish_in_any_order_give_the_same_search(make, workers):
    with ThreadPoolExecutor(8) as executor:
        result = run(make(0), slow_at_random, executor=executor, workers=workers)
    assert result == run(make(0), bowl)


def test_no_more_calls_run_at_a_time_than_workers():
    running, most, lock = 0, 0, threading.Lock()
    barrier = threading.Barrier(3, timeout=10)

    def objective(config):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)  # a fourth one would have come by now
        barrier.wait()  # passes only when three are here at once
        with lock:
            running -= 1
        return 0.0

    random_search(
        objective, SPACE, 12, rng=generator(0), executor=lambda: ThreadPoolExecutor(8), workers=3
    )
    assert most == 3


def test_an_executor_is_left_open_and_one_from_a_factory_is_closed():
    opened = []

    def factory():
        opened.append(ThreadPoolExecutor(2))
        return opened[-1]

    run(SEARCHERS["random_search"](0), bowl, executor=factory)
    assert len(opened) == 1
    with pytest.raises(RuntimeError, match="after shutdown"):
        opened[0].submit(print)
    with ThreadPoolExecutor(2) as executor:
        run(SEARCHERS["random_search"](0), bowl, executor=executor)
        assert executor.submit(abs, -1).result() == 1


def test_an_executor_class_is_a_factory():
    result = run(SEARCHERS["random_search"](0), bowl, executor=ThreadPoolExecutor)
    assert result == run(SEARCHERS["random_search"](0), bowl)


def test_threads_evaluate_batches():
    sizes = []

    def objective(configs):
        sizes.append(len(configs))
        return [bowl(config) for config in configs]

    options = {"batch": 4, "executor": ThreadPoolExecutor, "workers": 2}
    result = random_search(objective, SPACE, 10, rng=generator(0), **options)
    assert sorted(sizes) == [2, 4, 4]
    assert [trial.value for trial in result.trials] == [
        trial.value for trial in random_search(bowl, SPACE, 10, rng=generator(0)).trials
    ]


def test_ctrl_c_keeps_what_is_finished_without_a_file():
    def objective(config):
        calls.append(config)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return bowl(config)

    calls = []
    with pytest.raises(KeyboardInterrupt, match=r"stopped after 3 of 12 .* Pass path=") as stopped:
        run(SEARCHERS["random_search"](0), objective)
    assert isinstance(stopped.value, SearchInterrupted)
    assert stopped.value.result.trials == run(SEARCHERS["random_search"](0), bowl).trials[:3]


@pytest.mark.parametrize("own", [True, False])
def test_ctrl_c_in_a_worker_stops_the_search(own):
    def objective(config):
        if config["x"] > 0.5:
            raise KeyboardInterrupt
        return bowl(config)

    with ThreadPoolExecutor(2) as pool, pytest.raises(SearchInterrupted) as stopped:
        run(SEARCHERS["random_search"](0), objective, executor=ThreadPoolExecutor if own else pool)
    finished = stopped.value.result.trials
    assert all(trial.status == "ok" for trial in finished)


def test_an_error_of_the_program_closes_the_executor():
    opened = []

    def factory():
        opened.append(ThreadPoolExecutor(1))
        return opened[-1]

    def objective(config):
        raise SystemExit

    with pytest.raises(SystemExit):
        run(SEARCHERS["random_search"](0), objective, executor=factory)
    with pytest.raises(RuntimeError, match="after shutdown"):
        opened[0].submit(print)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_search_that_stops_does_not_wait_for_what_runs(error):
    begun, stopped, in_time = threading.Event(), threading.Event(), []

    def objective(config):
        if begun.is_set():
            raise error
        begun.set()
        in_time.append(stopped.wait(10))  # the search is over while this one still runs

    opened = []

    def factory():
        opened.append(ThreadPoolExecutor(2))
        return opened[-1]

    with pytest.raises(error):
        run(SEARCHERS["random_search"](0), objective, executor=factory, workers=2)
    stopped.set()
    opened[0].shutdown(wait=True)
    assert in_time == [True]


def test_a_search_that_ends_has_waited_for_its_workers():
    class Slow(ThreadPoolExecutor):
        ended = False

        def shutdown(self, wait=True, *, cancel_futures=False):
            super().shutdown(wait, cancel_futures=cancel_futures)
            self.ended = wait and not any(thread.is_alive() for thread in self._threads)

    opened = []

    def factory():
        opened.append(Slow(2))
        return opened[-1]

    run(SEARCHERS["random_search"](0), bowl, executor=factory)
    assert [pool.ended for pool in opened] == [True]


def test_the_progress_bar_counts_the_trials_and_is_silent_unless_asked(capsys, tmp_path):
    path = tmp_path / "search.json"
    run(SEARCHERS["random_search"](0), bowl, path=path)
    assert capsys.readouterr() == ("", "")
    run(SEARCHERS["hyperband"](0), bowl, progress=True)
    assert "20/20" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"batch": 0}, ValueError, "random_search: expected batch >= 1, got batch=0"),
        ({"batch": True}, TypeError, "random_search: expected an integer batch"),
        ({"workers": 0}, ValueError, "random_search: expected workers >= 1"),
        ({"objective": 0.5}, TypeError, "random_search: expected a function as objective"),
        ({"executor": lambda: None}, TypeError, "random_search: expected a function that opens"),
        ({"executor": 4}, TypeError, "random_search: expected executor as a concurrent.futures"),
    ],
)
def test_errors(options, error, text):
    with pytest.raises(error, match=f"^{text}"):
        random_search(**{"objective": bowl, "rng": generator(0)} | options, space=SPACE, trials=3)


def test_a_searcher_runs_once():
    searcher = SEARCHERS["random_search"](0)
    run(searcher, bowl)
    with pytest.raises(ValueError, match=r"^random_search: expected a new searcher"):
        run(searcher, bowl)


def test_a_closed_executor_is_refused_with_a_remedy():
    with ThreadPoolExecutor(1) as executor:
        pass
    with pytest.raises(RuntimeError, match=r"^random_search: expected an open executor"):
        run(SEARCHERS["random_search"](0), bowl, executor=executor)
