"""Question 1.6: the backward pass of an affine layer."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib.layers import Linear


def _draw(rng, n, d_in, d_out):
    shapes = (n, d_in), (d_in, d_out), (n, d_out)
    x, W, dy = (rng.standard_normal(shape) for shape in shapes)
    return x, W, dy


def _one(rng):
    yield from (_draw(rng, *sizes) for sizes in ((5, 2, 1), (1, 3, 2), (1, 4, 4)))


def _reference(x, W, dy):
    layer = Linear(*W.shape, rng=np.random.default_rng(0))
    layer.W.value[...] = W
    layer.forward(x, train=True)
    dx = layer.backward(dy)
    return layer.W.grad, layer.b.grad, dx


QUESTION = Question(
    key="q6",
    function="affine_backward",
    minutes=10,
    reference=_reference,
    checks=(
        Check(
            "three right gradients, square W",
            lambda rng: (_draw(rng, n, 3, 3) for n in (4, 2)),
            points=2,
        ),
        Check(
            "each gradient has the shape of its array",
            lambda rng: (_draw(rng, *sizes) for sizes in ((4, 3, 2), (2, 2, 5))),
        ),
        Check("one example, one output", _one, hidden=True),
    ),
    mistakes=(
        Mistake(
            "dW is transposed: compare its shape with that of W",
            lambda x, W, dy: (dy.T @ x, dy.sum(axis=0), dy @ W.T),
        ),
        Mistake(
            "dx uses W as it stands: on the way back it has to turn",
            lambda x, W, dy: (x.T @ dy, dy.sum(axis=0), dy @ W),
        ),
        Mistake(
            "dW and db are divided by the number of examples, which dy already contains",
            lambda x, W, dy: (x.T @ dy / len(x), dy.mean(axis=0), dy @ W.T),
        ),
        Mistake(
            "db is a mean over the examples: how often is b used?",
            lambda x, W, dy: (x.T @ dy, np.mean(dy, axis=0), dy @ W.T),
        ),
        Mistake(
            "db adds over the outputs; each output has a b of its own",
            lambda x, W, dy: (x.T @ dy, dy.sum(axis=1), dy @ W.T),
        ),
        Mistake(
            "db has one row per example: b is used by all of them",
            lambda x, W, dy: (x.T @ dy, dy, dy @ W.T),
        ),
        Mistake(
            "the order of the three results is another one",
            lambda x, W, dy: (dy @ W.T, x.T @ dy, dy.sum(axis=0)),
        ),
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
