"""Question 1.5: the backward pass of any graph; the order of the nodes is the trap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question

Graph = dict[str, list[tuple[str, float]]]
Gradients = dict[str, float]


def _slopes(rng: np.random.Generator, n: int) -> list[float]:
    return [round(float(v), 2) for v in rng.uniform(1.1, 2, n)]


def _chains(rng: np.random.Generator) -> Iterator[tuple[Graph, str]]:
    for _ in range(2):
        p, q, r = _slopes(rng, 3)
        yield {"a": [], "b": [("a", p)], "c": [("b", q)], "d": [("c", r)]}, "d"


def _reused(rng: np.random.Generator) -> Iterator[tuple[Graph, str]]:
    for _ in range(2):
        p, q, r, s, u = _slopes(rng, 5)
        yield {"a": [], "b": [("a", p), ("a", q)], "c": [("b", r), ("b", s), ("a", u)]}, "c"


def _shuffled(rng: np.random.Generator) -> Iterator[tuple[Graph, str]]:
    for _ in range(2):
        p, q, r, s, u, v = _slopes(rng, 6)
        graph = {"out": [("y", p), ("z", q)], "x": [], "z": [("y", r), ("x", s)]}
        yield graph | {"aside": [("y", u)], "y": [("x", v)]}, "out"


def _random(rng: np.random.Generator) -> Iterator[tuple[Graph, str]]:
    for size in (6, 9):
        names = [f"n{k}" for k in range(size)]
        graph: Graph = {"n0": [], "n1": []}
        for k in range(2, size):
            parents = [names[i] for i in (k - 1, int(rng.integers(k)))]
            graph[names[k]] = list(zip(parents, _slopes(rng, 2), strict=True))
        yield {name: graph[name] for name in map(str, rng.permutation(names))}, names[-1]


def _reference(graph: Graph, output: str) -> Gradients:
    """Sum over all paths of the product of their slopes: another way than a backward pass."""

    def paths(node: str, target: str) -> float:
        if node == target:
            return 1.0
        return sum(slope * paths(parent, target) for parent, slope in graph[node])

    return {target: paths(output, target) for target in graph}


def _sweep(
    graph: Graph, output: str, order: Iterable[str], add: bool = True, once: bool = False
) -> Gradients:
    grads = dict.fromkeys(graph, 0.0) | {output: 1.0}
    for node in order:
        for parent, slope in dict(graph[node]).items() if once else graph[node]:
            grads[parent] = add * grads[parent] + grads[node] * slope
    return grads


def _order(graph: Graph) -> list[str]:
    order: list[str] = []
    while len(order) < len(graph):
        waits = {p for node in graph if node not in order for p, _ in graph[node]}
        order += [node for node in graph if node not in order and node not in waits]
    return order


def _careless(graph: Graph, output: str) -> Gradients:
    grads = dict.fromkeys(graph, 0.0)

    def arrive(node: str, gradient: float) -> None:
        grads[node] += gradient
        for parent, slope in graph[node]:
            arrive(parent, grads[node] * slope)

    arrive(output, 1.0)
    return grads


QUESTION = Question(
    key="q5",
    function="accumulate",
    minutes=20,
    reference=_reference,
    checks=(
        Check("a chain: slopes multiply", _chains),
        Check("a reused node adds up", _reused, points=2),
        Check("the nodes stand in any order", _shuffled),
        Check("larger graphs, shuffled", _random, points=2, hidden=True),
    ),
    mistakes=(
        Mistake("a node hands on its total before all of its uses have reported", _careless),
        Mistake(
            "a second gradient that arrives at a node replaces the first one",
            lambda graph, output: _sweep(graph, output, _order(graph), add=False),
        ),
        Mistake(
            "a parent that is used twice by the same node is counted once",
            lambda graph, output: _sweep(graph, output, _order(graph), once=True),
        ),
        Mistake(
            "the nodes are taken in the order of the dict, which need not be that of the graph",
            lambda graph, output: _sweep(graph, output, list(graph)),
        ),
        Mistake(
            "the nodes are taken in the reversed order of the dict: the graph may have another one",
            lambda graph, output: _sweep(graph, output, list(graph)[::-1]),
        ),
    ),
    hints=(
        "The chapter's engine does two things: first it orders the nodes, then it sweeps.",
        "List the nodes so that each stands after its parents; go through the list backwards.",
        "for parent, slope in graph[node]: grads[parent] += grads[node] * slope",
    ),
)
