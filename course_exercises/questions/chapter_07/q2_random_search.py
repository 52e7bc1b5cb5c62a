"""Question 7.2: random search over a learning rate and a number of units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.search import IntUniform, LogUniform

Case = tuple[Source, Array]
Answer = tuple[float, int, Array]


def _objective(rng: np.random.Generator) -> Source:
    a, b = rng.uniform(-2.8, -2.2), rng.uniform(0.001, 0.004)
    return Source(f"lambda lr, units: (np.log10(lr) + {-a:.3f})**2 + {b:.4f} * (133 - units)**2")


def _searches(rng: np.random.Generator) -> Iterator[Case]:
    for count in (8, 12):
        dice = rng.uniform(0.1, 0.9, (count, 2))
        dice[2] = rng.uniform(0.45, 0.55, 2)
        dice[0], dice[1] = (0.05, 0.05), (0.98, 0.97)
        dice[3], dice[-1] = (0.9, 0.1), (0.2, 0.85)
        yield _objective(rng), dice


def _one_best(rng: np.random.Generator) -> Iterator[Case]:
    """The best trial is the last one, at the upper end of the units."""
    for _ in range(2):
        dice = rng.uniform(0.05, 0.2, (5, 2))
        dice[-1] = 0.5, 0.999
        yield Source(f"lambda lr, units: 1000 - units + {rng.uniform(1, 2):.3f} * lr"), dice


def _configs(dice: Array) -> tuple[list[float], list[int]]:
    rates, units = LogUniform(1e-4, 1e-1), IntUniform(16, 256)
    return [rates.from_unit(float(u)) for u in dice[:, 0]], [
        units.from_unit(float(u)) for u in dice[:, 1]
    ]


def _answer(
    f: Callable[..., Any], lrs: Any, units: Any, pick: Callable[[Array], Any] = np.argmin
) -> Answer:
    losses = np.array([float(f(lr, u)) for lr, u in zip(lrs, units, strict=True)])
    best = int(pick(losses))
    return float(lrs[best]), int(units[best]), np.minimum.accumulate(losses)


def _reference(f: Callable[..., Any], dice: Array) -> Answer:
    return _answer(f, *_configs(dice))


def _losses(f: Callable[..., Any], dice: Array) -> Answer:
    lr, units, _ = _reference(f, dice)
    return lr, units, np.array([float(f(a, b)) for a, b in zip(*_configs(dice), strict=True)])


def _units(low: int, width: int) -> Callable[..., Answer]:
    """Units by another rule: low + floor(u width)."""
    return lambda f, dice: _answer(
        f, _configs(dice)[0], (low + np.floor(dice[:, 1] * width)).astype(int)
    )


def _uniform(f: Callable[..., Any], dice: Array) -> Answer:
    return _answer(f, 1e-4 + dice[:, 0] * (1e-1 - 1e-4), _configs(dice)[1])


def _largest(f: Callable[..., Any], dice: Array) -> Answer:
    lr, units, _ = _answer(f, *_configs(dice), np.argmax)
    return lr, units, np.maximum.accumulate(_losses(f, dice)[2])


QUESTION = Question(
    key="q2",
    function="random_search",
    minutes=12,
    reference=_reference,
    checks=(
        Check("the best configuration and the curve of the best so far", _searches, points=2),
        Check("another objective, best at the end", _one_best),
        Check("more searches", _searches, hidden=True),
    ),
    mistakes=(
        Mistake("the curve holds the loss of each trial, not of the best so far", _losses),
        Mistake("the largest loss wins: lower is better", _largest),
        Mistake(
            "the last configuration is returned, not the best",
            lambda f, dice: _answer(f, *_configs(dice), lambda losses: len(losses) - 1),
        ),
        Mistake("the learning rate is uniform, not log-uniform", _uniform),
        Mistake("256 units are never tried: both ends belong to the range", _units(16, 240)),
        Mistake("the units go up to 272: the range begins at 16", _units(16, 256)),
        Mistake("the units begin at 0", _units(0, 256)),
        Mistake("the units begin at 0", _units(0, 257)),
        Mistake(
            "the two columns of the dice are exchanged",
            lambda f, dice: _reference(f, dice[:, ::-1]),
        ),
    ),
    hints=(
        "Dice to configurations, configurations to losses, losses to the best.",
        (
            "lr from column 0 as in question 1; units = 16 + whole part of u times the number of "
            "values; then a list of losses, argmin and a running minimum."
        ),
        "np.minimum.accumulate(losses)",
    ),
)
