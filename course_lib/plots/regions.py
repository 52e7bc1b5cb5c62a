"""Which class a classifier gives to every point of the plane, with the data on top.

Regions are pale, each of its own lightness; points have the full colour and a marker of their own,
so that a point on the wrong ground is seen, also in grey. Used with the 2-D data sets in chapters
1, 2, 6 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes
from course_lib.plots.style import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, pale_shade

CLASSES = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY)
LIGHTNESS = (0.50, 0.88, 0.68, 0.42, 0.78, 0.60)
MARKERS = "o^sDvP"


def regions(
    ax: Axes,
    predict: Callable[[Array], object],
    points: object,
    classes: object,
    *,
    resolution: int = 150,
) -> Axes:
    """Colour the plane by the predicted class and draw the labelled points.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.images[0]`` holds the predicted classes.
    predict : callable
        Takes points (N, 2), returns classes (N,) or scores (N, K), of which the largest counts.
    points : array of shape (N, 2)
        The data; the picture reaches a little beyond it.
    classes : sequence of N ints
        The true classes, 0 to 5.
    resolution : int, default 150
        Points of the grid along each axis.

    Raises
    ------
    ValueError
        If shapes do not fit or there are more than six classes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> points = np.array([[0.0, 0.0], [1.0, 1.0]])
    >>> ax = regions(Figure().subplots(), lambda p: p[:, 0] > 0.5, points, [0, 1])
    >>> len(ax.collections)
    2
    """
    check_axes("regions", ax)
    check.function("regions", "predict", predict)
    points, classes = _labelled(points, classes)
    resolution = check.integer("regions", "resolution", resolution, 2)
    margin = 0.08 * np.ptp(points, axis=0) + 1e-9
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    x, y = np.linspace(low, high, resolution).T
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    answer = _classes(predict(grid), len(grid)).reshape(resolution, resolution)
    pale = ListedColormap([pale_shade(*pair) for pair in zip(CLASSES, LIGHTNESS, strict=True)])
    extent = (low[0], high[0], low[1], high[1])
    top = len(CLASSES) - 0.5
    ax.imshow(answer, cmap=pale, vmin=-0.5, vmax=top, extent=extent, origin="lower", aspect="auto")
    for label in np.unique(classes):
        look: dict[str, Any] = {"marker": MARKERS[label], "color": CLASSES[label], "s": 28}
        look |= {"edgecolors": "white", "linewidths": 0.6, "label": f"class {label}"}
        ax.scatter(*points[classes == label].T, **look)
    ax.grid(visible=False)
    return ax


def _classes(answer: object, number: int) -> Array:
    classes = check.finite("regions", "predict(points)", answer)
    if classes.ndim == 2 and len(classes) == number and classes.size:
        classes = classes.argmax(axis=1)
    if classes.shape != (number,):
        rule = f"predict(points) of shape ({number},) or ({number}, K)"
        raise ValueError(message("regions", rule, classes.shape))
    return _few(classes, "predicted classes")


def _labelled(points: object, classes: object) -> tuple[Array, Array]:
    points = check.finite("regions", "points", points).astype(np.float64)
    classes = check.as_array("regions", "classes", classes)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(message("regions", "points of shape (N, 2)", points.shape))
    if classes.shape != points.shape[:1]:
        raise ValueError(message("regions", f"{len(points)} classes", classes.shape))
    return points, _few(classes, "classes").astype(np.int64)


def _few(classes: Array, name: str) -> Array:
    known = np.isin(classes, range(len(CLASSES)))
    if not known.all():
        rule = f"{name} 0 to {len(CLASSES) - 1}"
        raise ValueError(message("regions", rule, repr(classes[~known][0])))
    return classes
