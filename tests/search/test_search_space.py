"""Distributions and spaces: ranges, inverses, the law of the draws, the error texts."""

import json
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr, ndtri
from search_objectives import SPACE, bowl

from course_lib.search import (
    Choice,
    Distribution,
    IntUniform,
    LogIntUniform,
    LogUniform,
    SearchResult,
    Uniform,
    bayesian_search,
    border_hits,
    from_unit,
    grid_search,
    random_search,
    sample,
    to_unit,
)
from course_lib.search.cube import (
    check_space,
    features,
    grid,
    grid_axes,
    is_member,
    space_from_json,
    space_to_json,
)

UNIT = st.floats(0, 1)
FINITE = st.floats(-1e6, 1e6)


@given(low=FINITE, width=st.floats(1e-3, 1e6), u=UNIT)
def test_uniform_stays_in_its_range_and_comes_back(low, width, u):
    range_ = Uniform(low, low + width)
    value = range_.from_unit(u)
    assert value in range_
    assert range_.to_unit(value) == pytest.approx(u, abs=1e-6)


@given(low=st.floats(1e-12, 1e3), ratio=st.floats(1.001, 1e12), u=UNIT)
def test_log_uniform_stays_in_its_range_and_comes_back(low, ratio, u):
    range_ = LogUniform(low, low * ratio)
    value = range_.from_unit(u)
    assert value in range_
    assert range_.to_unit(value) == pytest.approx(u, abs=1e-9)


@pytest.mark.parametrize("kind", [IntUniform, LogIntUniform])
@given(low=st.integers(1, 10**6), width=st.integers(1, 10**6), data=st.data())
def test_whole_numbers_come_back_exactly(kind, low, width, data):
    range_ = kind(low, low + width)
    value = data.draw(st.integers(low, low + width))
    assert range_.from_unit(range_.to_unit(value)) == value
    assert low <= range_.from_unit(data.draw(UNIT)) <= low + width


@given(options=st.lists(st.text(max_size=3), min_size=2, unique=True), u=UNIT)
def test_options_come_back_exactly(options, u):
    choice = Choice(options)
    assert [choice.from_unit(choice.to_unit(option)) for option in options] == options
    assert choice.from_unit(u) in options


@pytest.mark.parametrize("distribution", SPACE.values(), ids=SPACE)
def test_both_ends_of_the_unit_interval_are_allowed(distribution):
    assert distribution.from_unit(0.0) in distribution
    assert distribution.from_unit(1.0) in distribution


def test_a_range_over_six_hundred_decades_does_not_overflow():
    range_ = LogUniform(1e-300, 1e300)
    assert range_.from_unit(0.5) == pytest.approx(1.0)
    assert range_.from_unit(1.0) <= 1e300


def draws(distribution, seed, count):
    rng = np.random.default_rng(seed)
    return [sample({"v": distribution}, rng=rng)["v"] for _ in range(count)]


def assert_no_seed_is_special(pvalues):
    """If the law is right, the p-values of many seeds are uniform."""
    assert stats.kstest(pvalues, "uniform").pvalue > 1e-3


def test_log_uniform_is_uniform_in_the_logarithm_and_in_nothing_else():
    logs = [np.log10(draws(LogUniform(1e-5, 1e-1), seed, 400)) for seed in range(60)]
    assert_no_seed_is_special([stats.kstest(x, stats.uniform(-5, 4).cdf).pvalue for x in logs])
    assert max(stats.kstest(10**x, stats.uniform(1e-5, 0.1).cdf).pvalue for x in logs) < 1e-30


def test_uniform_is_uniform():
    pvalues = [
        stats.kstest(draws(Uniform(-3, 5), seed, 400), stats.uniform(-3, 8).cdf).pvalue
        for seed in range(60)
    ]
    assert_no_seed_is_special(pvalues)


