"""Question 2.2: leaky ReLU, forward and backward, with a slope of one's own."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import leaky_relu


def _draw(rng, *shape):
    size = rng.uniform(0.2, 3, shape)
    signs = np.where(np.arange(size.size).reshape(shape) % 2, 1, -1)
    return size * signs, rng.uniform(1, 2, shape)


def _reference(z, dy, alpha):
    f = leaky_relu.with_parameters(alpha=alpha)
    return f(z), dy * f.derivative(z)


def right(z, dy, alpha):
    return np.where(z > 0, z, alpha * z), np.where(z > 0, dy, alpha * dy)


@mistake("backward: dy is multiplied by the output y, not by the slope")
def times_output(z, dy, alpha):
    y = right(z, dy, alpha)[0]
    return y, dy * y


QUESTION = Question(
    key="q2",
    function="leaky_relu",
    minutes=6,
    numbers=lambda rng: {"alpha": int(rng.integers(2, 10)) / 20},
    reference=_reference,
    checks=(
        Check(
            "outputs and gradients", lambda rng, alpha: (_draw(rng, n) for n in (4, 3)), points=2
        ),
        Check("a batch", lambda rng, alpha: (_draw(rng, n, 5) for n in (3, 40)), hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "backward: the gradient dy that arrives is forgotten",
            lambda z, dy, alpha: (right(z, dy, alpha)[0], np.where(z > 0, 1, alpha)),
        ),
        Mistake(
            "backward: nothing comes through on the left; that would be ReLU",
            lambda z, dy, alpha: (right(z, dy, alpha)[0], dy * (z > 0)),
        ),
        Mistake(
            "forward and backward: this is ReLU, the left half is flat",
            lambda z, dy, alpha: (np.maximum(z, 0), np.where(z > 0, dy, 0)),
        ),
        Mistake(
            "the two halves are exchanged: alpha belongs to the left one",
            lambda z, dy, alpha: (np.where(z < 0, z, alpha * z), np.where(z < 0, dy, alpha * dy)),
        ),
        Mistake(
            "backward: the sign of dy decides, but it is the sign of z that has bent the signal",
            lambda z, dy, alpha: (right(z, dy, alpha)[0], np.where(dy > 0, dy, alpha * dy)),
        ),
        Mistake(
            "these are leaky ReLUs with a slope of 0.01: take your alpha",
            lambda z, dy, alpha: right(z, dy, 0.01),
        ),
        Mistake(
            "the left half has slope 1: alpha is used as a value, but it is a slope",
            lambda z, dy, alpha: (np.where(z > 0, z, alpha), np.where(z > 0, dy, alpha * dy)),
        ),
    ),
    hints=(
        "Two straight lines that meet at 0: what is the slope of each?",
        "np.where(z > 0, right, left) chooses entry by entry: once for y, once for the slope.",
        "dz = dy * np.where(z > 0, 1.0, alpha)",
    ),
)
