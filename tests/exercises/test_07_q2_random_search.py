"""Question 7.2: answers that students give, right and wrong."""

import numpy as np
import pytest

from course_exercises.questions.chapter_07.q2_random_search import QUESTION
from tests.exercises.battery import battery, outcomes


def vectorised(objective, dice):
    lrs = 1e-4 * 1e3 ** dice[:, 0]
    units = 16 + np.floor(dice[:, 1] * 241).astype(int)
    losses = np.array([objective(a, b) for a, b in zip(lrs, units, strict=True)])
    best = losses.argmin()
    return lrs[best], units[best], np.minimum.accumulate(losses)


def loop(objective, dice, low=1e-4, high=1e-1):
    best, curve = (None, None, float("inf")), []
    for u, v in dice:
        lr = np.exp(np.log(low) + u * (np.log(high) - np.log(low)))
        units = 16 + int(v * (256 - 16 + 1))
        loss = objective(lr, units)
        if loss < best[2]:
            best = lr, units, loss
        curve.append(best[2])
    return best[0], best[1], curve


def every_loss(objective, dice):
    lr, units, _ = loop(objective, dice)
    return lr, units, [loop(objective, dice[k : k + 1])[2][0] for k in range(len(dice))]


def largest(objective, dice):
    lr, units, curve = loop(lambda a, b: -objective(a, b), dice)
    return lr, units, -np.array(curve)


def last(objective, dice):
    lr, units, _ = loop(objective, dice[-1:])
    return lr, units, loop(objective, dice)[2]


def uniform_rate(objective, dice):
    rates = 1e-4 + dice[:, 0] * (0.1 - 1e-4)
    logs = np.log(rates / 1e-4) / np.log(1e3)
    return loop(objective, np.column_stack([logs, dice[:, 1]]))


def no_upper_end(objective, dice):
    units = 16 + (dice[:, 1] * 240).astype(int)
    losses = [objective(1e-4 * 1000**u, k) for u, k in zip(dice[:, 0], units, strict=True)]
    best = int(np.argmin(losses))
    return 1e-4 * 1000 ** dice[best, 0], units[best], np.minimum.accumulate(losses)


def too_many(objective, dice):
    return no_upper_end(objective, dice * [1, 256 / 240])


def columns(objective, dice):
    return loop(objective, np.fliplr(dice))


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "not of the best so far": every_loss,
        "the largest loss wins": largest,
        "the last configuration": last,
        "the learning rate is uniform": uniform_rate,
        "256 units are never tried": no_upper_end,
        "up to 272": too_many,
        "columns of the dice": columns,
    },
)


@pytest.mark.parametrize("values", [256, 257])
@pytest.mark.parametrize("seed", range(3))
def test_units_that_begin_at_0_are_named_with_and_without_the_upper_end(values, seed):
    def from_zero(objective, dice):
        lrs, units = 1e-4 * 1000 ** dice[:, 0], (dice[:, 1] * values).astype(int)
        losses = np.array([objective(lr, k) for lr, k in zip(lrs, units, strict=True)])
        best = losses.argmin()
        return lrs[best], units[best], np.minimum.accumulate(losses)

    found = outcomes(QUESTION, from_zero, seed)
    assert {outcome.mistake for outcome in found} == {"the units begin at 0"}
