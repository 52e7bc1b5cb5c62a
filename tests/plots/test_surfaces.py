"""Contours lie where the function has their height, paths and arrows go where they were told."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.plots import arrows, contours, data_digest, minimum, path, style_of, surface

X, Y = np.linspace(-4, 4, 41), np.linspace(-2, 3, 31)
BOWL = (X - 1) ** 2 / 4 + (Y[:, None] - 2) ** 2


@pytest.fixture
def ax():
    return Figure().subplots()


def solid(subplot="3d"):
    return Figure().subplots(subplot_kw={"projection": subplot})


@pytest.mark.parametrize("spacing", ["square", "linear", "log"])
def test_each_ring_runs_through_points_of_its_height(ax, spacing):
    assert contours(ax, X, Y, BOWL, levels=6, spacing=spacing) is ax
    rings = ax.collections[1]
    assert len(rings.levels) == 6
    for level, ring in zip(rings.levels, rings.get_paths(), strict=True):
        x, y = ring.vertices.T
        np.testing.assert_allclose((x - 1) ** 2 / 4 + (y - 2) ** 2, level, atol=0.02)


def test_square_spacing_gives_a_bowl_equal_rings(ax):
    contours(ax, X, Y, BOWL, levels=5)
    radii = np.sqrt(ax.collections[1].levels - BOWL.min())
    np.testing.assert_allclose(np.diff(radii), radii[0])


def test_log_spacing_grows_by_one_ratio(ax):
    contours(ax, X, Y, BOWL + 7, levels=5, spacing="log")
    heights = ax.collections[1].levels - 7 - BOWL.min()
    np.testing.assert_allclose(heights[1:] / heights[:-1], heights[1] / heights[0])


def test_given_heights_are_kept(ax):
    contours(ax, X, Y, BOWL, levels=[0.5, 2, 9])
    np.testing.assert_array_equal(ax.collections[1].levels, [0.5, 2, 9])


def test_a_plain_is_drawn_without_complaint(ax):
    contours(ax, X, Y, np.ones_like(BOWL))
    assert np.all(np.diff(ax.collections[0].levels) > 0)


@pytest.mark.parametrize("draw", [contours, lambda ax, *xyz: surface(solid(), *xyz)])
def test_every_height_is_in_the_digest(draw):
    def digest(z):
        ax = Figure().subplots()
        return data_digest((draw(ax, X, Y, z) or ax).figure)

    moved = BOWL.copy()
    moved[0, 0] *= 1.01
    assert digest(moved) != digest(BOWL)


def test_a_path_shows_every_step_and_marks_its_ends(ax):
    points = np.array([[3.0, 1.0], [2.0, 1.5], [1.0, 2.0]])
    assert path(ax, points.tolist(), "adam") is ax
    start, end, way = ax.lines
    np.testing.assert_array_equal(way.get_xydata(), points)
    np.testing.assert_array_equal(start.get_xydata()[0], points[0])
    np.testing.assert_array_equal(end.get_xydata()[0], points[-1])
    assert {line.get_color() for line in ax.lines} == {style_of("adam")["color"]}
    assert way.get_label() == "adam"


def test_a_path_without_a_name_gets_no_label(ax):
    path(ax, [[0.0, 0.0]])
    assert ax.get_legend_handles_labels() == ([], [])


def test_the_minimum_is_marked(ax):
    minimum(ax, (1, 2))
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[1, 2]])


def test_arrows_are_the_vectors_at_their_points(ax, rng):
    u, v = rng.normal(size=(2, 3, 4))
    assert arrows(ax, range(4), range(3), u, v) is ax
    (field,) = ax.collections
    np.testing.assert_array_equal(field.U, u.ravel())
    np.testing.assert_array_equal(field.V, v.ravel())
    np.testing.assert_array_equal(field.XY[:5], [[0, 0], [1, 0], [2, 0], [3, 0], [0, 1]])


def test_a_surface_spans_its_grid_and_is_labelled():
    ax = solid()
    assert surface(ax, X, Y, BOWL, height="loss") is ax
    assert ax.get_zlabel() == "loss"
    assert ax.get_zlim()[1] >= BOWL.max()
