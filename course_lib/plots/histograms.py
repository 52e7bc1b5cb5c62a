"""Histograms of many layers in one panel: how a distribution changes on its way through a network.

    count[l, b] = number of values of layer l with  edges[b] <= value < edges[b + 1]

`count_values` scales the values to bin numbers, ten times faster than ``np.histogram`` for each
layer; values outside the range go to the first or last bin, so that saturation shows. `ridges`
stacks the layers of one network, `violins` sets several methods side by side in each layer.
Used in chapters 2, 4 (the book's figure of activations) and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_labels, check_spaced
from course_lib.plots.digest import attach_data
from course_lib.plots.style import BLUE, FALLBACK, color_of, is_method

OVERLAP = 1.4
"""Height of a ridge's peak, in distances between layers."""


def count_values(layers: Sequence[object] | Array, edges: object) -> Array:
    """Count the values of each layer in equal bins.

    Parameters
    ----------
    layers : sequence of L arrays
        The values, of any shape.
    edges : sequence of shape (B + 1,)
        Equally spaced, ascending. An odd number of bins about zero keeps an exact 0 off the edges.

    Returns
    -------
    array of int, shape (L, B)
        The counts; NaN counts nowhere, a value within rounding of an edge on either side.

    Examples
    --------
    >>> count_values([[0.1, 0.2, 7.0], [-3.0, 0.9]], [0.0, 0.5, 1.0]).tolist()
    [[2, 1], [1, 1]]
    """
    edges = check_spaced("count_values", "edges", edges)
    layers = check.sequence("count_values", "layers", layers)
    bins, low, high = len(edges) - 1, float(edges[0]), float(edges[-1])
    counts = np.empty((len(layers), bins), dtype=np.int64)
    for row, layer in zip(counts, layers, strict=True):
        values = check.as_array("count_values", "layers", layer).ravel()
        if np.isnan(values).any():
            values = values[~np.isnan(values)]
        places = (np.clip(values, low, high) - low) * (bins / (high - low))
        row[:] = np.bincount(np.minimum(places, bins - 1).astype(np.intp), minlength=bins)
    return counts


def ridges(
    ax: Axes,
    edges: object,
    counts: object,
    labels: Sequence[object],
) -> Axes:
    """Draw one histogram for each layer, the first layer on top.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.collections[-1]`` holds the ridges.
    edges : sequence of shape (B + 1,)
        The edges of the bins.
    counts : array of shape (L, B)
        How many values fell into each (see `count_values`); each layer is scaled to its own peak.
    labels : sequence of L labels
        Written on the vertical axis.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> edges = np.linspace(-1, 1, 6)
    >>> ax = ridges(Figure().subplots(), edges, np.ones((3, 5)), ["1", "2", "3"])
    >>> len(ax.collections[-1].get_paths())
    3
    """
    check_axes("ridges", ax)
    edges, counts = _histograms("ridges", edges, counts)
    names = check_labels("ridges", "labels", labels, len(counts))
    look: dict[str, Any] = {"facecolors": to_rgba(BLUE, 0.55), "edgecolors": "white"}
    drawn = PolyCollection(list(ridge_shapes(edges, counts)), linewidths=0.8, **look)
    ax.add_collection(drawn, autolim=False)
    attach_data(drawn, edges, counts)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(len(counts) - 0.7, -OVERLAP)
    ax.set_yticks(range(len(counts)), names)
    return ax


def ridge_shapes(edges: object, counts: object) -> Array:
    """Return the outlines (L, 2 B + 2, 2) of the ridges, for ``collection.set_verts``."""
    edges, counts = _histograms("ridge_shapes", edges, counts)
    peak = np.maximum(counts.max(axis=1, keepdims=True), 1e-300)
    floor = np.arange(len(counts), dtype=np.float64)[:, None]
    top = floor - OVERLAP * np.repeat(counts / peak, 2, axis=1)
    outline = np.concatenate([floor, top, floor], axis=1)
    across = np.concatenate([edges[:1], np.repeat(edges, 2)[1:-1], edges[-1:]])
    return np.stack([np.broadcast_to(across, outline.shape), outline], axis=-1)


def violins(
    ax: Axes, edges: object, counts: Mapping[str, object], labels: Sequence[object]
) -> Axes:
    """Draw a mirrored histogram for each layer and each method on one axis of values.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; one collection for each method.
    edges, labels
        As for `ridges`; the values are drawn upwards.
    counts : mapping from method to array of shape (L, B)
        How many values fell into each bin; each histogram is scaled to its own peak.
    """
    check_axes("violins", ax)
    counts = check.mapping("violins", "counts", counts)
    slot = 0.86 / len(counts)
    for index, (name, given) in enumerate(counts.items()):
        bins, table = _histograms("violins", edges, given)
        names = check_labels("violins", "labels", labels, len(table))
        spare = str(FALLBACK[index % len(FALLBACK)]["color"])
        color = color_of(name) if is_method(name) else spare
        offset = (index - (len(counts) - 1) / 2) * slot
        shapes = list(_violin_shapes(bins, table, offset, 0.48 * slot))
        drawn = PolyCollection(shapes, facecolors=color, edgecolors="none", label=name)
        ax.add_collection(drawn, autolim=False)
        attach_data(drawn, bins, table)
    row: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": len(counts)}
    ax.legend(frameon=False, borderaxespad=0.2, handlelength=1, **row)
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.set_ylim(bins[0], bins[-1])
    ax.set_xticks(range(len(names)), names)
    return ax


def _violin_shapes(edges: Array, counts: Array, offset: float, reach: float) -> Array:
    peak = np.maximum(counts.max(axis=1, keepdims=True), 1e-300)
    half = reach * np.repeat(counts / peak, 2, axis=1)
    centre = np.arange(len(counts), dtype=np.float64)[:, None] + offset
    across = np.concatenate([centre + half, centre - half[:, ::-1]], axis=1)
    up = np.repeat(edges, 2)[1:-1]
    up = np.broadcast_to(np.concatenate([up, up[::-1]]), across.shape)
    return np.stack([across, up], axis=-1)


def _histograms(owner: str, edges: object, counts: object) -> tuple[Array, Array]:
    edges = check_spaced(owner, "edges", edges)
    table = check.finite(owner, "counts", counts).astype(np.float64)
    if table.ndim != 2 or table.shape[1] != len(edges) - 1 or len(table) == 0:
        raise ValueError(message(owner, f"counts of shape (L, {len(edges) - 1})", table.shape))
    if table.min() < 0:
        raise ValueError(message(owner, "counts >= 0", f"{table.min():g}"))
    return edges, table
