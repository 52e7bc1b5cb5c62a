"""Question 6.7: stochastic depth through a stack of residual blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.layers.residual import linear_survival

Case = tuple[Array, Array, Array | None]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"last": float(rng.choice([0.4, 0.45, 0.5, 0.55, 0.6]))}


def _blocks(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.uniform(0.5, 1.5, (3, 2)), rng.uniform(0.1, 0.5, (4, 2, 2))


def _training(rng: np.random.Generator, last: float) -> Iterator[Case]:
    """Dice near the rates, so that other rates leave out other blocks."""
    p = np.array(linear_survival(4, last))
    near = np.array([p[0] - 0.02, (1 - p[1] + last) / 2, p[2] + 0.02, last - 0.02])
    for first in (near[0], p[0] + 0.02):
        yield *_blocks(rng), np.array([first, *near[1:]])


def _testing(rng: np.random.Generator, last: float) -> Iterator[Case]:
    for _ in range(2):
        yield *_blocks(rng), None


def _stack(
    x: Array,
    weights: Array,
    dice: Array | None,
    p: Array,
    *,
    bridge: bool = True,
    divide: bool = False,
    scale: bool = True,
) -> Array:
    for i, W in enumerate(weights):
        f = np.maximum(x @ W, 0)
        if dice is None:
            m = p[i] if scale else 1.0
        else:
            m = float(dice[i] < p[i]) / (p[i] if divide else 1)
        x = (x if bridge else 0) + m * f
    return x


def _reference(x: Array, weights: Array, dice: Array | None, last: float) -> Array:
    return _stack(x, weights, dice, np.array(linear_survival(len(weights), last)))


def _variant(
    rate: Callable[[int, float], Any] = linear_survival, **options: bool
) -> Callable[..., Array]:
    def wrong(x: Array, weights: Array, dice: Array | None, last: float) -> Array:
        return _stack(x, weights, dice, np.array(rate(len(weights), last)), **options)

    return wrong


def _flipped(x: Array, weights: Array, dice: Array | None, last: float) -> Array:
    """Leaves out the blocks that should survive."""
    p = np.array(linear_survival(len(weights), last))
    return _stack(x, weights, dice if dice is None else np.where(dice < p, 2.0, -1.0), p)


QUESTION = Question(
    key="q7",
    function="stochastic_depth",
    minutes=12,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("leaves out blocks in training", _training, points=2),
        Check("weights every block in testing", _testing),
        Check("other blocks are left out", _training, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the bridge is missing: x itself is lost when a block is left out",
            _variant(bridge=False),
        ),
        Mistake(
            "testing takes every block in full: in training it was there only sometimes",
            _variant(scale=False),
        ),
        Mistake(
            "blocks are counted from 0: the first survives always and the last too often",
            _variant(lambda n, last: 1 - np.arange(n) / n * (1 - last)),
        ),
        Mistake(
            "all blocks have the survival rate of the last one",
            _variant(lambda n, last: np.full(n, last)),
        ),
        Mistake(
            "early blocks are left out more often than late ones: it should be the reverse",
            _variant(lambda n, last: linear_survival(n, last)[::-1]),
        ),
        Mistake(
            "the share that dies is taken for the share that survives",
            _variant(lambda n, last: 1 - np.array(linear_survival(n, last))),
        ),
        Mistake(
            "training divides by p and testing multiplies by it: that is once too often",
            _variant(divide=True),
        ),
        Mistake("the coin is read the wrong way round: the survivors are left out", _flipped),
    ),
    hints=(
        "Blocks are numbered 1 to L. What is p for the first, the last, the one before?",
        "A loop over the blocks with p of each; f = relu(x @ W); x plus m f, or plus p f.",
        "p = 1 - (i + 1) / L * (1 - p_last), for i = 0, 1, ...",
    ),
)
