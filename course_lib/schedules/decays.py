"""Schedules that only go down: from large steps far away to small steps at the bottom."""

from __future__ import annotations

from course_lib import _validate as check
from course_lib._validate import Number
from course_lib.schedules._rule import Schedule, as_schedule, half_cosine


def constant(lr: Number) -> Schedule:
    """Return the schedule that stays at `lr`.

    Parameters
    ----------
    lr : float >= 0, or array over trials

    Examples
    --------
    >>> constant(0.1)(500)
    0.1
    """
    eta = check.interval("constant", "lr", lr, 0)
    return as_schedule(lambda t: eta, constant, eta)


def step_decay(lr: Number, every: int, factor: Number = 0.1) -> Schedule:
    """Multiply the rate by a factor every k steps: η_t = η γ^⌊t/k⌋.

    Parameters
    ----------
    lr : float >= 0, or array over trials
        η.
    every : int >= 1
        k.
    factor : float in (0, 1], or array over trials; default 0.1
        γ.

    Examples
    --------
    >>> schedule = step_decay(1.0, every=10, factor=0.5)
    >>> [schedule(t) for t in (0, 9, 10, 20)]
    [1.0, 1.0, 0.5, 0.25]

    References
    ----------
    He, Zhang, Ren, Sun, *Deep Residual Learning*, CVPR 2016, section 3.4 (divides by 10).
    """
    eta = check.interval("step_decay", "lr", lr, 0)
    gamma = check.interval("step_decay", "factor", factor, 0, 1, open_low=True)
    k = check.integer("step_decay", "every", every)
    return as_schedule(lambda t: eta * gamma ** (t // k), step_decay, eta, k, gamma)


def exponential(lr: Number, factor: Number, every: int = 1) -> Schedule:
    """Lose the same share at every step: η_t = η γ^(t/k).

    Parameters
    ----------
    lr : float >= 0, or array over trials
        η.
    factor : float in (0, 1], or array over trials
        γ, what is left after `every` steps.
    every : int >= 1, default 1
        k, for example the steps of an epoch.

    Examples
    --------
    >>> schedule = exponential(1.0, factor=0.25, every=10)
    >>> [schedule(t) for t in (0, 5, 10)]
    [1.0, 0.5, 0.25]
    """
    eta = check.interval("exponential", "lr", lr, 0)
    gamma = check.interval("exponential", "factor", factor, 0, 1, open_low=True)
    k = check.integer("exponential", "every", every)
    return as_schedule(lambda t: eta * gamma ** (t / k), exponential, eta, gamma, k)


def inverse_time(lr: Number, decay: Number) -> Schedule:
    """Fall like 1/t, a rate for which SGD provably converges: η_t = η / (1 + decay · t).

    Parameters
    ----------
    lr : float >= 0, or array over trials
        η.
    decay : float >= 0, or array over trials
        After 1/decay steps the rate is halved.

    Examples
    --------
    >>> schedule = inverse_time(1.0, decay=0.1)
    >>> [schedule(t) for t in (0, 10, 30)]
    [1.0, 0.5, 0.25]

    References
    ----------
    Robbins & Monro, *A Stochastic Approximation Method*, 1951 (Ση = ∞, Ση² < ∞).
    """
    eta = check.interval("inverse_time", "lr", lr, 0)
    k = check.interval("inverse_time", "decay", decay, 0)
    return as_schedule(lambda t: eta / (1 + k * t), inverse_time, eta, k)


def cosine(lr: Number, steps: int, final: Number = 0.0, *, restart: bool = False) -> Schedule:
    """Follow half a cosine from η down to η_T: η_t = η_T + (η − η_T) (1 + cos(π t/T)) / 2.

    Parameters
    ----------
    lr : float >= 0, or array over trials
        η.
    steps : int >= 1
        T.
    final : float >= 0, or array over trials; default 0
        η_T, from step T on.
    restart : bool, default False
        Start again at η every T steps instead (warm restarts, snapshot ensembles).

    Examples
    --------
    >>> schedule = cosine(1.0, steps=100)
    >>> [round(schedule(t), 3) for t in (0, 50, 75, 100, 150)]
    [1.0, 0.5, 0.146, 0.0, 0.0]
    >>> round(cosine(1.0, steps=100, restart=True)(150), 3)
    0.5

    Notes
    -----
    After step T PyTorch's CosineAnnealingLR climbs again; CosineAnnealingWarmRestarts is
    ``restart=True``.

    References
    ----------
    Loshchilov & Hutter, *SGDR*, ICLR 2017, equation 5. Huang et al., *Snapshot Ensembles*,
    ICLR 2017, equation 2 (``restart=True``).
    """
    eta = check.interval("cosine", "lr", lr, 0)
    eta_T = check.interval("cosine", "final", final, 0)
    T = check.integer("cosine", "steps", steps)
    check.flag("cosine", "restart", restart)

    def formula(t: int) -> Number:
        return half_cosine(eta, eta_T, (t % T if restart else min(t, T)) / T)

    return as_schedule(formula, cosine, eta, T, eta_T, restart=restart)
