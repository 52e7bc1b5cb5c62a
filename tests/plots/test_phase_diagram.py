"""The map of learning rate and momentum: right colours at the right places."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.plots import phase_diagram, steps_per_digit


def test_steps_per_digit_bring_the_distance_to_a_tenth():
    rate = np.array([0.2, 0.9, 0.999])
    np.testing.assert_allclose(rate ** steps_per_digit(rate), 0.1)


@pytest.mark.parametrize("rate", [1.0, 1.5, np.nan, np.inf])
def test_a_run_that_does_not_converge_has_none(rate):
    assert np.isnan(steps_per_digit(rate))


def test_cells_are_centred_on_the_grid_and_grey_where_a_run_diverges():
    rate = np.array([[0.5, 0.9, 1.1], [0.7, 0.8, 0.95]])
    ax = phase_diagram(Figure().subplots(), [1.0, 2.0, 3.0], [0.0, 0.5], rate)
    (image,) = ax.images
    assert image.get_extent() == [0.5, 3.5, -0.25, 0.75]
    assert np.ma.getmaskarray(image.get_array()).tolist() == [[False, False, True], [False] * 3]
    assert image.origin == "lower"


def test_fast_is_lighter_than_slow():
    rate = np.array([[0.5, 0.99], [0.9, 0.95]])
    (image,) = phase_diagram(Figure().subplots(), [1, 2], [0, 1], rate).images
    light = image.to_rgba(image.get_array())[..., :3].sum(axis=-1)
    assert (np.argsort(-light.ravel()) == np.argsort(rate.ravel())).all()
