"""Question 2.4: maxout, forward and backward: the larger line gets the gradient."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers import Maxout


def _draw(rng, n, d_in, d_out):
    shapes = (n, d_in), (d_in, d_out), (d_in, d_out), (n, d_out)
    x, W1, W2, dy = (rng.standard_normal(shape) for shape in shapes)
    return x, W1, W2, dy


def _reference(x, W1, W2, dy):
    layer = Maxout(*W1.shape, rng=np.random.default_rng(0))
    layer.W.value[...] = np.stack([W1, W2])
    y = layer.forward(x, train=True)
    layer.backward(dy)
    return y, layer.W.grad[0], layer.W.grad[1]


def right(x, W1, W2, dy):
    z1, z2 = x @ W1, x @ W2
    first = z1 >= z2
    return np.where(first, z1, z2), x.T @ (dy * first), x.T @ (dy * ~first)


def both(x, W1, W2, dy):
    return np.maximum(x @ W1, x @ W2), x.T @ dy, x.T @ dy


@mistake("the gradient is shared between the lines: y follows only the larger one")
def halves(x, W1, W2, dy):
    y, dW1, dW2 = both(x, W1, W2, dy)
    return y, dW1 / 2, dW2 / 2


@mistake("the gradient goes to the line that lost")
def losers(x, W1, W2, dy):
    y, dW1, dW2 = right(x, W1, W2, dy)
    return y, dW2, dW1


@mistake("each line is compared with 0, as in ReLU; here they compete")
def two_relus(x, W1, W2, dy):
    z1, z2 = x @ W1, x @ W2
    return np.maximum(z1, z2), x.T @ (dy * (z1 > 0)), x.T @ (dy * (z2 > 0))


@mistake("the gradient dy that arrives is forgotten")
def no_dy(x, W1, W2, dy):
    wins = (x @ W1 > x @ W2).astype(float)
    return np.maximum(x @ W1, x @ W2), x.T @ wins, x.T @ (1 - wins)


@mistake("the gradients are divided by the number of examples: dy has that already")
def averaged(x, W1, W2, dy):
    y, dW1, dW2 = right(x, W1, W2, dy)
    return y, dW1 / len(x), dW2 / len(x)


QUESTION = Question(
    key="q4",
    function="maxout",
    minutes=12,
    reference=_reference,
    checks=(
        Check(
            "output and both gradients",
            lambda rng: (_draw(rng, *sizes) for sizes in ((12, 3, 2), (10, 2, 3))),
            points=3,
        ),
        Check(
            "one example; wider layers",
            lambda rng: (_draw(rng, *sizes) for sizes in ((1, 3, 2), (30, 6, 5))),
            hidden=True,
        ),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("both lines get the whole gradient: y follows only the larger one", both),
        Mistake(
            "the two lines are added; the larger of them is asked for",
            lambda x, W1, W2, dy: (x @ (W1 + W2), x.T @ dy, x.T @ dy),
        ),
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
