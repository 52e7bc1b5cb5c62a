"""A computational graph as one draws it on paper: values above the wires, gradients below.

    forward:   value(c) = f(value(a), value(b))                       written above, in blue
    backward:  grad(a) = sum over wires a → c of  grad(c) * dc/da      written below, in red

The local slope dc/da is on its wire, so the backward pass can be read off: go against the arrow and
multiply. A long graph has no room on its wires; values are then above the nodes and gradients
below. At slide width ten layers read well. Used in chapter 1 (chain rule, backward stepper) and
chapter 5 (backward pass of batch norm), in the style of CS231n's notes on backpropagation.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, real_numbers
from course_lib.plots.digest import attach_data
from course_lib.plots.graph_layout import Id, Place, Wire, layout
from course_lib.plots.style import BLUE, GUIDE, VERMILLION, ink

Node: TypeAlias = tuple[Id, str, float | None, float | None]
Edge: TypeAlias = tuple[Id, Id, float | None]

VALUE, GRADIENT, WIRE = ink(BLUE), ink(VERMILLION), "#595959"
LABEL_SIZE, PAD = 12, 5.0
ROOM = 95.0
"""Points between two layers from which on the numbers find room on the wires."""


def graph(
    ax: Axes,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
) -> Axes:
    """Draw a computational graph.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned. The texts carry the gids ``node:<id>``, ``value:<id>``,
        ``grad:<id>`` and ``local:<from>:<to>``, the arrows ``wire:<from>:<to>``.
    nodes : sequence of (id, label, value, gradient)
        A value or gradient that is None is not written.
    edges : sequence of (from, to, local slope)
        Where a node uses another one twice, the two edges share a wire, their slopes side by side.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> nodes = [("a", "a", 2.0, 3.0), ("b", "b", 3.0, 2.0), ("c", "×", 6.0, 1.0)]
    >>> ax = graph(Figure().subplots(), nodes, [("a", "c", 3.0), ("b", "c", 2.0)])
    >>> [text.get_text() for text in ax.texts if text.get_gid() == "grad:a"]
    ['3']
    """
    check_axes("graph", ax)
    nodes = _rows("nodes", nodes, "(id, label, value, gradient)")
    edges = _rows("edges", edges, "(from, to, local slope)")
    data = _data(nodes, edges)
    slopes = _slopes(edges)
    places, routes = layout([node[0] for node in nodes], list(slopes))
    unit = _frame(ax, np.array(list(places.values())))
    halves = {node[0]: _half_width(node[1]) for node in nodes}
    for wire, route in routes.items():
        route = _between_boxes(route, halves[wire[0]] / unit, halves[wire[1]] / unit, unit >= ROOM)
        _draw_wire(ax, wire, route, ", ".join(map(_word, slopes[wire])), tight=unit < ROOM)
    for node in nodes:
        shift = halves[node[0]] + 3.0 if unit >= ROOM else None
        _draw_node(ax, node, places[node[0]], shift)
    attach_data(ax, *data)
    return ax


def _draw_node(ax: Axes, node: Node, place: Place, shift: float | None) -> None:
    """The box with its label; value and gradient right of it, or above and below without room."""
    name, label, value, gradient = node
    box = {"boxstyle": f"round,pad={PAD / LABEL_SIZE}", "facecolor": "white"}
    look: dict[str, Any] = {"fontsize": LABEL_SIZE, "zorder": 4, "va": "center", "ha": "center"}
    ax.text(*place, label, gid=f"node:{name}", bbox=box, **look)
    side, lift = (0.0, 14.0) if shift is None else (shift, 2.0)
    halo = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    style: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10, "bbox": halo}
    style |= {"zorder": 3, "ha": "center" if shift is None else "left"}
    above: dict[str, Any] = {"xytext": (side, lift), "va": "bottom", "color": VALUE}
    below: dict[str, Any] = {"xytext": (side, -lift), "va": "top", "color": GRADIENT}
    ax.annotate(_word(value), place, gid=f"value:{name}", **above, **style)
    ax.annotate(_word(gradient), place, gid=f"grad:{name}", **below, **style)


def _draw_wire(ax: Axes, wire: Wire, route: list[Place], slope: str, *, tight: bool) -> None:
    """An arrow along `route` with its local slope on it, or above where it is short and level."""
    name = f"{wire[0]}:{wire[1]}"
    look: dict[str, Any] = {"color": WIRE, "linewidth": 1.1}
    look |= {"arrowstyle": "-|>", "mutation_scale": 11, "zorder": 2}
    ax.add_patch(FancyArrowPatch(path=_curve(route), gid=f"wire:{name}", **look))
    halo = {"boxstyle": "round,pad=0.05", "facecolor": "white", "edgecolor": "none"}
    style: dict[str, Any] = {"ha": "center", "fontsize": 10, "style": "italic", "zorder": 2.5}
    place, level = _on_wire(route)
    above = tight and level
    style |= {"va": "bottom"} if above else {"va": "center", "bbox": halo}
    style |= {"xytext": (0, 2 if above else 0), "textcoords": "offset points", "color": ink(GUIDE)}
    ax.annotate(slope, place, gid=f"local:{name}", **style)


def _between_boxes(route: list[Place], start: float, end: float, room: bool) -> list[Place]:
    """The route from box edge to box edge, with a straight lead under the numbers on a wire."""
    (x0, y0), (x1, y1) = route[0], route[-1]
    lead = x0 + start + (0.35 if room else 0.0)
    return [(x0 + start, y0), (lead, y0), *route[1:-1], (x1 - end, y1)]


def _on_wire(route: list[Place]) -> tuple[Place, bool]:
    """A point of the middle stretch, past its half since wires cross there; is the wire level?"""
    middle = 1 + (len(route) - 3) // 2
    (x0, y0), (x1, y1) = route[middle], route[middle + 1]
    place = x0 + 0.553 * (x1 - x0), y0 + 0.604 * (y1 - y0)  # of the Bezier curve, at t = 0.57
    return place, abs(y1 - y0) < 1e-9


def _curve(route: list[Place]) -> Path:
    vertices, codes = route[:2], [Path.MOVETO, Path.LINETO]
    for (x0, y0), (x1, y1) in pairwise(route[1:]):
        vertices += [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    return Path(vertices, codes)


def _frame(ax: Axes, corners: Array) -> float:
    """Set the limits around the nodes; return the points between two layers."""
    left, right = corners[:, 0].min() - 0.3, corners[:, 0].max() + 0.6
    ax.set_xlim(left, right)
    ax.set_ylim(corners[:, 1].min() - 0.6, corners[:, 1].max() + 0.6)
    ax.set_axis_off()
    ax.figure.figure.draw_without_rendering()  # lets the layout give the panel its final width
    width = ax.get_window_extent().width * 72.0 / ax.figure.dpi
    return float(width / (right - left))


def _half_width(label: str) -> float:
    """Half the width in points of a node's box."""
    if not label.strip():
        return PAD
    return float(TextPath((0, 0), label, size=LABEL_SIZE).get_extents().width) / 2 + PAD + 1.0


