"""Many paths on one surface as small multiples: a row for each algorithm, a column for each rate.

Thirty pictures can be compared at a glance if nothing but the path differs: all have the same
frame and the same contours, no ticks, and one short note each. They are drawn into a single Axes,
shifted against each other, which takes a tenth of the time of thirty Axes. Used in chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_labels, real_numbers
from course_lib.plots.digest import attach_data
from course_lib.plots.style import BLACK, ink, is_method, style_of
from course_lib.plots.surfaces import check_grid, contours

GAP = 0.07
"""Space between two pictures, as a share of a picture."""
FAR = 3.0
"""A path is cut where it is this many picture widths away."""
MUTED = "#D9D9D9"
STAR: dict[str, Any] = {"marker": "*", "linestyle": "none", "color": "white", "markersize": 8}
NOTE: dict[str, Any] = {"ha": "right", "va": "bottom", "fontsize": 10, "zorder": 5}
NOTE |= {"bbox": {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 1}}
STAR |= {"markeredgecolor": BLACK, "zorder": 2, "label": "_minima"}


def path_grid(
    ax: Axes,
    surface: tuple[object, object, object],
    paths: object,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    notes: object,
    muted: object,
    minima: Sequence[Sequence[float]] = (),
    spacing: str = "square",
    note_at: tuple[float, float] = (0.97, 0.06),
) -> Axes:
    """Draw ``paths[i, j]`` over the contours of a surface, in row i and column j.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; alone in its figure.
    surface : (x, y, z)
        The grid and its heights, as for `contours`; its ends are the frame of every picture.
    paths : array of shape (rows, columns, steps + 1, 2)
        A path ends where it is no longer finite.
    rows, columns : sequences of str
        Names; a method of the course gives its row the colour.
    notes : array of str, shape (rows, columns)
        Written into the corner of each picture.
    muted : array of bool, shape (rows, columns)
        Pictures to draw on grey: the runs that failed.
    minima : sequence of points, default none
        Marked with a star.
    spacing : {"square", "linear", "log"}
        Distances between the contours.
    note_at : (float, float), default (0.97, 0.06)
        Where a note ends, and its lower edge, as shares of the picture.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 21)
    >>> surface = x, x, x**2 + x[:, None] ** 2
    >>> paths = [[[[0.9, 0.5], [0.1, 0.0]], [[0.9, 0.5], [-0.9, -0.5]]]]
    >>> looks = {"notes": [["9 steps", ""]], "muted": [[False, True]]}
    >>> ax = path_grid(Figure().subplots(), surface, paths, ["sgd"], ["η = 0.1", "η = 1"], **looks)
    >>> [text.get_text() for text in ax.texts]
    ['9 steps', '']
    """
    check_axes("path_grid", ax)
    x, y, z = _surface(surface)
    down = check_labels("path_grid", "rows", rows)
    across = check_labels("path_grid", "columns", columns)
    shape = len(down), len(across)
    paths, words = _paths(paths, shape), _table("notes", notes, shape)
    grey = _table("muted", muted, shape)
    points = check.sequence("path_grid", "minima", minima)
    stars = np.reshape([check.pair("path_grid", "minima", point) for point in points], (-1, 2))
    at = check.pair("path_grid", "note_at", note_at)
    frame = _Frame(x[[0, -1]], y[[0, -1]])
    _ground(ax, frame, contour_lines(x, y, z, spacing), grey)
    for box, place in zip(ax.patches[-grey.size :], np.ndindex(shape), strict=True):
        ax.plot(*frame(place, stars).T, **STAR)
        _path(ax, frame, place, paths[place], down[place[0]], box)
        u, v = frame.corner(place) + np.array(at)
        ax.text(u, v, str(words[place]), **NOTE)
    return _frame_labels(ax, down, across)


def _surface(surface: object) -> tuple[Array, Array, Array]:
    parts = check.sequence("path_grid", "surface", surface)
    if len(parts) != 3:
        raise ValueError(message("path_grid", "surface (x, y, z)", f"{len(parts)} parts"))
    x, y, z = check_grid("path_grid", *parts)
    return x, y, z


def _paths(paths: object, shape: tuple[int, int]) -> Array:
    found = real_numbers("path_grid", "paths", paths)
    if found.ndim != 4 or found.shape[:2] != shape or found.shape[3] != 2 or found.size == 0:
        rule = f"paths of shape {shape} and (steps + 1, 2)"
        raise ValueError(message("path_grid", rule, found.shape))
    if not np.isfinite(found[:, :, 0]).all():
        raise ValueError(message("path_grid", "paths with a finite start", "NaN or infinite"))
    return found


def _table(name: str, values: object, shape: tuple[int, ...]) -> Array:
    """Return the notes, texts, or what is muted, True or False, for each picture."""
    kind, word = ("U", "texts") if name == "notes" else ("b", "True or False")
    table = check.rectangular("path_grid", name, values)
    if table.shape != shape or table.dtype.kind != kind:
        received = f"{table.shape}, {table.dtype}"
        raise ValueError(message("path_grid", f"{name} of shape {shape}, {word}", received))
    return table


class _Frame:
    """Where a point of the surface lies in the picture in row i, column j."""

    def __init__(self, x: Array, y: Array) -> None:
        self.low, self.size = np.array([x[0], y[0]]), np.array([np.ptp(x), np.ptp(y)])

    def corner(self, place: tuple[int, ...]) -> Array:
        row, column = place
        return np.array([column, -row]) * (1 + GAP)

    def __call__(self, place: tuple[int, ...], points: Array) -> Array:
        shifted: Array = self.corner(place) + (points - self.low) / self.size
        return shifted


def contour_lines(x: Array, y: Array, z: Array, spacing: str) -> list[Array]:
    """Return the contours that `contours` draws, as lines of points."""
    drawn = contours(Figure().subplots(), x, y, z, levels=8, spacing=spacing)
    rings: Any = drawn.collections[-1]
    return [line for level in rings.allsegs for line in level if len(line) > 1]


def _ground(ax: Axes, frame: _Frame, rings: list[Array], muted: Array) -> None:
    for place in np.ndindex(muted.shape):
        face = MUTED if muted[place] else "white"
        box = Rectangle(tuple(frame.corner(place)), 1, 1, facecolor=face, edgecolor="#9AA5B1")
        attach_data(ax.add_patch(box), [muted[place]])
    shifted = [frame(place, ring) for place in np.ndindex(muted.shape) for ring in rings]
    lines = LineCollection(shifted, colors="#9AA5B1", linewidths=0.5)
    attach_data(lines, *(np.concatenate(rings).T if rings else ()))
    ax.add_collection(lines)


def _path(
    ax: Axes, frame: _Frame, place: tuple[int, ...], points: Array, name: str, box: Any
) -> None:
    drawn = frame(place, visible(points, frame.low, frame.size))
    given = style_of(name) if is_method(name) else {"color": BLACK}
    look: dict[str, Any] = {"color": given["color"], "zorder": 3, "label": "_path"}
    dots: dict[str, Any] = {"marker": ".", "markersize": 3.5} if len(points) <= 200 else {}
    ring: dict[str, Any] = {"markersize": 5, "markerfacecolor": "white", "markeredgewidth": 1.2}
    (line,) = ax.plot(*drawn.T, "-", linewidth=1.3, **dots, **look)
    ax.plot(*drawn[0], marker="o", **ring, **look)
    (end,) = ax.plot(*drawn[-1], marker="s", markersize=4.5, **look)
    attach_data(line, *visible(points, frame.low, frame.size).T)
    for artist in (line, end):
        artist.set_clip_path(box)


def visible(points: Array, low: Array, size: Array) -> Array:
    """Return the path up to the first point that is far outside or not finite, and that point."""
    with np.errstate(invalid="ignore", over="ignore"):
        away = np.abs((points - low) / size - 0.5).max(axis=-1)
    far = np.flatnonzero(~(away < FAR))
    kept = points[: far[0] + 1] if far.size else points
    return kept[np.isfinite(kept).all(axis=-1)]


def _frame_labels(ax: Axes, rows: Sequence[str], columns: Sequence[str]) -> Axes:
    across, down = np.arange(len(columns)) * (1 + GAP), np.arange(len(rows)) * (1 + GAP)
    ax.set_xticks(across + 0.5, columns)
    ax.set_yticks(0.5 - down, rows)
    for label, name in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_color(ink(style_of(name)["color"]) if is_method(name) else BLACK)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    ax.set(xlim=(-0.02, across[-1] + 1.02), ylim=(-down[-1] - 0.02, 1.02))
    return ax
