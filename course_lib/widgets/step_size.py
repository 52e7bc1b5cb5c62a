"""Chapter 1: gradient descent on a curve of choice: start, step size, and where it ends."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib.objectives import CURVES
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS = 40


def step_size_explorer() -> Explorer:
    """Return the explorer: curve, start (as a share of its range) and step size η."""
    controls = {
        "curve": choice("curve", list(CURVES), "w_shape"),
        "start": slider("start (left to right)", 0.0, 1.0, 0.95, step=0.01),
        "lr": slider("step size η", 0.005, 2.0, 0.05, log=True),
    }
    alt = "Gradient descent on a W-shaped curve from the right: it ends in the shallower valley."
    return Explorer("step size", compute, build, update, controls, alt, caption)


def compute(curve: str, start: float, lr: float) -> Numbers:
    """Return the curve and the path on it, up to the step that leaves the picture."""
    f = CURVES[curve]
    low, high = f.bounds
    x = np.linspace(low, high, 200)
    path = [low + start * (high - low)]
    while len(path) <= STEPS and low <= path[-1] <= high:
        path.append(path[-1] - lr * float(f.gradient(path[-1])))
    points = np.array(path)
    inside = points[(points >= low) & (points <= high)]
    left = len(path) - 1 if len(inside) < len(points) else None
    return {"x": x, "y": f.value(x), "path": inside, "f": f.value(inside), "left": left}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the curve and the path."""
    ax = figure.subplots()
    (curve,) = ax.plot([], [], color="gray", linewidth=1.2)
    (path,) = ax.plot([], [], **plots.style_of("gradient_descent"))
    path.set(linestyle="-", marker="o", markersize=5, linewidth=0.8)
    (start,) = ax.plot([], [], "o", markersize=11, markerfacecolor="none", color="black")
    (end,) = ax.plot([], [], "s", markersize=8, color="C1")
    ax.set(xlabel="x", ylabel="f(x)", title="Gradient descent: ring = start, square = end")
    return {"curve": curve, "path": path, "start": start, "end": end}


def update(artists: Artists, numbers: Numbers) -> bool:
    """Move the path; return True if another curve needs other limits."""
    path, f = numbers["path"], numbers["f"]
    artists["curve"].set_data(numbers["x"], numbers["y"])
    artists["path"].set_data(path, f)
    artists["start"].set_data(path[:1], f[:1])
    artists["end"].set_data(path[-1:], f[-1:])
    ax = artists["curve"].axes
    before = ax.get_xlim(), ax.get_ylim()
    low, high = numbers["y"].min(), numbers["y"].max()
    air = 0.08 * (high - low)
    side = 0.03 * (numbers["x"][-1] - numbers["x"][0])
    ax.set(xlim=(numbers["x"][0] - side, numbers["x"][-1] + side), ylim=(low - air, high + air))
    return (ax.get_xlim(), ax.get_ylim()) != before


def caption(numbers: Numbers) -> str:
    """Say where the path ended."""
    if numbers["left"] is not None:
        return f"Step {numbers['left']} leaves the picture: the step size is too large here."
    return f"After {STEPS} steps: x = {numbers['path'][-1]:.4f}, f = {numbers['f'][-1]:.4f}"
