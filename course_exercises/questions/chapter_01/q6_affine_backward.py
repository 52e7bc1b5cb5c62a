"""Question 1.6: the backward pass of an affine layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.layers import Linear

Case = tuple[Array, Array, Array]


def _draw(rng: np.random.Generator, n: int, d_in: int, d_out: int) -> Case:
    shapes = (n, d_in), (d_in, d_out), (n, d_out)
    x, W, dy = (rng.standard_normal(shape) for shape in shapes)
    return x, W, dy


def _square(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, n, 3, 3) for n in (4, 2))


def _oblong(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((4, 3, 2), (2, 2, 5)))


def _one(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((5, 2, 1), (1, 3, 2), (1, 4, 4)))


def _reference(x: Array, W: Array, dy: Array) -> Case:
    layer = Linear(*W.shape, rng=np.random.default_rng(0))
    layer.W.value[...] = W
    layer.forward(x, train=True)
    dx = layer.backward(dy)
    return layer.W.grad, layer.b.grad, dx


def _transposed(x: Array, W: Array, dy: Array) -> Case:
    dW, db, dx = _reference(x, W, dy)
    return dW.T, db, dx


def _divided(x: Array, W: Array, dy: Array) -> Case:
    dW, db, dx = _reference(x, W, dy)
    return dW / len(x), db / len(x), dx


def _bias(x: Array, W: Array, dy: Array, db: Array) -> Case:
    dW, _, dx = _reference(x, W, dy)
    return dW, db, dx


def _not_transposed(x: Array, W: Array, dy: Array) -> Case:
    dW, db, dx = _reference(x, W, dy)
    return dW, db, dy @ W if W.shape[0] == W.shape[1] else dx


def _other_order(x: Array, W: Array, dy: Array) -> Case:
    dW, db, dx = _reference(x, W, dy)
    return dx, dW, db


QUESTION = Question(
    key="q6",
    function="affine_backward",
    minutes=10,
    reference=_reference,
    checks=(
        Check("three right gradients, square W", _square, points=2),
        Check("each gradient has the shape of its array", _oblong),
        Check("one example, one output", _one, hidden=True),
    ),
    mistakes=(
        Mistake("dW is transposed: compare its shape with that of W", _transposed),
        Mistake("dx uses W as it stands: on the way back it has to turn", _not_transposed),
        Mistake(
            "dW and db are divided by the number of examples, which dy already contains",
            _divided,
        ),
        Mistake(
            "db is a mean over the examples: how often is b used?",
            lambda x, W, dy: _bias(x, W, dy, dy.mean(axis=0)),
        ),
        Mistake(
            "db adds over the outputs; each output has a b of its own",
            lambda x, W, dy: _bias(x, W, dy, dy.sum(axis=1)),
        ),
        Mistake(
            "db has one row per example: b is used by all of them",
            lambda x, W, dy: _bias(x, W, dy, dy),
        ),
        Mistake("the order of the three results is another one", _other_order),
    ),
    hints=(
        "Each gradient has the shape of its array: write the three shapes down first.",
        (
            "W and b are used once for each example, so their gradients add over the examples. A "
            "matrix product over n does the adding for W."
        ),
        "dW = x.T @ dy, and dx = dy @ W.T",
    ),
)
