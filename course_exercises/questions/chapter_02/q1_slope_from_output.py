"""Question 2.1: slopes of sigmoid and tanh from their outputs alone."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import ACTIVATIONS


def _outputs(rng, name):
    for shape in ((4,), (2, 3)):
        yield name, ACTIVATIONS[name](rng.uniform(-2, 2, shape))


def _flat(rng):
    for name in ("sigmoid", "tanh"):
        yield name, ACTIVATIONS[name](np.append(rng.uniform(-6, 6, 5), [0.0, 50.0]))


def right(name, y):
    return y * (1 - y) if name == "sigmoid" else 1 - y**2


@mistake("y is the output already, and your function is applied to it once more")
def once_more(name, y):
    f = np.tanh(y) if name == "tanh" else 1 / (1 + np.exp(-y))
    return right(name, f)


QUESTION = Question(
    key="q1",
    function="slope_from_output",
    minutes=5,
    reference=lambda name, y: ACTIVATIONS[name].derivative(y, y),  # slopes of y alone
    checks=(
        Check("sigmoid", lambda rng: _outputs(rng, "sigmoid")),
        Check("tanh", lambda rng: _outputs(rng, "tanh")),
        Check("flat ends and the middle", _flat, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "this is the slope of the other function",
            lambda name, y: 1 - y**2 if name == "sigmoid" else y * (1 - y),
        ),
        Mistake(
            "tanh: the output is not squared",
            lambda name, y: y * (1 - y) if name == "sigmoid" else 1 - y,
        ),
        Mistake(
            "sigmoid: this is 1 - y, and one factor is missing",
            lambda name, y: 1 - y if name == "sigmoid" else 1 - y * y,
        ),
        Mistake(
            "sigmoid: this slope is 1 at most; the largest one should be a quarter",
            lambda name, y: 4 * y * (1 - y) if name == "sigmoid" else 1 - y * y,
        ),
        Mistake(
            "the sign is reversed: both functions rise everywhere",
            lambda name, y: y * (y - 1) if name == "sigmoid" else y * y - 1,
        ),
    ),
    hints=(
        "Both slopes can be written with y alone; the chapter does it for the sigmoid.",
        (
            "The forward pass has kept y, so no exponential is needed any more. tanh: what is the "
            "slope at y = 0, and what at y = 1 and y = -1?"
        ),
        "sigmoid: y * (1 - y)",
    ),
)
