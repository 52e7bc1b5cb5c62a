"""Chapter 3: several optimizers race over a surface, and the race is replayed step by step.

Left the paths, right the height above the lowest minimum. All paths are those of `walk`; the
slider of the step and the player only uncover them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.objectives import SURFACES, surface_grid
from course_lib.optimizers import SGD, AdaGrad, Adam, RMSProp, walk
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS = 200
FAR = 3.0
"""A path is cut where it is this many windows away from the middle of the surface."""
FLOOR = 1e-6

OPTIMIZERS: dict[str, Callable[[float, float], Any]] = {
    "sgd": lambda lr, momentum: SGD(lr),
    "momentum": lambda lr, momentum: SGD(lr, momentum),
    "nesterov": lambda lr, momentum: SGD(lr, momentum, nesterov=momentum > 0),
    "adagrad": lambda lr, momentum: AdaGrad(lr),
    "rmsprop": lambda lr, momentum: RMSProp(lr, rho=0.9),
    "adam": lambda lr, momentum: Adam(lr, beta1=momentum),
}
GROUPS = {
    "momentum family": ("sgd", "momentum", "nesterov"),
    "adaptive family": ("adagrad", "rmsprop", "adam"),
    "sgd/momentum/adam": ("sgd", "momentum", "adam"),
    "all six": tuple(OPTIMIZERS),
} | {f"{name} alone": (name,) for name in OPTIMIZERS}


def optimizer_playground() -> Explorer:
    """Return the explorer: surface, algorithms, η, μ (Adam's β₁), start, and the step shown."""
    controls = {
        "surface": choice("surface", list(SURFACES), "bowl"),
        "algorithms": choice("algorithms", list(GROUPS), "sgd/momentum/adam"),
        "lr": slider("learning rate η", 1e-3, 3.0, 0.3, log=True),
        "momentum": slider("momentum μ (and β₁)", 0.0, 0.99, 0.9, step=0.01),
        "x": slider("start, left to right", 0.0, 1.0, 0.15, step=0.01),
        "y": slider("start, bottom to top", 0.0, 1.0, 0.7, step=0.01),
        "step": slider("steps shown", 0, STEPS, 60),
    }
    alt = (
        "SGD, momentum and Adam after 60 steps in a long bowl: SGD creeps along the valley, "
        "momentum and Adam have passed the minimum and come back in loops."
    )
    made = Explorer(
        "optimizer playground", compute, build, update, controls, alt, caption, (10.0, 4.4)
    )
    steps = made.controls["step"]
    player = widgets.Play(min=0, max=STEPS, value=steps.value, step=2, interval=100)
    widgets.link((player, "value"), (steps, "value"))
    made.view.children = (player, *made.view.children)
    return made


def compute(
    surface: str, algorithms: str, lr: float, momentum: float, x: float, y: float, step: int
) -> Numbers:
    """Return the paths so far, and the heights along them above the lowest minimum."""
    f, shown = SURFACES[surface], GROUPS[algorithms]
    low, high = np.array(f.bounds).T
    start = tuple(low + np.array([x, y]) * (high - low))
    paths = {name: path_of(surface, name, lr, momentum, start)[: step + 1] for name in shown}
    bottom = f.value(f.minima[0])
    heights = {name: np.maximum(f.value(path) - bottom, FLOOR) for name, path in paths.items()}
    return {"surface": surface, "paths": paths, "heights": heights, "step": step}


@lru_cache(maxsize=64)
def path_of(
    surface: str, name: str, lr: float, momentum: float, start: tuple[float, float]
) -> Array:
    """Return the path up to the step that leads far away; replaying it costs nothing."""
    f = SURFACES[surface]
    path = walk(OPTIMIZERS[name](lr, momentum), f.gradient, start, STEPS)
    low, high = np.array(f.bounds).T
    with np.errstate(all="ignore"):  # of a walk that diverges
        near = (np.abs(path - (low + high) / 2) < FAR * (high - low)).all(axis=-1)
    return path if near.all() else path[: int(np.argmin(near))]


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw an empty surface and a path and a curve for every algorithm."""
    left, right = figure.subplots(1, 2, width_ratios=[1.3, 1])
    artists: dict[str, Any] = {}
    for name in OPTIMIZERS:
        look: dict[str, Any] = plots.style_of(name)
        artists[f"path {name}"] = left.plot([], [], linewidth=1.6, marker=".", **look)[0]
        artists[f"end {name}"] = left.plot([], [], "s", markersize=7, color=look["color"])[0]
        artists[f"height {name}"] = right.plot([], [], label=name, **look)[0]
    (artists["start"],) = left.plot([], [], "o", markersize=10, color="black")
    artists["start"].set_markerfacecolor("none")
    left.set(xlabel="x", ylabel="y")
    right.set(xlabel="step", title="Height above the minimum", yscale="log", xlim=(0, STEPS))
    figure.legend(*right.get_legend_handles_labels(), loc="outside upper center", ncols=6)
    ground(left, right, numbers["surface"])
    return artists


def ground(left: Any, right: Any, surface: str) -> None:
    """Draw the contours of another surface, and set the limits of both panels."""
    f = SURFACES[surface]
    x, y, z = surface_grid(f)
    for old in (
        *left.collections,
        *(line for line in left.lines if line.get_label() == "_minimum"),
    ):
        old.remove()
    spacing = "log" if np.ptp(z) > 100 else "square"
    plots.contours(left, x, y, z, spacing=spacing)
    for point in f.minima:
        plots.minimum(left, point)
    left.set(xlim=f.bounds[0], ylim=f.bounds[1], title=f"f = {f.formula}")
    left.title.set_fontsize(12 if len(f.formula) < 45 else 9)
    left.surface = surface
    right.set_ylim(FLOOR / 2, 3 * (z.max() - f.value(f.minima[0])))


def update(artists: Artists, numbers: Numbers) -> bool:
    """Move the paths; draw another surface if one was chosen, and return whether."""
    left, right = artists["start"].axes, artists["height sgd"].axes
    changed = bool(left.surface != numbers["surface"])
    if changed:
        ground(left, right, numbers["surface"])
    for name in OPTIMIZERS:
        path = numbers["paths"].get(name, np.empty((0, 2)))
        artists[f"path {name}"].set_data(*path.T)
        artists[f"end {name}"].set_data(*path[-1:].T)
        height = numbers["heights"].get(name, [])
        artists[f"height {name}"].set_data(np.arange(len(height)), height)
    first = next(iter(numbers["paths"].values()))
    artists["start"].set_data(*first[:1].T)
    return changed


def caption(numbers: Numbers) -> str:
    """Report the height of each one, or when it left the picture."""
    words = []
    for name, height in numbers["heights"].items():
        gone = len(height) <= numbers["step"]
        value = "is at the minimum" if height[-1] <= FLOOR else f"at {height[-1]:.2g}"
        words.append(f"{name} {f'left at step {len(height)}' if gone else value}")
    return f"After {numbers['step']} steps (height above the minimum): " + ", ".join(words)
