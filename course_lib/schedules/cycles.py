"""Schedules that also go up: warm-up, one cycle, and cycles without end."""

from __future__ import annotations

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Number, message
from course_lib.schedules._rule import Schedule, as_schedule, half_cosine
from course_lib.schedules.decays import constant


def warmup(schedule: Schedule | Number, steps: int, start_share: Number = 0.1) -> Schedule:
    """Rise linearly for T steps to the first rate of `schedule`, then follow it from its start.

    η_t = (s + (1 − s) t/T) schedule(0) for t < T, and schedule(t − T) from then on.

    Parameters
    ----------
    schedule : schedule, or float >= 0, or array over trials
        What comes after the warm-up; a number stays constant.
    steps : int >= 1
        T.
    start_share : float in [0, 1], or array over trials; default 0.1
        s, the share of the rate at step 0.

    Examples
    --------
    >>> from course_lib.schedules import cosine
    >>> schedule = warmup(cosine(1.0, steps=100), steps=10, start_share=0.5)
    >>> [round(schedule(t), 3) for t in (0, 5, 10, 60, 110)]
    [0.5, 0.75, 1.0, 0.5, 0.0]

    Notes
    -----
    In PyTorch: LinearLR (whose default share is 1/3), joined by SequentialLR.

    References
    ----------
    Goyal et al., *Accurate, Large Minibatch SGD*, 2017, section 2.2.
    """
    after = schedule if callable(schedule) else constant(schedule)
    T = check.integer("warmup", "steps", steps)
    s = check.interval("warmup", "start_share", start_share, 0, 1)

    def formula(t: int) -> Number:
        return after(t - T) if t >= T else (s + (1 - s) * (t / T)) * after(0)

    return as_schedule(formula, warmup, after, T, s)


def one_cycle(
    lr: Number,
    steps: int,
    rise: float = 0.3,
    start_share: Number = 1 / 25,
    final_share: Number = 1 / 250_000,
) -> Schedule:
    """Go up to a high rate and down to almost 0, on two half cosines, in one run.

    Parameters
    ----------
    lr : float >= 0, or array over trials
        The highest rate, reached at step ``rise * steps - 1``.
    steps : int >= 2
        Length of the run; the last step, ``steps - 1``, has the lowest rate.
    rise : float in (1/steps, 1), default 0.3
        Share of the run spent going up.
    start_share, final_share : float in [0, 1], or array over trials
        The rate of the first and the last step as shares of `lr`; default 1/25, 1/250,000.

    Examples
    --------
    >>> schedule = one_cycle(1.0, steps=100)
    >>> [round(schedule(t), 3) for t in (0, 29, 99)]
    [0.04, 1.0, 0.0]

    Notes
    -----
    PyTorch's OneCycleLR with two phases. It also moves the momentum, and refuses steps after the
    last; here they keep the lowest rate.

    References
    ----------
    Smith & Topin, *Super-Convergence*, 2017 (with straight lines).
    """
    eta = check.interval("one_cycle", "lr", lr, 0)
    s = check.interval("one_cycle", "start_share", start_share, 0, 1)
    f = check.interval("one_cycle", "final_share", final_share, 0, 1)
    T = check.integer("one_cycle", "steps", steps, low=2)
    share = float(check.number("one_cycle", "rise", rise, 1 / T, 1, open_low=True, open_high=True))
    top, last = share * T - 1, T - 1

    def formula(t: int) -> Number:
        if t <= top:
            return half_cosine(s * eta, eta, t / top)
        return half_cosine(eta, f * eta, (min(t, last) - top) / (last - top))

    return as_schedule(formula, one_cycle, eta, T, share, s, f)


def cyclic(low: Number, high: Number, half_cycle: int, shrink: Number = 1.0) -> Schedule:
    """Swing between two rates along straight lines, forever.

    η_t = η_low + (η_high − η_low) s^c (1 − abs(t/h − 2c − 1)), in cycle c = ⌊t / 2h⌋.

    Parameters
    ----------
    low, high : float >= 0, or arrays over trials
        η_low at step 0, η_high at step h.
    half_cycle : int >= 1
        h, the steps from one rate to the other (2 to 10 epochs in the paper).
    shrink : float in (0, 1], or array over trials; default 1
        s, the factor on the height after each cycle; 1/2 is the paper's "triangular2".

    Examples
    --------
    >>> schedule = cyclic(0.0, 1.0, half_cycle=10)
    >>> [schedule(t) for t in (0, 5, 10, 15, 20)]
    [0.0, 0.5, 1.0, 0.5, 0.0]

    Notes
    -----
    PyTorch's CyclicLR also moves the momentum, unless told not to.

    References
    ----------
    Smith, *Cyclical Learning Rates for Training Neural Networks*, WACV 2017, section 3.
    """
    bottom = check.interval("cyclic", "low", low, 0)
    top = check.interval("cyclic", "high", high, 0)
    if np.any(top < bottom):
        raise ValueError(message("cyclic", "low <= high", f"low={low!r} and high={high!r}"))
    h = check.integer("cyclic", "half_cycle", half_cycle)
    s = check.interval("cyclic", "shrink", shrink, 0, 1, open_low=True)

    def formula(t: int) -> Number:
        c = t // (2 * h)
        return bottom + (top - bottom) * s**c * (1 - abs(t / h - 2 * c - 1))

    return as_schedule(formula, cyclic, bottom, top, h, s)
