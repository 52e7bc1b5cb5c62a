"""Question 2.11: an experiment that measures the factor which each layer takes."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question

RANGES = {"sigmoid": (0.205, 0.2495), "relu": (0.65, 0.77), "tanh": (0.69, 1.05)}
"""What a mean of three measurements stays in: 16 to 30 layers, 60 to 100 units, 20 inputs or more,
1000 seeds, weights of scale 0.7 to 1.3; more than four standard deviations on each side.
"""


def _cases(rng, *names):
    for name in names:
        yield name, Seed(int(rng.integers(10_000)))


def _three(call, name, seed):
    return [call(name, Seed(seed.value + k)) for k in range(3)]


def _in_range(call, name, seed, scale):
    return _outside(_three(call, name, seed), name, scale)


def _outside(factors, name, scale):
    words = [difference(factor, 0.0, atol=np.inf) for factor in factors]
    if any(words):
        return next(filter(None, words))
    got, (low, high) = np.mean(factors), (scale * bound for bound in RANGES[name])
    if got < 0.3 * low:
        return "far too little for one layer: is this what is left after all of them?"
    if not got >= low:
        return "the gradient does not shrink as fast as that"
    return "the gradient shrinks faster than that, or grows less" if got > high else None


def _measured(call, name, seed, scale):
    first, second, third = _three(call, name, seed)
    if words := _outside([first, second, third], name, scale):
        return words
    if difference(call(name, seed), first):
        return "the same generator gives two results: draw everything from rng"
    if difference(first, second) is None:
        return "two generators give the same factor: nothing has been measured"
    return None


def largest_slope(name):
    return 0.25 if name == "sigmoid" else 1.0


QUESTION = Question(
    key="q11",
    function="factor_per_layer",
    minutes=25,
    numbers=lambda rng: {"scale": float(rng.choice([0.7, 0.8, 1.2, 1.3]))},
    checks=(
        Check(
            "the sigmoid's factor",
            lambda rng, scale: _cases(rng, "sigmoid", "sigmoid"),
            law=_in_range,
            points=2,
        ),
        Check(
            "those of ReLU and tanh",
            lambda rng, scale: _cases(rng, "relu", "tanh", "relu"),
            law=_in_range,
            points=2,
        ),
        Check(
            "measured anew with every generator",
            lambda rng, scale: _cases(rng, "sigmoid", "relu", "tanh"),
            law=_measured,
            hidden=True,
        ),
    ),
    mistakes=(
        Mistake(
            "this is the largest slope times the scale: a bound, not a measurement",
            lambda name, rng, scale: scale * largest_slope(name),
        ),
        Mistake(
            "this is the textbook's factor for weights of scale 1; yours have another one",
            lambda name, rng, scale: {"sigmoid": 1 / 4, "tanh": 1.0, "relu": 1 / np.sqrt(2)}[name],
        ),
        Mistake(
            "this is a bound for the square of the norm, not a measurement",
            lambda name, rng, scale: (scale * largest_slope(name)) ** 2,
        ),
    ),
    hints=(
        (
            "Build a network of many equal layers, send noise forward and noise backward, and "
            "compare the norm of the gradient at both ends."
        ),
        (
            "Keep the outputs y of the forward pass. With L layers the ratio of the two norms is a "
            "product of L factors: which root gives one of them?"
        ),
        "factor = (np.linalg.norm(dx) / np.linalg.norm(dy)) ** (1 / layers)",
    ),
)
