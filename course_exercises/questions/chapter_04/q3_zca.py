"""Question 4.3: ZCA whitening that spares the faintest directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.preprocessing import Whitening


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"eps": float(rng.choice([0.1, 0.15, 0.2, 0.25]))}


def _clouds(rng: np.random.Generator, sizes: tuple[int, ...]) -> Iterator[tuple[Array]]:
    for D in sizes:
        turn = np.linalg.qr(rng.standard_normal((D, D)))[0]
        spread = 0.7 * 1.8 ** np.arange(D)
        yield (rng.standard_normal((10, D)) * spread @ turn + rng.uniform(2, 4, D),)


def _small(rng: np.random.Generator, eps: float) -> Iterator[tuple[Array]]:
    return _clouds(rng, (2, 3))


def _large(rng: np.random.Generator, eps: float) -> Iterator[tuple[Array]]:
    return _clouds(rng, (4, 5))


def _reference(x: Array, eps: float) -> Array:
    return Whitening("zca", eps=eps).fit(x).transform(x)


def _rounder(call: Callable[..., Any], x: Array, eps: float) -> str | None:
    """Each direction keeps λ / (λ + ε) of variance 1."""
    left = np.sort(np.linalg.eigvalsh(np.cov(np.asarray(call(x)).T)))
    values = np.linalg.eigvalsh(np.cov(x.T))
    wrong = difference(left, np.sort(values / (values + eps)))
    return wrong and "the variances that are left do not fit ε"


def _wrong(
    divisor: Callable[[Array, float], Any] = lambda values, eps: np.sqrt(values + eps),
    back: Callable[[Array], Array] = lambda V: V.T,
    centre: bool = True,
    ddof: int = 1,
) -> Callable[[Array, float], Array]:
    """Return whitening with another divisor, another way back, or other statistics."""

    def answer(x: Array, eps: float) -> Array:
        values, V = np.linalg.eigh(np.cov(x.T, ddof=ddof))
        start = x - x.mean(axis=0) if centre else x
        return np.asarray(start @ V / divisor(values, eps) @ back(V))

    return answer


QUESTION = Question(
    key="q3",
    function="zca",
    minutes=10,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("whitens small clouds", _small, points=2),
        Check("leaves the variance that ε allows", _small, law=_rounder),
        Check("whitens clouds of more features", _large, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the data are whitened but not turned back: that is PCA whitening",
            _wrong(back=lambda V: np.eye(len(V))),
        ),
        Mistake("ε stands outside of the root", _wrong(lambda values, eps: np.sqrt(values) + eps)),
        Mistake("ε is missing: faint directions are blown up", _wrong(lambda v, eps: np.sqrt(v))),
        Mistake("divided by the variances: their root is missing", _wrong(lambda v, eps: v + eps)),
        Mistake("turned on instead of back: V is used twice", _wrong(back=lambda V: V)),
        Mistake("turned there and back, never divided", _wrong(lambda v, eps: 1.0)),
        Mistake("the mean is still in the data", _wrong(centre=False)),
        Mistake("the covariance divides by N here: use N - 1", _wrong(ddof=0)),
    ),
    hints=(
        "Three things one after the other: turn, divide, turn back.",
        (
            "Eigenvectors of the covariance; in their axes divide each column by a root; then the "
            "transpose brings the axes home."
        ),
        "np.sqrt(values + eps) is what the columns are divided by",
    ),
)
