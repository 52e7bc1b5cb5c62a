"""Bayesian search: better than chance, never the same point twice, not stopped by bad trials."""

import numpy as np
import pytest
from search_objectives import searcher_of

from course_lib.search import (
    Choice,
    IntUniform,
    LogUniform,
    Uniform,
    bayesian_search,
    random_search,
)
from course_lib.search.bayesian import draw_candidates, standardised_losses
from course_lib.search.running.trial import evaluate

SQUARE = {"x": Uniform(-5, 10), "y": Uniform(0, 15)}


def branin(config):
    """Three equal minima, value 0.3979."""
    x, y = config["x"], config["y"]
    parabola = y - 5.1 / (4 * np.pi**2) * x**2 + 5 / np.pi * x - 6
    return parabola**2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10


def network(config):
    """A loss like a network's: best at lr 0.02 with ELU, explodes above 0.1."""
    lr = np.log10(config["lr"])
    if lr > -1:
        return 10.0 ** (30 * (lr + 1))
    return 0.3 + (lr + 1.7) ** 2 + {"relu": 0.05, "tanh": 0.2, "elu": 0.0}[config["activation"]]


NETWORK = {"lr": LogUniform(1e-5, 1.0), "activation": Choice(["relu", "tanh", "elu"])}


@pytest.mark.parametrize(
    ("objective", "space", "trials", "goal"),
    [(branin, SQUARE, 30, 0.6), (network, NETWORK, 25, 0.305)],
    ids=["branin", "network"],
)
def test_it_finds_what_random_search_does_not(objective, space, trials, goal):
    def best(search, seed):
        return search(objective, space, trials, rng=np.random.default_rng(seed)).best.value

    guided = [best(bayesian_search, seed) for seed in range(5)]
    chance = [best(random_search, seed) for seed in range(5)]
    assert np.median(guided) < goal < np.median(chance)


def test_it_begins_with_spread_points_and_ends_near_the_minimum():
    space = {"x": Uniform(0, 1)}
    for seed in range(5):
        rng = np.random.default_rng(seed)
        result = bayesian_search(lambda c: (c["x"] - 0.37) ** 2, space, 12, rng=rng, initial=4)
        first = sorted(int(4 * trial.config["x"]) for trial in result.trials[:4])
        assert first == [0, 1, 2, 3]
        assert abs(result.best.config["x"] - 0.37) < 0.01


def test_it_closes_in_on_the_minimum_in_three_dimensions():
    """A thousand random points are far apart there: it takes those around the best trial."""
    space = {name: Uniform(0, 1) for name in "abc"}

    def objective(c):
        return (c["a"] - 0.3) ** 2 + (c["b"] - 0.6) ** 2 + (c["c"] - 0.45) ** 2

    for seed in range(3):
        rng = np.random.default_rng(seed)
        assert bayesian_search(objective, space, 25, rng=rng).best.value < 1e-4


@pytest.mark.parametrize("batch_size", [1, 4])
def test_in_a_finite_space_nothing_is_tried_twice_until_all_is_tried(batch_size):
    space = {"n": IntUniform(1, 4), "c": Choice(["a", "b", "c"])}
    for seed in range(3):
        rng = np.random.default_rng(seed)
        result = bayesian_search(
            lambda c: c["n"], space, 12, rng=rng, initial=2, batch_size=batch_size
        )
        tried = [trial.config for trial in result.trials]
        guided = [tuple(config.values()) for config in tried[2:]]
        assert len(set(guided)) == 10
        assert len({tuple(config.values()) for config in tried}) == 12 - (tried[0] == tried[1])


def test_a_space_that_is_used_up_is_searched_again(rng):
    space = {"c": Choice(["a", "b"])}
    result = bayesian_search(lambda c: float(c["c"] == "a"), space, 8, rng=rng)
    assert len(result.trials) == 8
    assert result.best.config == {"c": "b"}


def test_the_points_of_one_plan_are_different(rng):
    searcher = searcher_of(bayesian_search, SQUARE, 13, rng=rng, initial=5, batch_size=8)
    for _ in range(5):
        searcher.observe(evaluate(branin, searcher.suggest()))
    plan = [searcher.suggest() for _ in range(8)]
    points = np.array([[p.config["x"] / 15, p.config["y"] / 15] for p in plan])
    gaps = np.linalg.norm(points[:, None] - points[None], axis=-1) + np.eye(8)
    assert gaps.min() > 0.01


