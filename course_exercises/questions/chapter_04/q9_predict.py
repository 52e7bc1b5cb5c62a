"""Question 4.9: two averages that predict a hundred layers: gain² and χ."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import between


def _bent(rng):
    for low, high in ((0.1, 0.3), (0.4, 0.6)):
        a = between(rng, low, high)
        f = Source(f"lambda z: np.where(z > 0, z, {a} * z)")
        yield f, Source(f"lambda z: np.where(z > 0, 1.0, {a})"), rng.standard_normal(500)


def _curved(rng):
    a = between(rng, 0.6, 1.4)
    z = rng.standard_normal((2, 500))
    yield (
        Source(f"lambda z: np.tanh({a} * z)"),
        Source(f"lambda z: {a} / np.cosh({a} * z)**2"),
        z[0],
    )
    yield (
        Source(f"lambda z: np.sin({a} * z) + 0.5"),
        Source(f"lambda z: {a} * np.cos({a} * z)"),
        z[1],
    )


def _reference(f, slope, z):
    g2 = len(z) / float(np.dot(f(z), f(z)))
    return g2, g2 * float(np.dot(slope(z), slope(z))) / len(z)


def predicting(result):
    """Return the answer that makes this of the outputs and the slopes."""
    return lambda f, slope, z: result(f(z), slope(z))


def g2(y):
    return 1 / np.mean(y * y)


QUESTION = Question(
    key="q9",
    function="predict",
    minutes=8,
    reference=_reference,
    checks=(
        Check("leaky ReLUs", _bent, points=2),
        Check("tanh and a shifted sine", _curved),
        Check("other curves", _curved, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "χ lacks the gain: it counts on the way down as well",
            predicting(lambda y, d: (g2(y), np.mean(d * d))),
        ),
        Mistake(
            "the slopes are averaged before they are squared",
            predicting(lambda y, d: (g2(y), g2(y) * d.mean() ** 2)),
        ),
        Mistake(
            "the slopes are not squared: χ is a factor of variances",
            predicting(lambda y, d: (g2(y), g2(y) * d.mean())),
        ),
        Mistake(
            "the gain itself is returned; its square is asked for",
            predicting(lambda y, d: (np.sqrt(g2(y)), g2(y) * (d**2).mean())),
        ),
        Mistake(
            "χ takes the gain where it needs the gain's square",
            predicting(lambda y, d: (g2(y), g2(y) ** 0.5 * (d**2).mean())),
        ),
        Mistake(
            "the mean of y was subtracted: the gain is about E[y²]",
            predicting(lambda y, d: (1 / y.var(), (d**2).mean() / y.var())),
        ),
        Mistake(
            "χ averages f, not its slope: of the signal it gives 1 always",
            predicting(lambda y, d: (g2(y), g2(y) * (y**2).mean())),
        ),
        Mistake(
            "upside down: gain² is what makes up for the loss",
            predicting(lambda y, d: ((y**2).mean(), (y**2).mean() * (d**2).mean())),
        ),
    ),
    hints=(
        "One average for the way up, of outputs; one for the way down, of slopes.",
        "Both averages are of squares; the second is multiplied by what you found first.",
        "g2 = 1 / np.mean(f(z) ** 2)",
    ),
)
