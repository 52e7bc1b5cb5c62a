"""A sheet of small grey pictures in one panel: examples, augmentations, first-layer weights.

The pictures are set side by side into one large image, which is drawn once. Used in chapters 4, 6
and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_labels, real_numbers


def image_grid(
    ax: Axes,
    images: object,
    titles: Sequence[object] = (),
    *,
    columns: int = 8,
) -> Axes:
    """Draw pictures in rows of `columns`, each with its title above.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.images[0]`` is the sheet.
    images : array of shape (N, H, W) or (N, 1, H, W)
        Grey values; all pictures share one scale. NaN is white.
    titles : sequence of N labels, default none
        Written above the pictures.
    columns : int, default 8
        Pictures in a row.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = image_grid(Figure().subplots(), np.eye(4).reshape(4, 2, 2), "abcd", columns=2)
    >>> [text.get_text() for text in ax.texts]
    ['a', 'b', 'c', 'd']
    """
    check_axes("image_grid", ax)
    images = _pictures(images)
    columns = min(check.integer("image_grid", "columns", columns), len(images))
    words = check_labels("image_grid", "titles", titles, 0, len(images))
    height, width = images.shape[1:]
    gap, head = max(1, width // 10), height // 3 if words else 0
    sheet = tile(images, columns, gap, head)
    shown = sheet[np.isfinite(sheet)]
    colors = colormaps["gray"].with_extremes(bad="white")
    ax.imshow(np.ma.masked_invalid(sheet), cmap=colors, vmin=shown.min(), vmax=shown.max())
    for index, title in enumerate(words):
        row, column = divmod(index, columns)
        left, top = column * (width + gap) + (width - 1) / 2, row * (height + gap + head) + head
        ax.text(left, top - 1, title, ha="center", va="bottom", fontsize=10)
    ax.set_axis_off()
    return ax


def tile(images: Array, columns: int, gap: int, head: int = 0) -> Array:
    """Return one large picture: rows of `columns`, NaN in the gaps and above each picture.

    Parameters
    ----------
    images : array of shape (N, H, W)
        The pictures, as many as fit in ``ceil(N / columns)`` rows.
    columns : int
        Pictures in a row.
    gap, head : int
        Pixels between two pictures, and above each; 0 or more.

    Examples
    --------
    >>> tile(np.ones((3, 2, 2)), columns=2, gap=1).shape
    (5, 5)
    """
    images = _pictures(images, "tile")
    columns = check.integer("tile", "columns", columns)
    gap, head = check.integer("tile", "gap", gap, 0), check.integer("tile", "head", head, 0)
    number, height, width = images.shape
    rows = ceil(number / columns)
    cells = np.full((rows * columns, head + height + gap, width + gap), np.nan)
    cells[:number, head : head + height, :width] = images
    cells = cells.reshape(rows, columns, *cells.shape[1:]).swapaxes(1, 2)
    sheet = cells.reshape(rows * (head + height + gap), -1)
    return sheet[: len(sheet) - gap, : sheet.shape[1] - gap]


def _pictures(images: object, owner: str = "image_grid") -> Array:
    pictures = real_numbers(owner, "images", images)
    if pictures.ndim == 4 and pictures.shape[1] == 1:
        pictures = pictures[:, 0]
    if pictures.ndim != 3 or pictures.size == 0:
        remedy = "One picture: image[None]. Flat pictures: images.reshape(-1, 28, 28)."
        raise ValueError(message(owner, "images of shape (N, H, W)", pictures.shape, remedy))
    if not np.isfinite(pictures).any():
        raise ValueError(message(owner, "a finite value in images", "none"))
    return pictures
