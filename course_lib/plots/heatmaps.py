"""A table whose cells are coloured by their values: what a figure with 16 panels should have been.

The number is in its cell, black or white, whichever reads better. NaN is drawn as a grey cell with
a dash: the run diverged. Used in chapters 2, 5 and 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_labels, real_numbers
from course_lib.plots.style import MAGNITUDE, is_dark

MISSING = "#BDBDBD"
"""Colour of a cell without a value."""


def heatmap(
    ax: Axes,
    values: object,
    rows: Sequence[object],
    columns: Sequence[object],
    *,
    form: str = "{:.2g}",
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
    form : str, default "{:.2g}"
        Writes a number into its cell; ``""`` writes none.

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
    known = table[np.isfinite(table)]
    if known.size == 0:
        raise ValueError(message("heatmap", "one finite value or more", "none"))
    norm = Normalize(known.min(), known.max())
    colors = colormaps[MAGNITUDE].with_extremes(bad=MISSING)
    ax.imshow(np.ma.masked_invalid(table), cmap=colors, norm=norm, aspect="auto")
    ax.set_xticks(range(len(across)), across)
    ax.set_yticks(range(len(down)), down)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    _write(ax, table, colors(norm(np.ma.masked_invalid(table))), form)
    return ax


def _write(ax: Axes, table: Array, shades: Array, form: str) -> None:
    try:
        form.format(0.5)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise ValueError(message("heatmap", 'form such as "{:.2g}"', repr(form))) from None
    for (row, column), value in np.ndenumerate(table) if form else ():
        ink = "white" if is_dark(tuple(shades[row, column, :3])) else "black"
        word = form.format(value).replace("-", "−") if np.isfinite(value) else "–"
        ax.text(column, row, word, ha="center", va="center", color=ink, fontsize=10)
