"""What a curve and a surface offer: value, gradient, Hessian, minima, where to start and look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message


@final
@dataclass(frozen=True)
class Objective:
    """A function of D variables. Calling it is `value`.

    Parameters
    ----------
    name : str
        Its name, as in ``SURFACES``.
    formula : str
        The formula as text, for titles.
    f : callable
        ``f(x, y)``, one argument for each variable: arrays, floats, complex numbers, `Value`.
    df : callable
        ``df(x, y) -> (∂f/∂x, ∂f/∂y)``.
    d2f : callable
        ``d2f(x, y) -> ((∂²f/∂x², ∂²f/∂x∂y), (∂²f/∂y∂x, ∂²f/∂y²))``.
    minima : tuple of points
        All local minima, lowest first.
    start : point
        A place to start from that shows what the surface is for.
    bounds : tuple of (low, high)
        The window to draw, one pair for each variable.

    Examples
    --------
    >>> bowl = Objective(
    ...     "bowl",
    ...     "x^2/20 + y^2",
    ...     f=lambda x, y: x * x / 20 + y * y,
    ...     df=lambda x, y: (x / 10, 2 * y),
    ...     d2f=lambda x, y: ((0.1, 0.0), (0.0, 2.0)),
    ...     minima=((0.0, 0.0),),
    ...     start=(-7.0, 2.0),
    ...     bounds=((-10.0, 10.0), (-5.0, 5.0)),
    ... )
    >>> bowl.gradient([-7.0, 2.0])
    array([-0.7,  4. ])
    >>> bowl(np.zeros((50, 6, 2))).shape
    (50, 6)
    """

    name: str
    formula: str
    f: Callable[..., Any]
    df: Callable[..., Sequence[Any]]
    d2f: Callable[..., Sequence[Sequence[Any]]]
    minima: tuple[tuple[float, ...], ...]
    start: tuple[float, ...]
    bounds: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        sizes = {len(self.start), len(self.bounds), *map(len, self.minima)}
        if len(sizes) > 1:
            rule = "start, bounds and minima for one number of variables"
            raise ValueError(message(self.name, rule, sorted(sizes)))

    def __call__(self, x: object) -> Array:
        """Return `value`."""
        return self.value(x)

    def value(self, x: object) -> Array:
        """Return f at the points `x`, shape ``(..., D) -> (...)``."""
        x = self._points(x)
        return _filled(x.shape[:-1], x, self.f(*_variables(x)))

    def gradient(self, x: object) -> Array:
        """Return ∇f at the points `x`, shape ``(..., D) -> (..., D)``."""
        x = self._points(x)
        out = np.empty_like(x)
        for i, slope in enumerate(self.df(*_variables(x))):
            out[..., i] = slope
        return out

    def hessian(self, x: object) -> Array:
        """Return the second derivatives at the points `x`, shape ``(..., D) -> (..., D, D)``."""
        x = self._points(x)
        out = np.empty((*x.shape, len(self.start)), x.dtype)
        for i, row in enumerate(self.d2f(*_variables(x))):
            for j, curvature in enumerate(row):
                out[..., i, j] = curvature
        return out

    def _points(self, x: object) -> Array:
        points = check.as_array(self.name, "x", x)
        if points.ndim == 0 or points.shape[-1] != len(self.start):
            remedy = "The last axis holds the variables: np.stack([x, y], axis=-1)."
            rule = f"points of shape (..., {len(self.start)})"
            raise ValueError(message(self.name, rule, points.shape, remedy))
        return points


@final
@dataclass(frozen=True)
class Curve:
    """A function of one variable, applied entry by entry. Calling it is `value`.

    It takes x itself, of any shape, without an axis for the variable: ``curve(np.linspace(...))``.
    An array of K points is K independent descents. For a method that solves with a Hessian
    matrix, the matrix at θ of shape (K,) is ``np.diag(curve.hessian(theta))``.

    Parameters
    ----------
    name, formula, f, df, d2f, minima, start, bounds
        As in `Objective`, with numbers in the place of points: ``f(x)``, ``df(x)``, ``d2f(x)``,
        ``bounds=(low, high)``.

    Examples
    --------
    >>> square = Curve(
    ...     "square", "x^2", lambda x: x * x, lambda x: 2 * x, lambda x: 2.0, (0.0,), 1.0, (-2, 2)
    ... )
    >>> square([1.0, 3.0]), square.gradient([1.0, 3.0]), square.hessian([1.0, 3.0])
    (array([1., 9.]), array([2., 6.]), array([2., 2.]))
    """

    name: str
    formula: str
    f: Callable[[Any], Any]
    df: Callable[[Any], Any]
    d2f: Callable[[Any], Any]
    minima: tuple[float, ...]
    start: float
    bounds: tuple[float, float]

    def __call__(self, x: object) -> Array:
        """Return `value`."""
        return self.value(x)

    def value(self, x: object) -> Array:
        """Return f(x), the shape of `x`."""
        x = check.as_array(self.name, "x", x)
        return _filled(x.shape, x, self.f(x))

    def gradient(self, x: object) -> Array:
        """Return f'(x), the shape of `x`."""
        x = check.as_array(self.name, "x", x)
        return _filled(x.shape, x, self.df(x))

    def hessian(self, x: object) -> Array:
        """Return f''(x), the shape of `x`."""
        x = check.as_array(self.name, "x", x)
        return _filled(x.shape, x, self.d2f(x))


