"""What every search method promises, checked for all of them."""

import inspect
import json
import random

import numpy as np
import pytest
from search_objectives import SEARCHERS, SPACE, bowl, sometimes_bad

import course_lib.search as search_package
from course_lib.search import Trial, Uniform, random_search, run
from course_lib.search.cube import is_member
from course_lib.search.running.trial import evaluate

every_searcher = pytest.mark.parametrize("make", SEARCHERS.values(), ids=SEARCHERS)
every_seeded_searcher = pytest.mark.parametrize(
    "make", [make for name, make in SEARCHERS.items() if name != "grid_search"],
    ids=[name for name in SEARCHERS if name != "grid_search"],
)  # fmt: skip


def test_every_public_search_is_in_the_list_by_its_name():
    public = {
        name
        for name in search_package.__all__
        if "objective" in inspect.signature(getattr(search_package, name)).parameters
    }
    assert public - {"run"} == {name.partition(",")[0] for name in SEARCHERS}
    assert all(make(0).name == name.partition(",")[0] for name, make in SEARCHERS.items())


@every_searcher
def test_it_suggests_as_many_trials_as_it_says_and_then_no_more(make):
    searcher = make(0)
    result = run(searcher, bowl)
    assert len(result.trials) == searcher.total
    assert searcher.suggest() is None
    assert searcher.suggest() is None


@every_searcher
def test_numbers_count_up_and_configurations_belong_to_the_space(make):
    trials = run(make(0), bowl).trials
    assert [trial.number for trial in trials] == list(range(len(trials)))
    assert all(is_member(SPACE, trial.config) for trial in trials)
    assert all(type(v) in (int, float, str) for t in trials for v in t.config.values())


@every_searcher
@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_gives_the_same_search(make, seed):
    assert run(make(seed), bowl) == run(make(seed), bowl)


@every_seeded_searcher
def test_another_seed_gives_another_search(make):
    first, second = run(make(0), bowl), run(make(1), bowl)
    assert first.header != second.header
    assert {t.config["x"] for t in first.trials}.isdisjoint(t.config["x"] for t in second.trials)


@every_searcher
def test_no_global_random_state_is_used_or_changed(make):
    np.random.seed(0)  # noqa: NPY002
    before = run(make(0), bowl)
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    assert run(make(0), bowl) == before
    np.random.seed(0)  # noqa: NPY002
    np.testing.assert_array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@every_searcher
@pytest.mark.parametrize("seed", range(8))
def test_the_order_and_the_number_in_flight_change_nothing(make, seed):
    shuffle = random.Random(seed)
    searcher, in_flight, finished = make(0), [], {}
    while True:
        room = shuffle.randint(1, 9)
        while len(in_flight) < room and (proposal := searcher.suggest()):
            in_flight.append(proposal)
        if not in_flight:
            break
        trial = evaluate(sometimes_bad, in_flight.pop(shuffle.randrange(len(in_flight))))
        finished[trial.number] = trial
        searcher.observe(trial)
    assert tuple(finished[n] for n in sorted(finished)) == run(make(0), sometimes_bad).trials


@every_searcher
def test_no_trial_with_a_value_is_no_obstacle(make):
    def objective(config, budget=None):
        raise ArithmeticError("never works")

    result = run(make(0), objective)
    assert {trial.status for trial in result.trials} == {"failed"}
    with pytest.raises(ValueError, match=f"^{make(0).name}: expected at least one trial"):
        _ = result.best


@every_searcher
@pytest.mark.parametrize("batch", [1, 5, 1000])
def test_a_batch_at_a_time_gives_the_same_search(make, batch):
    calls = []

    def objective(configs, budget=10):
        calls.append(len(configs))
        return np.array([bowl(config, budget) for config in configs])

    assert run(make(0), objective, batch=batch) == run(make(0), bowl)
    assert max(calls) <= batch
    assert sum(calls) == make(0).total


@every_searcher
def test_settings_and_space_can_be_written_down(make):
    searcher = make(0)
    assert json.loads(json.dumps(searcher.settings))
    assert dict(searcher.space) == SPACE
    assert searcher.space is not SPACE


@every_searcher
def test_only_trials_in_flight_are_observed(make):
    """Neither one that was not suggested yet, though its round is open, nor one a second time."""
    searcher = make(0)
    first, again = searcher.suggest(), searcher.suggest()
    for number in (again.number + 1, -1, again.number):
        trial = Trial(number, first.config, first.budget, 1.0, "ok", 0.0)
        if number == again.number:
            searcher.observe(trial)
        with pytest.raises(ValueError, match=f"^{searcher.name}: expected a trial that was sugg"):
            searcher.observe(trial)


@pytest.mark.parametrize(
    ("option", "remedy"), [("maximize", "return the negative"), ("exector", "options but executor")]
)
def test_an_unknown_option_is_refused_by_the_name_of_the_search(option, remedy, rng):
    with pytest.raises(TypeError, match=rf"^random_search: expected no .*{remedy}"):
        random_search(bowl, {"x": Uniform(0, 1)}, 2, rng=rng, **{option: True})


def test_a_loop_may_yield_rounds_without_trials_and_none_at_all():
    def loop(rounds):
        for configs in rounds:
            received.append([trial.config for trial in (yield [(c, None) for c in configs])])

    received, configs = [], [{"x": 0.25}, {"x": 0.75}]
    loops = [(loop([[], configs, [], configs[:1]]), 3), (loop([]), 0)]
    searcher = search_package.Searcher("by_hand", {"x": Uniform(0, 1)}, loops)
    assert len(run(searcher, bowl).trials) == 3
    assert received == [[], configs, [], configs[:1]]
