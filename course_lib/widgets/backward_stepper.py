"""Chapter 1: the backward pass over a drawn graph, one node at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
from matplotlib.figure import Figure

from course_lib import plots
from course_lib.graph import Value
from course_lib.widgets.controls import LABEL, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

Tape = list[tuple[int, float]]


def backward_stepper() -> Explorer:
    """Return the explorer: the graph of ``tanh(a b + a) · c``; a slider finishes node by node.

    The ring marks the node whose gradient comes next. Typed into the box, a right number finishes
    it; a wrong one is answered with the rule.
    """
    output = example()
    tape = record(output)
    nodes, edges = output.nodes(), output.edges()

    def compute(step: int) -> dict[str, Any]:
        now = tape[min(step, len(tape) - 1)]
        return {"done": dict(tape[:step]), "now": now, "nodes": nodes, "edges": edges}

    controls = {"step": slider("finished nodes", 1, len(tape), 1)}
    alt = (
        "Graph of tanh(a b + a) times c: the gradient of the last node; the next one is asked for."
    )
    explorer = Explorer(
        "backward stepper", compute, build, update, controls, alt, caption=caption, size=(10, 4.2)
    )
    _ask(explorer)
    return explorer


def _ask(explorer: Explorer) -> None:
    """Add a box for the next gradient; a right number moves the slider on."""
    box = widgets.FloatText(description="its gradient", style={"description_width": LABEL})
    box.continuous_update, box.value = False, 0.0
    reply = widgets.HTML()

    def judge(change: Mapping[str, Any]) -> None:
        _, expected = explorer.numbers["now"]
        if len(explorer.numbers["done"]) == explorer.controls["step"].max or change["new"] == 0:
            return
        right = math.isclose(change["new"], expected, rel_tol=0.02)
        rule = "Not yet: arriving gradient × local slope, for each line to the right; add them."
        words = "✓ Right." if right else rule
        reply.value = f'<div role="status">{words}</div>'
        if right:
            box.value = 0.0
            explorer.set(step=explorer.controls["step"].value + 1)

    box.observe(judge, names="value")
    slider_, *rest = explorer.view.children
    explorer.view.children = (slider_, box, reply, *rest)


def example() -> Value:
    """Return the root of ``tanh(a b + a) · c``; a is used twice."""
    a, b, c = Value(0.5, "a"), Value(-2.0, "b"), Value(3.0, "c")
    return (a * b + a).tanh() * c


def record(output: Value) -> Tape:
    """Return (id, gradient) of each node in the order in which the backward pass finishes it."""
    return [(i, output.nodes()[i].grad) for i in output.backward_steps()]


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
    """Write the gradients of the finished nodes; put the ring around the next one."""
    ring = artists["ring"]
    for gid, word in ring.words.items():
        artists[gid].set_text(word if int(gid.split(":")[1]) in numbers["done"] else "")
    x, y = ring.places[f"node:{numbers['now'][0]}"]
    ring.set_data([x], [y])


def caption(numbers: Numbers) -> str:
    """Say which gradient comes next, and from which products the last one came."""
    done, nodes = numbers["done"], numbers["nodes"]
    last = next(reversed(done))
    uses = [edge for edge in numbers["edges"] if edge.source == last]
    came = " + ".join(f"{done[edge.target]:.3g} × {edge.local:.3g}" for edge in uses)
    why = "  (one product for each use)" if len(uses) > 1 else ""
    told = f"“{nodes[last].label}”: {came or 'the output itself'} = {done[last]:.3g}{why}."
    asked, _ = numbers["now"]
    return told + ("" if asked in done else f" Next: “{nodes[asked].label}”, ringed.")
