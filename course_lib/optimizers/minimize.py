"""Minimizers of chapters 1 and 3: gradient descent and Newton's method.

They take ``value_and_gradient(θ) -> (value, gradient)`` and a start, and return the whole path.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.optimizers.descent import Evaluator, Minimum, Point, StuckError, ValueAndGradient
from course_lib.optimizers.line_search import backtracking

Hessian = Callable[[Array], Array]


def gradient_descent(
    value_and_gradient: ValueAndGradient,
    theta0: object,
    *,
    lr: float,
    steps: int = 100,
    tolerance: float = 1e-8,
) -> Minimum:
    """Minimize by ``θ ← θ − η ∇f(θ)`` until ``‖∇f‖ <= tolerance``.

    Parameters
    ----------
    value_and_gradient : callable
        ``θ -> (f(θ), ∇f(θ))``.
    theta0 : array, shape (P,)
        Start (copied; computed in float64).
    lr : float > 0
        η; on a function with curvature at most L it descends for η < 2 / L.
    steps : int >= 1, default 100
        Maximum number of steps.
    tolerance : float >= 0, default 1e-8
        Stop when the gradient's norm is no larger.

    Returns
    -------
    Minimum
        A diverging run ends at its last finite point, ``converged`` False.

    Examples
    --------
    >>> minimum = gradient_descent(lambda x: (x @ x, 2 * x), [1.0], lr=0.4, steps=5)
    >>> print(*minimum.path[:, 0].round(5))
    1.0 0.2 0.04 0.008 0.0016 0.00032
    >>> minimum.message
    'stopped at step 5 (gradient norm 0.00064, tolerance 1e-08)'

    References
    ----------
    Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847.
    """
    check.number("gradient_descent", "lr", lr, 0, open_low=True)
    objective = Evaluator("gradient_descent", value_and_gradient)

    def move(point: Point) -> Point:
        return objective(point.theta - lr * point.gradient)

    return objective.descend(theta0, move, steps=steps, tolerance=tolerance)


def newton(
    value_and_gradient: ValueAndGradient,
    hessian: Hessian,
    theta0: object,
    *,
    lr: float = 1.0,
    line_search: bool = False,
    steps: int = 50,
    tolerance: float = 1e-10,
) -> Minimum:
    """Walk to a stationary point by ``θ ← θ − η H(θ)⁻¹ ∇f(θ)`` until ``‖∇f‖ <= tolerance``.

    The pure method solves ``∇f = 0`` and takes a saddle or a maximum for a solution as well.
    With `line_search` it minimizes: negative curvatures of H count as positive, so that the
    direction leads downhill, and η is halved until the objective falls enough.

    Parameters
    ----------
    value_and_gradient : callable
        ``θ -> (f(θ), ∇f(θ))``.
    hessian : callable
        ``θ -> H(θ)``, shape (P, P), symmetric.
    theta0 : array, shape (P,)
        Start (copied; computed in float64).
    lr : float > 0, default 1
        η; 1 is the pure method, smaller is damped. With `line_search` the first η to try.
    line_search : bool, default False
        Go downhill only.
    steps : int >= 1, default 50
        Maximum number of steps.
    tolerance : float >= 0, default 1e-10
        Stop when the gradient's norm is no larger.

    Returns
    -------
    Minimum
        A singular Hessian, a diverging run or a failed line search ends it at the last point;
        ``message`` says which.

    Examples
    --------
    >>> minimum = newton(lambda x: (x @ x, 2 * x), lambda x: 2 * np.eye(1), [7.0])
    >>> minimum.theta, len(minimum.path) - 1
    (array([0.]), 1)

    References
    ----------
    Nocedal and Wright, "Numerical optimization", 2nd edition 2006, equation 2.15, and section
    3.4 on the modified Hessian; |H| as in Dauphin et al., "Identifying and attacking the saddle
    point problem in high-dimensional non-convex optimization", NeurIPS 2014, algorithm 1.
    """
    check.number("newton", "lr", lr, 0, open_low=True)
    check.flag("newton", "line_search", line_search)
    check.function("newton", "hessian", hessian)
    objective = Evaluator("newton", value_and_gradient)

    def pure(point: Point) -> Point:
        return objective(point.theta - lr * _solve(_hessian(hessian, point), point.gradient))

    def safeguarded(point: Point) -> Point:
        direction = -_solve_absolute(_hessian(hessian, point), point.gradient)
        return backtracking(objective, point, direction, first=lr)

    move = safeguarded if line_search else pure
    return objective.descend(theta0, move, steps=steps, tolerance=tolerance)


def _hessian(hessian: Hessian, point: Point) -> Array:
    H = check.finite("newton", "Hessian", hessian(point.theta))
    size = point.theta.size
    if H.shape != (size, size):
        raise ValueError(message("newton", f"a Hessian of shape {(size, size)}", H.shape))
    return H


def _solve(H: Array, gradient: Array) -> Array:
    """Return ``H⁻¹ g``."""
    try:
        return np.linalg.solve(H, gradient)
    except np.linalg.LinAlgError:
        raise StuckError("the Hessian is singular; start elsewhere, or line_search=True") from None


def _solve_absolute(H: Array, gradient: Array) -> Array:
    """Return ``|H|⁻¹ g``: along each principal axis, the gradient by the size of the curvature.

    A curvature below 1e-8 of the largest counts as that, or the step would be infinite.
    """
    curvature, axes = np.linalg.eigh(H)
    size = np.abs(curvature)
    if not size.any():  # a plane: only the gradient knows a direction
        return gradient
    step: Array = axes @ (axes.T @ gradient / np.maximum(size, 1e-8 * size.max()))
    return step
