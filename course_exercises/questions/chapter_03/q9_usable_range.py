"""Question 3.9: the best learning rate of a range test, and the usable range around it."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _valley(rng, rates):
    """Draw a U-shaped sweep, five seeds a rate, with no diverged run."""
    at = np.arange(rates) - rates // 2
    curve = 0.4 * np.exp(0.06 * (at + 0.3) ** 2)
    shape = (rates, 5)
    losses = curve[:, None] * rng.uniform(0.99, 1.01, shape)
    return 10 ** (at / 3 + rng.uniform(-2, -1)), losses


def _calm(rng, factor):
    for rates in (9, 12):
        x, losses = _valley(rng, rates)
        losses[1, rng.integers(5)] = 0.2  # one lucky seed at a small rate
        yield x, losses


def _diverging(rng, factor):
    for rates in (9, 13):
        x, losses = _valley(rng, rates)
        best, seeds = rates // 2, rng.permutation(5)
        losses[best, seeds[0]] = np.nan  # one of five: the median stands
        losses[best + 1, seeds[:3]], losses[best + 1, seeds[3:]] = np.nan, 0.1
        losses[best + 2 :] = np.nan
        losses[1, seeds[0]] = 0.05
        yield x, losses


def _answer(rates, median, factor):
    usable = rates[median <= factor * median.min()]
    return float(rates[median.argmin()]), float(usable.min()), float(usable.max())


def _with_inf(losses):
    return np.where(np.isnan(losses), np.inf, losses)


def _reference(rates, losses, factor):
    return _answer(rates, np.sort(_with_inf(losses), axis=1)[:, losses.shape[1] // 2], factor)


def right(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    usable = rates[median <= factor * median.min()]
    return rates[median.argmin()], usable[0], usable[-1]


def judged_by(middle):
    """Return the answer that judges each rate by this number of its losses."""

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


@mistake("positions are returned, not learning rates")
def positions(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    near = np.flatnonzero(median <= factor * median.min())
    return median.argmin(), near[0], near[-1]


@mistake("the boldest usable rate is not the best one")
def boldest(rates, losses, factor):
    _, low, high = right(rates, losses, factor)
    return high, low, high


@mistake("the factor is applied to the rate; it is a limit on the loss")
def around(rates, losses, factor):
    best = right(rates, losses, factor)[0]
    near = rates[(rates > best / factor) & (rates < factor * best)]
    return best, near[0], near[-1]


@mistake("the factor is added to the best loss")
def added(rates, losses, factor):
    median = np.median(np.nan_to_num(losses, nan=np.inf), axis=1)
    near = rates[median - median.min() <= factor]
    return rates[median.argmin()], near[0], near[-1]


QUESTION = Question(
    key="q9",
    function="usable_range",
    minutes=10,
    reference=_reference,
    numbers=lambda rng: {"factor": float(rng.choice([1.2, 1.3, 1.4, 1.5]))},
    checks=(
        Check("a sweep in which all runs arrive", _calm, points=2),
        Check("a sweep in which runs diverge", _diverging),
        Check("other sweeps with diverged runs", _diverging, hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "diverged runs are left out: a rate looks good because only its lucky runs are counted",
            judged_by(survivors),
        ),
        Mistake("the luckiest seed decides: take the median run of each rate", judged_by(luckiest)),
        Mistake("a mean over the seeds: one run is enough to move it", judged_by(mean)),
    ),
    hints=(
        "A diverged run is not missing: it is a run with a very bad loss.",
        (
            "Replace NaN by infinity, take the median over the seeds, find the smallest; "
            "then ask which rates are within the factor of it."
        ),
        "median = np.median(np.where(np.isnan(losses), np.inf, losses), axis=1)",
    ),
)
