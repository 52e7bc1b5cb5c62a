"""Question 6.2: DropConnect, forward and the gradient of its weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Case = tuple[Array, Array, Array, Array, Array]
Pair = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"p": float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7]))}


def _layers(rng: np.random.Generator, p: float) -> Iterator[Case]:
    for n, d_in, d_out in ((4, 3, 2), (3, 4, 4)):
        dice = rng.random((d_in, d_out))
        dice[0] = p / 2
        dice[1, 0], dice[1, 1], dice[2] = p / 2, (1 + p) / 2, (1 + p) / 2
        yield (
            rng.uniform(1, 2, (n, d_in)), rng.uniform(0.5, 2, (d_in, d_out)),
            rng.uniform(0.5, 1, d_out), dice, rng.uniform(0.5, 1, (n, d_out)),
        )  # fmt: skip


def _alone(rng: np.random.Generator, p: float) -> Iterator[Case]:
    for x, W, b, dice, dy in _layers(rng, p):
        yield x[:1], W, b, dice, dy[:1]


def _reference(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    return _masked(x, W, b, (dice >= p) / (1 - p), dy)


def _masked(x: Array, W: Array, b: Array, mask: Array, dy: Array) -> Pair:
    return x @ (W * mask) + b, (x.T @ dy) * mask


def _units(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    mask = (dice[:, 0] >= p) / (1 - p)
    return (x * mask) @ W + b, (x * mask).T @ dy


def _whole_gradient(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    return x @ (W * (dice >= p) / (1 - p)) + b, x.T @ dy


def _bare_gradient(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    return x @ (W * (dice >= p) / (1 - p)) + b, (x.T @ dy) * (dice >= p)


def _bias_too(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    mask = (dice >= p) / (1 - p)
    return (x @ (W * (dice >= p)) + b) / (1 - p), (x.T @ dy) * mask


def _outputs(x: Array, W: Array, b: Array, dice: Array, dy: Array, p: float) -> Pair:
    y, mask = x @ W + b, (dice[0] >= p) / (1 - p)
    return y * mask, x.T @ (dy * mask)


QUESTION = Question(
    key="q2",
    function="drop_connect",
    minutes=10,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("output and gradient of the weights", _layers, points=3),
        Check("the same for a single example", _alone, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the mask is not divided by 1 - p",
            lambda x, W, b, dice, dy, p: _masked(x, W, b, dice >= p, dy),
        ),
        Mistake(
            "the mask is divided by p, but p is the share that is dropped",
            lambda x, W, b, dice, dy, p: _masked(x, W, b, (dice >= p) / p, dy),
        ),
        Mistake(
            "the mask is the wrong way round: what should be dropped is kept",
            lambda x, W, b, dice, dy, p: _masked(x, W, b, (dice < p) / (1 - p), dy),
        ),
        Mistake("whole units of x are dropped: that is dropout, here single weights go", _units),
        Mistake(
            "units of the output are dropped: that is dropout, here single weights go", _outputs
        ),
        Mistake("a weight that was dropped gets a gradient", _whole_gradient),
        Mistake(
            "the gradient of a weight that was kept is not scaled like the weight", _bare_gradient
        ),
        Mistake("the bias is scaled as well, but it is never dropped", _bias_too),
    ),
    hints=(
        "The dice have the shape of W, not of x.",
        "The scaled mask first; it multiplies W in the output and the gradient on the way back.",
        "dW = (x.T @ dy) * mask, with the mask that W was multiplied with",
    ),
)