@pytest.mark.parametrize("kind", [IntUniform(-2, 4), Choice(list("abcdefg"))], ids=repr)
def test_seven_values_are_equally_likely(kind):
    pvalues = []
    for seed in range(60):
        drawn = draws(kind, seed, 700)
        counts = [drawn.count(value) for value in kind.grid(7)]
        assert sum(counts) == 700
        pvalues.append(stats.chisquare(counts).pvalue)
    assert_no_seed_is_special(pvalues)


def test_a_log_uniform_whole_number_has_the_probabilities_of_its_formula():
    """P(x) = log((x + ½) / (x − ½)) / log((high + ½) / (low − ½)): 1 is as likely as 2, 3, 4."""
    drawn = draws(LogIntUniform(1, 13), 0, 20_000)
    x = np.arange(1, 14)
    expected = np.log((x + 0.5) / (x - 0.5)) / np.log(13.5 / 0.5)
    counts = [drawn.count(value) for value in x]
    assert stats.chisquare(counts, 20_000 * expected).pvalue > 1e-3
    assert expected[0] == pytest.approx(expected[1:4].sum())


@dataclass(frozen=True)
class TruncatedNormal(Distribution):
    """Normal, cut off at 0 and 1."""

    mean: float
    std: float

    def from_unit(self, u):
        low, high = ndtr(-self.mean / self.std), ndtr((1 - self.mean) / self.std)
        return float(self.mean + self.std * ndtri(low + u * (high - low)))

    def to_unit(self, value):
        low, high = ndtr(-self.mean / self.std), ndtr((1 - self.mean) / self.std)
        return float((ndtr((value - self.mean) / self.std) - low) / (high - low))


def test_a_distribution_of_ones_own_is_drawn_searched_stored_and_read(tmp_path):
    kind, law = TruncatedNormal(0.3, 0.1), stats.truncnorm(-3, 7, 0.3, 0.1)
    assert stats.kstest(draws(kind, 0, 300), law.cdf).pvalue > 1e-3
    assert kind.grid(3) == pytest.approx([0, law.median(), 1], abs=1e-6)
    assert (kind.grid(1), 0.5 in kind, "x" in kind) == ([kind.from_unit(0.5)], True, False)
    path, space = tmp_path / "search.json", {"x": kind}
    found = random_search(bowl, space, 9, rng=np.random.default_rng(0), path=path)
    assert SearchResult.load(path) == found
    assert found.space == space
    assert border_hits(found) == {}
    best = bayesian_search(bowl, space, 12, rng=np.random.default_rng(0)).best
    assert best.config["x"] == pytest.approx(0.3, abs=0.02)
    assert len(grid_search(bowl, space, points=4).trials) == 4


def test_hyperparameters_are_drawn_independently(rng):
    points = np.array([to_unit(SPACE, sample(SPACE, rng=rng)) for _ in range(4000)])
    correlation = np.corrcoef(points, rowvar=False) - np.eye(4)
    assert np.abs(correlation).max() < 5 / math.sqrt(4000)


def test_the_same_seed_gives_the_same_configurations():
    first, second = (sample(SPACE, rng=np.random.default_rng(3)) for _ in range(2))
    assert first == second
    assert list(first) == list(SPACE)


@given(point=st.tuples(UNIT, UNIT, UNIT, UNIT))
def test_a_configuration_and_its_point_mean_the_same(point):
    config = from_unit(SPACE, point)
    assert is_member(SPACE, config)
    again = from_unit(SPACE, to_unit(SPACE, config))
    for name in ("x", "lr"):
        assert again[name] == pytest.approx(config[name], rel=1e-9, abs=1e-12)
    for name in ("units", "activation"):
        assert again[name] == config[name]


@given(first=st.tuples(UNIT, UNIT), second=st.tuples(UNIT, UNIT))
def test_features_are_equal_exactly_when_whole_numbers_and_options_are(first, second):
    space = {"units": IntUniform(3, 7), "activation": Choice(["relu", "tanh", "elu"])}
    rows = features(space, np.array([first, second]))
    same = from_unit(space, first) == from_unit(space, second)
    assert np.array_equal(rows[0], rows[1]) == same


