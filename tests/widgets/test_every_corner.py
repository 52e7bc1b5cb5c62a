"""Explorers without a corner test against a formula: every corner is finite and looks different."""

import pytest
from shared_explorers import drive

from course_lib import widgets

PICTURES = {
    widgets.secant_explorer: 3,
    widgets.step_size_explorer: 3,
    widgets.backward_stepper: 2,
    widgets.gradient_depth: 10,
    widgets.momentum_explorer: 11,
    widgets.schedule_designer: 61,
    widgets.search_sampler: 3,
    widgets.halving_bracket: 3,
    widgets.curve_doctor: 10,
}
CUT_OFF = (widgets.gradient_depth, widgets.curve_doctor)
"""Their panels end where some numbers go on, so that other numbers may look alike."""


@pytest.mark.parametrize("make", PICTURES)
def test_every_corner_draws_finite_numbers_and_another_picture(make):
    explorer = make()
    pictures = drive(explorer, list(explorer.corners()))
    assert len(set(pictures.values())) >= PICTURES[make]
    assert make in CUT_OFF or len(set(pictures.values())) == len(pictures)
    explorer.close()
