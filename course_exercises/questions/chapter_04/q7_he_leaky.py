"""Question 4.7: He's initialisation for a leaky ReLU."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_04._spread import drawn_from_rng, layers, misfit
from course_lib.initializers import gain

DEPTH, WIDTH = 20, 100


def _layers(rng, slope):
    return layers(rng)


def _square(rng, slope):
    for _ in range(2):
        yield WIDTH, WIDTH, Seed(int(rng.integers(1, 10**6)))


def _fits(call, n_in, n_out, rng, slope):
    exact = gain(lambda z: np.where(z > 0, z, slope * z)) ** 2 / n_in
    return misfit(call(n_in, n_out, rng), n_in, n_out, exact)


def _survives(call, n_in, n_out, rng, slope):
    """Twenty layers keep the size of a signal within a factor of 5, and chance is that of rng."""
    y = np.random.default_rng(rng.value).standard_normal((50, n_in))
    for k in range(DEPTH):
        W = np.asarray(call(n_in, n_out, Seed(rng.value + k)))
        z = y @ W if W.shape == (n_in, n_out) else np.zeros((50, n_out))
        y = np.where(z > 0, z, slope * z)
    size = float(np.sqrt(np.mean(z**2)))
    if 0.2 < size < 5:
        return drawn_from_rng(call, n_in, n_out, rng)
    return f"after {DEPTH} layers the signal has {'died' if size < 1 else 'exploded'}"


def normal_with(std):
    """Return normal draws with this standard deviation."""
    return lambda i, o, rng, slope: std(i, o, slope) * rng.standard_normal((i, o))


QUESTION = Question(
    key="q7",
    function="he_leaky",
    minutes=8,
    numbers=lambda rng: {"slope": float(rng.choice([0.4, 0.5, 0.6, 0.7]))},
    checks=(
        Check("the right spread about 0", _layers, law=_fits, points=2),
        Check("a signal survives twenty layers", _square, law=_survives),
        Check("other layers", _layers, law=_fits, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "this is for ReLU: a leaky one lets some of the left half through",
            normal_with(lambda i, o, a: np.sqrt(2 / i)),
        ),
        Mistake(
            "the slope is added before it is squared",
            normal_with(lambda i, o, a: np.sqrt(2 / (1 + a) ** 2 / i)),
        ),
        Mistake(
            "the slope must be squared: the second moment counts",
            normal_with(lambda i, o, a: np.sqrt(2 / ((1 + a) * i))),
        ),
        Mistake(
            "the halves are forgotten: each side holds half of the second moment",
            normal_with(lambda i, o, a: 1 / np.sqrt((1 + a**2) * i)),
        ),
        Mistake(
            "upside down: this is what f leaves, the weights must make up for it",
            normal_with(lambda i, o, a: np.sqrt((1 + a**2) / (2 * i))),
        ),
        Mistake(
            "the variance is used as a standard deviation",
            normal_with(lambda i, o, a: 2 / ((1 + a**2) * i)),
        ),
        Mistake(
            "the number of outputs is used: the sum runs over the inputs",
            normal_with(lambda i, o, a: np.sqrt(2 / ((1 + a**2) * o))),
        ),
        Mistake(
            "the 2 is outside the root: weights are halved, twice the variance is lost",
            normal_with(lambda i, o, a: np.sqrt(1 / i) / 2),
        ),
    ),
    hints=(
        "Redo the chapter's five lines: what is E[y²] when the left half is shrunk, not cut off?",
        (
            "Half of the second moment from the right, half times a square from the left; the "
            "weights' variance makes up for that, per input."
        ),
        "left = (1 + slope**2) / 2",
    ),
)
