"""Question 5.9, an experiment: how noisy is a normalised value, and what has the batch size to do
with it?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.measurement import measured
from course_lib._validate import Array

Case = tuple[Array, list[int], Seed]


def _features(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in ([16, 64, 256], [25, 100, 200]):
        x = rng.normal(3, 2, 1000)
        x[0] = rng.uniform(2, 4)  # an outlier follows the rule in large batches only
        yield x, sizes, Seed(int(rng.integers(1000)))


def _measure(x: Array, sizes: Sequence[int], rng: np.random.Generator) -> Array:
    """Spread of the normalised first value, in 2000 random batches of each size."""
    noise = []
    for n in sizes:
        batch = np.column_stack([np.full(2000, x[0]), rng.choice(x, (2000, n - 1))])
        noise.append(((x[0] - batch.mean(axis=1)) / batch.std(axis=1)).std())
    return np.array(noise)


def _right_size(call: Callable[..., Any], x: Array, sizes: list[int], seed: Seed) -> str | None:
    got = np.asarray(call(x, sizes, seed), dtype=float)
    if got.shape != (len(sizes),):
        return f"{got.shape} numbers where one for each batch size is needed"
    ratio = got / _measure(x, sizes, np.random.default_rng(0))
    if (np.abs(ratio - 1) < 0.15).all():
        return None
    if got[0] < 1.2 * got[-1]:
        return (
            "the noise does not fall with the batch size: is it always the same example, in "
            "new company each time, that you look at?"
        )
    if (np.abs(ratio - ratio[0]) < 0.2 * ratio).all():
        return (
            "it falls as it should, but it is too large or too small by one factor: are the "
            "values normalised?"
        )
    return (
        "it is off by more than 15 %: is it the spread of the answers, over 1000 batches or more?"
    )


def _falls(call: Callable[..., Any], x: Array, sizes: list[int], seed: Seed) -> str | None:
    got = np.asarray(call(x, sizes, seed), dtype=float)
    wanted = got[0] * np.sqrt(sizes[0] / sizes[1])
    return (
        None
        if 0.8 * wanted < got[1] < 1.2 * wanted
        else "it does not fall as one over the root of n"
    )


QUESTION = Question(
    key="q9",
    function="batch_noise",
    minutes=20,
    checks=(
        Check("the noise of each batch size", _features, law=_right_size, points=2),
        Check("it is a measurement", _features, law=measured()),
        Check("it falls as one over the root of n", _features, law=_falls, hidden=True),
    ),
    mistakes=(
        Mistake(
            "one over the root of n is a formula, not a measurement",
            lambda x, sizes, seed: 1 / np.sqrt(sizes),
        ),
        Mistake(
            "that is the spread inside a batch, which is 1 by construction",
            lambda x, sizes, seed: np.ones(len(sizes)),
        ),
        Mistake(
            "nothing varies: every batch has the same company, or nothing is normalised",
            lambda x, sizes, seed: np.zeros(len(sizes)),
        ),
    ),
    hints=(
        "What stays the same in all batches, what is drawn anew?",
        "1000 times: x[0] and n - 1 random others, normalised; keep the first; take the spread.",
        "company = np.append(x[0], rng.choice(x, n - 1))",
    ),
)
