"""border_hits: the range is too narrow where the best trials crowd at its end."""

from dataclasses import asdict

import numpy as np
import pytest

from course_lib.search import (
    Choice,
    LogUniform,
    SearchResult,
    Trial,
    Uniform,
    border_hits,
    grid_search,
    random_search,
    successive_halving,
)

SPACE = {"lr": LogUniform(1e-4, 1.0), "m": Uniform(0.0, 1.0), "f": Choice(["a", "b"])}


def search(centre, seed=0, trials=60):
    """A bowl in log10 lr and m around `centre`; the letter does not matter."""
    return random_search(
        lambda c: (np.log10(c["lr"]) - centre[0]) ** 2 + 16 * (c["m"] - centre[1]) ** 2,
        SPACE,
        trials,
        rng=np.random.default_rng(seed),
    )


@pytest.mark.parametrize(
    ("centre", "hits"),
    [
        ((-2, 0.5), {}),
        ((-6, 0.5), {"lr": "low"}),
        ((3, 0.5), {"lr": "high"}),
        ((-2, 2.0), {"m": "high"}),
        ((3, -2.0), {"lr": "high", "m": "low"}),
    ],
)
def test_the_end_beyond_which_the_minimum_lies_is_named(centre, hits):
    assert border_hits(search(centre, trials=300)) == hits


def test_a_range_that_is_wide_enough_is_rarely_blamed():
    assert sum(bool(border_hits(search((-2, 0.5), seed))) for seed in range(50)) <= 2


def test_a_hyperparameter_without_influence_is_rarely_blamed():
    blamed = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        result = random_search(lambda c: (c["x"] - 0.5) ** 2, {"x": Uniform(0, 1), "y": Uniform(
            0, 1)}, 30, rng=rng)  # fmt: skip
        blamed += "y" in border_hits(result)
    assert blamed / 200 < 0.05  # 1.7 % by the binomial distribution


def test_one_lucky_trial_at_the_end_is_no_hit():
    values = iter([0.0, *np.linspace(1, 2, 10)])  # the first grid point, then the middle is best
    result = grid_search(lambda c: next(values) if c["x"] == 0 else abs(c["x"] - 0.5) + 1,
                         {"x": Uniform(0, 1)}, points=21)  # fmt: skip
    assert result.best.config["x"] == 0
    assert border_hits(result) == {}


def test_only_the_trials_with_the_largest_budget_are_asked():
    def early_liar(config, budget):
        return config["x"] if budget < 9 else 10 + abs(config["x"] - 0.5)

    result = successive_halving(
        early_liar, {"x": Uniform(0, 1)}, 90, max_budget=9, rng=np.random.default_rng(0)
    )
    top = [t.config["x"] for t in result.trials if t.budget == 9]
    assert (border_hits(result) == {"x": "low"}) == (np.median(sorted(top)[-5:]) <= 0.1)


def test_trials_without_a_value_are_not_asked():
    def fails_at_the_end(config):
        return 1 / 0 if config["x"] < 0.1 else 1 + abs(config["x"] - 0.5)

    result = grid_search(fails_at_the_end, {"x": Uniform(0, 1)}, points=101)
    assert sum(trial.value is None for trial in result.trials) >= 5
    assert border_hits(result) == {}


def test_bad_input_is_refused():
    result = search((-2, 0.5), trials=4)
    with pytest.raises(ValueError, match=r"^border_hits: expected 5 trials with a value"):
        border_hits(result)
    with pytest.raises(ValueError, match=r"^border_hits: expected best >= 1"):
        border_hits(result, best=0)


def line_of(*points):
    """Trials of one hyperparameter in [0, 1], each point with its value, in this order."""
    header = {"method": "f", "settings": {}, "space": {"x": asdict(Uniform(0, 1))}}
    header["space"]["x"] |= {"kind": "Uniform"}
    trials = (Trial(i, {"x": x}, None, v, "ok", 0.0) for i, (x, v) in enumerate(points))
    return SearchResult(header, tuple(trials))


def test_as_many_trials_as_are_asked_are_enough():
    points = [(0.0, 1.0), (0.05, 2.0), (0.6, 3.0)]
    assert border_hits(line_of(*points), best=3) == {"x": "low"}
    assert border_hits(line_of(*points), best=1) == {"x": "low"}


@pytest.mark.parametrize(("x", "hit"), [(0.25, "low"), (0.26, ""), (0.74, ""), (0.75, "high")])
def test_the_end_of_the_range_is_as_wide_as_the_margin_its_border_included(x, hit):
    assert border_hits(line_of((x, 1.0)), best=1, margin=0.25) == ({"x": hit} if hit else {})


def test_a_value_of_zero_is_a_value_like_any_other():
    assert border_hits(line_of((0.5, 0.5), (0.0, 0.0), (0.5, 0.7)), best=1) == {"x": "low"}
    assert border_hits(line_of((0.0, -1.0), (0.5, 0.0)), best=1) == {"x": "low"}


@pytest.mark.parametrize("margin", [0.0, 0.5, -0.1])
def test_a_margin_that_is_nothing_or_everything_is_refused(margin):
    with pytest.raises(ValueError, match=r"^border_hits: expected 0 < margin"):
        border_hits(line_of((0.5, 1.0)), best=1, margin=margin)
