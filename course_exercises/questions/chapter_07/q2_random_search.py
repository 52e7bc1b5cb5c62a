"""Question 7.2: random search over a learning rate and a number of units."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.search import IntUniform, LogUniform


def _objective(rng):
    a, b = rng.uniform(-2.8, -2.2), rng.uniform(0.001, 0.004)
    return Source(f"lambda lr, units: (np.log10(lr) + {-a:.3f})**2 + {b:.4f} * (133 - units)**2")


def _searches(rng):
    for count in (8, 12):
        draws = rng.uniform(0.1, 0.9, (count, 2))
        draws[2] = (
            rng.uniform(0.45, 0.55),
            (rng.integers(110, 130) + 0.8) / 241,
        )  # to round is wrong
        draws[0], draws[1] = (0.05, 0.05), (0.98, 0.97)
        draws[3], draws[-1] = (0.9, 0.1), (0.2, 0.85)
        yield _objective(rng), draws


def _one_best(rng):
    """The best trial is the last one, at the upper end of the units."""
    for _ in range(2):
        draws = rng.uniform(0.05, 0.2, (5, 2))
        draws[-1] = 0.5, 0.999
        yield Source(f"lambda lr, units: 1000 - units + {rng.uniform(1, 2):.3f} * lr"), draws


def _configs(draws):
    rates, units = LogUniform(1e-4, 1e-1), IntUniform(16, 256)
    return [rates.from_unit(float(u)) for u in draws[:, 0]], [
        units.from_unit(float(u)) for u in draws[:, 1]
    ]


def _reference(f, draws):
    lrs, units = _configs(draws)
    losses = np.array([float(f(lr, u)) for lr, u in zip(lrs, units, strict=True)])
    best = losses.argmin()
    return lrs[best], units[best], np.minimum.accumulate(losses)


def right(objective, draws, lowest=16, values=241, whole=int):
    best, curve = (None, None, float("inf")), []
    for u, v in draws:
        lr = 1e-4 * 1000**u
        units = lowest + whole(v * values)
        loss = objective(lr, units)
        if loss < best[2]:
            best = lr, units, loss
        curve.append(best[2])
    return best[0], best[1], curve


@mistake("the curve holds the loss of each trial, not of the best so far")
def every_loss(objective, draws):
    lr, units, _ = right(objective, draws)
    return lr, units, [right(objective, draws[k : k + 1])[2][0] for k in range(len(draws))]


@mistake("the largest loss wins: lower is better")
def largest(objective, draws):
    lr, units, curve = right(lambda a, b: -objective(a, b), draws)
    return lr, units, -np.array(curve)


@mistake("the last configuration is returned, not the best")
def last(objective, draws):
    lr, units, _ = right(objective, draws[-1:])
    return lr, units, right(objective, draws)[2]


@mistake("the learning rate is uniform, not log-uniform")
def uniform_rate(objective, draws):
    rates = 1e-4 + draws[:, 0] * (0.1 - 1e-4)
    logs = np.log(rates / 1e-4) / np.log(1e3)
    return right(objective, np.column_stack([logs, draws[:, 1]]))


QUESTION = Question(
    key="q2",
    function="random_search",
    minutes=12,
    reference=_reference,
    checks=(
        Check("the best configuration and the curve of the best so far", _searches, points=2),
        Check("another objective, best at the end", _one_best),
        Check("more searches", _searches, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "256 units are never tried: both ends belong to the range",
            lambda objective, draws: right(objective, draws, values=240),
        ),
        Mistake(
            "the units go beyond 256: the range begins at 16",
            lambda objective, draws: right(objective, draws, values=256),
        ),
        Mistake(
            "the units are rounded to the nearest number: the whole part is asked for",
            lambda objective, draws: right(objective, draws, whole=round),
        ),
        Mistake(
            "the units begin at 0",
            lambda objective, draws: right(objective, draws, lowest=0, values=256),
        ),
        Mistake(
            "the units begin at 0",
            lambda objective, draws: right(objective, draws, lowest=0, values=257),
        ),
        Mistake(
            "the two columns of the draws are exchanged",
            lambda objective, draws: right(objective, np.fliplr(draws)),
        ),
    ),
    hints=(
        "Draws to configurations, configurations to losses, losses to the best.",
        (
            "lr from column 0 as in question 1; units = 16 + whole part of u times the number of "
            "values; then a list of losses, argmin and a running minimum."
        ),
        "np.minimum.accumulate(losses)",
    ),
)
