"""Question 2.6: predict from the slopes of one layer what arrives after many."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question


def _smooth(rng, layers):
    for shape in ((2, 3), (4, 2)):
        yield (rng.uniform(0.5, 1, shape),)


def _leaky(rng, layers):
    for n in (20, 50):
        yield (np.where(rng.random((n, 10)) < rng.uniform(0.5, 0.8), 1.0, 0.2),)


def right(slopes, layers):
    return np.sqrt((slopes**2).mean()) ** layers


QUESTION = Question(
    key="q6",
    function="predicted_share",
    minutes=6,
    numbers=lambda rng: {"layers": int(rng.integers(5, 13))},
    reference=lambda slopes, layers: float(np.sqrt(np.mean(np.square(slopes))) ** layers),
    checks=(
        Check("slopes of a smooth function", _smooth, points=2),
        Check("slopes of leaky ReLU", _leaky, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the slopes are averaged as they are, but norms add up squares",
            lambda slopes, layers: np.mean(slopes) ** layers,
        ),
        Mistake(
            "the root is missing: this is the factor for the square of the norm",
            lambda slopes, layers: np.mean(slopes * slopes) ** layers,
        ),
        Mistake(
            "the factors of the layers are added; slopes multiply",
            lambda slopes, layers: layers * np.sqrt((slopes**2).mean()),
        ),
        Mistake(
            "this is the factor of one layer", lambda slopes, layers: np.sqrt((slopes**2).mean())
        ),
        Mistake(
            "the largest slope is taken: that is a bound, not what the units really have",
            lambda slopes, layers: np.max(slopes) ** layers,
        ),
        Mistake(
            "the slopes are squared and added, but not divided by their number",
            lambda slopes, layers: np.linalg.norm(slopes) ** layers,
        ),
        Mistake("one layer too few is counted", lambda slopes, layers: right(slopes, layers - 1)),
        Mistake(
            "mean and square have changed places: square first",
            lambda slopes, layers: (slopes.mean() ** 2) ** layers,
        ),
    ),
    hints=(
        '"What counts is the mean square of the slope over the inputs that a layer really sees."',
        (
            "Find the factor by which one layer changes the norm of the gradient. Every layer "
            "takes the same factor."
        ),
        "factor = np.sqrt((slopes**2).mean())",
    ),
)
