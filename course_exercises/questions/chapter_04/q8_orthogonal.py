"""Question 4.8: orthogonal weights."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_04._spread import drawn_from_rng


def _sizes(rng, gain):
    for n in (4, int(rng.integers(10, 30))):
        yield n, Seed(int(rng.integers(1, 10**6)))


def _lengths(call, n, rng, gain):
    W = np.asarray(call(n, rng))
    if W.shape != (n, n):
        return f"its shape is {W.shape}, not {(n, n)}"
    y = np.random.default_rng(n).standard_normal((5, n))
    stretch = np.linalg.norm(y @ W, axis=1) / np.linalg.norm(y, axis=1)
    if difference(stretch, np.full(5, stretch.mean())):
        return "some vectors are stretched more than others"
    return difference(stretch.mean(), gain) and "all lengths change by a wrong factor"


def _random(call, n, rng, gain):
    if words := drawn_from_rng(call, n, rng):
        return words
    return "most of the weights are 0" if np.mean(np.abs(call(n, rng)) < 1e-9) > 0.5 else None


def _many(call, n, rng, gain):
    """Fifty layers: no direction is squashed."""
    product = np.eye(n)
    for k in range(50):
        W = np.asarray(call(n, Seed(rng.value + k)))
        product = product @ W / gain if W.shape == (n, n) else np.zeros((n, n))
    sizes = np.linalg.svd(product, compute_uv=False)
    return difference(sizes, np.ones(n)) and "fifty layers do not keep every length"


def from_noise(change):
    """Return the weights that this makes of normal draws and the gain."""
    return lambda n, rng, gain: change(rng.standard_normal((n, n)), gain)


QUESTION = Question(
    key="q8",
    function="orthogonal",
    minutes=6,
    numbers=lambda rng: {"gain": float(rng.choice([1.2, 1.3, 1.5, 1.6]))},
    checks=(
        Check("stretches every vector alike, by the gain", _sizes, law=_lengths, points=2),
        Check("is random", _sizes, law=_random),
        Check("fifty layers keep every length", _sizes, law=_many, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the gain is missing: lengths are kept, not multiplied",
            from_noise(lambda A, g: np.linalg.qr(A)[0]),
        ),
        Mistake(
            "the gain enters squared: lengths are multiplied once",
            from_noise(lambda A, g: np.linalg.qr(A)[0] * g**2),
        ),
        Mistake(
            "the gain enters by its root: that would be for variances",
            from_noise(lambda A, g: np.linalg.qr(A).Q * np.sqrt(g)),
        ),
        Mistake(
            "qr returns two matrices: this is the other one",
            from_noise(lambda A, g: g * np.linalg.qr(A).R),
        ),
        Mistake(
            "normal draws of the right variance keep lengths only on average",
            from_noise(lambda A, g: A * g / np.sqrt(len(A))),
        ),
        Mistake(
            "the columns have length 1, but are not at right angles",
            from_noise(lambda A, g: g * A / np.sqrt((A**2).sum(axis=0))),
        ),
        Mistake(
            "the identity keeps all lengths, but nothing in it is random",
            lambda n, rng, gain: gain * np.eye(n),
        ),
    ),
    hints=(
        "Columns of length 1, at right angles to each other: np.linalg.qr makes them.",
        "Draw a square of normal numbers, keep the first matrix that qr returns, and scale it.",
        "Q, R = np.linalg.qr(rng.standard_normal((n, n)))",
    ),
)
