"""Question 4.9: two averages that predict a hundred layers: gain² and χ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import between
from course_lib._validate import Array

Two = tuple[float, float]


def _bent(rng: np.random.Generator) -> Iterator[tuple[Source, Source, Array]]:
    for low, high in ((0.1, 0.3), (0.4, 0.6)):
        a = between(rng, low, high)
        f = Source(f"lambda z: np.where(z > 0, z, {a} * z)")
        yield f, Source(f"lambda z: np.where(z > 0, 1.0, {a})"), rng.standard_normal(500)


def _curved(rng: np.random.Generator) -> Iterator[tuple[Source, Source, Array]]:
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


def _reference(f: Source, slope: Source, z: Array) -> Two:
    g2 = len(z) / float(np.dot(f(z), f(z)))
    return g2, g2 * float(np.dot(slope(z), slope(z))) / len(z)


def _wrong(result: Callable[[Array, Array], Any]) -> Callable[..., Two]:
    """Return another pair made of outputs y and slopes d."""

    def answer(f: Source, slope: Source, z: Array) -> Two:
        g2, chi = result(f(z), slope(z))
        return float(g2), float(chi)

    return answer


def _g2(y: Array) -> float:
    return float(1 / np.mean(y**2))


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
            _wrong(lambda y, d: (_g2(y), np.mean(d**2))),
        ),
        Mistake(
            "the slopes are averaged before they are squared",
            _wrong(lambda y, d: (_g2(y), _g2(y) * np.mean(d) ** 2)),
        ),
        Mistake(
            "the slopes are not squared: χ is a factor of variances",
            _wrong(lambda y, d: (_g2(y), _g2(y) * np.mean(d))),
        ),
        Mistake(
            "the gain itself is returned; its square is asked for",
            _wrong(lambda y, d: (_g2(y) ** 0.5, _g2(y) * np.mean(d**2))),
        ),
        Mistake(
            "χ takes the gain where it needs the gain's square",
            _wrong(lambda y, d: (_g2(y), _g2(y) ** 0.5 * np.mean(d**2))),
        ),
        Mistake(
            "the mean of y was subtracted: the gain is about E[y²]",
            _wrong(lambda y, d: (1 / np.var(y), np.mean(d**2) / np.var(y))),
        ),
        Mistake(
            "χ averages f, not its slope: of the signal it gives 1 always",
            _wrong(lambda y, d: (_g2(y), _g2(y) * np.mean(y**2))),
        ),
        Mistake(
            "upside down: gain² is what makes up for the loss",
            _wrong(lambda y, d: (np.mean(y**2), np.mean(y**2) * np.mean(d**2))),
        ),
    ),
    hints=(
        "One average for the way up, of outputs; one for the way down, of slopes.",
        "Both averages are of squares; the second is multiplied by what you found first.",
        "g2 = 1 / np.mean(f(z) ** 2)",
    ),
)
