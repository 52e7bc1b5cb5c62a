"""Chapter 6: the answers of all 2^n thinned networks, and the one of the scaling rule."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib.activations import sigmoid
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

UNITS = 10
MASKS = (np.arange(2**UNITS)[:, None] >> np.arange(UNITS)) & 1
EDGES = np.linspace(0, 1, 26)


def dropout_masks() -> Explorer:
    """Return the explorer: share dropped, size of the weights."""
    controls = {
        "p": slider("share dropped p", 0.05, 0.9, 0.5, step=0.05),
        "size": slider("size of the weights", 0.1, 3.0, 1.0),
    }
    alt = "Most of 1,024 thinned networks answer near 0 or 1; mean 0.42, scaling rule 0.24."
    return Explorer("dropout masks", compute, build, update, controls, alt, caption)


def compute(p: float, size: float) -> Numbers:
    """Return the share of masks in each bin, their exact mean, and the scaling rule."""
    w = size * np.random.default_rng(3).standard_normal(UNITS)
    kept = MASKS.sum(axis=1)
    share = (1 - p) ** kept * p ** (UNITS - kept)
    answers = sigmoid(MASKS @ w / (1 - p)).ravel()
    heights = np.histogram(answers, EDGES, weights=share)[0]
    rule = float(sigmoid(np.array([w.sum()]))[0])
    return {"heights": heights, "mean": float(share @ answers), "rule": rule}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the histogram and two marks."""
    ax = figure.subplots()
    (bars,) = ax.plot([], [], color=plots.color_of("plain"), label="all 1,024 masks")
    (mean,) = ax.plot([], [], "o", color="C0", markersize=11, label="exact mean")
    (rule,) = ax.plot([], [], "D", color="C1", markersize=9, label="scaling rule")
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.05, 1.05), xlabel="answer", ylabel="probability")
    ax.set_title("One network, 1,024 thinned ones")
    ax.legend()
    return {"bars": bars, "mean": mean, "rule": rule}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the histogram and the marks."""
    artists["bars"].set_data(np.repeat(EDGES, 2)[1:-1], np.repeat(numbers["heights"], 2))
    artists["mean"].set_data([numbers["mean"]], [0])
    artists["rule"].set_data([numbers["rule"]], [0])


def caption(numbers: Numbers) -> str:
    """Say both numbers."""
    return f"Exact mean {numbers['mean']:.3f}, scaling rule {numbers['rule']:.3f}."
