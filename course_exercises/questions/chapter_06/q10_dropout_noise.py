"""Question 6.10, an experiment: what dropout does to a unit's input, in the mean and in spread."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.measurement import measured


def _units(rng):
    for n, rates in ((20, [0.1, 0.5, 0.8]), (40, [0.2, 0.4, 0.7])):
        seed = Seed(int(rng.integers(1000)))
        yield rng.uniform(0.5, 1.5, n), rng.uniform(0.2, 1, n), rates, seed


def _theory(x, w, rates):
    p = np.array(rates)
    return np.full(p.shape, w @ x), np.sqrt(p / (1 - p) * ((w * x) ** 2).sum())


def _pair(call, *case):
    got = call(*case)
    return np.asarray(got["mean"], dtype=float), np.asarray(got["std"], dtype=float)


def _mean(call, x, w, rates, seed):
    mean, _ = _pair(call, x, w, rates, seed)
    wanted, std = _theory(x, w, rates)
    if mean.shape != wanted.shape:
        return f"{mean.shape} means where one for each rate is needed"
    if (np.abs(mean - wanted) < 6 * std / np.sqrt(1000)).all():
        return None
    if (np.abs(mean / wanted - (1 - np.array(rates))) < 0.1).all():
        return "the mean shrinks with p: the mask is not divided by 1 - p"
    return "the mean over the masks is not where the mean of inverted dropout lies"


def _std(call, x, w, rates, seed):
    _, std = _pair(call, x, w, rates, seed)
    _, wanted = _theory(x, w, rates)
    if std.shape != wanted.shape:
        return f"{std.shape} spreads where one for each rate is needed"
    near = [bool((np.abs(std / right - 1) < 0.15).all()) for right in
            (wanted, wanted**2, wanted * (1 - np.array(rates)))]  # fmt: skip
    if near[0]:
        return None
    if near[1]:
        return "this is the variance: its root is the standard deviation"
    if near[2]:
        return "the spread is too small by 1 - p: the mask is not divided by 1 - p"
    rising = np.array(rates) / (1 - np.array(rates))
    if np.ptp(std / np.sqrt(rising)) < 0.2 * std.mean():
        return (
            "it grows with p as it should, but is off by one factor: does every unit have "
            "a coin of its own?"
        )
    return "it is off by more than 15 %: take 2000 masks or more, and one coin for each unit"


@mistake("computed from a formula, not measured")
def formula(x, w, rates, rng):
    p = np.array(rates)
    std = np.sqrt(p / (1 - p)) * np.linalg.norm(w * x)
    return {"mean": np.array([w @ x] * len(p)), "std": std}


QUESTION = Question(
    key="q10",
    function="dropout_noise",
    minutes=20,
    checks=(
        Check("the mean stays", _units, law=_mean),
        Check("the spread of each rate", _units, law=_std, points=2),
        Check("it is a measurement", _units, law=measured("mean", "std"), hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "nothing varies: a new mask is needed for each repetition",
            lambda x, w, rates, rng: {"mean": [w @ x] * len(rates), "std": [0.0] * len(rates)},
        ),
    ),
    hints=(
        "One number per mask: the input of the unit. Which two numbers describe many of them?",
        "For each rate: a table of 2000 masks, one row each; all inputs at once; mean and std.",
        "masks = (rng.random((2000, len(x))) >= p) / (1 - p)",
    ),
)
