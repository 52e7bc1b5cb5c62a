"""Valid calls of graphs, parameters and figures, for the fuzzer as in `calls`.

Of a figure the numbers are fuzzed; its labels are the author's and not checked.
"""

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib.graph import Value, jacobian, topological_order
from course_lib.parameters import Parameter
from tests.fuzz.calls import IMAGES, THETA, X


def on_axes(draw, **given):
    """Draw into a new figure; what matters is what is refused."""

    def call(**arguments):
        draw(Figure().add_subplot(), **given, **arguments)

    return call


def slopes(mode, outputs=None):
    x = Value(2.0)
    return jacobian([x * x] if outputs is None else outputs, [x], mode).rows


def predict(points):
    return (points[:, 0] > 0).astype(int)


EDGES, COUNTS = np.linspace(0.0, 1.0, 4), np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]])
GRID, ACROSS, UP = np.arange(12.0).reshape(3, 4), np.arange(4.0), np.arange(3.0)
AB, POINTS = ["a", "b"], X[:, :2]
DRAWINGS = {
    "Value": (lambda **a: (Value(**a) * 2.0).data, {"data": 1.5}),
    "jacobian": (slopes, {"mode": "reverse", "outputs": None}),
    "topological_order": (lambda node: len(topological_order(node)), {"node": Value(1.0)}),
    "Parameter": (lambda value: Parameter("W", value).value, {"value": X}),
    "ridge_shapes": (plots.ridge_shapes, {"edges": EDGES, "counts": COUNTS, "overlap": 1.4}),
    "steps_per_digit": (
        lambda rate: np.nan_to_num(plots.steps_per_digit(rate)),
        {"rate": np.array([0.5, 0.9])},
    ),
    "color_of": (lambda method: len(plots.color_of(method)), {"method": "adam"}),
    "style_of": (lambda method: len(plots.style_of(method)), {"method": "adam"}),
    "lines": (on_axes(plots.lines, series={"sgd": THETA}), {"x": THETA, "log": ""}),
    "bands": (on_axes(plots.bands, series={"sgd": X}), {"x": UP, "log": ""}),
    "contours": (on_axes(plots.contours), {"x": ACROSS, "y": UP, "z": GRID, "spacing": "square"}),
    "heatmap": (on_axes(plots.heatmap, rows=AB, columns=[1, 2, 3]), {"values": COUNTS}),
    "ridges": (on_axes(plots.ridges, labels=AB), {"edges": EDGES, "counts": COUNTS}),
    "image_grid": (on_axes(plots.image_grid), {"images": IMAGES[:, 0], "columns": 2}),
    "path": (on_axes(plots.path), {"points": POINTS, "every": 1}),
    "regions": (
        on_axes(plots.regions, predict=predict),
        {"points": POINTS, "classes": np.array([0, 1, 0, 1]), "resolution": 5},
    ),
    "parallel_coordinates": (
        on_axes(plots.parallel_coordinates, columns={"lr": UP + 0.1, "kind": ["a", "b", "a"]}),
        {"values": [1.0, 2.0, 3.0], "best": 2},
    ),
    "guide": (on_axes(plots.guide), {"x": THETA, "y": THETA}),
    "arrows": (on_axes(plots.arrows), {"x": ACROSS, "y": UP, "u": GRID, "v": GRID}),
}
