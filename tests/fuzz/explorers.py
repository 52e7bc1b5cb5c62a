"""Valid calls of explorers and their controls."""

import numpy as np
from matplotlib.figure import Figure

from course_lib.widgets import Explorer, LiveFigure, choice, slider
from tests.fuzz.values import New

LINE = np.linspace(0, 1, 5)


def build(figure, numbers):
    return {"curve": figure.subplots().plot(LINE, numbers)[0]}


def update(artists, numbers):
    artists["curve"].set_ydata(numbers)


def made(make):
    """Make an explorer, move all its controls to their ends, and close it."""

    def call(**arguments):
        toy = make(**arguments)
        for corner in toy.corners():
            toy.set(**corner)
        toy.close()

    return call


def moved(**values):
    toy = Explorer("toy", lambda **v: LINE, build, update, controls(), ALT)
    toy.set(**values)
    toy.close()


def controls():
    return {"slope": slider("slope", -2.0, 2.0, 1.0), "shape": choice("shape", ["line", "bowl"])}


def live(figure, moving):
    axes = figure.subplots() if isinstance(figure, Figure) else None
    artist = axes.plot(LINE, LINE)[0] if moving is None and axes else moving
    return LiveFigure(figure, [artist]).pixels().shape


ALT = "A straight line through the origin with slope one."
PARTS = {
    "name": "toy",
    "compute": lambda slope, shape: slope * LINE,
    "build": build,
    "update": update,
    "controls": New(controls),
    "alt": ALT,
    "caption": lambda numbers: "A line.",
    "size": (4.0, 3.0),
}
EXPLORERS = {
    "widgets.slider": (
        lambda **a: slider(**a).value,
        {"label": "rate", "low": 0.1, "high": 2.0, "value": 1.0, "step": 0.1, "log": False},
    ),
    "widgets.choice": (
        lambda **a: choice(**a).value,
        {"label": "surface", "options": ["bowl", "saddle"], "value": "bowl"},
    ),
    "widgets.Explorer": (made(Explorer), PARTS),
    "widgets.Explorer that moves": (moved, {"slope": 1.0, "shape": "bowl"}),
    "widgets.LiveFigure": (live, {"figure": New(Figure), "moving": None}),
}
