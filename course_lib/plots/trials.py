"""What a search tried: parallel coordinates for all hyperparameters at once, slices one by one.

Both take plain columns, one entry per trial, and mark the best few: in `parallel_coordinates` a
bundle of best lines shows which hyperparameter matters (they meet) and which does not (they
spread); in `slices` a valley at an edge says that the range was too narrow. Used in chapter 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_sequence, real_numbers
from course_lib.plots.style import BLUE, VERMILLION

OTHERS = "#B0B0B0"
"""Colour of the trials that are not among the best."""


def parallel_coordinates(
    ax: Axes,
    columns: Mapping[str, Sequence[object]],
    values: object,
    *,
    log: Sequence[str] = (),
    best: int = 5,
) -> Axes:
    """Draw each trial as a line across one vertical axis for each hyperparameter.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.lines`` holds the trials, worst first.
    columns : mapping from name to sequence of n entries
        Numbers, or words for a choice; each column fills its own axis from lowest to highest.
    values : array of shape (n,)
        Lower is better; NaN for a trial that failed (drawn as one of the worst).
    log : sequence of names
        The columns on a logarithmic axis.
    best : int, default 5
        How many trials to highlight.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> columns = {"lr": [0.1, 0.01, 0.001], "optimizer": ["sgd", "adam", "adam"]}
    >>> ax = parallel_coordinates(Figure().subplots(), columns, [3, 1, 2], log=["lr"], best=1)
    >>> [line.get_ydata().tolist() for line in ax.lines]
    [[1.0, 1.0], [0.0, 0.0], [0.5, 0.0]]
    """
    check_axes("parallel_coordinates", ax)
    columns = _columns("parallel_coordinates", columns, log)
    order, count = _worst_first("parallel_coordinates", columns, values, best)
    places = np.array([_place(column, name in log) for name, column in columns.items()])
    for rank, trial in enumerate(order):
        top = rank >= len(order) - count
        style: dict[str, Any] = {"color": OTHERS, "linewidth": 0.7, "linestyle": "-", "zorder": 2}
        if top:
            style |= {"color": VERMILLION, "linewidth": 2.0, "zorder": 3}
        ax.plot(places[:, trial], **style)
    for position, column in enumerate(columns.values()):
        _write_scale(ax, position, column)
    ax.set_xticks(range(len(columns)), list(columns))
    ax.set(yticks=[], xlim=(-0.15, len(columns) - 0.6), ylim=(-0.05, 1.05))
    ax.grid(visible=True, axis="x", color="black", linewidth=0.8)
    ax.spines[:].set_visible(False)
    return ax


def slices(
    axes: Sequence[Axes],
    columns: Mapping[str, Sequence[object]],
    values: object,
    *,
    log: Sequence[str] = (),
    best: int = 5,
) -> Sequence[Axes]:
    """Draw the value of each trial over one hyperparameter in each panel.

    Parameters
    ----------
    axes : sequence of Axes
        One for each column; in each the first point set holds the trials, the second the best.
    columns, values, log, best
        As for `parallel_coordinates`; failed trials are not drawn.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> (ax,) = slices([Figure().subplots()], {"lr": [0.1, 0.01]}, [3, 1], log=["lr"], best=1)
    >>> ax.lines[1].get_xydata().tolist()
    [[0.01, 1.0]]
    """
    columns, panels = _columns("slices", columns, log), check.sequence("slices", "axes", axes)
    for ax in panels:
        check_axes("slices", ax)
    order, count = _worst_first("slices", columns, values, best)
    if len(panels) != len(columns):
        rule = f"one panel for each of {len(columns)} columns"
        raise ValueError(message("slices", rule, f"{len(panels)} axes"))
    losses = np.asarray(values, dtype=np.float64)
    for ax, (name, column) in zip(panels, columns.items(), strict=True):
        words = _words(column)
        x = _numbers(column)
        ax.plot(x[order], losses[order], "o", color=BLUE, markersize=4, alpha=0.6)
        ax.plot(x[order[-count:]], losses[order[-count:]], "D", color=VERMILLION, markersize=7)
        if words:
            ax.set_xticks(range(len(words)), words)
        if name in log:
            ax.set_xscale("log")
            ax.xaxis.set_major_locator(LogLocator(numticks=5))
        ax.set_xlabel(name)
    return axes


def _worst_first(
    owner: str, columns: Mapping[str, Sequence[object]], values: object, best: int
) -> tuple[Array, int]:
    """Return the trials from worst to best, and how many of them are best."""
    losses = real_numbers(owner, "values", values)
    for name, column in columns.items():
        if losses.ndim != 1 or len(column) != losses.size:
            rule = f"{name!r} with one entry for each of {losses.size} values"
            raise ValueError(message(owner, rule, f"{len(column)} entries"))
    if not np.isfinite(losses).any():
        raise ValueError(message(owner, "a finite value", f"{losses}"))
    known = int(np.isfinite(losses).sum())
    order = np.argsort(np.where(np.isfinite(losses), -losses, -np.inf), kind="stable")
    return order, min(check.integer(owner, "best", best), known)


def _columns(
    owner: str, columns: Mapping[str, Sequence[object]], log: Sequence[str]
) -> dict[str, list[Any]]:
    """Return the columns as lists of words, or of numbers with a logarithm if they need it."""
    table = check.mapping(owner, "columns", columns)
    table = {name: check.sequence(owner, repr(name), column) for name, column in table.items()}
    logarithmic = [
        check.choice(owner, "log", name, table) for name in check.sequence(owner, "log", log)
    ]
    for name, column in table.items():
        if not all(isinstance(entry, str) for entry in column):
            check_sequence(owner, f"{name!r}, or words only", column)
        if name in logarithmic and min(_numbers(column), default=1) <= 0:
            raise ValueError(message(owner, f"{name!r} positive with log", min(_numbers(column))))
    return table


def _words(column: Sequence[object]) -> list[str]:
    """Return the distinct words of a column of words, [] for a column of numbers."""
    return sorted({e for e in column if isinstance(e, str)})


def _numbers(column: Sequence[object]) -> Array:
    """Return a column as numbers; words are numbered in their order."""
    words = _words(column)
    entries = [words.index(str(e)) for e in column] if words else list(column)
    return np.asarray(entries, dtype=np.float64)


def _place(column: Sequence[object], log: bool) -> Array:
    """Return the entries of a column as heights between 0 and 1."""
    x = np.log(_numbers(column)) if log else _numbers(column)
    span = float(np.ptp(x))
    return (x - x.min()) / span if span else np.full(x.shape, 0.5)


def _write_scale(ax: Axes, position: int, column: Sequence[object]) -> None:
    """Write the options, or the lowest and highest number, beside an axis."""
    words = _words(column)
    numbers = _numbers(column)
    labels = words or [f"{min(numbers):.2g}", f"{max(numbers):.2g}"]
    for height, label in zip(np.linspace(0, 1, len(labels)), labels, strict=True):
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}
        text: dict[str, Any] = {"fontsize": 11, "va": "center", "bbox": box, "zorder": 5}
        ax.text(position + 0.03, height if len(labels) > 1 else 0.5, label, **text)
