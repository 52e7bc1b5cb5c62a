"""Question 4.3: ZCA whitening that spares the faintest directions."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib.preprocessing import Whitening


def _clouds(rng, sizes):
    for D in sizes:
        turn = np.linalg.qr(rng.standard_normal((D, D)))[0]
        spread = 0.7 * 1.8 ** np.arange(D)
        yield (rng.standard_normal((10, D)) * spread @ turn + rng.uniform(2, 4, D),)


def _small(rng, eps):
    return _clouds(rng, (2, 3))


def _rounder(call, x, eps):
    """Each direction keeps λ / (λ + ε) of variance 1."""
    left = np.sort(np.linalg.eigvalsh(np.cov(np.asarray(call(x)).T)))
    values = np.linalg.eigvalsh(np.cov(x.T))
    wrong = difference(left, np.sort(values / (values + eps)))
    return wrong and "the variances that are left do not fit ε"


def parts(x):
    centred = x - x.mean(axis=0)
    return centred, *np.linalg.eigh(centred.T @ centred / (len(x) - 1))


@mistake("the data are whitened but not turned back: that is PCA whitening")
def not_back(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values + eps)


@mistake("ε is outside the root")
def outside(x, eps):
    centred, values, V = parts(x)
    return centred @ V / (np.sqrt(values) + eps) @ V.T


@mistake("ε is not added to the variances")
def no_eps(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values) @ V.T


@mistake("divided by the variances: their root is missing")
def rootless(x, eps):
    centred, values, V = parts(x)
    return centred @ V @ np.diag(1 / (values + eps)) @ V.T


@mistake("turned on instead of back: V is used twice")
def twice(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values + eps) @ V


@mistake("turned there and back, never divided")
def never_divided(x, eps):
    centred, _, V = parts(x)
    return centred @ V @ V.T


@mistake("the mean is still in the data")
def mean_left_in(x, eps):
    _, values, V = parts(x)
    return x @ V / np.sqrt(values + eps) @ V.T


@mistake("the covariance divides by N here: use N - 1")
def by_n(x, eps):
    centred = x - x.mean(axis=0)
    values, V = np.linalg.eigh(centred.T @ centred / len(x))
    return centred @ V / np.sqrt(values + eps) @ V.T


QUESTION = Question(
    key="q3",
    function="zca",
    minutes=10,
    reference=lambda x, eps: Whitening("zca", eps=eps).fit(x).transform(x),
    numbers=lambda rng: {"eps": float(rng.choice([0.1, 0.15, 0.2, 0.25]))},
    checks=(
        Check("whitens small clouds", _small, points=2),
        Check("leaves the variance that ε allows", _small, law=_rounder),
        Check(
            "whitens clouds of more features",
            lambda rng, eps: _clouds(rng, (4, 5)),
            hidden=True,
            points=2,
        ),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Three things one after the other: turn, divide, turn back.",
        (
            "Eigenvectors of the covariance; in their axes divide each column by a root; then the "
            "transpose brings the axes home."
        ),
        "np.sqrt(values + eps) is what the columns are divided by",
    ),
)
