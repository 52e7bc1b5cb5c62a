"""Valid calls of figures: every one is drawn to the end and gets its digest, as `show` does."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from tests.fuzz.values import IMAGES, THETA, New, X


def panel():
    return Figure().add_subplot()


def solid():
    return Figure().add_subplot(projection="3d")


def named_panel():
    ax = panel()
    ax.plot([0, 1], [0, 1], label="sgd")
    return ax


def drawn(draw):
    """What matters is what is refused."""

    def call(**arguments):
        figure = np.ravel(draw(**arguments))[0].figure
        figure.draw_without_rendering()
        plots.data_digest(figure)

    return call


def shown(figure, alt):
    try:
        plots.show(figure, alt)
    finally:
        plt.close("all")


EDGES, COUNTS = np.linspace(0.0, 1.0, 4), np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]])
GRID, ACROSS, UP = np.arange(12.0).reshape(3, 4), np.arange(4.0), np.arange(3.0)
AB, POINTS = ["a", "b"], X[:, :2]
ON, PLANE = {"ax": New(panel)}, {"x": ACROSS, "y": UP}
TRIALS = {
    "columns": {"lr": UP + 0.1, "kind": ["a", "b", "a"]},
    "values": np.array([1.0, 2.0, 3.0]),
    "log": ["lr"],
    "best": 2,
}
DRAW = [
    (plots.lines, {"x": THETA, "series": {"sgd": THETA}, "log": "", "marker": False}),
    (plots.bands, {"x": UP, "series": {"sgd": X}, "log": "", "quantiles": (0.1, 0.9)}),
    (plots.guide, {"x": THETA, "y": THETA, "label": "theory"}),
    (plots.label_ends, {"ax": New(named_panel)}),
    (plots.key, {"ax": New(named_panel), "place": "above"}),
    (
        plots.graph,
        {
            "nodes": [("a", "a", 2.0, 3.0), ("b", "b", None, None)],
            "edges": [("a", "b", 3.0)],
        },
    ),
    (plots.heatmap, {"values": COUNTS + 1, "rows": AB, "columns": [1, 2, 3], "form": "{:.2g}"}),
    (plots.ridges, {"edges": EDGES, "counts": COUNTS, "labels": AB}),
    (plots.violins, {"edges": EDGES, "counts": {"he": COUNTS}, "labels": AB}),
    (plots.image_grid, {"images": IMAGES[:, 0], "titles": [1, 2, "c"], "columns": 2}),
    (plots.path, {"points": POINTS, "name": "sgd"}),
    (
        plots.path_grid,
        {
            "surface": (ACROSS, UP, GRID),
            "paths": np.stack([POINTS, POINTS])[:, None],
            "rows": ["sgd", "b"],
            "columns": [0.1],
            "notes": [["9 steps"], [""]],
            "muted": [[False], [True]],
            "minima": [(0.0, 0.0)],
            "spacing": "square",
            "note_at": (0.9, 0.1),
        },
    ),
    (plots.phase_diagram, {"lr": ACROSS, "momentum": UP, "rate": GRID / 11}),
    (plots.contours, {**PLANE, "z": GRID, "levels": 5, "spacing": "square"}),
    (plots.arrows, {**PLANE, "u": GRID, "v": GRID}),
    (plots.surface, {"ax": New(solid), **PLANE, "z": GRID, "height": "f"}),
    (plots.minimum, {"point": (0.0, 1.0)}),
    (plots.parallel_coordinates, TRIALS),
]
"""Functions that draw into a panel, with all their arguments but the panel."""
DRAWINGS = {
    **{f"plots.{draw.__name__}": (drawn(draw), {**ON, **rest}) for draw, rest in DRAW},
    "plots.use_course_style": (lambda: None, {}),
    "plots.color_of": (lambda method: len(plots.color_of(method)), {"method": "adam"}),
    "plots.style_of": (
        lambda **a: len(plots.style_of(**a)),
        {"method": "adam", "marker": True},
    ),
    "plots.attach_data": (
        lambda artist, arrays: plots.attach_data(artist, arrays),
        {"artist": New(panel), "arrays": THETA},
    ),
    "plots.data_digest": (
        lambda figure: len(plots.data_digest(figure)),
        {"figure": New(lambda: named_panel().figure)},
    ),
    "plots.show": (
        shown,
        {"figure": New(lambda: named_panel().figure), "alt": "A line that rises with slope one."},
    ),
    "plots.lines of one": (
        drawn(lambda values, **a: plots.lines(series={"sgd": values}, **a)),
        {**ON, "x": THETA, "values": THETA, "log": "xy"},
    ),
    "plots.bands of one": (
        drawn(lambda values, **a: plots.bands(series={"sgd": values}, **a)),
        {**ON, "x": UP, "values": X, "log": "y"},
    ),
    "plots.graph of one": (
        drawn(
            lambda node, label, value, **a: plots.graph(
                nodes=[(node, label, value, 1.0), (0, "b", 1.0, 1.0)], edges=[(node, 0, value)], **a
            )
        ),
        {**ON, "node": "a", "label": "a", "value": 1.0},
    ),
    "plots.count_values": (plots.count_values, {"layers": X, "edges": EDGES}),
    "plots.ridge_shapes": (plots.ridge_shapes, {"edges": EDGES, "counts": COUNTS}),
    "plots.tile": (
        lambda **a: np.nan_to_num(plots.tile(**a)),  # NaN: the gaps
        {"images": IMAGES[:, 0], "columns": 2, "gap": 1, "head": 1},
    ),
    "plots.steps_per_digit": (
        lambda rate: np.nan_to_num(plots.steps_per_digit(rate)),
        {"rate": np.array([0.5, 0.9])},
    ),
    "plots.slices": (
        drawn(plots.slices),
        {"axes": New(lambda: Figure().subplots(1, 2)), **TRIALS},
    ),
    "plots.slices of one": (
        drawn(lambda ax, column, **a: plots.slices([ax], {"lr": column}, **a)),
        {**ON, "column": [1, 2, 4], "values": [3.0, 2.0, 1.0]},
    ),
}