def test_any_two_options_are_equally_far_apart():
    rows = Choice(list("abcd")).features(np.array([0.1, 0.3, 0.6, 0.9]))
    distance = np.linalg.norm(rows[:, None] - rows[None], axis=-1)
    np.testing.assert_allclose(distance, 1 - np.eye(4), atol=1e-15)


@pytest.mark.parametrize(
    ("distribution", "points", "expected"),
    [
        (Uniform(0, 1), 5, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (Uniform(-1, 2), 1, [0.5]),
        (LogUniform(1e-4, 1e-1), 4, [1e-4, 1e-3, 1e-2, 1e-1]),
        (IntUniform(1, 4), 9, [1, 2, 3, 4]),
        (IntUniform(0, 100), 3, [0, 50, 100]),
        (LogIntUniform(16, 256), 5, [16, 32, 64, 128, 256]),
        (LogIntUniform(1, 9), 1, [3]),
        (LogIntUniform(1, 8), 6, [1, 2, 3, 5, 8]),
        (Choice(["b", "a"]), 1, ["b", "a"]),
    ],
)
def test_grids(distribution, points, expected):
    assert [distribution.to_unit(value) for value in distribution.grid(points)] == pytest.approx(
        [distribution.to_unit(value) for value in expected], abs=1e-12
    )
    assert distribution.grid(points)[0] == expected[0]


def test_one_point_of_a_log_range_is_its_geometric_mean():
    assert LogUniform(1e-4, 1e-2).grid(1) == pytest.approx([1e-3])


@given(low=st.integers(-50, 50), width=st.integers(1, 50), points=st.integers(1, 60))
def test_grids_of_whole_numbers_have_no_repetition(low, width, points):
    values = IntUniform(low, low + width).grid(points)
    assert len(set(values)) == len(values) == min(points, width + 1)


def test_a_grid_needs_no_count_for_a_choice_and_changes_the_last_name_fastest():
    axes = grid_axes({"a": IntUniform(1, 2), "c": Choice(["x", "y"])}, {"a": 2})
    corners = [tuple(config.values()) for config in grid(axes)]
    assert corners == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


def test_numpy_numbers_become_plain_ones():
    range_ = Uniform(np.float32(0.5), np.int64(2))
    assert repr(range_) == "Uniform(low=0.5, high=2.0)"
    assert type(range_.from_unit(0.5)) is float
    assert type(IntUniform(np.int32(1), np.int64(9)).from_unit(0.5)) is int


def test_a_space_survives_json():
    written = json.loads(json.dumps(space_to_json(SPACE)))
    assert space_from_json(written) == SPACE | {"activation": Choice(("relu", "tanh", "elu"))}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"n": 3}, True),
        ({"n": 3.0}, False),
        ({"n": True}, False),
        ({"n": 11}, False),
        ({"m": 3}, False),
        ({"n": 3, "m": 3}, False),
        (None, False),
    ],
)
def test_membership(config, expected):
    assert is_member({"n": IntUniform(0, 10)}, config) is expected


