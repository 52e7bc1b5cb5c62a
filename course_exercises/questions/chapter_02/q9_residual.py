"""Question 2.9: a skip connection, forward and backward."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.activations import tanh
from course_lib.layers import Elementwise, Linear, Residual

Case = tuple[Array, Array, Array]
Pair = tuple[Array, Array]


def _draw(rng: np.random.Generator, n: int, d: int) -> Case:
    x, dy = rng.standard_normal((2, n, d))
    return x, rng.standard_normal((d, d)), dy


def _blocks(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((3, 2), (2, 3)))


def _asleep(rng: np.random.Generator) -> Iterator[Case]:
    for d in (2, 4):
        x, W, dy = _draw(rng, 3, d)
        yield x, 0 * W, dy


def _others(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((1, 4), (6, 5)))


def _reference(x: Array, W: Array, dy: Array) -> Pair:
    linear = Linear(*W.shape, rng=np.random.default_rng(0))
    linear.W.value[...] = W
    block = Residual(linear, Elementwise(tanh))
    y = block.forward(x, train=True)
    return y, block.backward(dy)


def _branch(x: Array, W: Array, dy: Array) -> Pair:
    y = np.tanh(x @ W)
    return y, (dy * (1 - y * y)) @ W.T


def _slip(x: Array, W: Array, dy: Array, dx: Array) -> Pair:
    return x + np.tanh(x @ W), dx


def _slope_of_y(x: Array, W: Array, dy: Array) -> Pair:
    y = x + np.tanh(x @ W)
    return y, dy + (dy * (1 - y * y)) @ W.T


def _untransposed(x: Array, W: Array, dy: Array) -> Pair:
    f = np.tanh(x @ W)
    return x + f, dy + (dy * (1 - f * f)) @ W


QUESTION = Question(
    key="q9",
    function="residual",
    minutes=10,
    reference=_reference,
    checks=(
        Check("output and gradient", _blocks, points=2),
        Check("with W = 0 everything passes unchanged", _asleep),
        Check("other sizes", _others, hidden=True),
    ),
    mistakes=(
        Mistake("the detour is missing, forward and backward: this is a plain layer", _branch),
        Mistake(
            "backward: the detour is missing, all of the gradient goes through the layer",
            lambda x, W, dy: _slip(x, W, dy, _branch(x, W, dy)[1]),
        ),
        Mistake(
            "backward: only the detour is there, nothing comes through the layer",
            lambda x, W, dy: _slip(x, W, dy, dy),
        ),
        Mistake(
            "backward: a 1 is added to the gradient; it is the slope of the detour that is 1",
            lambda x, W, dy: _slip(x, W, dy, 1 + _branch(x, W, dy)[1]),
        ),
        Mistake(
            "backward: x is added, as in the forward pass; what arrives on the way back?",
            lambda x, W, dy: _slip(x, W, dy, x + _branch(x, W, dy)[1]),
        ),
        Mistake(
            "backward: the slope of tanh is worked out from x + tanh, not from tanh", _slope_of_y
        ),
        Mistake(
            "backward: the slope of tanh is missing",
            lambda x, W, dy: _slip(x, W, dy, dy + dy @ W.T),
        ),
        Mistake("backward: W has to turn on the way back", _untransposed),
    ),
    hints=(
        "x is used twice: by the layer and by the sum. What do gradients of a reused node do?",
        (
            "Keep the output of tanh from the forward pass. Backward: the gradient that comes "
            "through the layer (slope, then weights), and to it what comes along the detour."
        ),
        "dx = dy + (dy * (1 - f**2)) @ W.T",
    ),
)
