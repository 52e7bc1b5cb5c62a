"""The file: nothing lost, nothing twice, refused when it is not ours."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from search_objectives import SEARCHERS, SPACE, bowl, bowls, generator, sometimes_bad

from course_lib.search import (
    Choice,
    SearchInterrupted,
    SearchResult,
    Trial,
    Uniform,
    random_search,
    run,
)
from course_lib.search.running.storage import rng_digest, trial_to_json

every_searcher = pytest.mark.parametrize("make", SEARCHERS.values(), ids=SEARCHERS)


class Interrupting:
    """An objective that counts its calls and presses Ctrl-C in one of them."""

    def __init__(self, at, objective=sometimes_bad):
        self.at, self.calls, self.objective = at, [], objective

    def __call__(self, config, budget=10):
        if len(self.calls) == self.at:
            self.at = None
            raise KeyboardInterrupt
        self.calls.append((tuple(config.items()), budget))
        return self.objective(config, budget)


@every_searcher
@pytest.mark.parametrize("at", [0, 1, 6, 10])
def test_an_interrupted_search_goes_on_as_if_nothing_had_happened(make, at, tmp_path):
    path = tmp_path / "search.json"
    objective = Interrupting(at)
    with pytest.raises(SearchInterrupted) as interrupt:
        run(make(0), objective, path=path)
    assert len(interrupt.value.result.trials) == at
    assert str(interrupt.value).endswith("Run it again with the same path to resume.")
    assert SearchResult.load(path) == interrupt.value.result
    result = run(make(0), objective, path=path)
    assert result == run(make(0), sometimes_bad)
    assert result == SearchResult.load(path)
    assert len(objective.calls) == len(result.trials)  # no evaluation twice


def test_it_can_be_interrupted_again_and_again(tmp_path):
    path, calls = tmp_path / "search.json", 0
    for _ in range(12):
        objective = Interrupting(1)
        with pytest.raises(SearchInterrupted):
            run(SEARCHERS["bayesian_search"](0), objective, path=path)
        calls += len(objective.calls)
        if calls == 11:
            break
    result = run(SEARCHERS["bayesian_search"](0), sometimes_bad, path=path)
    assert calls == 11
    assert result == run(SEARCHERS["bayesian_search"](0), sometimes_bad)


def test_a_finished_search_evaluates_nothing(tmp_path):
    path = tmp_path / "search.json"
    first = run(SEARCHERS["hyperband"](0), bowl, path=path)
    assert run(SEARCHERS["hyperband"](0), Interrupting(0), path=path) == first


KILLED = """
import os, signal
from search_objectives import SEARCHERS, bowl
from course_lib.search import run

calls = 0
def objective(config, budget=10):
    global calls
    calls += 1
    if calls == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return bowl(config, budget)

run(SEARCHERS["hyperband"](0), objective, path="search.json")
"""


def test_a_search_whose_process_is_killed_goes_on(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, env=environment)
    assert done.returncode == -signal.SIGKILL
    path = tmp_path / "search.json"
    assert len(SearchResult.load(path).trials) == 5
    objective = Interrupting(None, bowl)
    result = run(SEARCHERS["hyperband"](0), objective, path=path)
    assert result == run(SEARCHERS["hyperband"](0), bowl)
    assert len(objective.calls) == len(result.trials) - 5


WAITING = """
import signal, time
from search_objectives import SEARCHERS, bowl
from course_lib.search import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs us behind

def objective(config, budget=10):
    time.sleep(0.02)
    return bowl(config, budget)