def test_true_is_not_the_option_one():
    assert 1 in Choice([1, 2])
    assert True not in Choice([1, 2])
    assert float("nan") not in Uniform(0, 1)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: Uniform(1, 1), ValueError, r"Uniform: expected low < high"),
        (lambda: Uniform(0, math.inf), ValueError, "Uniform: expected finite high"),
        (lambda: Uniform(-1e308, 1e308), ValueError, "Uniform: expected low < high"),
        (lambda: Uniform("0", 1), TypeError, "Uniform: expected a number low"),
        (lambda: LogUniform(0, 1), ValueError, r"LogUniform: expected 0 < low, .* use Uniform"),
        (lambda: LogUniform(1e-2, 1e-4), ValueError, "LogUniform: expected low < high"),
        (lambda: IntUniform(1, 2.5), TypeError, "IntUniform: expected an integer high"),
        (lambda: IntUniform(3, 2), ValueError, "IntUniform: expected low < high"),
        (lambda: LogIntUniform(0, 9), ValueError, "LogIntUniform: expected low >= 1"),
        (lambda: type("Uniform", (Distribution,), {}), TypeError, "Uniform: expected a name of"),
        (lambda: Choice("relu"), TypeError, "Choice: expected a list of options"),
        (lambda: Choice(["relu"]), ValueError, "Choice: expected 2 or more different options"),
        (lambda: Choice([1, 1]), ValueError, "Choice: expected 2 or more different options"),
        (lambda: Choice([np.tanh, 1]), TypeError, "Choice: expected strings"),
        (lambda: Choice([math.nan, 1.0]), TypeError, "Choice: expected strings"),
        (lambda: Uniform(0, 1).to_unit(2), ValueError, "Uniform: expected a value of"),
        (lambda: Choice(["a", "b"]).to_unit("c"), ValueError, "Choice: expected a value of"),
        (lambda: check_space("f", {}), TypeError, "f: expected a dict {name: distribution}"),
        (lambda: check_space("f", [1]), TypeError, "f: expected a dict {name: distribution}"),
        (
            lambda: check_space("f", {"lr": 0.1}),
            TypeError,
            "f: expected a distribution.* objective",
        ),
        (lambda: check_space("f", {"lr": (0, 1)}), TypeError, r"f: .* mean Uniform\(0, 1\)\?$"),
        (
            lambda: check_space("f", {"n": [1, 2, 3]}),
            TypeError,
            r"f: .* mean Choice\(\[1, 2, 3\]\)\?$",
        ),
        (
            lambda: check_space("f", {"n": (1, 2, 3)}),
            TypeError,
            r"f: .* mean Choice\(\[1, 2, 3\]\)\?$",
        ),
        (
            lambda: check_space("f", {1: Uniform(0, 1)}),
            TypeError,
            "f: expected hyperparameter names",
        ),
        (lambda: grid_axes(SPACE, {"x": 2}), ValueError, "grid_axes: expected points for every"),
        (lambda: grid_axes(SPACE, {"y": 2}), ValueError, "grid_axes: expected names in points"),
        (lambda: grid_axes(SPACE, 0), ValueError, "grid_axes: expected points of x >= 1"),
        (lambda: sample(SPACE, rng=0), TypeError, "sample: expected a numpy.random.Generator"),
        (
            lambda: space_from_json({"x": {"kind": "Unifrom"}}),
            ValueError,
            "space: expected the kind of x in",
        ),
    ],
)
def test_errors(make, error, text):
    with pytest.raises(error, match=f"^{text}"):
        make()


@pytest.mark.parametrize("outside", [-0.01, 1.01])
def test_there_is_no_configuration_outside_the_cube(outside):
    with pytest.raises(ValueError, match=r"^from_unit: expected 0 <= point"):
        from_unit({"x": Uniform(0, 5)}, [outside])


def test_whole_numbers_are_exact_up_to_the_largest_and_refused_beyond():
    most = 2**53  # the float after it is most + 2
    range_ = IntUniform(-most, most)
    assert (range_.low, range_.high) == (range_.from_unit(0), range_.from_unit(1)) == (-most, most)
    with pytest.raises(ValueError, match="IntUniform: expected low >= -9"):
        IntUniform(-most - 1, 0)
    with pytest.raises(ValueError, match="IntUniform: expected high <= 9"):
        IntUniform(0, most + 2)


@pytest.mark.parametrize("kind", [IntUniform(3, 7), LogIntUniform(3, 7), Choice(list("abcde"))])
def test_the_end_of_the_unit_interval_belongs_to_the_last_value(kind):
    last = kind.features(np.array([0.99, 1.0]))
    np.testing.assert_array_equal(last[0], last[1])


@pytest.mark.parametrize("config", [{"x": 0.0}, {}, list(SPACE), None])
def test_a_point_needs_a_value_for_every_name(config):
    with pytest.raises(ValueError, match=r"^to_unit: expected a configuration with"):
        to_unit(SPACE, config)


def test_a_configuration_may_have_more_names_than_the_space():
    assert to_unit({"x": Uniform(0, 4)}, {"x": 1.0, "y": "z"}) == pytest.approx([0.25])
