"""Curves with their names at their ends, bands over seeds, and theory as a thin guide line.

A legend makes the eye travel; a name at the end of its line does not. `lines` draws one curve for
each method, `bands` the median over seeds with a band around it, `guide` what theory predicts.
Names that would collide are moved apart and tied to their line. Used in every chapter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import LARGEST, check_axes, real_numbers
from course_lib.plots.digest import attach_data
from course_lib.plots.style import FALLBACK, GUIDE, ink, is_method, style_of

LABEL_POINTS = 10.0
"""Size of the names at the ends, and with a little air the least distance between two."""
PLACES = ("above", "lower left", "lower right", "upper center", "upper left", "upper right")
END_LABEL = "end label"
"""The ``gid`` of the texts that `label_ends` writes."""


def lines(
    ax: Axes, x: object, series: Mapping[str, object], *, log: str = "", marker: bool = False
) -> Axes:
    """Draw one labelled curve for each entry of `series`.

    Parameters
    ----------
    x : sequence of shape (T,)
        Shared by all curves.
    series : mapping from name to sequence of shape (T,)
        A method of the course has its own style; other names take the next one in turn.
    log : {"", "x", "y", "xy"}
        Which axes are logarithmic.
    marker : bool, default False
        Mark the points.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = lines(Figure().subplots(), [0, 1, 2], {"sgd": [3, 2, 1.5], "adam": [3, 1, 0.2]})
    >>> [line.get_label() for line in ax.lines]
    ['sgd', 'adam']
    """
    check_axes("lines", ax)
    x, series = real_numbers("lines", "x", x), check.mapping("lines", "series", series)
    check.flag("lines", "marker", marker)
    curves = {name: _curve("lines", name, values, x) for name, values in series.items()}
    x, curves = _on_scale("lines", ax, log, x, curves)
    for name, y in curves.items():
        ax.plot(x, y, label=name, **line_style(ax, name, marker=marker))
    return label_ends(ax)


def bands(
    ax: Axes,
    x: object,
    series: Mapping[str, object],
    *,
    log: str = "",
    quantiles: tuple[float, float] = (0.0, 1.0),
) -> Axes:
    """Draw, for each entry of `series`, the median over the seeds and a band around it.

    Parameters
    ----------
    x, log
        As for `lines`.
    series : mapping from name to array of shape (seeds, T)
        One row for each seed; NaN where a run has diverged leaves a gap.
    quantiles : (float, float), default (0, 1)
        Lower and upper edge of the band; the default spans all seeds.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = bands(Figure().subplots(), [0, 1], {"adam": [[2, 1], [4, 1], [9, 2]]})
    >>> ax.lines[0].get_ydata()
    array([4., 1.])
    """
    check_axes("bands", ax)
    low, high = check.pair("bands", "quantiles", quantiles, low=0, high=1)
    if low > high:
        raise ValueError(message("bands", "quantiles (low, high), low <= high", quantiles))
    x, series = real_numbers("bands", "x", x), check.mapping("bands", "series", series)
    table = {name: _runs(name, values, x) for name, values in series.items()}
    x, table = _on_scale("bands", ax, log, x, table)
    for name, runs in table.items():
        lower, middle, upper = np.quantile(runs, [low, 0.5, high], axis=0)
        style = line_style(ax, name)
        ax.plot(x, middle, label=name, **style)
        band = ax.fill_between(x, lower, upper, color=style["color"], alpha=0.2, linewidth=0)
        attach_data(band, x, lower, upper)
    return label_ends(ax)


def guide(ax: Axes, x: object, y: object, label: str = "") -> Axes:
    """Draw what theory predicts: a thin grey line under the measurements.

    Parameters
    ----------
    x, y : sequences of shape (T,)
        The prediction.
    label : str, default ""
        Written at the end of the line.
    """
    check_axes("guide", ax)
    check.text("guide", "label", label)
    x = real_numbers("guide", "x", x)
    thin: dict[str, Any] = {"color": GUIDE, "linestyle": "-", "linewidth": 1.0, "zorder": 1.5}
    ax.plot(x, _curve("guide", label, y, x), label=label, **thin)
    return label_ends(ax)


def label_ends(ax: Axes) -> Axes:
    """Write the name of each labelled line at its last visible point; names do not overlap.

    `lines`, `bands` and `guide` call it; call it again after changing the limits of `ax`.
    """
    check_axes("label_ends", ax)
    for text in [text for text in ax.texts if text.get_gid() == END_LABEL]:
        text.remove()
    labelled = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    ax.get_xlim(), ax.get_ylim()  # matplotlib autoscales only when it is asked
    ends = [(line, end) for line in labelled if (end := _last_visible(ax, line)) is not None]
    if not ends:
        return ax
    points = ax.get_window_extent().height * 72.0 / ax.figure.dpi
    heights = np.array([ax.transLimits.transform(ax.transScale.transform(e))[1] for _, e in ends])
    places = spread(heights * points, 1.25 * LABEL_POINTS)
    for (line, end), shift in zip(ends, places - heights * points, strict=True):
        _write_end(ax, line, end, float(shift))
    return ax


def key(ax: Axes, place: str = "lower right") -> Axes:
    """Write the names into a corner, each beside a piece of its line: for paths that end together.

    Parameters
    ----------
    place : str, default "lower right"
        A corner, "upper center", or ``"above"`` for a row above the panel.
    """
    check_axes("key", ax)
    check.choice("key", "place", place, PLACES)
    if not ax.get_legend_handles_labels()[0]:
        raise ValueError(message("key", "Axes ax with named curves", "none", "Draw lines first."))
    where = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": 8, "borderaxespad": 0.2}
    given: dict[str, Any] = where if place == "above" else {"loc": place}
    ax.legend(frameon=place != "above", framealpha=0.85, edgecolor="none", **given)
    return ax


def spread(positions: Sequence[float] | Array, gap: float) -> Array:
    """Move `positions` apart to a distance of `gap`, each as little as possible; order is kept.

    Groups that touch are spread around their mean, until no two groups touch (isotonic regression
    of ``positions - gap * rank``, by pooling adjacent violators).

    Examples
    --------
    >>> spread([10, 0, 10], gap=4).tolist()
    [8.0, 0.0, 12.0]
    """
    positions = np.asarray(positions, dtype=np.float64)
    order = np.argsort(positions, kind="stable")
    steps = gap * np.arange(len(positions))
    groups: list[list[float]] = []
    for target in positions[order] - steps:
        groups.append([target])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    moved = np.empty_like(positions)
    moved[order] = steps + [float(np.mean(group)) for group in groups for _ in group]
    return moved


def line_style(ax: Axes, name: str, *, marker: bool = False) -> dict[str, Any]:
    """Return the course's style of a method, or the next free style for another name."""
    if is_method(name):
        return style_of(name, marker=marker)
    style = FALLBACK[len(ax.lines) % len(FALLBACK)]
    return style | {"marker": "o"} if marker else dict(style)


