"""Figures say which argument is wrong, what came and what to pass instead."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib import plots

X, TABLE = np.arange(3.0), np.ones((2, 2))
WRONG = {
    "lines: expected Axes ax, got Figure. Pass one panel": lambda ax: plots.lines(ax.figure, X, {}),
    "lines: expected series as a mapping from names, got None. Such as": (
        lambda ax: plots.lines(ax, X, None)
    ),
    "lines: expected one entry or more in series, got none": lambda ax: plots.lines(ax, X, {}),
    "lines: expected text for the names in series, got 2": (lambda ax: plots.lines(ax, X, {2: X})),
    "lines: expected a positive number in y with log, got none": (
        lambda ax: plots.lines(ax, X, {"sgd": -X}, log="y")
    ),
    "bands: expected two numbers quantiles, got (0.1, 0.5, 0.9)": (
        lambda ax: plots.bands(ax, X, {"sgd": [X]}, quantiles=(0.1, 0.5, 0.9))
    ),
    "guide: expected text for label, got 3. Pass str(label)": (
        lambda ax: plots.guide(ax, X, X, label=3)
    ),
    "key: expected place in [": lambda ax: plots.key(ax, "top"),
    "key: expected Axes ax with named curves, got none": plots.key,
    "heatmap: expected a sequence rows, got None": (
        lambda ax: plots.heatmap(ax, TABLE, None, [1, 2])
    ),
    "heatmap: expected texts or numbers in columns, got None": (
        lambda ax: plots.heatmap(ax, TABLE, "ab", [1, None])
    ),
    "heatmap: expected form such as \"{:.2g}\", got '{:d}'": (
        lambda ax: plots.heatmap(ax, TABLE, "ab", "cd", form="{:d}")
    ),
    "ridges: expected counts >= 0, got -1": (
        lambda ax: plots.ridges(ax, [0, 1, 2], [[1, -1]], "a")
    ),
    "violins: expected counts as a mapping from names, got": (
        lambda ax: plots.violins(ax, [0, 1], [[1]], "a")
    ),
    "tile: expected gap >= 0, got gap=-1": (
        lambda ax: plots.tile(np.ones((2, 3, 3)), columns=2, gap=-1)
    ),
    "minimum: expected two numbers point, got [1, 2, 3]": (lambda ax: plots.minimum(ax, [1, 2, 3])),
    "contours: expected ascending x, got [2. 1. 0.]": (
        lambda ax: plots.contours(ax, X[::-1], X, np.ones((3, 3)))
    ),
    "contours: expected ascending levels, got [2. 1.]": (
        lambda ax: plots.contours(ax, X, X, np.ones((3, 3)), levels=[2, 1])
    ),
    "contours: expected values between which 10 levels fit, got": (
        lambda ax: plots.contours(ax, X, X[:2], [[0, 0, 5e-324], [0, 0, 0]])
    ),
    "path: expected text for name, got 7": lambda ax: plots.path(ax, TABLE, 7),
    "slices: expected log in ['lr'], got 'lrs'. Did you mean 'lr'?": (
        lambda ax: plots.slices([ax], {"lr": [1, 2]}, [1, 2], log=["lrs"])
    ),
    "graph: expected nodes of 4 parts, got ['a', 'a']. Write nodes=[(id, label,": (
        lambda ax: plots.graph(ax, [("a", "a")], [])
    ),
    "graph: expected text for the labels of nodes, got 5": (
        lambda ax: plots.graph(ax, [(0, 5, 1.0, 1.0)], [])
    ),
    "attach_data: expected an artist of a figure, got 'text'": (
        lambda ax: plots.attach_data("text", [1.0])
    ),
    "data_digest: expected a Figure, got <Axes: >. Pass ax.figure": plots.data_digest,
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_argument_is_named(words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        WRONG[words](Figure().add_subplot())


def test_labels_may_be_numbers_of_any_kind():
    ax = plots.heatmap(Figure().add_subplot(), TABLE, np.array([0.1, 1]), range(2))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0.1", "1.0"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1"]


def test_numbers_beyond_a_logarithmic_axis_leave_a_gap():
    ax = plots.lines(Figure().add_subplot(), X, {"sgd": [1.0, 1e300, 2.0]}, log="y")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1.0, np.nan, 2.0])
