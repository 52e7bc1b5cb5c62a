"""Chapter 3: the map of learning rate and momentum, and a run at any of its points.

The map is theory (`momentum_rate`); the run beside it is the library's `SGD`, and the caption
compares the rate of both. The bowl is ½ (λ x² + 2 y²) with λ = 2/κ: for κ = 20 it is the chapter's.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.optimizers import SGD, best_momentum, momentum_rate, walk
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEEP = 2.0
START = (-7.0, 2.0)
STEPS = 150
LR = np.linspace(0.015, 2.195, 110)  # no point of the grid lies on the limit of stability
MOMENTUM = np.linspace(0.0, 0.98, 50)
FLOOR, CEILING = 1e-8, 1e8
"""What the panel of the run shows; a run that leaves it is cut."""


def momentum_explorer() -> Explorer:
    """Return the explorer: method, condition number κ, learning rate η and momentum μ."""
    controls = {
        "method": choice("method", ["momentum", "nesterov"]),
        "kappa": slider("condition number κ", 1.0, 1000.0, 20.0, log=True),
        "lr": slider("learning rate η", 0.02, 2.2, 0.5, step=0.01),
        "momentum": slider("momentum μ", 0.0, 0.98, 0.9, step=0.01),
    }
    alt = (
        "Map of learning rate and momentum at condition number 20: the ring at 0.5 and 0.9 is far "
        "above the star of the optimum; its run shrinks slowly, in waves, along the line of theory."
    )
    return Explorer("momentum map", compute, build, update, controls, alt, caption, (10.0, 4.4))


def compute(method: str, kappa: float, lr: float, momentum: float) -> Numbers:
    """Return the map, the optimum of momentum, the run and its rates."""
    nesterov = method == "nesterov"
    curvatures = np.array([STEEP / kappa, STEEP])
    # Nesterov's look-ahead needs some momentum; with so little it is plain descent.
    optimizer = SGD(lr, max(momentum, 1e-9), nesterov=True) if nesterov else SGD(lr, momentum)
    path = walk(optimizer, lambda x: curvatures * x, START, STEPS)
    with np.errstate(all="ignore"):  # of a run that diverges
        distance = np.hypot(*path.T)
    inside = (distance > FLOOR) & (distance < CEILING)
    visible = distance[: STEPS + 1 if inside.all() else int(np.argmin(inside))]
    rate = momentum_rate(lr, momentum, curvatures, nesterov=nesterov)
    theory = distance[0] * rate ** np.arange(STEPS + 1.0)
    numbers = {"map": rate_map(nesterov, kappa), "best": best_momentum(*curvatures)}
    numbers |= {"at": (lr, momentum), "distance": visible, "rate": rate, "nesterov": nesterov}
    return numbers | {"theory": np.clip(theory, FLOOR / 10, CEILING * 10)}


@lru_cache(maxsize=32)
def rate_map(nesterov: bool, kappa: float) -> Array:
    """Return the rate at all points of the map."""
    grid = np.meshgrid(LR, MOMENTUM)
    return np.asarray(momentum_rate(*grid, [STEEP / kappa, STEEP], nesterov=nesterov))


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the map on the left, the run on the right."""
    left, right = figure.subplots(1, 2)
    plots.phase_diagram(left, LR, MOMENTUM, numbers["map"])
    bar = figure.colorbar(left.images[0], ax=left, ticks=[3, 10, 30, 100, 300], format="%g")
    bar.set_label("steps for one more digit")
    (best,) = left.plot([], [], "*", markersize=16, color="white", markeredgecolor="black")
    (at,) = left.plot([], [], "o", markersize=12, markerfacecolor="none", color="white")
    at.set_markeredgewidth(2.5)
    (theory,) = right.plot([], [], color="gray", linewidth=1)
    (distance,) = right.plot([], [], **plots.style_of("momentum"))
    left.set_title("Theory: light is fast, grey diverges")
    right.set(yscale="log", xlim=(0, STEPS), ylim=(FLOOR, CEILING), xlabel="step")
    right.set(ylabel="distance to the minimum", title="The run, and the slope of theory (grey)")
    artists = {"map": left.images[0], "best": best, "at": at}
    artists |= {"theory": theory, "distance": distance}
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Colour the map anew; move the point, the star and the run."""
    artists["map"].set_data(np.ma.masked_invalid(plots.steps_per_digit(numbers["map"])))
    for name in ("best", "at"):
        artists[name].set_data(*([value] for value in numbers[name]))
    artists["best"].set_visible(not numbers["nesterov"])
    for name in ("theory", "distance"):
        artists[name].set_data(np.arange(len(numbers[name])), numbers[name])


def measured_rate(distance: Array) -> float:
    """Return the factor per step over the second half of a run, from wave crest to wave crest."""
    quarter = len(distance) // 4
    if quarter < 2:
        return float("inf") if distance[-1] > distance[0] else 0.0
    early, late = distance[-2 * quarter : -quarter], distance[-quarter:]
    steps = quarter + int(late.argmax()) - int(early.argmax())
    return float((late.max() / early.max()) ** (1 / steps))


def caption(numbers: Numbers) -> str:
    """Compare theory with the run."""
    theory = f"theory: a factor {numbers['rate']:.3f} per step"
    if numbers["rate"] >= 1:
        return f"{theory}: this run does not converge"
    steps = plots.steps_per_digit(numbers["rate"])
    run = f"this run: {measured_rate(numbers['distance']):.3f}"
    return f"{theory}, {steps:.0f} steps for a digit; {run}"