def _write_end(ax: Axes, line: Line2D, end: Array, shift: float) -> None:
    far = abs(shift) > 0.6 * LABEL_POINTS
    tie = {"arrowstyle": "-", "color": line.get_color(), "linewidth": 0.6, "shrinkA": 0}
    ax.annotate(
        str(line.get_label()),
        tuple(end),
        xytext=(14 if far else 5, shift),
        textcoords="offset points",
        arrowprops=tie if far else None,
        color=ink(line.get_color()),
        fontsize=LABEL_POINTS,
        va="center",
        annotation_clip=False,
        gid=END_LABEL,
    )


def _last_visible(ax: Axes, line: Line2D) -> Array | None:
    """The last point of `line` that is finite and inside the limits."""
    points = np.column_stack([np.ma.filled(c, np.nan) for c in line.get_data(orig=False)])
    with np.errstate(invalid="ignore", divide="ignore"):
        places = ax.transLimits.transform(ax.transScale.transform(points.astype(np.float64)))
    inside = (np.isfinite(places) & (places >= -1e-6) & (places <= 1 + 1e-6)).all(axis=1)
    return points[np.flatnonzero(inside)[-1]] if inside.any() else None


def _on_scale(
    owner: str, ax: Axes, log: str, x: Array, curves: dict[str, Array]
) -> tuple[Array, dict[str, Array]]:
    """Set the scales of `ax`; return what they can show."""
    check.choice(owner, "log", log, ["", "x", "y", "xy"])
    if "x" in log:
        x = _below_largest(x)
        _check_positive(owner, "x", x)
        ax.set_xscale("log")
    if "y" in log:
        curves = {name: _below_largest(y) for name, y in curves.items()}
        _check_positive(owner, "y", *curves.values())
        ax.set_yscale("log")
    return x, curves


def _below_largest(values: Array) -> Array:
    """Return `values` with gaps where a logarithmic axis ends: its margin would overflow."""
    return np.where(values > LARGEST, np.nan, values)


def _check_positive(owner: str, name: str, *arrays: Array) -> None:
    if not any((array > 0).any() for array in arrays):
        raise ValueError(message(owner, f"a positive number in {name} with log", "none"))


def _curve(owner: str, name: str, values: object, x: Array) -> Array:
    y = real_numbers(owner, name, values)
    if x.ndim != 1 or y.shape != x.shape:
        raise ValueError(message(owner, f"{name!r} as long as x {x.shape}", f"shape {y.shape}"))
    return y


def _runs(name: str, values: object, x: Array) -> Array:
    runs = real_numbers("bands", name, values)
    if runs.ndim != 2 or x.ndim != 1 or runs.shape[1] != len(x) or len(runs) == 0:
        rule = f"{name!r} of shape (seeds, {x.size})"
        raise ValueError(message("bands", rule, runs.shape, "One row for each seed."))
    return runs
