"""Chapter 5: one feature of a batch goes into batch normalisation, and what comes out."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.layers import BatchNorm
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

LARGEST = 64
DRAWS = 3.0 + 2.0 * np.random.default_rng(5).standard_normal(LARGEST)
"""The feature: mean 3, standard deviation 2 over many examples."""


def batch_in_out() -> Explorer:
    """Return the explorer: γ, β, ε, the size of the batch, and one outlier."""
    controls = {
        "n": slider("examples in the batch", 2, LARGEST, 16),
        "outlier": slider("shift of one example", 0.0, 40.0, 25.0),
        "gamma": slider("γ", -2.0, 2.0, 1.0),
        "beta": slider("β", -5.0, 5.0, 0.0),
        "eps": slider("ε", 1e-5, 100.0, 1e-5, log=True),
    }
    alt = "One outlier among sixteen values: fifteen come out squeezed together, just below 0."
    return Explorer("batch in, batch out", compute, build, update, controls, alt, caption)


def compute(n: int, outlier: float, gamma: float, beta: float, eps: float) -> Numbers:
    """Return the batch before and after a `BatchNorm` in training."""
    x = DRAWS[:n].copy()
    x[0] += outlier
    layer = BatchNorm(1, eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    return {"x": x, "y": layer.forward(x[:, None], train=True)[:, 0]}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the batch twice, one row below the other, each example tied to itself."""
    ax = figure.subplots()
    plots.guide(ax, [0, 0], [-0.3, 1.3])
    (ties,) = ax.plot([], [], color="0.75", linewidth=0.8)
    (before,) = ax.plot([], [], "o", color="C0", markersize=8, alpha=0.7)
    (after,) = ax.plot([], [], "s", color="C1", markersize=8, alpha=0.7)
    (marked,) = ax.plot([], [], "o", color="black", markersize=15, fillstyle="none")
    ax.set(xlim=(-23, 46), ylim=(-0.3, 1.3), yticks=[0, 1], xlabel="value of the feature")
    ax.set_yticklabels(["out", "in"])
    ax.set_title("Batch in, batch out: every output depends on every input")
    return {"ties": ties, "before": before, "after": after, "marked": marked}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move all examples; the ring marks the one that may be shifted."""
    x, y = numbers["x"], numbers["y"]
    artists["before"].set_data(x, np.ones(len(x)))
    artists["after"].set_data(y, np.zeros(len(y)))
    artists["marked"].set_data([x[0], y[0]], [1, 0])
    artists["ties"].set_data(_tied(y, x), _tied(np.zeros(len(y)), np.ones(len(x))))


def caption(numbers: Numbers) -> str:
    """Say what the statistics were and are; the other examples feel the outlier."""
    x, y = numbers["x"], numbers["y"]
    return (
        f"In: mean {x.mean():.2f}, spread {x.std():.2f}. Out: mean {y.mean():.2f}, "
        f"spread {y.std():.2f}; without the ringed example the spread is {y[1:].std():.2f}."
    )


def _tied(low: Array, high: Array) -> Array:
    """Return low and high in turn with gaps between pairs, for one line of many pieces."""
    return np.column_stack([low, high, np.full(len(low), np.nan)]).ravel()
