"""Places for the nodes of a computational graph: inputs on the left, the result on the right.

Layered drawing in three steps. A node's *layer* is the longest way to it from an input; wires that
pass a layer get a waypoint there, so that they run between the nodes and not through them; within
a layer, nodes are ordered by the mean of their neighbours, in sweeps to and fro.

Reference: K. Sugiyama, S. Tagawa and M. Toda, *Methods for visual understanding of hierarchical
system structures*, IEEE Trans. SMC 11(2), 1981. Used by `graphs` in chapters 1 and 5.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import TypeAlias

from course_lib._validate import message
from course_lib.plots.curves import spread

Id: TypeAlias = Hashable
Wire: TypeAlias = tuple[Id, Id]
Place: TypeAlias = tuple[float, float]

SWEEPS = 12


def layout(
    ids: Sequence[Id], wires: Sequence[Wire]
) -> tuple[dict[Id, Place], dict[Wire, list[Place]]]:
    """Return a place for each node and the points through which each wire runs.

    Parameters
    ----------
    ids : sequence of hashable
        The nodes; on a tie, earlier ones are higher.
    wires : sequence of (from, to)
        The wires; their direction must not run in a circle.

    Returns
    -------
    places : dict from id to (x, y)
        x counts layers from 0; y is centred on 0, upwards, with a distance of 1 or more.
    routes : dict from wire to list of (x, y)
        Start, waypoints and end of each wire.

    Examples
    --------
    >>> places, routes = layout(["a", "b", "a*b"], [("a", "a*b"), ("b", "a*b")])
    >>> places["a"], places["b"], places["a*b"]
    ((0.0, 0.5), (0.0, -0.5), (1.0, 0.0))
    """
    _check(ids, wires)
    layer = layers(ids, wires)
    chains = {wire: _chain(wire, layer) for wire in wires}
    columns: list[list[Id]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for node in dict.fromkeys([*ids, *(stop for chain in chains.values() for stop in chain)]):
        columns[layer[node] if node in layer else node[0]].append(node)  # type: ignore[index]
    links = [link for chain in chains.values() for link in pairwise(chain)]
    heights = _heights(columns, links)
    places = {
        node: (float(x), heights[node]) for x, column in enumerate(columns) for node in column
    }
    routes = {wire: [places[stop] for stop in chain] for wire, chain in chains.items()}
    return {node: places[node] for node in ids}, routes


def layers(ids: Sequence[Id], wires: Sequence[Wire]) -> dict[Id, int]:
    """Return the number of wires on the longest way to each node; inputs move next to their user.

    Examples
    --------
    >>> layers("abcd", [("a", "c"), ("b", "d"), ("c", "d")])
    {'a': 0, 'b': 1, 'c': 1, 'd': 2}
    """
    layer = dict.fromkeys(ids, 0)
    for _ in ids:
        late = [(start, end) for start, end in wires if layer[end] <= layer[start]]
        if not late:
            break
        for start, end in late:
            layer[end] = max(layer[end], layer[start] + 1)
    else:
        raise ValueError(message("graph", "wires without a circle", "a circle"))
    ends = {end for _, end in wires}
    for node in ids:
        users = [layer[end] for start, end in wires if start == node]
        if node not in ends and users:
            layer[node] = min(users) - 1
    return layer


def _chain(wire: Wire, layer: dict[Id, int]) -> list[Id]:
    """The nodes and waypoints of a wire; a waypoint is the tuple (layer, wire)."""
    start, end = wire
    return [start, *((step, wire) for step in range(layer[start] + 1, layer[end])), end]


def _heights(columns: list[list[Id]], links: Sequence[Wire]) -> dict[Id, float]:
    """Order each column by its neighbours' mean height, then let nodes move towards that mean."""
    heights = {node: y for column in columns for node, y in zip(column, _even(column), strict=True)}
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            wish = {node: _pull(node, links, heights, forward=forward) for node in column}
            column.sort(key=lambda node: -wish[node])
            lowest_first = column[::-1]
            apart = spread([wish[node] for node in lowest_first], 1.0)
            heights.update(zip(lowest_first, apart.tolist(), strict=True))
    middle = (max(heights.values()) + min(heights.values())) / 2
    return {node: y - middle for node, y in heights.items()}


def _pull(node: Id, links: Sequence[Wire], heights: dict[Id, float], *, forward: bool) -> float:
    before = [heights[start] for start, end in links if end == node]
    after = [heights[end] for start, end in links if start == node]
    pulls = (before or after) if forward else (after or before)
    return sum(pulls) / len(pulls) if pulls else heights[node]


def _even(column: Sequence[Id]) -> list[float]:
    return [(len(column) - 1) / 2 - index for index in range(len(column))]


def _check(ids: Sequence[Id], wires: Sequence[Wire]) -> None:
    if len(ids) == 0:
        raise ValueError(message("graph", "one node or more", "none"))
    if len(set(ids)) < len(ids):
        twice = next(node for node in ids if list(ids).count(node) > 1)
        raise ValueError(message("graph", "different ids", f"{twice!r} twice"))
    for node in (node for wire in wires for node in wire):
        if node not in set(ids):
            raise ValueError(message("graph", "wires between given nodes", repr(node)))
