"""Grid, random and Sobol search: which points they visit."""

import itertools

import numpy as np
import pytest
from scipy.stats import qmc
from search_objectives import SPACE, bowl

from course_lib.search import (
    Choice,
    IntUniform,
    Uniform,
    grid_search,
    random_search,
    sobol_search,
)
from course_lib.search.sampling import sobol_points

SQUARE = {"x": Uniform(0, 1), "y": Uniform(0, 1)}


def columns(result):
    return np.array([list(trial.config.values()) for trial in result.trials], dtype=float)


def test_the_grid_visits_every_combination_once():
    space = {"a": Uniform(0, 1), "n": IntUniform(1, 3), "c": Choice(["u", "v"])}
    result = grid_search(lambda config: 0.0, space, points={"a": 5, "n": 2})
    visited = [tuple(trial.config.values()) for trial in result.trials]
    expected = itertools.product([0.0, 0.25, 0.5, 0.75, 1.0], [1, 3], ["u", "v"])
    assert visited == list(expected)


def test_nine_grid_trials_look_at_three_values_of_each_hyperparameter_random_ones_at_nine(rng):
    grid = columns(grid_search(lambda config: config["x"], SQUARE, points=3))
    random = columns(random_search(lambda config: config["x"], SQUARE, trials=9, rng=rng))
    assert [len(set(column)) for column in grid.T] == [3, 3]
    assert [len(set(column)) for column in random.T] == [9, 9]


@pytest.mark.parametrize("search", [random_search, sobol_search])
@pytest.mark.parametrize("seed", range(3))
def test_more_trials_begin_with_the_same_ones(search, seed):
    few, many = (
        search(bowl, SPACE, trials=trials, rng=np.random.default_rng(seed)) for trials in (5, 23)
    )
    assert many.trials[:5] == few.trials


@pytest.mark.parametrize("seed", range(5))
def test_every_sixteenth_of_every_axis_has_one_sobol_point(seed):
    points = sobol_points(3, 16, rng=np.random.default_rng(seed))
    cells = np.sort((points * 16).astype(int), axis=0)
    np.testing.assert_array_equal(cells, np.arange(16)[:, None] * [1, 1, 1])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9])
def test_any_number_of_sobol_points_without_a_warning(count):
    assert sobol_points(2, count, rng=np.random.default_rng(0)).shape == (count, 2)


def test_sobol_points_fill_the_square_more_evenly_than_random_ones():
    def discrepancy(search, seed):
        rng = np.random.default_rng(seed)
        return qmc.discrepancy(columns(search(lambda c: 0.0, SQUARE, trials=64, rng=rng)))

    sobol = [discrepancy(sobol_search, seed) for seed in range(10)]
    random = [discrepancy(random_search, seed) for seed in range(10)]
    assert max(sobol) < min(random)


def test_sixty_random_trials_usually_contain_one_of_the_best_five_percent():
    hits = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        best = random_search(lambda c: c["x"], SQUARE, trials=59, rng=rng).best
        hits += best.value < 0.05
    assert hits / 200 == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 200))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: grid_search(bowl, SPACE, points=0), ValueError, "grid_search: expected points of"),
        (
            lambda: grid_search(bowl, SPACE, points=2.0),
            TypeError,
            "grid_search: expected an integer",
        ),
        (lambda: grid_search(bowl, {}, points=2), TypeError, "grid_search: expected a dict"),
        (
            lambda: random_search(bowl, SPACE, 0, rng=np.random.default_rng(0)),
            ValueError,
            "random_search: expected trials >= 1",
        ),
        (
            lambda: random_search(bowl, SPACE, 3, rng=7),
            TypeError,
            "random_search: expected a numpy",
        ),
        (lambda: sobol_search(bowl, SPACE, 3, rng=7), TypeError, "sobol_search: expected a numpy"),
        (
            lambda: sobol_search(bowl, SPACE, 3, rng=np.random.default_rng(0), budget=0),
            ValueError,
            "sobol_search: expected budget >= 1",
        ),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=f"^{text}"):
        call()
