"""Question 7.6: a program that reads learning curves."""

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in


def _fall(rng, end):
    """From log 10 down to `end`, flat in the second half."""
    curve = end + (np.log(10) - end) * np.exp(-np.arange(20) / rng.uniform(1.5, 2))
    return curve + 1e-3 * rng.random(20)


def _curve(kind, rng, rise):
    train, val = _fall(rng, 0.3), _fall(rng, 0.5)
    if kind == "diverged":
        train[12:] = rng.choice([np.inf, np.nan])
        val[12:] = np.nan
    elif kind == "exploding":
        train[10:] = np.linspace(2, rng.uniform(3, 5), 10)
        val[10:] = train[10:] + 0.1
    elif kind == "not learning":
        train, val = (np.log(10) - rng.uniform(0, 0.03, 20) for _ in range(2))
        train[0] = val[0] = np.log(10)
    elif kind == "overfitting":
        val[8:] = val[7] * np.linspace(1, 1 + 1.5 * rise, 12)
    elif kind == "too slow":
        train, val = (np.log(10) * np.exp(-np.arange(20) / 20) + c for c in (0, 0.05))
    elif kind == "nearly":
        val[8:] = val[7] * np.linspace(1, 1 + 0.6 * rise, 12)
    return _edge(kind, train, val, rise)


def _edge(kind, train, val, rise):
    """Curves at the edge of a rule, or to which two rules fit."""
    if kind == "comes back":
        train[8:12] = np.inf
    elif kind == "bump":
        train[2:5] = 4.0
    elif kind == "high":
        train, val = train + 1.3 * (1 - train / train[0]), val + 1.3 * (1 - val / val[0])
    elif kind == "flat just in time":
        train[:10] *= 1.3
    elif kind == "rises untrained":
        train[:] = np.log(10) - np.linspace(0, 0.02, 20)
        val = np.log(10) * np.linspace(1, 1 + 2 * rise, 20)
    return train, val


def _runs(*kinds):
    def cases(rng, rise):
        for kind in kinds:
            yield _curve(kind, rng, rise)

    return cases


GUESS = np.log(10)


def right(train, val, rise):
    if not np.isfinite(train).all() or train[-1] > train[0]:
        return "diverged"
    if train[-1] > 0.95 * GUESS:
        return "not learning"
    if val[-1] > (1 + rise) * val.min():
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


@mistake("a gap between the curves is no overfitting: look whether validation rises again")
def gap(train, val, rise):
    found = right(train, val, rise)
    if found in ("diverged", "not learning"):
        return found
    if val[-1] > train[-1] * (1 + rise):
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


@mistake("nan compares as False with everything: ask for finite numbers first")
def believes_nan(train, val, rise):
    if train[-1] > train[0]:
        return "diverged"
    if train[-1] > 0.95 * GUESS:
        return "not learning"
    if val[-1] > (1 + rise) * np.nanmin(val):
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


@mistake("this run has long been flat: compare its end with its own loss half-way")
def from_the_start(train, val, rise):
    found = right(train, val, rise)
    if found not in ("healthy", "overfitting"):
        return found
    return "too slow" if train[-1] < 0.9 * train[0] else found


@mistake("a run that is still falling is not finished")
def patient(train, val, rise):
    found = right(train, val, rise)
    return "healthy" if found == "too slow" else found


QUESTION = Question(
    key="q6",
    function="read_curves",
    minutes=12,
    numbers=lambda rng: {"rise": float(rng.choice([0.05, 0.08, 0.1, 0.12, 0.15]))},
    reference=right,
    checks=(
        Check("knows a healthy run", _runs("healthy", "nearly", "bump", "high")),
        Check(
            "knows what is wrong",
            _runs("exploding", "not learning", "rises untrained", "overfitting", "too slow"),
            points=2,
        ),
        Check("inf and nan mean divergence", _runs("diverged", "diverged", "comes back")),
        Check(
            "other runs",
            _runs("overfitting", "nearly", "flat just in time", "too slow"),
            hidden=True,
        ),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Five rules in their order: the first that fits is the answer.",
        "Finite? Below its start? Below a guess? Validation near its minimum? Still falling?",
        "val[-1] > (1 + rise) * val.min()",
    ),
)
