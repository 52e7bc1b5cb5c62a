"""Question 3.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q9_usable_range import QUESTION
from tests.exercises.battery import battery


def vectorised(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    usable = rates[median <= factor * median.min()]
    return rates[median.argmin()], usable[0], usable[-1]


def loop(rates, losses, factor):
    found = []
    for rate, row in zip(rates, losses, strict=True):
        ordered = sorted(9e9 if np.isnan(loss) else loss for loss in row)
        found.append((ordered[len(ordered) // 2], rate))
    least, best = min(found)
    usable = [rate for loss, rate in found if loss <= factor * least]
    return best, min(usable), max(usable)


def judged(middle):
    def answer(rates, losses, factor):
        values = middle(losses)
        near = rates[values <= factor * np.min(values)]
        return rates[np.argmin(values)], near.min(), near.max()

    return answer


def survivors(losses):
    kept = [row[np.isfinite(row)] for row in losses]
    return np.array([np.median(row) if len(row) else np.inf for row in kept])


def luckiest(losses):
    return np.nan_to_num(losses, nan=np.inf).min(axis=1)


def mean(losses):
    return np.nan_to_num(losses, nan=np.inf).mean(axis=1)


def positions(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    near = np.flatnonzero(median <= factor * median.min())
    return median.argmin(), near[0], near[-1]


def boldest(rates, losses, factor):
    _, low, high = vectorised(rates, losses, factor)
    return high, low, high


def around(rates, losses, factor):
    best = vectorised(rates, losses, factor)[0]
    near = rates[(rates > best / factor) & (rates < factor * best)]
    return best, near[0], near[-1]


def added(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    near = rates[median - median.min() <= factor]
    return rates[median.argmin()], near[0], near[-1]


def plain_median(rates, losses, factor):
    median = np.median(losses, axis=1)
    near = rates[median <= factor * median.min()]
    return rates[median.argmin()], near.min(), near.max()


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "runs are left out": judged(survivors),
        "luckiest seed decides": judged(luckiest),
        "a mean over the seeds": judged(mean),
        "positions are returned": positions,
        "boldest usable rate": boldest,
        "applied to the rate": around,
        "added to the best loss": added,
        "ValueError": plain_median,
    },
)
