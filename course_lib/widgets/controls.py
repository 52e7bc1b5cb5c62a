"""The controls of explorers: sliders over numbers and over names, which the keyboard moves as well.

Every control has a label, reports while it is dragged, and knows its extremes, so that a test can
drive an explorer into all its corners.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from course_lib import _validate as check
from course_lib._validate import message

LABEL = "11em"
"""Width of the labels: one for all, so that the sliders are aligned."""


def slider(
    label: str, low: float, high: float, value: float, *, step: float = 0.0, log: bool = False
) -> Any:
    """Return a slider, which the arrow keys move as well.

    Parameters
    ----------
    label : str
        Written to its left.
    low, high, value : float
        Range and start; whole numbers (with a whole step) give a slider of whole numbers.
    step : float, default a hundredth of the range, 1 for whole numbers
        Distance between values; in decades if `log`.
    log : bool, default False
        Equal distances for equal ratios.

    Examples
    --------
    >>> slider("learning rate", 1e-4, 1.0, 0.01, log=True).value
    0.01
    """
    check.text("slider", "label", label)
    check.flag("slider", "log", log)
    check.number("slider", "low", low, 0 if log else -math.inf, open_low=log)
    check.number("slider", "high", high, low, open_low=True)
    check.number("slider", "value", value, low, high)
    check.number("slider", "step", step, 0)
    look: dict[str, Any] = {"description": label, "continuous_update": True, **_look()}
    if log:
        low, high = math.log10(low), math.log10(high)
        look |= {"min": low, "max": high, "step": step or (high - low) / 100}
        return widgets.FloatLogSlider(value=value, readout_format=".3g", **look)
    if all(isinstance(number, int) for number in (low, high, value, step or 1)):
        return widgets.IntSlider(value=value, min=low, max=high, step=step or 1, **look)
    look |= {"min": low, "max": high, "step": step or (high - low) / 100}
    return widgets.FloatSlider(value=value, readout_format=".3g", **look)


def choice(label: str, options: Sequence[str], value: str | None = None) -> Any:
    """Return a slider over names; it starts at the first one unless `value` says otherwise.

    Not a drop-down list: JupyterLab keeps the keys that would move it for itself. The browser
    shows some 17 letters of a name.

    Examples
    --------
    >>> choice("surface", ["bowl", "saddle"]).value
    'bowl'
    """
    check.text("choice", "label", label)
    names = [
        check.text("choice", "options", name)
        for name in check.sequence("choice", "options", options)
    ]
    if not names or len(set(names)) < len(names):
        raise ValueError(message("choice", "different options, one or more", f"{names}"))
    start = names[0] if value is None else check.choice("choice", "value", value, names)
    look = {"description": label, "continuous_update": True, **_look()}
    return widgets.SelectionSlider(options=names, value=start, **look)


def extremes(control: Any) -> tuple[Any, ...]:
    """Return all names of a choice, both states of a check box, or both ends of a slider."""
    if isinstance(control, widgets.SelectionSlider | widgets.ToggleButtons):
        return tuple(control.options)
    if isinstance(control, widgets.Checkbox):
        return (False, True)
    if isinstance(control, widgets.FloatLogSlider):
        return (control.base**control.min, control.base**control.max)
    return (control.min, control.max)


def is_control(control: object) -> bool:
    """Return whether `extremes` knows this kind of control."""
    kinds = (widgets.SelectionSlider, widgets.ToggleButtons, widgets.Checkbox)
    sliders = (widgets.FloatLogSlider, widgets.FloatSlider, widgets.IntSlider)
    return isinstance(control, kinds + sliders)


def _look() -> dict[str, Any]:
    """Label and width; widgets must not share these objects, so they are made anew."""
    return {
        "style": {"description_width": LABEL},
        "layout": widgets.Layout(width="34em", max_width="100%"),
    }
