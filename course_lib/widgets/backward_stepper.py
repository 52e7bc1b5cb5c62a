"""Chapter 1: the backward pass over a drawn graph, one node at a time."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from course_lib import plots
from course_lib.graph import Value
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

Tape = list[tuple[int, float]]


def backward_stepper() -> Explorer:
    """Return the explorer: the graph of ``tanh(a b + a) · c``; a slider finishes node by node."""
    output = example()
    tape = record(output)
    nodes, edges = output.nodes(), output.edges()

    def compute(step: int) -> Numbers:
        return {"done": dict(tape[:step]), "now": tape[step - 1][0], "nodes": nodes, "edges": edges}

    controls = {"step": slider("finished nodes", 1, len(tape), 2)}
    alt = "Graph of tanh(a b + a) times c: the gradients of the last node and of one before it."
    return Explorer("backward stepper", compute, build, update, controls, alt, caption, (10, 4.2))


def example() -> Value:
    """Return the root of ``tanh(a b + a) · c``; a is used twice."""
    a, b, c = Value(0.5, "a"), Value(-2.0, "b"), Value(3.0, "c")
    return (a * b + a).tanh() * c


def record(output: Value) -> Tape:
    """Return (id, gradient) of each node in the order in which the backward pass finishes it."""
    finished = []
    for i in output.backward_steps():
        finished.append((i, output.nodes()[i].grad))
    return finished


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the graph; the gradients and the ring around the present node will move."""
    ax = figure.subplots()
    plots.graph(ax, [tuple(node) for node in numbers["nodes"]], numbers["edges"])
    ax.set_title("Gradients (below the wires) arrive from the right, one node at a time")
    gradients = {str(t.get_gid()): t for t in ax.texts if str(t.get_gid()).startswith("grad:")}
    words = {gid: text.get_text() for gid, text in gradients.items()}
    places = {t.get_gid(): t.get_position() for t in ax.texts}
    ring: Any = ax.plot([], [], "o", markersize=28, markerfacecolor="none", color="C1")[0]
    ring.places, ring.words = places, words  # of the nodes; texts of the gradients
    artists: dict[str, Any] = {**gradients, "ring": ring}
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Write the gradients of the finished nodes; put the ring around the last of them."""
    ring = artists["ring"]
    for gid, word in ring.words.items():
        artists[gid].set_text(word if int(gid.split(":")[1]) in numbers["done"] else "")
    x, y = ring.places[f"node:{numbers['now']}"]
    ring.set_data([x], [y])


def caption(numbers: Numbers) -> str:
    """Say from which products the gradient of the present node came."""
    now, done, nodes = numbers["now"], numbers["done"], numbers["nodes"]
    uses = [edge for edge in numbers["edges"] if edge.source == now]
    if not uses:
        return f"Start: the output changes with itself at the rate {done[now]:.3g}."
    products = " + ".join(f"{done[e.target]:.3g} × {e.local:.3g}" for e in uses)
    name = nodes[now].label or "node"
    reason = "one product for each use" if len(uses) > 1 else "arriving gradient × local slope"
    return f"Gradient of “{name}”: {products} = {done[now]:.3g}  ({reason})"