def _word(number: float | None) -> str:
    return "" if number is None else f"{number + 0.0:.3g}".replace("-", "−")


def _slopes(edges: Sequence[Edge]) -> dict[Wire, list[float]]:
    slopes: dict[Wire, list[float]] = {}
    for start, end, slope in edges:
        slopes.setdefault((start, end), []).extend([] if slope is None else [slope])
    return slopes


def _rows(name: str, rows: object, parts: str) -> list[Any]:
    """Return nodes or edges, each with its parts, ids that can be looked up, labels of text."""
    width = parts.count(",") + 1
    table = [check.sequence("graph", name, row) for row in check.sequence("graph", name, rows)]
    for row in table:
        if len(row) != width or not all(isinstance(part, Hashable) for part in row):
            remedy = f"Write {name}=[{parts}, …]."
            raise ValueError(message("graph", f"{name} of {width} parts", row, remedy))
        if name == "nodes":
            check.text("graph", "the labels of nodes", row[1])
    return table


def _data(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Array]:
    """Values, gradients and slopes for the digest; NaN where nothing is written."""
    columns = {"values": (nodes, 2), "gradients": (nodes, 3), "slopes": (edges, 2)}
    data = []
    for name, (rows, place) in columns.items():
        written = [np.nan if row[place] is None else row[place] for row in rows]
        data.append(real_numbers("graph", name, written))
        if data[-1].ndim != 1:
            raise ValueError(message("graph", f"single numbers as {name}", f"{written}"))
    return data
