"""Chapter 3: design a learning-rate schedule and watch a hundred walkers follow it.

The walkers descend the long bowl with noise on every gradient, once by the schedule and once at
the constant rate it starts from. The noise is the same for both, so only the schedule differs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots, schedules
from course_lib._validate import Array
from course_lib.objectives import bowl
from course_lib.optimizers import SGD, walk
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS = 400
WALKERS = 100

SHAPES: dict[str, Callable[[float, float, int], schedules.Schedule]] = {
    "cosine": lambda lr, end, steps: schedules.cosine(lr, steps, final=end * lr),
    "constant": lambda lr, end, steps: schedules.constant(lr),
    "step_decay": lambda lr, end, steps: schedules.step_decay(
        lr, every=steps // 4, factor=end ** (1 / 3)
    ),
    "exponential": lambda lr, end, steps: schedules.exponential(lr, factor=end, every=steps),
    "inverse_time": lambda lr, end, steps: schedules.inverse_time(lr, decay=(1 / end - 1) / steps),
    "one_cycle": lambda lr, end, steps: schedules.one_cycle(lr, steps, final_share=end),
    "cyclic": lambda lr, end, steps: schedules.cyclic(
        end * lr, lr, half_cycle=steps // 8, shrink=0.7
    ),
}
"""(highest rate, last rate as a share of it, steps) -> schedule."""


def schedule_designer() -> Explorer:
    """Return the explorer: shape, highest rate, last rate, warm-up and noise."""
    controls = {
        "shape": choice("shape", list(SHAPES)),
        "lr": slider("highest rate η", 0.01, 0.95, 0.6, log=True),
        "end": slider("last rate / highest", 1e-3, 1.0, 0.01, log=True),
        "warm": slider("steps of warm-up", 0, 100, 0, step=5),
        "noise": slider("noise of the gradient σ", 0.0, 3.0, 1.0, step=0.1),
    }
    alt = (
        "A cosine schedule from 0.6 down, and the mean height of 100 noisy walkers: those at the "
        "constant rate stay at the noise floor, those on the cosine end ten times lower or more."
    )
    return Explorer(
        "schedule designer", compute, build, update, controls, alt, caption, (10.0, 4.2)
    )


def compute(shape: str, lr: float, end: float, warm: int, noise: float) -> Numbers:
    """Return the rates, and the mean heights with the schedule and at the constant rate."""
    schedule = SHAPES[shape](lr, end, STEPS - warm)
    if warm:
        schedule = schedules.warmup(schedule, warm, start_share=0.0)
    rates = np.array([float(schedule(step)) for step in range(STEPS)])
    return {
        "rates": rates,
        "heights": mean_heights(tuple(rates.tolist()), noise),
        "constant": mean_heights((lr,) * STEPS, noise),
    }


@lru_cache(maxsize=64)
def mean_heights(rates: tuple[float, ...], noise: float) -> Array:
    """Return the height of the walkers before and after each step, on average."""
    hits = iter(noise * _unit_noise())
    gradient: Callable[[Array], Array] = lambda x: bowl.gradient(x) + next(hits)  # noqa: E731
    start = np.tile(bowl.start, (WALKERS, 1))
    path = walk(SGD(lambda step: rates[step]), gradient, start, len(rates))
    heights: Array = bowl.value(path).mean(axis=-1)
    return heights


@lru_cache(maxsize=1)
def _unit_noise() -> Array:
    return np.random.default_rng(0).standard_normal((STEPS, WALKERS, 2))


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the schedule on the left, the heights on the right."""
    left, right = figure.subplots(1, 2)
    look: dict[str, Any] = {"linewidth": 2.0, **plots.style_of("cosine")}
    plain: dict[str, Any] = {"color": "gray", "linewidth": 1.2}
    artists = {
        "rates": left.plot([], [], **look)[0],
        "constant": right.plot([], [], label="constant rate", **plain)[0],
        "heights": right.plot([], [], label="your schedule", **look)[0],
    }
    left.set(xlabel="step", ylabel="learning rate η", xlim=(0, STEPS), ylim=(-0.02, 1))
    right.set(xlabel="step", ylabel="mean height f", xlim=(0, STEPS), yscale="log", ylim=(1e-4, 30))
    left.set_title("The schedule")
    right.set_title(f"{WALKERS} walkers in the noisy bowl")
    plots.key(right, "upper right")
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Move all three curves."""
    for name, artist in artists.items():
        artist.set_data(np.arange(len(numbers[name])), numbers[name])


def caption(numbers: Numbers) -> str:
    """Compare the last heights."""
    yours, plain = (numbers[name][-20:].mean() for name in ("heights", "constant"))
    verdict = f"{plain / yours:.1f} times lower" if yours < plain else "no gain"
    return f"Height at the end: {yours:.2g}, at the constant rate {plain:.2g}: {verdict}."
