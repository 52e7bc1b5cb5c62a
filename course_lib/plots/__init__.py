"""Figures of the course: functions that draw plain arrays into given Axes and return the Axes.

``use_course_style()`` is called in the first cell of a chapter; ``show(fig, alt)`` ends a figure.
No function knows a network or trains one. Where a docstring does not say more of `ax`, it is drawn
into and returned.

Examples
--------
>>> import matplotlib.pyplot as plt
>>> from course_lib import plots
>>> fig, ax = plt.subplots()
>>> _ = plots.lines(ax, [0, 1, 2], {"sgd": [3, 2, 1], "adam": [3, 1, 0.5]})
>>> plots.show(fig, "Adam reaches a loss of 0.5 while SGD is still at 1.")
Figure: 1 panel, 2 lines, data 0df2c9 · Adam reaches a loss of 0.5 while SGD is still at 1.
"""

from course_lib.plots.curves import bands, guide, key, label_ends, lines
from course_lib.plots.digest import attach_data, data_digest
from course_lib.plots.graphs import graph
from course_lib.plots.heatmaps import heatmap
from course_lib.plots.histograms import count_values, ridge_shapes, ridges, violins
from course_lib.plots.images import image_grid, tile
from course_lib.plots.path_grid import path_grid
from course_lib.plots.phase_diagram import phase_diagram, steps_per_digit
from course_lib.plots.show import show
from course_lib.plots.style import (
    COLORS,
    MAGNITUDE,
    SIGNED,
    SIZES,
    color_of,
    style_of,
    use_course_style,
)
from course_lib.plots.surfaces import arrows, contours, minimum, path, surface
from course_lib.plots.trials import parallel_coordinates, slices

__all__ = [
    "COLORS",
    "MAGNITUDE",
    "SIGNED",
    "SIZES",
    "arrows",
    "attach_data",
    "bands",
    "color_of",
    "contours",
    "count_values",
    "data_digest",
    "graph",
    "guide",
    "heatmap",
    "image_grid",
    "key",
    "label_ends",
    "lines",
    "minimum",
    "parallel_coordinates",
    "path",
    "path_grid",
    "phase_diagram",
    "ridge_shapes",
    "ridges",
    "show",
    "slices",
    "steps_per_digit",
    "style_of",
    "surface",
    "tile",
    "use_course_style",
    "violins",
]
