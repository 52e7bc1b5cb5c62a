"""Curves: the data that was given, names that can be read, bands that are quantiles."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from scipy.optimize import isotonic_regression

from course_lib.plots import (
    SIZES,
    bands,
    data_digest,
    guide,
    key,
    label_ends,
    lines,
    style_of,
    use_course_style,
)
from course_lib.plots.curves import END_LABEL, line_style, spread

X = np.arange(50.0)
OPTIMIZERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]


@pytest.fixture
def ax():
    with plt.rc_context():
        use_course_style()
        yield Figure(figsize=SIZES["single"], layout="constrained").subplots()


def end_labels(ax):
    return [text for text in ax.texts if text.get_gid() == END_LABEL]


def boxes(ax):
    ax.figure.draw_without_rendering()
    renderer = ax.figure._get_renderer()
    return [Text.get_window_extent(text, renderer) for text in end_labels(ax)]  # without their ties


def test_lines_draw_the_data_in_the_style_of_their_method(ax):
    series = {name: X * (i + 1) for i, name in enumerate(OPTIMIZERS)}
    assert lines(ax, list(X), series, marker=True) is ax
    for line, (name, y) in zip(ax.lines, series.items(), strict=True):
        assert line.get_label() == name
        np.testing.assert_array_equal(line.get_xydata(), np.column_stack([X, y]))
        assert line.get_color() == style_of(name)["color"]
        assert line.get_marker() == style_of(name, marker=True)["marker"]


def test_names_that_are_no_methods_take_styles_in_turn(ax):
    lines(ax, X, {f"depth {n}": n * X for n in range(5)})
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 5
    assert line_style(ax, "depth 9", marker=True)["marker"] == "o"


@pytest.mark.parametrize(("log", "scales"), [("", "ll"), ("x", "gl"), ("y", "lg"), ("xy", "gg")])
def test_log_axes(ax, log, scales):
    lines(ax, X + 1, {"sgd": X + 1}, log=log)
    names = {"l": "linear", "g": "log"}
    assert (ax.get_xscale(), ax.get_yscale()) == tuple(names[s] for s in scales)


@pytest.mark.parametrize("gap", [0.0, 0.01, 0.5])
@pytest.mark.parametrize("log", ["", "y"])
def test_names_at_the_ends_do_not_overlap_and_keep_their_order(ax, gap, log):
    series = {name: 1 + X / 50 + gap * i for i, name in enumerate(OPTIMIZERS)}
    lines(ax, X, series, log=log)
    assert [text.get_text() for text in end_labels(ax)] == OPTIMIZERS
    drawn = boxes(ax)
    assert not any(a.overlaps(b) for a, b in combinations(drawn, 2))
    assert np.all(np.diff([box.y0 for box in drawn]) > 0)
    assert all(box.x1 <= ax.figure.bbox.x1 for box in drawn)  # the layout makes room


def test_a_name_stands_at_the_last_point_that_can_be_seen(ax):
    diverging, short = 2.0**X, np.where(X < 20, X, np.nan)
    lines(ax, X, {"sgd": diverging, "adam": short})
    ax.set_ylim(0, 100)
    label_ends(ax)
    at = {text.get_text(): text.xy for text in end_labels(ax)}
    assert at == {"sgd": (6.0, 64.0), "adam": (19.0, 19.0)}


def test_a_curve_that_is_nowhere_gets_no_name(ax):
    lines(ax, X, {"sgd": np.full(50, np.nan), "adam": X})
    assert [text.get_text() for text in end_labels(ax)] == ["adam"]
    empty = Figure().subplots()
    assert label_ends(empty) is empty


def test_a_second_call_names_all_lines_once(ax):
    lines(ax, X, {"sgd": X})
    guide(ax, X, X + 1, "theory")
    assert [text.get_text() for text in end_labels(ax)] == ["sgd", "theory"]


def test_a_guide_is_a_thin_grey_line_under_the_measurements(ax):
    lines(ax, X, {"sgd": X})
    guide(ax, X, 2 * X)
    measured, theory = ax.lines
    assert theory.get_zorder() < measured.get_zorder()
    assert theory.get_linewidth() < measured.get_linewidth()
    assert len(end_labels(ax)) == 1


@pytest.mark.parametrize("quantiles", [(0.0, 1.0), (0.1, 0.9)])
def test_a_band_spans_the_quantiles_around_the_median(ax, rng, quantiles):
    runs = rng.normal(size=(7, 50))
    assert bands(ax, X, {"adam": runs}, quantiles=quantiles) is ax
    np.testing.assert_allclose(ax.lines[0].get_ydata(), np.median(runs, axis=0))
    vertices = ax.collections[0].get_paths()[0].vertices
    for x in (0, 17, 49):
        heights = vertices[vertices[:, 0] == x, 1]
        expected = np.quantile(runs[:, x], quantiles)
        np.testing.assert_allclose([heights.min(), heights.max()], expected)


def test_a_run_that_diverged_leaves_a_gap_in_its_band(ax):
    runs = np.ones((5, 50))
    runs[2, 30:] = np.nan
    bands(ax, X, {"sgd": runs})
    assert np.isnan(ax.lines[0].get_ydata()).sum() == 20
    assert end_labels(ax)[0].xy == (29.0, 1.0)


def test_every_run_of_a_band_is_in_the_digest(rng):
    runs = rng.uniform(1, 2, size=(5, 50))

    def digest(values):
        return data_digest(bands(Figure().subplots(), X, {"adam": values}).figure)

    for extreme in (runs.argmin(axis=0)[9], runs.argmax(axis=0)[9]):
        moved = runs.copy()
        moved[extreme, 9] *= 1.01
        assert digest(moved) != digest(runs)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(1, 20))
def test_spread_is_the_nearest_arrangement_with_gaps(positions, gap):
    moved = spread(positions, gap)
    order = np.argsort(positions, kind="stable")
    assert np.all(np.diff(moved[order]) >= gap * (1 - 1e-9))
    steps = gap * np.arange(len(positions))
    nearest = isotonic_regression(np.array(positions)[order] - steps).x + steps
    np.testing.assert_allclose(moved[order], nearest, atol=1e-9)


def test_a_key_names_the_lines_in_a_corner_or_above(ax):
    lines(ax, X, {"sgd": X, "adam": X})
    for place in ("upper left", "above"):
        assert key(ax, place) is ax
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sgd", "adam"]
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1 - 1