def test_the_next_plan_waits_for_all_results(rng):
    searcher = searcher_of(bayesian_search, SQUARE, 9, rng=rng, initial=3, batch_size=3)
    first = [searcher.suggest() for _ in range(3)]
    assert searcher.suggest() is None
    for proposal in first[:2]:
        searcher.observe(evaluate(branin, proposal))
    assert searcher.suggest() is None
    searcher.observe(evaluate(branin, first[2]))
    assert searcher.suggest().number == 3


def test_it_keeps_away_from_where_trials_fail():
    def objective(config):
        if config["x"] > 5:
            raise MemoryError
        return branin(config)

    shares = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        result = bayesian_search(objective, SQUARE, 30, rng=rng, initial=5)
        shares.append(np.mean([trial.status == "failed" for trial in result.trials[5:]]))
    assert np.median(shares) < 0.2  # a third of the square


@pytest.mark.parametrize(
    "objective",
    [
        lambda config: 1.0,
        lambda config: np.nan,
        lambda config: 1e308 * (1 - config["x"] / 100),
        lambda config: 1e-300 * config["x"],
        lambda config: config["x"] if config["x"] < 0 else np.inf,
    ],
    ids=["constant", "all-diverge", "huge", "tiny", "half-diverge"],
)
def test_strange_losses_do_not_stop_it(objective, rng):
    assert len(bayesian_search(objective, SQUARE, 12, rng=rng).trials) == 12


def test_losses_are_standardised_and_their_order_is_kept(rng):
    values = list(rng.standard_normal(20) * 7 + 3)
    losses = standardised_losses(values)
    assert losses.mean() == pytest.approx(0, abs=1e-12)
    assert losses.std() == pytest.approx(1)
    np.testing.assert_array_equal(np.argsort(losses), np.argsort(values))


def test_an_explosion_does_not_hide_the_differences_that_matter():
    losses = standardised_losses([0.3, 0.4, 0.5, 2.3, 1e200])
    assert losses[1] - losses[0] > 0.03
    assert standardised_losses([0.3, None, 0.4, 2.3]).argmax() in (1, 3)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"initial": 1}, "expected initial >= 2"),
        ({"batch_size": 0}, "expected batch_size >= 1"),
        ({"trials": 0}, "expected trials >= 1"),
    ],
)
def test_errors(settings, text, rng):
    with pytest.raises(ValueError, match=f"^bayesian_search: {text}"):
        bayesian_search(branin, SQUARE, **({"trials": 5} | settings), rng=rng)


def test_candidates_lie_everywhere_and_near_the_best_point():
    centre = np.array([0.5, 0.5])
    candidates = draw_candidates(centre, np.random.default_rng(0))
    everywhere, near = np.split(candidates, [len(candidates) * 2 // 3])
    assert np.abs(everywhere.mean(axis=0) - 0.5).max() < 0.03
    assert np.abs(everywhere.std(axis=0) - 12**-0.5).max() < 0.02
    for scale, part in ((0.01, near[::2]), (0.1, near[1::2])):
        assert np.abs(part.mean(axis=0) - centre).max() < 0.2 * scale
        assert np.abs(part.std(axis=0) / scale - 1).max() < 0.15


def standardised_by_the_formula(values):
    """cut = best + 30 (lower quartile − best), in the words of the documentation."""
    best, quartile = min(values), np.percentile(values, 25)
    cut = [min(value, best + 30 * (quartile - best)) for value in values]
    return (np.array(cut) - np.mean(cut)) / np.sqrt(np.mean((cut - np.mean(cut)) ** 2))


@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
@pytest.mark.parametrize("seed", range(5))
def test_losses_are_cut_off_where_the_formula_says(seed, scale):
    rng = np.random.default_rng(seed)
    values = [float(v) for v in scale * (rng.random(9) - 0.5)] + [1e9 * scale, 1e30]
    expected = standardised_by_the_formula(values)
    np.testing.assert_allclose(standardised_losses(values), expected, rtol=1e-9, atol=1e-12)


def test_where_the_best_quarter_is_equal_the_rest_still_differs():
    losses = standardised_losses([0.0, 0.0, 0.0, 1.0, 2.0])
    assert losses[0] == losses[1] == losses[2] < losses[3] < losses[4]


@pytest.mark.parametrize("corner", [(0.0, 1.0), (1.0, 0.0)])
def test_candidates_near_a_corner_stay_in_the_cube(corner):
    candidates = draw_candidates(np.array(corner), np.random.default_rng(0))
    assert candidates.min() >= 0
    assert candidates.max() <= 1
    assert (candidates == corner).any(axis=0).all()
