"""A table whose cells are coloured by their values: what a figure with 16 panels should have been.

Sizes take viridis, signed values a diverging map with white at zero. The number stands in its cell,
black or white, whichever reads better. NaN is drawn as a grey cell with a dash: the run diverged.
Used in chapters 3 (algorithm x learning rate), 5 (scale x normalisation), 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_form, check_labels, real_numbers
from course_lib.plots.style import MAGNITUDE, SIGNED, is_dark

MISSING = "#BDBDBD"
"""Colour of a cell without a value."""


def heatmap(
    ax: Axes,
    values: object,
    rows: Sequence[object],
    columns: Sequence[object],
    *,
    form: str | Callable[[float], str] | None = None,
    log: bool = False,
    signed: bool = False,
) -> Axes:
    """Draw a table of numbers as coloured cells.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.images[0]`` holds the values.
    values : array of shape (rows, columns)
        NaN marks a missing value.
    rows, columns : sequences
        The labels.
    form : str or callable, default "{:.2g}", signed "{:+.2g}"
        Writes a number into its cell; ``""`` writes none.
    log : bool, default False
        Colour by the logarithm; all values must then be positive.
    signed : bool, default False
        Diverging colours, symmetric about zero.

    Raises
    ------
    ValueError
        If the labels do not fit, `log` meets a value that is not positive, or both flags are set.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = heatmap(Figure().subplots(), [[1, 2], [3, 4]], ["sgd", "adam"], [0.1, 0.01])
    >>> [text.get_text() for text in ax.texts]
    ['1', '2', '3', '4']
    """
    check_axes("heatmap", ax)
    table = real_numbers("heatmap", "values", values)
    down = check_labels("heatmap", "rows", rows)
    across = check_labels("heatmap", "columns", columns)
    if table.shape != (len(down), len(across)) or table.size == 0:
        rule = f"values of shape (rows, columns) = ({len(down)}, {len(across)})"
        raise ValueError(message("heatmap", rule, table.shape))
    norm = _norm(table, log=log, signed=signed)
    colors = colormaps[SIGNED if signed else MAGNITUDE].with_extremes(bad=MISSING)
    ax.imshow(np.ma.masked_invalid(table), cmap=colors, norm=norm, aspect="auto")
    ax.set_xticks(range(len(across)), across)
    ax.set_yticks(range(len(down)), down)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    if form is None:
        form = "{:+.2g}" if signed else "{:.2g}"
    write = check_form("heatmap", form)
    if not isinstance(form, str) or form:
        _write(ax, table, colors(norm(np.ma.masked_invalid(table))), write)
    return ax


def _write(ax: Axes, table: Array, shades: Array, form: Callable[[float], str]) -> None:
    for (row, column), value in np.ndenumerate(table):
        ink = "white" if is_dark(tuple(shades[row, column, :3])) else "black"
        word = form(value).replace("-", "−") if np.isfinite(value) else "–"
        ax.text(column, row, word, ha="center", va="center", color=ink, fontsize=10)


def _norm(table: Array, *, log: bool, signed: bool) -> Normalize:
    check.flag("heatmap", "log", log)
    check.flag("heatmap", "signed", signed)
    known = table[np.isfinite(table)]
    if known.size == 0:
        raise ValueError(message("heatmap", "one finite value or more", "none"))
    if log and signed:
        raise ValueError(message("heatmap", "log or signed", "both", "A logarithm has no sign."))
    if log and known.min() <= 0:
        raise ValueError(message("heatmap", "positive values with log=True", f"{known.min():g}"))
    if log:
        return LogNorm(known.min(), known.max())
    if signed:
        reach = float(np.abs(known).max()) or 1.0
        return Normalize(-reach, reach)
    return Normalize(known.min(), known.max())
