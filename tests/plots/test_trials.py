"""Parallel coordinates and slices show every trial where it was, and the best ones on top."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.plots import parallel_coordinates, slices
from course_lib.plots.style import VERMILLION

COLUMNS = {"lr": [1e-3, 1e-1, 1e-2, 1e-3], "act": ["tanh", "relu", "gelu", "relu"]}
VALUES = [4.0, 1.0, np.nan, 2.0]


@pytest.fixture
def ax():
    return Figure().subplots()


def best_lines(ax):
    return [line for line in ax.lines if line.get_color() == VERMILLION]


def test_each_trial_is_a_line_through_its_places_failed_first_best_last(ax):
    assert parallel_coordinates(ax, COLUMNS, VALUES, log=["lr"], best=1) is ax
    places = [line.get_ydata().round(9).tolist() for line in ax.lines]
    assert places == [[0.5, 0.0], [0.0, 1.0], [0.0, 0.5], [1.0, 0.5]]
    assert [line.get_ydata().tolist() for line in best_lines(ax)] == [[1.0, 0.5]]


def test_the_axes_are_named_and_their_ends_written(ax):
    parallel_coordinates(ax, COLUMNS, VALUES, log=["lr"])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["lr", "act"]
    written = {t.get_text(): t.get_position()[1] for t in ax.texts}
    assert written == {"0.001": 0, "0.1": 1, "gelu": 0, "relu": 0.5, "tanh": 1}


def test_a_failed_trial_is_never_among_the_best(ax):
    parallel_coordinates(ax, COLUMNS, VALUES, best=9)
    assert len(best_lines(ax)) == 3


def test_a_column_with_one_value_lies_in_the_middle(ax):
    parallel_coordinates(ax, {"a": [2.0, 2.0], "b": [1, 3]}, [1, 2])
    assert {line.get_ydata()[0] for line in ax.lines} == {0.5}


def test_slices_put_each_trial_over_its_value(ax):
    axes = Figure().subplots(1, 2)
    slices(axes, COLUMNS, VALUES, log=["lr"], best=2)
    everyone, best = axes[0].lines
    points = everyone.get_xydata()
    assert {tuple(p) for p in points[np.isfinite(points[:, 1])]} == {(1e-3, 4), (0.1, 1), (1e-3, 2)}
    assert {tuple(p) for p in best.get_xydata()} == {(0.1, 1.0), (1e-3, 2.0)}
    assert axes[0].get_xscale() == "log"
    assert axes[1].lines[1].get_xdata().tolist() == [1, 1]
    assert [label.get_text() for label in axes[1].get_xticklabels()] == ["gelu", "relu", "tanh"]


def test_whole_numbers_of_numpy_are_numbers(ax):
    parallel_coordinates(ax, {"units": np.array([4, 8, 16])}, [3.0, 2.0, 1.0])
    assert {"4", "16"} <= {text.get_text() for text in ax.texts}
