"""A heat map shows each number once, readable on its colour."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_lib.plots import data_digest, heatmap
from course_lib.plots.style import _luminance

VALUES = np.array([[0.001, 0.1, 2.0], [30.0, 0.5, np.nan]])


@pytest.fixture
def ax():
    return Figure().subplots()


def test_every_cell_holds_its_number_and_a_dash_for_a_missing_one(ax):
    assert heatmap(ax, VALUES, ["sgd", "adam"], [1, 2, 3]) is ax
    words = {tuple(text.get_position())[::-1]: text.get_text() for text in ax.texts}
    assert words == {
        (0, 0): "0.001",
        (0, 1): "0.1",
        (0, 2): "2",
        (1, 0): "30",
        (1, 1): "0.5",
        (1, 2): "–",
    }
    assert [label.get_text() for label in ax.get_yticklabels()] == ["sgd", "adam"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]


def test_each_number_contrasts_with_its_cell(ax, rng):
    values = np.exp(rng.uniform(-3, 3, size=(6, 6)))
    heatmap(ax, values, range(6), range(6))
    image = ax.images[0]
    for text in ax.texts:
        column, row = text.get_position()
        cell = image.to_rgba(values)[row, column, :3]
        pair = sorted([_luminance(*cell), _luminance(*to_rgb(text.get_color()))])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_the_form_of_the_numbers_can_be_chosen(ax):
    heatmap(ax, [[-30.0]], ["a"], ["b"], form="{:.1e}")
    assert ax.texts[0].get_text() == "−3.0e+01"


def test_numbers_can_be_left_out_but_stay_in_the_digest(ax):
    heatmap(ax, VALUES, "ab", "xyz", form="")
    moved = heatmap(Figure().subplots(), np.where(VALUES == 2, 2.02, VALUES), "ab", "xyz", form="")
    assert len(ax.texts) == 0
    assert data_digest(ax.figure) != data_digest(moved.figure)


def test_equal_values_are_drawn(ax):
    heatmap(ax, [[0.0, 0.0]], "a", "xy")
