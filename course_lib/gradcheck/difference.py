"""Difference quotients of functions: elementwise, for a whole gradient, along one direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message

STEPS: Final[Mapping[str, float]] = {"forward": 1e-8, "central": 1e-5, "complex": 1e-20}
"""The default h of each method."""

ROUND_OFF: Final = 1e7 * float(np.finfo(np.float64).eps)
"""Times |f| / h: the divisor under which a difference of 10 ε |f| / h is an error of 1e-6."""

Line: TypeAlias = Callable[[Any], Any]
"""A function along a line, ``g(t) = f(x + t u)``; its slope at t = 0 is wanted."""


def numerical_derivative(
    f: Callable[[Any], Any], x: object, method: str = "central", h: Number | None = None
) -> Array:
    """Return the slope of the elementwise function `f` at every entry of `x`.

    Parameters
    ----------
    f : callable
        Array in, array of the same shape out, entry by entry; for ``method="complex"`` it has to
        accept complex numbers and be analytic (no ``abs``, no comparison).
    x : array, any shape
        Where.
    method : {"central", "forward", "complex"}
        The quotient; formulas and errors in the module's text.
    h : float > 0 or array, default ``STEPS[method]``
        The step; an array is broadcast against `x`.

    Returns
    -------
    array, the shapes of `x` and `h` broadcast

    Raises
    ------
    ValueError
        For a function that drops the imaginary part.

    Examples
    --------
    >>> numerical_derivative(np.sin, [0.0, np.pi]).round(6)
    array([ 1., -1.])
    >>> h = np.array([1e-1, 1e-2, 1e-3])
    >>> (numerical_derivative(np.exp, 0.0, "forward", h) - 1).round(5)  # error ½ h
    array([0.05171, 0.00502, 0.0005 ])

    References
    ----------
    Squire and Trapp, "Using complex variables to estimate derivatives of real functions", 1998.
    """
    check.function("numerical_derivative", "f", f)
    quotient, step = _method("numerical_derivative", method, h)
    point = _point("numerical_derivative", x)
    _check_broadcast(point, step)
    return np.asarray(quotient(lambda t: f(point + t), step))


def numerical_gradient(
    f: Callable[[Array], Any], x: object, method: str = "central", h: float | None = None
) -> Array:
    """Return the gradient of the scalar function `f` at `x`, one entry of `x` after the other.

    Parameters
    ----------
    f : callable
        Array like `x` in, one number out; needs two evaluations per entry of `x`.
    x : array, any shape
        Where; not modified.
    method, h
        As in `numerical_derivative`; h is one number.

    Returns
    -------
    array, the shape of `x`

    Examples
    --------
    >>> numerical_gradient(lambda x: x[0] ** 2 * x[1], [3.0, 2.0]).round(6)
    array([12.,  9.])
    """
    check.function("numerical_gradient", "f", f)
    if h is not None:
        check.number("numerical_gradient", "h", h, 0, open_low=True)
    quotient, step = _method("numerical_gradient", method, h)
    point = _point("numerical_gradient", x)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        direction = np.zeros_like(point)
        direction[index] = 1.0
        gradient[index] = quotient(_along("numerical_gradient", f, point, direction), step)
    return gradient


def directional_error(
    f: Callable[[Array], Any],
    x: object,
    gradient: object,
    rng: np.random.Generator,
    h: float = STEPS["central"],
) -> float:
    """Return how far `gradient` is from f's central difference along a random direction u.

        |numeric − ⟨gradient, u⟩| / max(|numeric|, |⟨gradient, u⟩|)

    One direction sees an error in any entry for two evaluations of `f`, unless u nearly misses it:
    an error passes if its share of ⟨gradient, u⟩ is below the 1e-6 asked for, which happened about
    once in 1,000 draws with a single wrong entry. The largest of three directions is safe.
    A difference below 10 ε |f| / h is the round-off of the quotient and does not count: the
    divisor is at least 1e6 times that.

    Parameters
    ----------
    f, x
        As in `numerical_gradient`.
    gradient : array, the shape of `x`
        What is to be checked.
    rng : numpy.random.Generator
        Draws u from the standard normal distribution.
    h : float > 0, default 1e-5
        The step.

    Returns
    -------
    float
        About 1e-10 for a right gradient, ask for less than 1e-6.

    Examples
    --------
    >>> x, rng = np.array([1.0, 2.0]), np.random.default_rng(0)
    >>> directional_error(lambda x: x @ x, x, 2 * x, rng) < 1e-6
    True
    >>> round(directional_error(lambda x: x @ x, x, -2 * x, rng), 6)
    2.0
    """
    check.function("directional_error", "f", f)
    check.number("directional_error", "h", h, 0, open_low=True)
    point = _point("directional_error", x)
    exact = _point("directional_error", gradient)
    if exact.shape != point.shape:
        rule = f"a gradient of shape {point.shape}, as x"
        raise ValueError(message("directional_error", rule, exact.shape))
    direction = check.generator("directional_error", rng).standard_normal(point.shape)
    g = _along("directional_error", f, point, direction)
    numeric, analytic = _central(g, h), float(np.vdot(exact, direction))
    floor = ROUND_OFF * abs(g(0.0)) / h
    return float(abs(numeric - analytic) / max(abs(numeric), abs(analytic), floor, 1e-300))


def _forward(g: Line, h: Number) -> Any:
    return (g(h) - g(0.0)) / h


def _central(g: Line, h: Number) -> Any:
    return (g(h) - g(-h)) / (2 * h)


def _complex(g: Line, h: Number) -> Any:
    value = g(1j * h)
    if not np.iscomplexobj(value):
        rule = "a complex result from f for a complex x"
        remedy = 'abs, max, float(...) drop the imaginary part: use method="central".'
        raise ValueError(message('method="complex"', rule, "a real one", remedy))
    return value.imag / h


_QUOTIENTS: Final = {"forward": _forward, "central": _central, "complex": _complex}


def _method(
    owner: str, method: str, h: Number | None
) -> tuple[Callable[[Line, Number], Any], Number]:
    check.choice(owner, "method", method, _QUOTIENTS)
    step = STEPS[method] if h is None else h
    return _QUOTIENTS[method], check.interval(owner, "h", step, 0, open_low=True)


def _check_broadcast(x: Array, h: Number) -> None:
    try:
        np.broadcast_shapes(x.shape, np.shape(h))
    except ValueError:
        rule, received = f"steps h that broadcast to x of shape {x.shape}", f"shape {np.shape(h)}"
        raise ValueError(message("numerical_derivative", rule, received)) from None


def _point(owner: str, x: object) -> Array:
    """Return a float64 copy of `x`."""
    return check.finite(owner, "x", x).astype(np.float64)


def _along(owner: str, f: Callable[[Array], Any], x: Array, direction: Array) -> Line:
    """Return g(t) = f(x + t direction), one number."""

    def g(t: Any) -> Any:
        value = f(x + t * direction)
        if not isinstance(value, float | int | complex | np.number | np.ndarray) or np.ndim(value):
            received = getattr(value, "shape", type(value).__name__)
            remedy = "Does f return (value, gradient)? Pass lambda x: f(x)[0]."
            raise TypeError(message(owner, "one number from f", received, remedy))
        return value

    return g
