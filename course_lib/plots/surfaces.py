"""Objectives of two variables: contours with paths of optimizers, gradient arrows, a 3-D surface.

    height(k) = z_min + (z_max - z_min) * (k / K)²

are the default heights of the K contours: a bowl then has equally spaced rings. The fill is pale,
so that the paths keep their colours. Used in chapters 1 (gradient field), 3 (paths), 4 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_ascending, check_axes, check_drawable, real_numbers
from course_lib.plots.digest import attach_data
from course_lib.plots.style import BLACK, MAGNITUDE, is_method, style_of

PALE = LinearSegmentedColormap.from_list("pale", ["#DCE3EA", "#FFFFFF"])
"""Fill of the contours: low is grey-blue, high is white."""


def contours(
    ax: Axes,
    x: object,
    y: object,
    z: object,
    *,
    levels: int | Sequence[float] = 10,
    spacing: str = "square",
) -> Axes:
    """Draw the contours of ``z[i, j] = f(x[j], y[i])``.

    Parameters
    ----------
    x, y : sequences of shape (X,), (Y,)
        The grid.
    z : array of shape (Y, X)
        The heights, finite.
    levels : int or sequence of float, default 10
        How many contours, or their heights.
    spacing : {"square", "linear", "log"}
        Distances between them: growing as a bowl's, equal, or growing tenfold in a few.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> x = np.linspace(-1, 1, 21)
    >>> ax = contours(Figure().subplots(), x, x, x**2 + x[:, None] ** 2)
    >>> len(ax.collections)
    2
    """
    check_axes("contours", ax)
    x, y, z = check_grid("contours", x, y, z)
    heights = _heights(z, levels, spacing)
    shades = PALE(np.linspace(0, 1, len(heights) + 1))
    fill = ax.contourf(x, y, z, heights, colors=shades, extend="both")
    rings = ax.contour(x, y, z, heights, colors="#9AA5B1", linewidths=0.7)
    attach_data(fill, x, y, z)
    attach_data(rings, heights)
    ax.grid(visible=False)
    return ax


def path(ax: Axes, points: object, name: str = "") -> Axes:
    """Draw the path of an optimizer: a dot for each step, a ring at the start, a square at the end.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.lines[-1]`` is the path.
    points : array of shape (steps + 1, 2)
        Where the optimizer stood.
    name : str, default ""
        A method of the course gives the path its colour and line style.
    """
    check_axes("path", ax)
    check.text("path", "name", name)
    points = real_numbers("path", "points", points)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(message("path", "points of shape (steps + 1, 2)", points.shape))
    given = style_of(name) if is_method(name) else {"color": BLACK, "linestyle": "-"}
    dots = {"linewidth": 1.4, "marker": ".", "markersize": 5}
    look: dict[str, Any] = dots | given
    ends: dict[str, Any] = {"linestyle": "none", "zorder": 3, "label": "_end"}
    ends |= {"color": look["color"], "markeredgewidth": 1.5}
    ax.plot(*points[0], marker="o", markersize=7, markerfacecolor="white", **ends)
    ax.plot(*points[-1], marker="s", markersize=5, **ends)
    ax.plot(*points.T, label=name or "_path", **look)
    return ax


def minimum(ax: Axes, point: Sequence[float]) -> Axes:
    """Mark the minimum ``point = (x, y)`` with a star."""
    check_axes("minimum", ax)
    x, y = check.pair("minimum", "point", point)
    look: dict[str, Any] = {"markersize": 12, "color": "white", "markeredgecolor": BLACK}
    ax.plot([x], [y], "*", label="_minimum", **look)
    return ax


def arrows(ax: Axes, x: object, y: object, u: object, v: object) -> Axes:
    """Draw the vectors ``(u, v)`` at the points of a grid, for example the gradient field.

    Parameters
    ----------
    x, y : sequences of shape (X,), (Y,)
        The grid.
    u, v : arrays of shape (Y, X)
        The components; an arrow's length is proportional to its vector's.
    """
    check_axes("arrows", ax)
    x, y, u = check_grid("arrows", x, y, u)
    x, y, v = check_grid("arrows", x, y, v)
    ax.quiver(x, y, u, v, color="#4D4D4D", width=0.004, pivot="tail", angles="xy")
    return ax


def surface(ax: Any, x: object, y: object, z: object, *, height: str = "") -> Any:
    """Draw ``z[i, j] = f(x[j], y[i])`` as a surface in 3-D.

    Parameters
    ----------
    ax : Axes3D
        From ``plt.subplots(subplot_kw={"projection": "3d"})``; drawn into, and returned.
    x, y : sequences of shape (X,), (Y,)
        The grid.
    z : array of shape (Y, X)
        The heights, finite.
    height : str, default ""
        Label of the vertical axis.
    """
    if not hasattr(ax, "plot_surface"):
        remedy = 'plt.subplots(subplot_kw={"projection": "3d"}) makes them.'
        raise TypeError(message("surface", "3-D axes", repr(ax), remedy))
    check.text("surface", "height", height)
    x, y, z = check_grid("surface", x, y, z)
    drawn = ax.plot_surface(
        *np.meshgrid(x, y), z, cmap=MAGNITUDE, rcount=40, ccount=40, linewidth=0, antialiased=False
    )
    attach_data(drawn, x, y, z)
    ax.set_zlabel(height)
    return ax


def _heights(z: Array, levels: int | Sequence[float], spacing: str) -> Array:
    check.choice("contours", "spacing", spacing, ["square", "linear", "log"])
    if not isinstance(levels, int | np.integer):
        return check_ascending("contours", "levels", levels, 1)
    share = np.linspace(0.0, 1.0, check.integer("contours", "levels", levels, 2) + 1)[1:]
    share = {"linear": share, "square": share**2, "log": 10.0 ** (4.0 * (share - 1.0))}[spacing]
    heights = np.asarray(z.min() + share * (np.ptp(z) or 1.0))
    if (np.diff(heights) <= 0).any():
        rule = f"values between which {levels} levels fit"
        raise ValueError(message("contours", rule, f"{z.min()} to {z.max()}"))
    return heights


def check_grid(owner: str, x: object, y: object, z: object) -> tuple[Array, Array, Array]:
    """Return the grid and its values, if they are finite and fit: rows follow y, columns x."""
    x, y = check_ascending(owner, "x", x, 2), check_ascending(owner, "y", y, 2)
    z = check_drawable(owner, "values", z)
    if z.shape != (y.size, x.size):
        rule = f"values of shape (len(y), len(x)) = ({y.size}, {x.size})"
        raise ValueError(message(owner, rule, z.shape, "Rows follow y, columns follow x."))
    return x, y, z
