"""Counts are those of NumPy; every layer has its own ridge of the height of its counts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from course_lib.plots import count_values, data_digest, ridge_shapes, ridges, violins
from course_lib.plots.histograms import OVERLAP

EDGES = np.linspace(-1, 1, 12)
COUNTS = np.arange(33.0).reshape(3, 11) % 7


@pytest.fixture
def ax():
    return Figure().subplots()


@given(st.integers(0, 10_000), st.integers(1, 40), st.sampled_from([np.float32, np.float64]))
def test_counts_are_those_of_numpy(seed, bins, dtype):
    rng = np.random.default_rng(seed)
    low = rng.uniform(-3, 0)
    edges = np.linspace(low, low + rng.uniform(0.1, 5), bins + 1)
    width = edges[1] - edges[0]
    inner = rng.uniform(0.01, 0.99, size=(3, 50)) + rng.integers(0, bins, size=(3, 50))
    values = (edges[0] + width * inner).astype(dtype)
    expected = [np.histogram(layer, edges)[0] for layer in values]
    np.testing.assert_array_equal(count_values(values, edges), expected)


def test_values_outside_go_to_the_end_bins_and_nan_nowhere():
    layers = [[-9.0, -np.inf, 1.0, np.inf, np.nan], [0.0], np.full((2, 3), np.nan)]
    counts = count_values(layers, EDGES)
    assert counts[0, 0] == 2
    assert counts[0, -1] == 2
    np.testing.assert_array_equal(counts.sum(axis=1), [4, 1, 0])
    assert counts[1, 5] == 1  # an odd number of bins has zero in its middle


def test_large_and_whole_numbers_are_counted():
    assert count_values([np.array([3, 5]), np.float32([3e38, -3e38])], [0, 4, 8]).tolist() == [
        [1, 1],
        [1, 1],
    ]


def test_a_ridge_is_as_high_as_its_share_of_the_peak():
    shapes = ridge_shapes(EDGES, COUNTS)
    for layer, shape in enumerate(shapes):
        x, y = shape.T
        for b, count in enumerate(COUNTS[layer]):
            top = y[1:-1][(x[1:-1] >= EDGES[b]) & (x[1:-1] <= EDGES[b + 1])]
            height = layer - OVERLAP * count / COUNTS[layer].max()
            assert height == pytest.approx(top[1] if b else top[0])
        assert y[0] == y[-1] == layer


def test_an_empty_layer_lies_flat():
    shapes = ridge_shapes(EDGES, np.zeros((1, 11)))
    np.testing.assert_array_equal(shapes[0, :, 1], 0)


def test_ridges_draw_one_shape_for_each_layer_the_first_on_top(ax):
    assert ridges(ax, EDGES, COUNTS, ["in", "middle", "out"]) is ax
    drawn = ax.collections[-1].get_paths()
    for path, shape in zip(drawn, ridge_shapes(EDGES, COUNTS), strict=True):
        np.testing.assert_array_equal(path.vertices[:-1], shape)
    low, high = ax.get_ylim()
    assert low > high
    assert [label.get_text() for label in ax.get_yticklabels()] == ["in", "middle", "out"]


def test_violins_stand_beside_each_other_and_are_mirrored(ax):
    assert violins(ax, EDGES, {"sigmoid": COUNTS, "depth": COUNTS + 1}, "abc") is ax
    assert [artist.get_label() for artist in ax.collections] == ["sigmoid", "depth"]
    spans = []
    for artist in ax.collections:
        for path in artist.get_paths():
            x = path.vertices[:-1, 0]
            spans.append((x.min(), x.max()))
            centre = (x.min() + x.max()) / 2
            np.testing.assert_allclose(np.sort(x - centre), -np.sort(x - centre)[::-1], atol=1e-12)
    spans.sort()
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sigmoid", "depth"]


@pytest.mark.parametrize("draw", [ridges, lambda ax, e, c, n: violins(ax, e, {"he": c}, n)])
def test_the_counts_are_in_the_digest(draw):
    more = 100 * COUNTS
    more[1, 4] *= 1.01
    digests = {
        data_digest(draw(Figure().subplots(), EDGES, c, "abc").figure) for c in (100 * COUNTS, more)
    }
    assert len(digests) == 2
