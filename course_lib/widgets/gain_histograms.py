"""Chapter 4: one number, the gain, decides whether the signal survives twenty layers."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.activations import ACTIVATIONS
from course_lib.initializers import gain as exact_gain
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

WIDTH, BATCH, DEPTH = 100, 50, 20
SHOWN = (1, 5, 10, 15, 20)
"""Layers with a histogram."""
EDGES = np.linspace(-4, 4, 82)
_RNG = np.random.default_rng(4)
START = _RNG.standard_normal((BATCH, WIDTH))
WEIGHTS = _RNG.standard_normal((DEPTH, WIDTH, WIDTH)) / np.sqrt(WIDTH)


def gain_histograms() -> Explorer:
    """Return the explorer: activation, and the gain of all weights, std = gain / √fan-in."""
    controls = {
        "activation": choice("activation", list(ACTIVATIONS), "relu"),
        "gain": slider("gain", 0.25, 4.0, 1.0, log=True),
    }
    alt = "ReLU with gain 1: the histograms of twenty layers shrink to a spike at zero."
    return Explorer("gain", compute, build, update, controls, alt, caption, (10.0, 4.2))


def compute(activation: str, gain: float) -> Numbers:
    """Return the distribution and the spread of what enters each activation."""
    f = ACTIVATIONS[activation]
    kept, y = [], START
    with np.errstate(all="ignore"):  # an exploding signal is a result here
        for W in gain * WEIGHTS:
            z = y @ W
            kept.append(z)
            y = f(z)
    spread = np.array([z.std() for z in kept])
    shown = np.array([kept[layer - 1] for layer in SHOWN])
    counts = plots.count_values(shown, EDGES)
    own = exact_gain(f)
    return {"counts": counts, "spread": spread, "gain": gain, "own": own, "name": activation}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw five histograms, and the spread through all layers."""
    left, right = figure.subplots(1, 2)
    plots.ridges(left, EDGES, numbers["counts"], [f"layer {layer}" for layer in SHOWN])
    left.set(xlabel="input of the activation", title="Does the shape survive?")
    (spread,) = right.plot([], [], "o-", color="C0", markersize=4)
    plots.guide(right, [1, DEPTH], [1, 1])
    right.set(yscale="log", xlim=(0.5, DEPTH + 0.5), ylim=(1e-5, 1e5), xlabel="layer")
    right.set_xticks(SHOWN)
    right.set(ylabel="standard deviation", title="A straight slope: one factor per layer")
    return {"ridges": left.collections[-1], "spread": spread}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the histograms and the line."""
    artists["ridges"].set_verts(plots.ridge_shapes(EDGES, numbers["counts"]))
    plots.attach_data(artists["ridges"], EDGES, numbers["counts"])
    artists["spread"].set_data(*_visible(numbers["spread"]))


def caption(numbers: Numbers) -> str:
    """Compare the chosen gain with the computed one."""
    last = numbers["spread"][-1]
    return (
        f"Gain {numbers['gain']:.2f}; the gain computed for {numbers['name']} is "
        f"{numbers['own']:.2f}. Spread in layer {DEPTH}: {last:.2g}."
    )


def _visible(spread: Array) -> tuple[Array, Array]:
    shown = np.isfinite(spread) & (spread > 0)
    return np.arange(1, DEPTH + 1)[shown], spread[shown]
