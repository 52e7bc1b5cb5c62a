"""A sheet holds every picture, whole, in reading order, under its title."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.plots import image_grid, tile


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.mark.parametrize(
    ("number", "columns", "gap", "head"),
    [(1, 1, 1, 0), (2, 2, 0, 0), (2, 2, 0, 2), (5, 3, 2, 4), (6, 3, 1, 1)],
)
def test_tiles_lie_in_reading_order_with_nothing_between(rng, number, columns, gap, head):
    images = rng.uniform(1, 2, size=(number, 4, 6))
    sheet = tile(images, columns, gap, head)
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        top, left = row * (4 + gap + head) + head, column * (6 + gap)
        np.testing.assert_array_equal(sheet[top : top + 4, left : left + 6], image)
    assert np.isfinite(sheet).sum() == images.size


def test_titles_stand_over_the_middle_of_their_picture(ax, rng):
    images = rng.uniform(size=(5, 1, 10, 10))
    assert image_grid(ax, images, list("abcde"), columns=3) is ax
    sheet = np.ma.filled(ax.images[0].get_array(), np.nan)
    for text, image in zip(ax.texts, images[:, 0], strict=True):
        x, y = text.get_position()
        left, top = int(x - 4.5), int(y + 1)
        np.testing.assert_array_equal(sheet[top : top + 10, left : left + 10], image)


def test_all_pictures_share_one_scale_and_gaps_are_white(ax):
    image_grid(ax, np.stack([np.zeros((3, 3)), np.ones((3, 3))]))
    image = ax.images[0]
    assert image.get_clim() == (0, 1)
    assert image.cmap.get_bad().tolist() == [1, 1, 1, 1]
    assert not ax.axison


def test_few_pictures_take_few_columns(ax):
    image_grid(ax, np.zeros((2, 5, 5)), columns=8)
    assert ax.images[0].get_array().shape == (5, 11)


def test_gaps_in_pictures_are_white_and_do_not_change_the_scale(ax):
    images = np.array([[[np.nan, 0.2], [0.4, 0.6]]])
    image_grid(ax, images)
    assert ax.images[0].get_clim() == (0.2, 0.6)
    assert ax.images[0].get_array().mask.sum() == 1
