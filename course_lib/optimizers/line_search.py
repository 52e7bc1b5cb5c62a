"""Line searches: given a direction downhill, how far? (chapter 3)

Along a direction d the objective is a function of one number, ``φ(α) = f(θ + α d)`` with the
slope ``φ'(α) = ∇f(θ + α d)ᵀ d``. A good step length α lowers φ *enough*, and goes far *enough*::

    φ(α) ≤ φ(0) + c₁ α φ'(0)         sufficient decrease (Armijo)
    |φ'(α)| ≤ c₂ |φ'(0)|             curvature: the slope has flattened

`backtracking` halves α until the first holds; enough for Newton's method, whose α = 1 has the
right scale. `strong_wolfe` finds an α for which both hold; L-BFGS needs that, because then
``(∇f(θ + α d) − ∇f(θ))ᵀ d > 0``: the curvature it learns is positive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from course_lib._validate import Array
from course_lib.optimizers.descent import Evaluator, Point, StuckError

C1: Final = 1e-4
C2: Final = 0.9
TRIALS: Final = 60
ROUNDING: Final = 1e-14
"""Values that differ by less than this share are equal; then only slopes tell up from down."""
CAUSES: Final = "rounding, a wrong gradient, or an objective that changes between calls"


def backtracking(objective: Evaluator, start: Point, direction: Array, first: float = 1.0) -> Point:
    """Return the first of the points α = `first`, `first`/2, … with sufficient decrease.

    Parameters
    ----------
    objective : Evaluator
        f and ∇f, called once for each α tried.
    start : Point
        θ, φ(0) and ∇f(θ).
    direction : array, shape of θ
        d, with ``∇f(θ)ᵀ d < 0``.
    first : float > 0, default 1
        The largest α to try.

    Raises
    ------
    StuckError
        If d does not lead downhill, or no α is good.

    References
    ----------
    Nocedal and Wright, "Numerical optimization", 2nd edition 2006, algorithm 3.1.
    """
    line = _Line(objective, start, direction)
    for halvings in range(TRIALS):
        trial = line.at(first / 2**halvings)
        # The full step may keep the value, to rounding: at the bottom no step lowers it.
        if line.is_low_enough(trial) and (halvings == 0 or trial.value < start.value):
            return trial.point
    raise line.stuck()


def strong_wolfe(objective: Evaluator, start: Point, direction: Array, first: float = 1.0) -> Point:
    """Return a point ``θ + α d`` that satisfies the strong Wolfe conditions.

    α doubles from `first` on, until it is good or a good one lies between two that are not;
    `_zoom` then closes in on it.

    Parameters
    ----------
    objective, start, direction
        As in `backtracking`.
    first : float > 0, default 1
        The first α to try.

    Raises
    ------
    StuckError
        If d does not lead downhill, or no α is good.

    References
    ----------
    Nocedal and Wright, "Numerical optimization", 2nd edition 2006, algorithms 3.5 and 3.6.
    """
    line = _Line(objective, start, direction)
    low = line.origin
    for doublings in range(TRIALS):
        trial = line.at(first * 2**doublings)
        if line.is_too_high(trial, low):
            return _zoom(line, low, trial)
        if line.is_flat_enough(trial):
            return trial.point
        if trial.slope >= 0:
            return _zoom(line, trial, low)
        low = trial
    raise StuckError(f"still downhill at step length {low.alpha:.2g}; is f bounded below?")


@dataclass(frozen=True)
class _Trial:
    """One α on the line: the point θ + α d and the slope φ'(α)."""

    alpha: float
    point: Point
    slope: float

    @property
    def value(self) -> float:
        return self.point.value


class _Line:
    """φ(α) = f(θ + α d), and the conditions on α."""

    def __init__(self, objective: Evaluator, start: Point, direction: Array) -> None:
        self._objective, self._start, self._direction = objective, start, direction
        self.origin = _Trial(0.0, start, float(start.gradient @ direction))
        self._rounding = ROUNDING * abs(start.value)
        if not self.origin.slope < 0:
            raise StuckError(f"the direction leads uphill, with slope {self.origin.slope:.2g}")

    def at(self, alpha: float) -> _Trial:
        point = self._objective(self._start.theta + alpha * self._direction)
        return _Trial(alpha, point, float(point.gradient @ self._direction))

    def is_low_enough(self, trial: _Trial) -> bool:
        bound = self.origin.value + C1 * trial.alpha * self.origin.slope + self._rounding
        return trial.point.finite and trial.value <= bound  # not finite: too far away

    def is_too_high(self, trial: _Trial, low: _Trial) -> bool:
        return not self.is_low_enough(trial) or trial.value > low.value + self._rounding

    def is_flat_enough(self, trial: _Trial) -> bool:
        return abs(trial.slope) <= -C2 * self.origin.slope

    def stuck(self) -> StuckError:
        return StuckError(f"no step along the direction lowers the objective: {CAUSES}")


def _zoom(line: _Line, low: _Trial, high: _Trial) -> Point:
    """Close in on a good α between `low`, the lower end, and `high` (algorithm 3.6)."""
    for _ in range(TRIALS):
        alpha = _between(low, high)
        if alpha in (low.alpha, high.alpha):  # no number lies between
            break
        trial = line.at(alpha)
        if line.is_too_high(trial, low):
            high = trial
        elif line.is_flat_enough(trial):
            return trial.point
        else:
            if trial.slope * (high.alpha - low.alpha) >= 0:
                high = low
            low = trial
    raise line.stuck()


def _between(low: _Trial, high: _Trial) -> float:
    """Return α at the minimum of the cubic through both ends, at least 10 % away from either."""
    width = high.alpha - low.alpha
    share = _cubic_minimum(low, high, width) if width and high.point.finite else 0.5
    return low.alpha + width * min(max(share, 0.1), 0.9)


def _cubic_minimum(low: _Trial, high: _Trial, width: float) -> float:
    """Return the share of the way from `low` to `high` (equation 3.59); 1/2 if there is none."""
    d1 = low.slope + high.slope - 3 * (high.value - low.value) / width
    square = d1 * d1 - low.slope * high.slope
    d2 = math.copysign(math.sqrt(max(square, 0.0)), width)
    bend = high.slope - low.slope + 2 * d2
    if not (square >= 0 and bend != 0 and math.isfinite(d2)):
        return 0.5
    return 1 - (high.slope + d2 - d1) / bend
