"""Figures say which argument is wrong, what came and what to pass instead."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib import plots

X, TABLE = np.arange(3.0), np.ones((2, 2))
BOWL = np.ones((3, 4))
EDGES, SGD, NODES = [0, 1, 2], {"sgd": X}, [("a", "a", 1.0, 1.0), ("b", "b", 1.0, 1.0)]
WRONG = {
    r"lines: expected Axes ax, got Figure": lambda ax: plots.lines(ax.figure, X, {}),
    r"lines: expected series as a mapping": lambda ax: plots.lines(ax, X, None),
    r"lines: expected one entry or more in series": lambda ax: plots.lines(ax, X, {}),
    r"lines: expected text for the names in series": lambda ax: plots.lines(ax, X, {2: X}),
    r"lines: expected a positive number in y": lambda ax: plots.lines(ax, X, {"sgd": -X}, log="y"),
    r"lines: expected 'sgd' as long as x": lambda ax: plots.lines(ax, X, {"sgd": X[:-1]}),
    r"lines: expected log in": lambda ax: plots.lines(ax, X, SGD, log="both"),
    r"bands: expected two numbers quantiles": lambda ax: plots.bands(ax, X, SGD, quantiles=X / 3),
    r"bands: expected 'sgd' of shape \(seeds, 3\)": lambda ax: plots.bands(ax, X, SGD),
    r"bands: expected 0 <= quantiles": lambda ax: plots.bands(ax, X, SGD, quantiles=(0.1, 9)),
    r"bands: expected .*low <= high": lambda ax: plots.bands(ax, X, SGD, quantiles=(0.9, 0.1)),
    r"guide: expected text for label": lambda ax: plots.guide(ax, X, X, label=3),
    r"guide: expected '' as long as x": lambda ax: plots.guide(ax, TABLE, TABLE),
    r"key: expected place in \[": lambda ax: plots.key(ax, "top"),
    r"key: expected Axes ax with named curves": plots.key,
    r"heatmap: expected a sequence rows": lambda ax: plots.heatmap(ax, TABLE, None, [1, 2]),
    r"heatmap: expected texts or numbers": lambda ax: plots.heatmap(ax, TABLE, "ab", [1, None]),
    r"heatmap: expected form": lambda ax: plots.heatmap(ax, TABLE, "ab", "cd", form="{:d}"),
    r"heatmap: expected .*= \(2, 3\)": lambda ax: plots.heatmap(ax, TABLE, "ab", "xyz"),
    r"heatmap: expected one finite value": lambda ax: plots.heatmap(ax, [[np.nan]], "a", "x"),
    r"count_values: expected equally": lambda ax: plots.count_values([[1.0]], [0, 1, 3]),
    r"count_values: expected .* ascending": lambda ax: plots.count_values([[1.0]], [1, 0]),
    r"count_values: expected 2 or more numbers": lambda ax: plots.count_values([[1.0]], [1]),
    r"ridges: expected counts >= 0": lambda ax: plots.ridges(ax, EDGES, [[1, -1]], "a"),
    r"ridges: expected counts of shape": lambda ax: plots.ridges(ax, EDGES, [[1]], "a"),
    r"violins: expected counts as a mapping": lambda ax: plots.violins(ax, EDGES, [[1, 1]], "a"),
    r"violins: expected 1 labels": lambda ax: plots.violins(ax, EDGES, {"he": [[1, 1]]}, "ab"),
    r"image_grid: expected 0 or 2 titles": lambda ax: plots.image_grid(ax, np.eye(2)[:, None], "a"),
    r"image_grid: expected .*\(N, H, W\)": lambda ax: plots.image_grid(ax, np.zeros(784)),
    r"image_grid: .*got \(2, 3, 4, 4\)": lambda ax: plots.image_grid(ax, np.zeros((2, 3, 4, 4))),
    r"tile: expected gap >= 0": lambda ax: plots.tile(np.ones((2, 3, 3)), columns=2, gap=-1),
    r"minimum: expected two numbers point": lambda ax: plots.minimum(ax, [1, 2, 3]),
    r"contours: expected ascending x": lambda ax: plots.contours(ax, X[::-1], X, np.eye(3)),
    r"contours: expected ascending levels": lambda ax: plots.contours(
        ax, X, X, np.eye(3), levels=[2, 1]
    ),
    r"contours: expected values between which 10": lambda ax: plots.contours(
        ax, X, X[:2], [[0, 0, 5e-324], [0, 0, 0]]
    ),
    r"contours: .*\(4, 3\), got \(3, 4\). Rows": lambda ax: plots.contours(ax, X, range(4), BOWL),
    r"contours: expected finite values": lambda ax: plots.contours(ax, X, X, np.eye(3) * np.nan),
    r"contours: expected spacing in": lambda ax: plots.contours(
        ax, X, X, np.eye(3), spacing="cubic"
    ),
    r"arrows: .*\(4, 3\), got": lambda ax: plots.arrows(ax, X, range(4), BOWL, BOWL),
    r"surface: expected 3-D axes": lambda ax: plots.surface(ax, X, X, np.eye(3)),
    r"path: expected text for name": lambda ax: plots.path(ax, TABLE, 7),
    r"path: expected points of shape": lambda ax: plots.path(ax, [1.0, 2.0]),
    r"slices: expected log in .*Did you mean 'lr'\?": lambda ax: plots.slices(
        [ax], {"lr": [1, 2]}, [1, 2], log=["lrs"]
    ),
    r"slices: expected a finite value": lambda ax: plots.slices([ax], {"x": [0, 1]}, [np.nan] * 2),
    r"slices: expected one panel": lambda ax: plots.slices([ax], {"x": [0], "y": [1]}, [1]),
    r"parallel_coordinates: expected 'x' positive": lambda ax: plots.parallel_coordinates(
        ax, {"x": [0.0, 1.0]}, [1, 2], log=["x"]
    ),
    r"parallel_coordinates: expected 'x' with one": lambda ax: plots.parallel_coordinates(
        ax, {"x": [0.0, 1.0]}, [1, 2, 3]
    ),
    r"phase_diagram: expected a rate of shape": lambda ax: plots.phase_diagram(ax, X, X, TABLE),
    r"graph: expected nodes of 4 parts": lambda ax: plots.graph(ax, [("a", "a")], []),
    r"graph: expected text for the labels": lambda ax: plots.graph(ax, [(0, 5, 1.0, 1.0)], []),
    r"graph: expected wires without a circle": lambda ax: plots.graph(
        ax, NODES, [("a", "b", 1.0), ("b", "a", 1.0)]
    ),
    r"attach_data: expected an artist": lambda ax: plots.attach_data("text", [1.0]),
    r"data_digest: expected a Figure, got <Axes": plots.data_digest,
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_argument_is_named(words):
    with pytest.raises((TypeError, ValueError), match=f"^{words}"):
        WRONG[words](Figure().add_subplot())


def test_labels_may_be_numbers_of_any_kind():
    ax = plots.heatmap(Figure().add_subplot(), TABLE, np.array([0.1, 1]), range(2))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0.1", "1.0"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1"]


def test_numbers_beyond_a_logarithmic_axis_leave_a_gap():
    ax = plots.lines(Figure().add_subplot(), X, {"sgd": [1.0, 1e300, 2.0]}, log="y")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1.0, np.nan, 2.0])
