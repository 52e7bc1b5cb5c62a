"""Two orders of accumulating the chain rule, and what they cost (chapter 1).

The derivative of an output f with respect to an input x is a sum over all paths from x to f of
the product of the local slopes along the path. Both modes share the work of common parts:

    forward:  ẋ = 1,  ṫ = Σ over parents of t:   ∂t/∂parent · ṗarent    one sweep per *input*
    reverse:  f̄ = 1,  p̄ += over children of p:   c̄hild · ∂child/∂p      one sweep per *output*

A sweep multiplies once per edge. A loss has one output and as many inputs as the network has
weights: that is why networks are trained in reverse mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from course_lib import _validate as check
from course_lib._validate import message

if TYPE_CHECKING:
    from course_lib.graph.value import Value


class Jacobian(NamedTuple):
    """Derivatives of some outputs by some inputs, and the work they took.

    Attributes
    ----------
    rows : tuple of tuple of float
        ``rows[i][j] = ∂outputs[i]/∂inputs[j]``.
    sweeps : int
        Passes over the graph.
    multiplications : int
        Products with a local slope, counted while they were made.
    """

    rows: tuple[tuple[float, ...], ...]
    sweeps: int
    multiplications: int


def jacobian(outputs: Sequence[Value], inputs: Sequence[Value], mode: str = "reverse") -> Jacobian:
    """Return all ``∂outputs[i]/∂inputs[j]``; every ``grad`` stays as it is.

    Parameters
    ----------
    outputs, inputs : sequence of Value, each with 1 or more
        An input that an output does not depend on has the derivative 0.
    mode : {"reverse", "forward"}, default "reverse"
        The order of accumulation: the same numbers for a different amount of work.

    Examples
    --------
    >>> from course_lib.graph import Value
    >>> x = [Value(1.0), Value(2.0), Value(3.0)]
    >>> f = x[0] * x[1] * x[2]
    >>> jacobian([f], x, "reverse")
    Jacobian(rows=((6.0, 3.0, 2.0),), sweeps=1, multiplications=4)
    >>> jacobian([f], x, "forward")
    Jacobian(rows=((6.0, 3.0, 2.0),), sweeps=3, multiplications=12)

    References
    ----------
    Griewank and Walther, "Evaluating derivatives", 2nd edition 2008, chapter 3.
    """
    check.choice("jacobian", "mode", mode, ("forward", "reverse"))
    if not isinstance(outputs, Sequence) or not isinstance(inputs, Sequence):
        received = check.shown((outputs, inputs))
        raise TypeError(message("jacobian", "lists of outputs and inputs", received))
    for node in (*outputs, *inputs):
        if not hasattr(node, "partials"):
            raise TypeError(message("jacobian", "Values", repr(node)))
    if not outputs or not inputs:
        received = f"{len(outputs)} outputs and {len(inputs)} inputs"
        raise ValueError(message("jacobian", "1 or more outputs and inputs", received))
    if mode == "reverse":
        sweeps = [_reverse_sweep(f) for f in outputs]
        rows = [[slopes.get(x, 0.0) for x in inputs] for slopes, _ in sweeps]
    else:
        order = topological_order(*outputs)
        sweeps = [_forward_sweep(order, x) for x in inputs]
        rows = [[slopes[f] for slopes, _ in sweeps] for f in outputs]
    return Jacobian(tuple(map(tuple, rows)), len(sweeps), sum(count for _, count in sweeps))


def _forward_sweep(order: Sequence[Value], x: Value) -> tuple[Mapping[Value, float], int]:
    """Return ∂node/∂x for every node in `order`, and the number of multiplications."""
    slopes, count = dict.fromkeys(order, 0.0), 0
    for node in order:
        slopes[node] = float(node is x)
        for parent, partial in zip(node.parents, node.partials, strict=True):
            slopes[node] += partial * slopes[parent]
            count += 1
    return slopes, count


def _reverse_sweep(f: Value) -> tuple[Mapping[Value, float], int]:
    """Return ∂f/∂node for every node that f depends on, and the number of multiplications."""
    order = topological_order(f)
    slopes, count = dict.fromkeys(order, 0.0) | {f: 1.0}, 0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            slopes[parent] += slopes[node] * partial
            count += 1
    return slopes, count


def topological_order(*outputs: Value) -> list[Value]:
    """Return all nodes that `outputs` depend on, every node after its parents.

    A depth-first search with a stack of its own, because a chain of 2,000 operations is deeper
    than Python's recursion limit: a node is written down when it is met the second time, after
    everything above it on the stack, which includes its parents.
    """
    for node in outputs:
        if not hasattr(node, "parents"):
            raise TypeError(message("topological_order", "nodes of a graph", repr(node)))
    order: list[Value] = []
    visited: set[Value] = set()
    stack = [(node, False) for node in reversed(outputs)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order
