"""SearchResult: the best trial, the curves, the table, its file."""

import json

import numpy as np
import pytest
from search_objectives import SPACE, bowl, sometimes_bad

from course_lib.search import SearchResult, Trial, Uniform, random_search, successive_halving
from course_lib.search.cube import space_to_json


def result_of(*rows):
    """Build a result from (value, budget) pairs; None is a failure."""
    header = {"method": "by_hand", "settings": {}, "space": space_to_json({"x": Uniform(0, 9)})}
    trials = tuple(
        Trial(
            i, {"x": float(i)}, budget, value, "failed" if value is None else "ok", 0.5, f"why {i}"
        )
        for i, (value, budget) in enumerate(rows)
    )
    return SearchResult(header, trials)


def test_the_best_has_the_smallest_value():
    assert result_of((3.0, 1), (1.0, 1), (None, 1), (2.0, 1)).best.number == 1


def test_of_equal_values_the_best_has_the_larger_budget_then_the_smaller_number():
    assert result_of((1.0, 1), (1.0, 3), (1.0, 3)).best.number == 1


def test_without_any_value_there_is_no_best():
    with pytest.raises(
        ValueError, match=r"by_hand: expected at least one .*, got 0 of 2 \(why 0\)"
    ):
        _ = result_of((None, 1), (None, 1)).best
    with pytest.raises(ValueError, match="got 0 of 0"):
        _ = result_of().best


def test_the_incumbent_only_improves_and_starts_with_the_first_value():
    count, value = result_of((None, 1), (3.0, 1), (4.0, 1), (2.0, 1), (None, 1)).incumbent()
    np.testing.assert_array_equal(count, [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(value, [np.nan, 3, 3, 2, 2])


def test_the_incumbent_over_budget_and_seconds_adds_up_all_trials():
    result = result_of((3.0, 1), (None, 3), (2.0, 9))
    np.testing.assert_array_equal(result.incumbent("budget")[0], [1, 4, 13])
    np.testing.assert_array_equal(result.incumbent("seconds")[0], [0.5, 1.0, 1.5])


def test_without_budgets_there_is_no_budget_axis():
    with pytest.raises(ValueError, match=r"^by_hand: expected trials with a budget"):
        result_of((1.0, None)).incumbent("budget")


def test_one_budget_axis_for_all_methods(rng):
    full = random_search(bowl, SPACE, trials=4, rng=rng, budget=27)
    halving = successive_halving(bowl, SPACE, configs=27, max_budget=27, rng=rng)
    assert full.incumbent("budget")[0][-1] == halving.incumbent("budget")[0][-1] == 108


def test_values_and_columns_are_in_step(rng):
    result = random_search(sometimes_bad, SPACE, trials=20, rng=rng)
    good = np.isfinite(result.values)
    assert 0 < good.sum() < 20
    xs = np.array(result.column("x"))
    np.testing.assert_allclose(result.values[good], (xs[good] - 0.3) ** 2 + 0.1)
    assert ((xs > 0.33) | (xs < -0.33))[~good].all()


def test_the_table_has_the_best_first_and_the_failures_last():
    lines = result_of((0.123456, 1), (None, 1), (0.01, 3)).table().splitlines()
    assert lines == [
        "trial  x  budget  value  status",
        "    2  2       3   0.01      ok",
        "    0  0       1  0.123      ok",
        "    1  1       1   None  failed",
    ]
    many = result_of(*[(1.0, 1)] * 30)
    assert (len(many.table().splitlines()), len(many.table(rows=4).splitlines())) == (11, 5)


def test_it_says_what_it_is():
    text = repr(result_of((0.5, None), (None, None), (0.25, None)))
    assert text == "SearchResult(by_hand: 3 trials, 2 ok, 1 failed; best 0.25 at {'x': 2.0})"
    assert repr(result_of()) == "SearchResult(by_hand: 0 trials)"


def test_saved_and_loaded_it_is_the_same(rng, tmp_path):
    result = random_search(sometimes_bad, SPACE, trials=30, rng=rng)
    result.save(tmp_path / "search.json")
    loaded = SearchResult.load(tmp_path / "search.json")
    assert loaded == result
    assert loaded.space.keys() == SPACE.keys()
    assert loaded.to_json() == (tmp_path / "search.json").read_text()
    assert [t.seconds for t in loaded.trials] == [t.seconds for t in result.trials]


def test_its_json_is_portable(rng):
    """NaN and Infinity are not JSON; other readers refuse them."""

    def refuse(name):
        raise AssertionError(name)

    result = random_search(sometimes_bad, SPACE, trials=30, rng=rng)
    assert {"diverged", "failed", "ok"} == {trial.status for trial in result.trials}
    content = json.loads(result.to_json(), parse_constant=refuse)
    assert len(content["trials"]) == 30


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda r: r.incumbent("epoch"), "by_hand: expected by in"),
        (lambda r: r.column("lr"), "by_hand: expected a hyperparameter in"),
    ],
)
def test_errors(call, text):
    with pytest.raises(ValueError, match=f"^{text}"):
        call(result_of((1.0, 1)))
