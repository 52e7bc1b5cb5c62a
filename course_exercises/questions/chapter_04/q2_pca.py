"""Question 4.2: rotate data to their principal axes."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib.preprocessing import PCA


def _clouds(rng, sizes):
    for D in sizes:
        turn = np.linalg.qr(rng.standard_normal((D, D)))[0]
        spread = 2.0 ** np.arange(D)
        yield (rng.standard_normal((12, D)) * spread @ turn + rng.uniform(3, 5, D),)


def _small(rng):
    return _clouds(rng, (2, 3))


def _large(rng):
    return _clouds(rng, (4, 6))


def _variances(call, x):
    z, variances = call(x)
    if words := difference(variances, PCA().fit(x).variances):
        return f"the variances: {words}"
    if np.shape(z) != x.shape:
        return f"the shape of z is {np.shape(z)}, not {x.shape}"
    return None


def _uncorrelated(call, x):
    z, _ = call(x)
    C = np.cov(np.asarray(z).T)
    rest = np.abs(C - np.diag(np.diag(C))).max()
    return "two features of z are still correlated" if rest > 1e-6 * C.max() else None


def _rotated(call, x):
    """A rotation about the mean keeps every distance from it."""
    z, _ = call(x)
    lengths = np.linalg.norm(x - x.mean(axis=0), axis=1)
    if difference(np.linalg.norm(z, axis=1), lengths):
        return "z is more than a rotation about the mean: lengths have changed"
    spread = np.var(z, axis=0)
    return None if (np.diff(spread) <= 0).all() else "the columns of z are not in order"


def right(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    return centred @ V[:, ::-1], variances[::-1]


@mistake("the smallest direction comes first: eigh sorts upwards")
def upwards(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    return centred @ V, variances


@mistake("z is rotated, but about the origin: the mean is still in it")
def mean_left_in(x):
    variances, V = np.linalg.eigh(np.cov(x.T))
    return x @ V[:, ::-1], variances[::-1]


@mistake("the mean is never subtracted: the first direction only points to it")
def never_centred(x):
    variances, V = np.linalg.eigh(x.T @ x / (len(x) - 1))
    return x @ V[:, ::-1], variances[::-1]


@mistake("the rows of V are used: each eigenvector is a column")
def rows(x):
    variances, V = np.linalg.eigh(np.cov(x.T))
    return (x - x.mean(axis=0)) @ V[:, ::-1].T, variances[::-1]


@mistake("the covariance divides by N here: use N - 1")
def by_n(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / len(x))
    return centred @ V[:, ::-1], variances[::-1]


@mistake("that is whitening: PCA turns, and does not scale")
def whitened(x):
    z, variances = right(x)
    return z / np.sqrt(variances), variances


@mistake("the features were standardised first")
def standardised(x):
    variances, V = np.linalg.eigh(np.corrcoef(x.T))
    return (x - x.mean(axis=0)) @ V[:, ::-1], variances[::-1]


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
    mistakes=mistakes_in(globals()),
    hints=(
        "The covariance knows the directions: ask for its eigenvectors.",
        (
            "Centre; covariance with N - 1; np.linalg.eigh; reverse its order, of values and of "
            "columns alike; multiply the centred data by the eigenvectors."
        ),
        "variances, V = np.linalg.eigh(C)",
    ),
)
