"""Controls have a label, follow while they are dragged, and know their extremes."""

import ipywidgets as widgets
import pytest

from course_lib.widgets import choice, slider
from course_lib.widgets.controls import extremes, is_control


@pytest.mark.parametrize(
    ("arguments", "options", "kind", "ends"),
    [
        ((0.0, 1.0, 0.5), {}, widgets.FloatSlider, (0, 1)),
        ((0, 1.5, 1), {"step": 0.25}, widgets.FloatSlider, (0, 1.5)),
        ((1, 9, 3), {}, widgets.IntSlider, (1, 9)),
        ((1, 9, 3), {"step": 2}, widgets.IntSlider, (1, 9)),
        ((1, 9, 3), {"step": 0.5}, widgets.FloatSlider, (1, 9)),
        ((1e-4, 10, 0.1), {"log": True}, widgets.FloatLogSlider, (1e-4, 10)),
    ],
)
def test_sliders_cover_their_range(arguments, options, kind, ends):
    control = slider("rate", *arguments, **options)
    assert type(control) is kind
    assert control.value == arguments[2]
    assert extremes(control) == pytest.approx(ends)
    assert is_control(control)
    assert (control.description, control.continuous_update) == ("rate", True)
    assert control.step == pytest.approx(
        options.get("step", {True: 1}.get(kind is widgets.IntSlider, control.step))
    )


def test_a_float_slider_has_a_hundred_steps():
    assert slider("rate", 0.0, 5.0, 1.0).step == pytest.approx(0.05)
    assert slider("rate", 1e-3, 10.0, 1.0, log=True).step == pytest.approx(0.04)


def test_a_choice_starts_at_its_first_option_or_the_one_given():
    assert choice("surface", ["bowl", "saddle"]).value == "bowl"
    control = choice("surface", ["bowl", "saddle"], "saddle")
    assert control.value == "saddle"
    assert extremes(control) == ("bowl", "saddle")
    assert is_control(control)
    assert (control.description, control.continuous_update) == ("surface", True)


def test_check_boxes_and_buttons_have_extremes_too():
    assert extremes(widgets.Checkbox()) == (False, True)
    assert extremes(widgets.ToggleButtons(options=["a", "b"])) == ("a", "b")
    assert not is_control(widgets.HTML())


def test_widgets_share_no_layout():
    assert slider("a", 0, 1, 0).layout is not slider("b", 0, 1, 0).layout


def test_wrong_ranges_are_refused():
    with pytest.raises(ValueError, match=r"slider: expected 0 < low, got low=0"):
        slider("rate", 0, 1, 0.5, log=True)
    with pytest.raises(ValueError, match=r"slider: expected 1 < high, got high=1"):
        slider("rate", 1, 1, 1)
    with pytest.raises(ValueError, match=r"slider: expected 0 <= value <= 1, got value=2"):
        slider("rate", 0, 1, 2)
    with pytest.raises(ValueError, match=r"choice: expected value in .*Did you mean 'bowl'"):
        choice("surface", ["bowl"], "bowls")
