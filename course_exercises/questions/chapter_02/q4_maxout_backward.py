"""Question 2.4: maxout, forward and backward: the larger line gets the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.layers import Maxout

Case = tuple[Array, Array, Array, Array]
Answer = tuple[Array, Array, Array]


def _draw(rng: np.random.Generator, n: int, d_in: int, d_out: int) -> Case:
    shapes = (n, d_in), (d_in, d_out), (d_in, d_out), (n, d_out)
    x, W1, W2, dy = (rng.standard_normal(shape) for shape in shapes)
    return x, W1, W2, dy


def _layers(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((12, 3, 2), (10, 2, 3)))


def _wide(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((1, 3, 2), (30, 6, 5)))


def _reference(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    layer = Maxout(*W1.shape, rng=np.random.default_rng(0))
    layer.W.value[...] = np.stack([W1, W2])
    y = layer.forward(x, train=True)
    layer.backward(dy)
    return y, layer.W.grad[0], layer.W.grad[1]


def _masked(x: Array, W1: Array, W2: Array, dy: Array, first: Array, second: Array) -> Answer:
    return np.maximum(x @ W1, x @ W2), x.T @ (dy * first), x.T @ (dy * second)


def _all(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    one = np.ones_like(dy)
    return _masked(x, W1, W2, dy, one, one)


def _half(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    half = np.full_like(dy, 0.5)
    return _masked(x, W1, W2, dy, half, half)


def _loser(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    wins = x @ W1 > x @ W2
    return _masked(x, W1, W2, dy, ~wins, wins)


def _like_relu(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    return _masked(x, W1, W2, dy, x @ W1 > 0, x @ W2 > 0)


def _no_dy(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    return _reference(x, W1, W2, np.ones_like(dy))


def _mean(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    y, dW1, dW2 = _reference(x, W1, W2, dy)
    return y, dW1 / len(x), dW2 / len(x)


def _sum(x: Array, W1: Array, W2: Array, dy: Array) -> Answer:
    return x @ W1 + x @ W2, x.T @ dy, x.T @ dy


QUESTION = Question(
    key="q4",
    function="maxout",
    minutes=12,
    reference=_reference,
    checks=(
        Check("output and both gradients", _layers, points=3),
        Check("one example; wider layers", _wide, hidden=True),
    ),
    mistakes=(
        Mistake("both lines get the whole gradient: y follows only the larger one", _all),
        Mistake("the gradient is shared between the lines: y follows only the larger one", _half),
        Mistake("the gradient goes to the line that lost", _loser),
        Mistake(
            "each line is compared with 0, as in ReLU; here they compete",
            _like_relu,
        ),
        Mistake("the gradient dy that arrives is forgotten", _no_dy),
        Mistake("the gradients are divided by the number of examples: dy has that already", _mean),
        Mistake("the two lines are added; the larger of them is asked for", _sum),
    ),
    hints=(
        "Chapter 1: where does the gradient of a max go?",
        (
            "Compute both lines, find out entry by entry which of them wins, and let dy pass there "
            "only. Each W then gets the gradient of an affine layer."
        ),
        "dW1 = x.T @ (dy * (z1 > z2))",
    ),
)
