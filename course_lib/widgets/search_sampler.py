"""Chapter 7: a grid and random search on a loss whose second direction may not matter.

The loss, with s = 0 if one dimension matters and s = 1 if both do::

    f(x) = (x₁ − a)² + s (x₂ − b)²
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib._validate import Array
from course_lib.plots.style import style_of
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

NAMES = ("grid", "random")
DRAWS = 200
"""Random searches behind the numbers in the caption."""


def search_sampler() -> Explorer:
    """Return the explorer: weight of the second direction, place of the best, points, seed."""
    controls = {
        "s": slider("weight of x₂", 0.0, 1.0, 0.05, step=0.05),
        "a": slider("best x₁", 0.0, 1.0, 0.5, step=0.05),
        "side": slider("grid points per side", 2, 8, 4),
        "seed": slider("seed of the random search", 0, 20, 0),
    }
    alt = (
        "Sixteen trials on a loss that depends almost only on x₁: the grid tries 4 values of x₁, "
        "random search 16, and comes closer to the best."
    )
    return Explorer("search sampler", compute, build, update, controls, alt, caption, (10.0, 4.6))


def loss(points: Array, s: float, a: float) -> Array:
    """Return f at points (..., 2)."""
    value: Array = (points[..., 0] - a) ** 2 + s * (points[..., 1] - 0.35) ** 2
    return value


def grid_points(side: int) -> Array:
    """Return side² points (side², 2), both ends of the unit square included."""
    axis = np.linspace(0, 1, side)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


def compute(s: float, a: float, side: int, seed: int) -> Numbers:
    """Return both sets of points, their best losses, and how often random search wins."""
    points = {
        "grid": grid_points(side),
        "random": np.random.default_rng(seed).random((side * side, 2)),
    }
    best = {name: float(loss(points[name], s, a).min()) for name in NAMES}
    many = np.random.default_rng(1000).random((DRAWS, side * side, 2))
    wins = float((loss(many, s, a).min(axis=-1) < best["grid"]).mean())
    return {"points": points, "best": best, "wins": wins, "s": s, "a": a}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw both squares, and what each search sees of x₁ below its points."""
    artists: dict[str, Any] = {}
    for ax, name in zip(figure.subplots(1, 2, sharey=True), NAMES, strict=True):
        look = style_of(name, marker=True) | {"linestyle": "none", "markersize": 7}
        (artists[f"points {name}"],) = ax.plot([], [], **look)
        shadow = {"color": look["color"], "linestyle": "none", "marker": "|", "markersize": 14}
        (artists[f"values {name}"],) = ax.plot([], [], **shadow)
        (artists[f"best {name}"],) = ax.plot([], [], color="black", linewidth=1.0)
        ax.set(xlim=(-0.06, 1.06), ylim=(-0.2, 1.06), xlabel="x₁", title=f"{name} search")
    figure.axes[0].set_ylabel("x₂ (below 0: the values of x₁ tried)")
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the points, their shadows, and the line through the best x₁."""
    for name in NAMES:
        x = numbers["points"][name]
        artists[f"points {name}"].set_data(x[:, 0], x[:, 1])
        artists[f"values {name}"].set_data(x[:, 0], np.full(len(x), -0.12))
        artists[f"best {name}"].set_data([numbers["a"]] * 2, [-0.2, 1.06])


def effective_dimension(s: float) -> float:
    """Return (Σ λ)² / Σ λ² of the two weights 1 and s: 1 if only x₁ matters, 2 if both do.

    Examples
    --------
    >>> effective_dimension(0.0), effective_dimension(1.0)
    (1.0, 2.0)
    """
    return (1 + s) ** 2 / (1 + s * s)


def caption(numbers: Numbers) -> str:
    """Say what was tried, the best losses, and how often random search wins."""
    tried = {name: len(np.unique(numbers["points"][name][:, 0])) for name in NAMES}
    best = numbers["best"]
    return (
        f"Effective dimension {effective_dimension(numbers['s']):.2f}. Values of x₁: grid "
        f"{tried['grid']}, random {tried['random']}. Best loss: grid {best['grid']:.2g}, random "
        f"{best['random']:.2g}. Of {DRAWS} random searches {numbers['wins']:.0%} beat this grid."
    )