def value_and_gradient(objective: Objective | Curve) -> Callable[[Array], tuple[float, Array]]:
    """Return ``θ -> (f(θ), ∇f(θ))``, the form that `gradient_descent`, `newton`, `lbfgs` take.

    Parameters
    ----------
    objective : Objective or Curve
        θ has the shape (D,) for an `Objective`. For a `Curve` it may have any, for example (1,);
        the value is then the sum over its entries.

    Examples
    --------
    >>> from course_lib.objectives import bowl
    >>> value_and_gradient(bowl)(np.array([-7.0, 2.0]))
    (6.45, array([-0.7,  4. ]))
    """
    if not isinstance(objective, Objective | Curve):
        rule, remedy = "an Objective or a Curve", "Such as objectives.bowl."
        raise TypeError(message("value_and_gradient", rule, repr(objective), remedy))

    def both(theta: Array) -> tuple[float, Array]:
        if isinstance(objective, Objective) and np.ndim(theta) != 1:
            rule = f"one point of shape ({len(objective.start)},)"
            raise ValueError(message(objective.name, rule, np.shape(theta)))
        return float(np.sum(objective.value(theta))), objective.gradient(theta)

    return both


def surface_grid(objective: Objective, points: int = 81) -> tuple[Array, Array, Array]:
    """Return x, y and the heights ``z[i, j] = f(x[j], y[i])`` in the window of a surface.

    Parameters
    ----------
    objective : Objective
        Of two variables; its bounds are the window.
    points : int >= 2, default 81
        Along each axis.

    Examples
    --------
    >>> from course_lib.objectives import bowl
    >>> x, y, z = surface_grid(bowl, points=3)
    >>> y, float(z[0, 1])
    (array([-5.,  0.,  5.]), 25.0)
    """
    number = check.integer("surface_grid", "points", points, low=2)
    if not isinstance(objective, Objective):
        remedy = "Pass bowl or another one of SURFACES."
        raise TypeError(message("surface_grid", "an Objective", repr(objective), remedy))
    if len(objective.bounds) != 2:
        rule = "a surface of two variables"
        raise ValueError(message("surface_grid", rule, f"{len(objective.bounds)} variables"))
    x, y = (np.linspace(low, high, number) for low, high in objective.bounds)
    return x, y, objective.value(np.stack(np.meshgrid(x, y), axis=-1))


def _variables(x: Array) -> list[Array]:
    return [x[..., i] for i in range(x.shape[-1])]


def _filled(shape: tuple[int, ...], like: Array, values: Any) -> Array:
    """Return `values` broadcast to `shape`, in the dtype of `like`; a number for shape ()."""
    out = np.empty(shape, like.dtype)
    out[...] = values
    result: Array = out[()]
    return result
