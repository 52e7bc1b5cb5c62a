"""Sliders over a live figure: change a number, see what follows.

The maths is a pure function of the slider values, the drawing comes from `course_lib.plots`, and
`Explorer` ties both to sliders; here is neither. An explorer in 15 lines::

    def step_size() -> Explorer:
        x = np.linspace(-2, 2, 200)

        def compute(lr):  # numbers from slider values; no drawing
            points = 1.5 * (1 - 2 * lr) ** np.arange(20)
            return {"x": points, "y": points**2}

        def build(figure, numbers):  # draws all once; returns the artists that will move
            ax = plots.lines(figure.subplots(), x, {"f(x) = x²": x**2})
            return {"path": ax.plot(numbers["x"], numbers["y"], "o-")[0]}

        def update(artists, numbers):  # moves them
            artists["path"].set_data(numbers["x"], numbers["y"])

        alt = "Gradient descent on x² walks down the parabola, or out of it when lr > 1."
        controls = {"lr": slider("learning rate", 0.05, 1.1, 0.3, step=0.05)}
        return Explorer("step size", compute, build, update, controls, alt)

A cell that ends in ``step_size()`` shows sliders in JupyterLab and the picture of the starting
state wherever there is no kernel (slides, HTML, GitHub), since the output holds both a widget view
and a PNG. Stored notebooks keep the PNG and drop the view (and no widget state), so a reader who
has not run the cell sees the picture. nbval compares the text form, whose digest is taken over the
drawn data of the starting state. Words that change go into the caption; an `update` that has
changed limits or titles returns True, and the static part is drawn anew (100 ms).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import product
from typing import Any, TypeAlias

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from traitlets import TraitError

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.plots.show import check_alt, describe, small_png
from course_lib.plots.style import SIZES
from course_lib.widgets.controls import extremes, is_control
from course_lib.widgets.live_figure import LiveFigure

Numbers: TypeAlias = Any
"""Whatever `compute` returns and `build` and `update` understand."""
Artists: TypeAlias = Mapping[str, Any]
"""The artists that move, by name."""

HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


class Explorer:
    """Sliders over a live figure with a caption; the example is at the top of this file.

    Parameters
    ----------
    name : str
        Its name in the text form.
    compute : callable
        ``compute(**values) -> numbers``: pure, one argument for each control.
    build : callable
        ``build(figure, numbers) -> {name: artist}``: draws everything into an empty figure and
        returns the artists that will move; `update` gives them their first data.
    update : callable
        ``update(artists, numbers)``: moves them. Returns True if limits or titles have changed.
    controls : mapping from name to widget
        From `slider` and `choice`; ``compute`` gets their values under these names.
    alt : str
        What the starting state shows, in a sentence.
    caption : callable, default none
        ``caption(numbers) -> str``: text under the picture that changes with it.
    size : (float, float), default 7 x 4.2
        Inches; see `plots.SIZES`.
    """

    def __init__(
        self,
        name: str,
        compute: Callable[..., Numbers],
        build: Callable[[Figure, Numbers], Artists],
        update: Callable[[Artists, Numbers], bool | None],
        controls: Mapping[str, Any],
        alt: str,
        caption: Callable[[Numbers], str] | None = None,
        size: tuple[float, float] = SIZES["single"],
    ) -> None:
        self.name, self.alt = check.text("explorer", "name", name), check_alt("explorer", alt)
        for part, function in {"compute": compute, "build": build, "update": update}.items():
            check.function("explorer", part, function)
        if caption is not None:
            check.function("explorer", "caption", caption)
        self.compute, self.controls, self._update = compute, _checked(controls), update
        inches = check.pair("explorer", "size", size, low=1, high=50)
        self.figure = Figure(figsize=inches, layout="constrained")
        self.numbers = compute(**self.values())
        self.artists = check.mapping(
            "explorer", "artists of build", build(self.figure, self.numbers)
        )
        update(self.artists, self.numbers)
        self.live = LiveFigure(self.figure, list(self.artists.values()))
        self._caption, self.caption = caption, widgets.HTML()
        self._write_caption()
        self.view = widgets.VBox([*self.controls.values(), self.live.image, self.caption])
        state = ", ".join(f"{key}={_word(value)}" for key, value in self.values().items())
        self._text = describe("Explorer", f"{name}, {state}", self.figure, self.alt)
        self._start = small_png(Image.fromarray(self.live.pixels()))
        self._paused = False
        for control in self.controls.values():
            control.observe(self._follow, names="value")

    def values(self) -> dict[str, Any]:
        """Return the values of the controls by name."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values: Any) -> None:
        """Move controls together, as a reader would one by one, and redraw once.

        A number beyond an end of its slider moves it to that end.
        """
        for name in values:
            check.choice(self.name, "control", name, self.controls)
        self._paused = True
        try:
            for name, value in values.items():
                self._move(name, value)
        finally:
            self._paused = False
        self._follow()

    def _move(self, name: str, value: Any) -> None:
        control = self.controls[name]
        try:
            if isinstance(value, np.ndarray):
                raise TypeError  # an array equals no choice, nor does it differ
            control.value = value
        except (TraitError, TypeError, ValueError):
            ends = extremes(control)
            rule = f"{name} from {ends[0]!r} to {ends[-1]!r}"
            raise ValueError(message(self.name, rule, repr(value))) from None

    def corners(self) -> Iterator[dict[str, Any]]:
        """Yield every combination of the extreme values of the controls, for tests."""
        for corner in product(*map(extremes, self.controls.values())):
            yield dict(zip(self.controls, corner, strict=True))

    def close(self) -> None:
        """Remove the widgets from the page and the kernel."""
        for widget in (*self.controls.values(), self.live.image, self.caption, self.view):
            widget.close()

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """A widget for a kernel; the picture of the starting state and its text without one."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.view.model_id}
        data = {
            "application/vnd.jupyter.widget-view+json": view,
            "image/png": base64.b64encode(self._start).decode("ascii"),
            "text/plain": self._text,
        }
        return data, {"alt": self.alt, "image/png": {"alt": self.alt}}

    def _follow(self, change: object = None) -> None:
        if self._paused:
            return
        self.numbers = self.compute(**self.values())
        if self._update(self.artists, self.numbers):
            self.live.redraw()
        else:
            self.live.refresh()
        self._write_caption()

    def _write_caption(self) -> None:
        """``widgets.Image`` has no alternative text, so the sentence is here, out of sight."""
        words = "" if self._caption is None else escape(self._caption(self.numbers))
        hidden = f'<span style="{HIDDEN}">{escape(self.alt)}</span>'
        self.caption.value = f'{hidden}<div role="status">{words}</div>'


def _checked(controls: Mapping[str, Any]) -> dict[str, Any]:
    made = check.mapping("explorer", "controls", controls)
    for name, control in made.items():
        if not is_control(control):
            remedy = "Make it with slider(...) or choice(...)."
            raise TypeError(message("explorer", f"a control {name!r}", repr(control), remedy))
    return made


def _word(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
