"""Question 7.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q6_reading_curves import QUESTION
from tests.exercises.battery import battery

GUESS = np.log(10)


def rules(train, val, *, rise):
    if not np.isfinite(train).all() or train[-1] > train[0]:
        return "diverged"
    if train[-1] > 0.95 * GUESS:
        return "not learning"
    if val[-1] > (1 + rise) * val.min():
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


def table(train, val, *, rise):
    bad = any(not np.isfinite(v) for v in train)
    signs = {
        "diverged": bad or not train[-1] <= train[0],
        "not learning": train[-1] / np.log(10) > 0.95,
        "overfitting": val[-1] / min(val) - 1 > rise,
        "too slow": train[-1] / train[len(train) // 2] < 0.9,
        "healthy": True,
    }
    return next(kind for kind, present in signs.items() if present)


def gap(train, val, *, rise):
    found = rules(train, val, rise=rise)
    if found in ("diverged", "not learning"):
        return found
    if val[-1] > train[-1] * (1 + rise):
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


def believes_nan(train, val, *, rise):
    if train[-1] > train[0]:
        return "diverged"
    if train[-1] > 0.95 * GUESS:
        return "not learning"
    if val[-1] > (1 + rise) * np.nanmin(val):
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


def from_the_start(train, val, *, rise):
    found = rules(train, val, rise=rise)
    if found not in ("healthy", "overfitting"):
        return found
    return "too slow" if train[-1] < 0.9 * train[0] else found


def patient(train, val, *, rise):
    found = rules(train, val, rise=rise)
    return "healthy" if found == "too slow" else found


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [rules, table],
    {
        "a gap between the curves": gap,
        "nan compares": believes_nan,
        "half-way is not the start": from_the_start,
        "still falling is not finished": patient,
    },
)