run(SEARCHERS["random_search"](0), objective, path="search.json")
"""


def test_ctrl_c_at_any_moment_leaves_a_complete_file(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    path = tmp_path / "search.json"
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    ) as process:
        while not path.exists() or not SearchResult.load(path).trials:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert b"random_search stopped after" in errors
    assert run(SEARCHERS["random_search"](0), bowl, path=path) == run(
        SEARCHERS["random_search"](0), bowl
    )


def test_two_runs_on_one_file_do_not_mix(tmp_path):
    path = tmp_path / "search.json"

    def objective(config):
        if len(SearchResult.load(path).trials) == 4:  # while this run has done four, another begins
            assert len(run(SEARCHERS["random_search"](0), bowl, path=path).trials) == 12
        return bowl(config)

    with pytest.raises(RuntimeError, match=r"^random_search: expected to be the only run"):
        run(SEARCHERS["random_search"](0), objective, path=path)
    result = run(SEARCHERS["random_search"](0), Interrupting(0), path=path)  # evaluates nothing
    assert result == run(SEARCHERS["random_search"](0), bowl)


def test_a_file_that_vanishes_under_a_run_stops_it(tmp_path):
    path = tmp_path / "search.json"

    def objective(config):
        path.unlink(missing_ok=True)
        return bowl(config)

    with pytest.raises(RuntimeError, match=r"^random_search: expected to be the only run"):
        run(SEARCHERS["random_search"](0), objective, path=path)


def test_every_trial_is_in_the_file_before_the_next_begins(tmp_path):
    path, stored = tmp_path / "search.json", []

    def objective(config):
        stored.append(len(json.loads(path.read_text())["trials"]))
        return bowl(config)

    run(SEARCHERS["random_search"](0), objective, path=path)
    assert stored == list(range(12))


def test_batches_are_stored_and_resumed_too(tmp_path):
    path = tmp_path / "search.json"

    def objective(configs):
        if path.exists() and len(SearchResult.load(path).trials) == 5:
            raise KeyboardInterrupt
        return bowls(configs)

    with pytest.raises(SearchInterrupted):
        run(SEARCHERS["random_search"](0), objective, batch=5, path=path)
    result = run(SEARCHERS["random_search"](0), bowls, batch=4, path=path)
    assert result == run(SEARCHERS["random_search"](0), bowl)


def test_a_search_can_be_made_longer_and_a_shorter_one_loses_nothing(tmp_path):
    path = tmp_path / "search.json"

    def search(trials, objective, **options):
        return random_search(objective, SPACE, trials, rng=generator(0), **options)

    search(8, bowl, path=path)
    assert len(search(3, Interrupting(0), path=path).trials) == 3
    objective = Interrupting(None, bowl)
    long = search(20, objective, path=path)
    assert len(objective.calls) == 12
    assert long.trials == search(20, bowl).trials


def test_a_file_of_lost_trials_only_says_nothing_about_them(tmp_path):
    path = tmp_path / "search.json"
    result = run(SEARCHERS["random_search"](0), bowl, path=path)
    content = json.loads(path.read_text())
    for trial in content["trials"]:
        trial |= {"status": "lost", "value": None}
    path.write_text(json.dumps(content))
    assert run(SEARCHERS["random_search"](0), bowl, path=path) == result


def test_when_the_disk_is_full_the_old_file_stays(tmp_path, monkeypatch):
    path, full = tmp_path / "search.json", []

    def fsync(descriptor):
        full.append(descriptor)
        if len(full) > 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        run(SEARCHERS["random_search"](0), bowl, path=path)
    monkeypatch.undo()
    assert len(SearchResult.load(path).trials) == 3
    assert run(SEARCHERS["random_search"](0), bowl, path=path) == run(
        SEARCHERS["random_search"](0), bowl
    )
    assert [p.name for p in tmp_path.iterdir()] == ["search.json"]


def test_ctrl_c_while_the_file_is_written_loses_nothing(tmp_path, monkeypatch):
    path, written = tmp_path / "search.json", []

    def fsync(descriptor):
        written.append(descriptor)
        if len(written) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(SearchInterrupted) as stopped:
        run(SEARCHERS["random_search"](0), bowl, path=path)
    assert SearchResult.load(path) == stopped.value.result
    assert len(stopped.value.result.trials) == 4


def test_a_file_that_cannot_be_written_is_noticed_before_the_first_trial(tmp_path):
    objective = Interrupting(0)
    with pytest.raises(FileNotFoundError):
        run(SEARCHERS["random_search"](0), objective, path=tmp_path / "missing" / "search.json")
    with pytest.raises(OSError, match="directory"):
        run(SEARCHERS["random_search"](0), objective, path=tmp_path)


SMALL = {"x": Uniform(0, 1), "c": Choice(["a", "b"])}


def small_search(path, space=SMALL, seed=0, **settings):
    rng = np.random.default_rng(seed)
    return random_search(lambda c: c["x"], space, trials=3, rng=rng, path=path, **settings)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"seed": 1}, "expected a search with setting rng ="),
        ({"budget": 5}, "expected a search with setting budget = 5"),
        ({"space": SMALL | {"x": Uniform(0, 2)}}, "expected a search with hyperparameter x ="),
        ({"space": {"x": Uniform(0, 1)}}, "expected a search with hyperparameter c ="),
        (
            {"space": {"c": Choice(["a", "b"]), "x": Uniform(0, 1)}},
            r"expected hyperparameters in the order \['c', 'x'\] in",
        ),
    ],
)
def test_the_file_of_another_search_is_refused_and_kept(change, text, tmp_path):
    path = tmp_path / "search.json"
    small_search(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"^random_search: {text}") as error:
        small_search(path, **change)
    assert str(error.value).endswith("Pass another path, or delete the file to start again.")
    assert "search.json" in str(error.value)
    assert path.read_bytes() == before


def test_the_file_of_another_method_is_refused(tmp_path):
    small_search(tmp_path / "search.json")
    with pytest.raises(ValueError, match=r"^hyperband: expected a search with method"):
        run(SEARCHERS["hyperband"](0), bowl, path=tmp_path / "search.json")


def edited(text, **changes):
    content = json.loads(text)
    content["trials"][1] |= changes
    return json.dumps(content)


DAMAGE = {
    "empty": lambda text: "",
    "cut": lambda text: text[:-40],
    "no value": lambda text: edited(text, value=None),
    "infinite value": lambda text: edited(text, value=float("inf")),
    "value of a failure": lambda text: edited(text, status="failed"),
    "unknown status": lambda text: edited(text, status="good"),
    "unknown field": lambda text: edited(text, colour="red"),
    "number as text": lambda text: edited(text, number="1"),
    "budget as text": lambda text: edited(text, budget="1"),
    "outside the space": lambda text: edited(text, config={"x": 7.0, "c": "a"}),
    "other names": lambda text: edited(text, config={"x": 0.5}),
    "no settings": lambda text: text.replace('"settings"', '"sittings"'),
    "trials are no list": lambda text: text.replace('"trials"', '"trails"'),
    "unknown distribution": lambda text: text.replace('"Uniform"', '"Unifrom"'),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_and_kept(damage, tmp_path):
    path = tmp_path / "search.json"
    small_search(path)
    path.write_text(damage(path.read_text()))
    before = path.read_bytes()
    rule = "^random_search: expected the complete file of a search"
    with pytest.raises(ValueError, match=rule):
        small_search(path)
    with pytest.raises(ValueError, match=r"^SearchResult.load: expected the complete file"):
        SearchResult.load(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xff\xfe\x00", "expected the complete file of a search"),
        (b"[1, 2]", "expected the file of a search"),
        (b'{"cells": [], "nbformat": 4}', "expected the file of a search"),
        (
            b'{"format": "course_lib.search", "version": 2}',
            "expected a search file of version 1",
        ),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_kept(content, text, tmp_path):
    path = tmp_path / "search.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"^random_search: {text}"):
        small_search(path)
    assert path.read_bytes() == content


def test_a_trial_whose_value_is_not_a_number_is_not_written():
    with pytest.raises(ValueError, match="JSON compliant"):
        trial_to_json(Trial(0, {"x": 1.0}, None, float("nan"), "ok", 0.0))


def test_the_order_in_which_numpy_lists_the_state_of_a_generator_does_not_matter():
    class Backwards(np.random.Generator):
        @property
        def bit_generator(self):
            state = super().bit_generator.state
            return SimpleNamespace(state=dict(reversed(state.items())))

    rng = np.random.default_rng(3)
    assert rng_digest("f", Backwards(rng.bit_generator)) == rng_digest("f", rng)
