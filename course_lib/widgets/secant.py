"""Chapter 1: a secant that becomes the tangent when its second point slides into the first."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

X = np.linspace(-1.6, 2.2, 200)


def secant_explorer() -> Explorer:
    """Return the explorer: f(x) = x³, a point x, a distance h."""
    controls = {
        "x": slider("point x", -1.0, 1.0, 0.5, step=0.05),
        "h": slider("distance h", 0.001, 1.0, 1.0, log=True),
    }
    alt = "The curve x cubed with a secant from 0.5 to 1.5, steeper than the tangent at 0.5."
    return Explorer("secant", compute, build, update, controls, alt, caption)


def compute(x: float, h: float) -> Numbers:
    """Return both points, the slope of the secant between them, and that of the tangent at x."""
    y, y_h = x**3, (x + h) ** 3
    return {"x": x, "h": h, "y": y, "y_h": y_h, "secant": (y_h - y) / h, "tangent": 3 * x**2}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the curve, the two lines and the two points."""
    ax = figure.subplots()
    plots.guide(ax, X, X**3)
    (secant,) = ax.plot(X, X, **plots.style_of("train"))
    (tangent,) = ax.plot(X, X, **plots.style_of("test"))
    (points,) = ax.plot([0, 0], [0, 0], "o", color="black", markersize=8)
    ax.set(xlabel="x", ylabel="f(x) = x³", xlim=(X[0], X[-1]), ylim=(-4, 8))
    ax.set_title("Secant (solid) and tangent: what happens as h shrinks?")
    return {"secant": secant, "tangent": tangent, "points": points}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the lines and the points."""
    x, y = numbers["x"], numbers["y"]
    artists["secant"].set_ydata(_line(x, y, numbers["secant"]))
    artists["tangent"].set_ydata(_line(x, y, numbers["tangent"]))
    artists["points"].set_data([x, x + numbers["h"]], [y, numbers["y_h"]])


def caption(numbers: Numbers) -> str:
    """Compare both slopes."""
    difference = numbers["secant"] - numbers["tangent"]
    return (
        f"h = {numbers['h']:.3g}: slope of the secant {numbers['secant']:.4f}, "
        f"of the tangent {numbers['tangent']:.4f}, difference {difference:.4f}"
    )


def _line(x: float, y: float, slope: float) -> Array:
    line: Array = y + slope * (X - x)
    return line
