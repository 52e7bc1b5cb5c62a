"""L-BFGS: Newton's method without a Hessian (chapter 3).

The last few steps ``s = θ_new − θ`` and changes of the gradient ``y = ∇f_new − ∇f`` tell how
the surface bends: ``y ≈ H s``. From `history` such pairs, 2 · history · P numbers instead of the
P² of a Hessian, the two-loop recursion computes ``H⁻¹ ∇f`` without ever writing H down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.optimizers.descent import Evaluator, Minimum, Point, StuckError, ValueAndGradient
from course_lib.optimizers.line_search import CAUSES, strong_wolfe

Pair = tuple[Array, Array]
"""A step s and the change y of the gradient on it."""


def lbfgs(
    value_and_gradient: ValueAndGradient,
    theta0: object,
    *,
    history: int = 10,
    steps: int = 100,
    tolerance: float = 1e-8,
) -> Minimum:
    """Minimize by ``θ ← θ − α H⁻¹ ∇f`` until ``‖∇f‖ <= tolerance``.

    H⁻¹ is estimated from the last steps, α by a line search (strong Wolfe conditions). The
    objective must be the same function at every call: the whole data set, not mini-batches.

    Parameters
    ----------
    value_and_gradient : callable
        ``θ -> (f(θ), ∇f(θ))``.
    theta0 : array, shape (P,)
        Start (copied; computed in float64).
    history : int >= 1, default 10
        Number of pairs (s, y) that are kept.
    steps : int >= 1, default 100
        Maximum number of steps; each needs one evaluation or a few more.
    tolerance : float >= 0, default 1e-8
        Stop when the gradient's norm is no larger.

    Returns
    -------
    Minimum
        If no step leads further down, it ends there, and ``message`` says why.

    Examples
    --------
    >>> scale = np.array([1.0, 100.0])
    >>> minimum = lbfgs(lambda x: (scale @ (x * x), 2 * scale * x), [1.0, 1.0])
    >>> print(minimum.converged, len(minimum.path) - 1 < 20)
    True True

    References
    ----------
    Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989.
    Nocedal and Wright, "Numerical optimization", 2nd edition 2006, algorithms 7.4 and 7.5.
    """
    check.integer("lbfgs", "history", history)
    objective = Evaluator("lbfgs", value_and_gradient)
    pairs: deque[Pair] = deque(maxlen=history)

    def move(point: Point) -> Point:
        direction = -two_loop(point.gradient, pairs)
        # Without pairs the direction has the gradient's length, which is no step length.
        first = 1.0 if pairs else min(1.0, 1 / point.steepness)
        new = strong_wolfe(objective, point, direction, first=first)
        s, y = new.theta - point.theta, new.gradient - point.gradient
        if not s @ y > 0:  # the curvature condition promised it
            raise StuckError(f"the slope did not rise along the last step: {CAUSES}")
        pairs.append((s, y))
        return new

    return objective.descend(theta0, move, steps=steps, tolerance=tolerance)


def two_loop(gradient: Array, pairs: Sequence[Pair]) -> Array:
    """Return ``H⁻¹ ∇f``, H⁻¹ being the BFGS estimate from the pairs, oldest first.

    H⁻¹ starts as ``γ I``, γ = sᵀy / yᵀy of the last pair (equation 7.20); each pair then corrects
    it along s. The first loop goes back in time and the second forward (algorithm 7.4).
    """
    q, alphas = gradient.copy(), []
    for s, y in reversed(pairs):
        alphas.append(s @ q / (s @ y))
        q -= alphas[-1] * y
    if pairs:
        s, y = pairs[-1]
        q *= s @ y / (y @ y)
    for (s, y), alpha in zip(pairs, reversed(alphas), strict=True):
        q += (alpha - y @ q / (s @ y)) * s
    return q
