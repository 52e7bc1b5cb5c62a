"""Successive halving and Hyperband: tables, exact budgets, who advances."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_objectives import searcher_of

from course_lib.search import Uniform, brackets, hyperband, successive_halving
from course_lib.search.halving import count_halvings, rungs

LINE = {"x": Uniform(0, 1)}

# Li et al. (2018), table 1: R = 81, eta = 3; (n_i, r_i) for s = 4 … 0.
PAPER = [
    [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
    [(27, 3), (9, 9), (3, 27), (1, 81)],
    [(9, 9), (3, 27), (1, 81)],
    [(6, 27), (2, 81)],
    [(5, 81)],
]


def test_the_brackets_are_those_of_the_paper():
    assert brackets(81, 3) == PAPER


def test_its_algorithm_would_start_other_numbers_than_its_table():
    ours = [bracket[0][0] for bracket in brackets(81, 3)]
    algorithm = [int(np.ceil(5 * 3**s / (s + 1))) for s in (4, 3, 2, 1, 0)]
    assert ours == [81, 27, 9, 6, 5]
    assert algorithm == [81, 34, 15, 8, 5]


@pytest.mark.parametrize("eta", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("power", range(1, 13))
def test_powers_are_counted_without_rounding_error(eta, power):
    assert count_halvings(1, eta**power, eta) == power
    assert count_halvings(1, eta**power - 1, eta) == power - 1


@given(budget=st.integers(4, 2000), eta=st.integers(2, 4))
def test_no_bracket_costs_more_than_the_first_one_may(budget, eta):
    table = brackets(budget, eta)
    limit = len(table) * budget  # B = (s_max + 1) R
    for bracket in table:
        assert sum(count * spent for count, spent in bracket) <= limit
        assert bracket[-1][1] == budget
        for (count, spent), (next_count, next_spent) in pairwise(bracket):
            assert next_count == count // eta
            assert spent * eta <= next_spent <= (spent + 1) * eta


def test_budgets_that_are_no_power_are_rounded_down():
    assert rungs(27, 100, 3, 3) == [(27, 3), (9, 11), (3, 33), (1, 100)]


def log_search(search, objective, **settings):
    spent = []

    def logged(config, budget):
        spent.append(budget)
        return objective(config, budget)

    return search(logged, LINE, **settings), spent


@pytest.mark.parametrize("seed", range(5))
def test_halving_spends_exactly_its_table(seed):
    result, spent = log_search(
        successive_halving,
        lambda config, budget: config["x"],
        configs=30,
        min_budget=2,
        max_budget=60,
        rng=np.random.default_rng(seed),
    )
    assert [(spent.count(b), b) for b in sorted(set(spent))] == [(30, 2), (10, 6), (3, 20), (1, 60)]
    assert [trial.budget for trial in result.trials] == spent
    assert result.incumbent("budget")[0][-1] == sum(spent) == 240


def test_hyperband_spends_exactly_its_table(rng):
    result, spent = log_search(
        hyperband, lambda config, budget: config["x"], max_budget=81, rng=rng
    )
    assert sum(spent) == sum(n * r for bracket in PAPER for n, r in bracket) == 1701
    assert [trial.number for trial in result.trials] == list(range(206 - 19))
    in_order = [r for bracket in PAPER for n, r in bracket for _ in range(n)]
    assert [trial.budget for trial in result.trials] == in_order == spent


@pytest.mark.parametrize("seed", range(5))
def test_of_every_rung_the_best_go_on(seed):
    noise = np.random.default_rng(seed + 100).standard_normal((28, 1000))

    def objective(config, budget):
        return config["x"] + noise[budget, int(config["x"] * 1000)]

    rng = np.random.default_rng(seed)
    result = successive_halving(objective, LINE, configs=27, max_budget=27, rng=rng)
    by_budget = {b: [t for t in result.trials if t.budget == b] for b in (1, 3, 9, 27)}
    for small, large in ((1, 3), (3, 9), (9, 27)):
        values = np.array([trial.value for trial in by_budget[small]])
        best = {by_budget[small][i].config["x"] for i in np.argsort(values)[: len(values) // 3]}
        assert {trial.config["x"] for trial in by_budget[large]} == best


def test_of_equal_values_the_earlier_trials_go_on(rng):
    result = successive_halving(lambda c, b: 1.0, LINE, configs=9, max_budget=9, rng=rng)
    xs = [trial.config["x"] for trial in result.trials]
    assert xs[9:12] == xs[:3]
    assert xs[12] == xs[0]


def test_a_trial_without_a_value_never_goes_on(rng):
    calls = []

    def objective(config, budget):
        calls.append(config)
        return np.nan if budget == 1 and len(calls) not in (3, 6) else 1 - len(calls)

    result = successive_halving(objective, LINE, configs=9, max_budget=9, rng=rng)
    # the second rung has room for three: two are left
    assert [trial.budget for trial in result.trials] == [1] * 9 + [3] * 2 + [9]
    assert [trial.config for trial in result.trials[9:11]] == [calls[5], calls[2]]


def test_a_bracket_that_shrinks_does_not_move_the_numbers_of_the_next():
    healthy = hyperband(lambda c, b: 1.0, LINE, max_budget=9, rng=np.random.default_rng(5))
    sick = hyperband(lambda c, b: np.nan, LINE, max_budget=9, rng=np.random.default_rng(5))
    starts = {trial.number: trial.config for trial in sick.trials if trial.number in (13, 17)}
    assert starts == {n: healthy.trials[n].config for n in (13, 17)}
    assert [trial.number for trial in sick.trials] == [*range(9), *range(13, 16), *range(17, 20)]


def test_when_all_fail_the_search_ends_after_the_first_rungs(rng):
    result = hyperband(lambda config, budget: np.nan, LINE, max_budget=9, rng=rng)
    assert [trial.budget for trial in result.trials] == [1] * 9 + [3] * 3 + [9] * 3
    assert {trial.status for trial in result.trials} == {"diverged"}


def test_while_one_bracket_waits_the_next_one_works(rng):
    searcher = searcher_of(hyperband, LINE, max_budget=9, rng=rng)
    on_offer = iter(searcher.suggest, None)
    assert [proposal.budget for proposal in on_offer] == [1] * 9 + [3] * 3 + [9] * 3


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        ({"configs": 26, "max_budget": 27}, ValueError, "expected configs >= 27"),
        ({"configs": 9, "max_budget": 9, "eta": 1}, ValueError, "expected eta >= 2"),
        ({"configs": 9, "max_budget": 2.5}, TypeError, "expected an integer max_budget"),
        ({"configs": 9, "max_budget": 2, "min_budget": 3}, ValueError, "expected max_budget >= 3"),
        ({"configs": 9, "max_budget": 9, "min_budget": 0}, ValueError, "expected min_budget >= 1"),
    ],
)
def test_errors(settings, error, text):
    with pytest.raises(error, match=f"^successive_halving: {text}"):
        successive_halving(lambda c, b: 0.0, LINE, **settings, rng=np.random.default_rng(0))


def test_halves_are_halves():
    assert rungs(4, 4, 2, 2) == brackets(4, 2)[0] == [(4, 1), (2, 2), (1, 4)]


def test_hyperband_needs_room_for_one_halving(rng):
    with pytest.raises(ValueError, match=r"^hyperband: expected max_budget >= 3"):
        hyperband(lambda c, b: 0.0, LINE, max_budget=2, rng=rng)
