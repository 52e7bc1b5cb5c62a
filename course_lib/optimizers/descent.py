"""What all minimizers share: the objective, the walk downhill and its result (chapter 3).

A minimizer sees the whole objective, as ``value_and_gradient(θ) -> (f(θ), ∇f(θ))``, and repeats
one move until the gradient is small enough (`Evaluator.descend`). Methods differ in the move alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

ValueAndGradient: TypeAlias = Callable[[Array], tuple[Any, Array]]
"""``θ -> (f(θ), ∇f(θ))``: one number, and an array of θ's shape."""


@dataclass(frozen=True)
class Minimum:
    """Where a minimizer arrived, and how.

    Attributes
    ----------
    theta : array, shape (P,)
        Last point.
    value : float
        The objective there.
    path : array, shape (steps + 1, P)
        All points from the start on; for a network most of the memory a minimizer needs.
    values : array, shape (steps + 1,)
        The objective along the path.
    converged : bool
        Whether the norm of the gradient reached the tolerance.
    evaluations : int
        Calls of the objective.
    message : str
        Why it stopped.
    """

    theta: Array
    value: float
    path: Array
    values: Array
    converged: bool
    evaluations: int
    message: str


@dataclass(frozen=True)
class Point:
    """A point on the surface: θ, f(θ), ∇f(θ)."""

    theta: Array
    value: float
    gradient: Array

    @property
    def finite(self) -> bool:
        """Whether the objective and its gradient are finite there."""
        return bool(np.isfinite(self.value) and np.isfinite(self.gradient).all())

    @property
    def steepness(self) -> float:
        """``‖∇f‖``."""
        with np.errstate(over="ignore"):  # infinite is an answer, too
            return float(np.linalg.norm(self.gradient))


Move: TypeAlias = Callable[[Point], Point]


class StuckError(Exception):
    """No move is possible; the text says why. `Evaluator.descend` ends there."""


class Evaluator:
    """The function to minimize, its calls checked and counted: ``objective(θ) -> Point``.

    Parameters
    ----------
    owner : str
        Who minimizes, for the messages.
    value_and_gradient : callable
        ``θ -> (f(θ), ∇f(θ))``.
    """

    def __init__(self, owner: str, value_and_gradient: ValueAndGradient) -> None:
        check.function(owner, "value_and_gradient", value_and_gradient)
        self.owner = owner
        self.evaluations = 0
        self._function = value_and_gradient

    def __call__(self, theta: Array) -> Point:
        """Return the point at θ."""
        self.evaluations += 1
        with np.errstate(all="ignore"):  # too long a step may overflow; its value tells
            pair = self._function(theta)
        if not (isinstance(pair, tuple) and len(pair) == 2):
            rule = "value_and_gradient(theta) to return a pair (value, gradient)"
            raise TypeError(message(self.owner, rule, type(pair).__name__))
        # Copied, because a network writes all its gradients into the same array.
        value, gradient = pair[0], np.array(pair[1], dtype=np.float64)
        if np.ndim(value) > 0 or gradient.shape != theta.shape:
            rule = f"one number and a gradient of shape {theta.shape}"
            received = f"shapes {np.shape(value)} and {gradient.shape}"
            raise ValueError(message(self.owner, rule, received))
        return Point(theta, float(value), gradient)

    def descend(self, theta0: object, move: Move, *, steps: int, tolerance: float) -> Minimum:
        """Repeat ``point = move(point)`` until ``‖∇f‖ <= tolerance``; record the path."""
        check.integer(self.owner, "steps", steps)
        check.number(self.owner, "tolerance", tolerance, 0)
        point = self._start(theta0)
        path, values, reason = [point.theta], [point.value], ""
        while point.steepness > tolerance and len(path) <= steps and not reason:
            try:
                with np.errstate(all="ignore"):
                    point = _finite(move(point))
            except StuckError as stuck:
                reason = str(stuck)
            else:
                path.append(point.theta)
                values.append(point.value)
        converged = point.steepness <= tolerance
        reason = reason or f"{'converged' if converged else 'stopped'} at step {len(path) - 1}"
        text = f"{reason} (gradient norm {point.steepness:.2g}, tolerance {tolerance:g})"
        trace = np.array(path), np.array(values)
        return Minimum(point.theta, point.value, *trace, converged, self.evaluations, text)

    def _start(self, theta0: object) -> Point:
        theta = np.atleast_1d(check.finite(self.owner, "theta0", theta0)).astype(np.float64)
        if theta.ndim > 1:
            raise ValueError(message(self.owner, "a vector theta0 (P,)", f"shape {theta.shape}"))
        point = self(theta)
        if not point.finite:
            received = f"value {point.value}, gradient {point.gradient}"
            raise ValueError(message(self.owner, "a finite objective at theta0", received))
        return point


def _finite(point: Point) -> Point:
    if not point.finite:
        raise StuckError("diverged, the next point is not finite; try a smaller lr")
    return point
