"""Question 4.2: rotate data to their principal axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.preprocessing import PCA

Two = tuple[Array, Array]


def _clouds(rng: np.random.Generator, sizes: tuple[int, ...]) -> Iterator[tuple[Array]]:
    for D in sizes:
        turn = np.linalg.qr(rng.standard_normal((D, D)))[0]
        spread = 2.0 ** np.arange(D)
        yield (rng.standard_normal((12, D)) * spread @ turn + rng.uniform(3, 5, D),)


def _small(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    return _clouds(rng, (2, 3))


def _large(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    return _clouds(rng, (4, 6))


def _variances(call: Callable[..., Any], x: Array) -> str | None:
    z, variances = call(x)
    if words := difference(variances, PCA().fit(x).variances):
        return f"the variances: {words}"
    if np.shape(z) != x.shape:
        return f"the shape of z is {np.shape(z)}, not {x.shape}"
    return None


def _uncorrelated(call: Callable[..., Any], x: Array) -> str | None:
    z, _ = call(x)
    C = np.cov(np.asarray(z).T)
    rest = np.abs(C - np.diag(np.diag(C))).max()
    return "two features of z are still correlated" if rest > 1e-6 * C.max() else None


def _rotated(call: Callable[..., Any], x: Array) -> str | None:
    """A rotation about the mean keeps every distance from it."""
    z, _ = call(x)
    lengths = np.linalg.norm(x - x.mean(axis=0), axis=1)
    if difference(np.linalg.norm(z, axis=1), lengths):
        return "z is more than a rotation about the mean: lengths have changed"
    spread = np.var(z, axis=0)
    return None if (np.diff(spread) <= 0).all() else "the columns of z are not in order"


def _wrong(
    covariance: Callable[[Array], Array] | None = None,
    turn: Callable[[Array, Array], Array] = lambda x, V: (x - x.mean(axis=0)) @ V,
    order: int = -1,
) -> Callable[[Array], Two]:
    """Return the rotation by eigenvectors of another matrix, used or ordered otherwise."""

    def answer(x: Array) -> Two:
        centred = x - x.mean(axis=0)
        C = covariance(x) if covariance else centred.T @ centred / (len(x) - 1)
        variances, V = np.linalg.eigh(C)
        return turn(x, V[:, ::order]), variances[::order]

    return answer


def _whitened(x: Array) -> Two:
    z, variances = _wrong()(x)
    return z / np.sqrt(variances), variances


QUESTION = Question(
    key="q2",
    function="pca",
    minutes=10,
    checks=(
        Check("the variances, largest first", _small, law=_variances),
        Check("z is uncorrelated", _small, law=_uncorrelated),
        Check("z is a rotation about the mean", _small, law=_rotated),
        Check("more features", _large, law=_variances, hidden=True),
        Check("more features, rotated in order", _large, law=_rotated, hidden=True),
    ),
    mistakes=(
        Mistake("the smallest direction comes first: eigh sorts upwards", _wrong(order=1)),
        Mistake(
            "z is rotated, but about the origin: the mean is still in it",
            _wrong(turn=lambda x, V: x @ V),
        ),
        Mistake(
            "the mean is never subtracted: the first direction only points to it",
            _wrong(lambda x: x.T @ x / (len(x) - 1), lambda x, V: x @ V),
        ),
        Mistake(
            "the rows of V are used: each eigenvector is a column",
            _wrong(turn=lambda x, V: (x - x.mean(axis=0)) @ V.T),
        ),
        Mistake(
            "the covariance divides by N here: use N - 1", _wrong(lambda x: np.cov(x.T, ddof=0))
        ),
        Mistake("that is whitening: PCA turns, and does not scale", _whitened),
        Mistake("the features were standardised first", _wrong(lambda x: np.corrcoef(x.T))),
    ),
    hints=(
        "The covariance knows the directions: ask for its eigenvectors.",
        (
            "Centre; covariance with N - 1; np.linalg.eigh; turn its order round, of values and of "
            "columns alike; multiply the centred data by the eigenvectors."
        ),
        "variances, V = np.linalg.eigh(C)",
    ),
)
