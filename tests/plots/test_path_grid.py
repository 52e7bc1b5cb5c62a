"""Small multiples of paths: every path in its place, cut where it leaves, failures on grey."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from course_lib.objectives import bowl, surface_grid
from course_lib.optimizers import SGD, walk
from course_lib.plots import data_digest, path_grid
from course_lib.plots.path_grid import MUTED, visible

SURFACE = surface_grid(bowl, points=21)
ROWS, COLUMNS = ["sgd", "momentum"], ["η = 0.1", "η = 0.5", "η = 1.2"]


def make(paths, ax=None, **changes):
    looks = {"notes": np.full((2, 3), ""), "muted": np.zeros((2, 3), bool)} | changes
    return path_grid(ax or Figure().subplots(), SURFACE, paths, ROWS, COLUMNS, **looks)


@pytest.fixture
def paths():
    starts = np.tile(bowl.start, (2, 3, 1))
    walked = walk(
        SGD(np.array([[0.1, 0.5, 1.2]] * 2), np.array([[0.0], [0.5]])),
        bowl.gradient,
        starts,
        steps=40,
    )
    return np.moveaxis(walked, 0, 2)


def test_every_path_starts_at_its_place_in_its_picture(paths):
    ax = make(paths)
    rings = [line for line in ax.lines if line.get_marker() == "o"]
    places = np.array([np.ravel(line.get_data()) for line in rings]).reshape(2, 3, 2)
    inside = (np.array(bowl.start) - [-10, -5]) / [20, 10]
    rows, columns = np.indices((2, 3))
    shifts = 1.07 * np.stack([columns, -rows], axis=-1)
    np.testing.assert_allclose(places - places[0, 0], shifts, atol=1e-12)
    np.testing.assert_allclose(places[0, 0], inside)


def test_labels_name_rows_and_columns(paths):
    ax = make(paths)
    assert [label.get_text() for label in ax.get_yticklabels()] == ROWS
    assert [label.get_text() for label in ax.get_xticklabels()] == COLUMNS
    low, high = ax.get_ylim()
    assert all(low < tick < high for tick in ax.get_yticks())


def test_failures_stand_on_grey_with_their_note(paths):
    notes, muted = np.full((2, 3), "7"), np.zeros((2, 3), bool)
    notes[1, 2], muted[1, 2] = "x", True
    ax = make(paths, notes=notes, muted=muted)
    faces = [to_hex(box.get_facecolor()).upper() for box in ax.patches]
    assert faces == ["#FFFFFF"] * 5 + [MUTED]
    assert [text.get_text() for text in ax.texts] == ["7"] * 5 + ["x"]


def test_a_diverging_path_is_cut_at_its_first_point_far_away():
    points = np.array([[0, 0], [1, 1], [1e6, 0], [np.inf, np.nan]])
    low, size = np.zeros(2), np.ones(2)
    np.testing.assert_array_equal(visible(points, low, size), points[:3])
    np.testing.assert_array_equal(visible(points[[0, 1, 3]], low, size), points[:2])
    np.testing.assert_array_equal(visible(points[:2], low, size), points[:2])


def test_the_digest_sees_a_path_and_a_failure(paths):
    def digest(paths, **changes):
        figure = Figure()
        make(paths, figure.subplots(), **changes)
        return data_digest(figure)

    moved, muted = paths.copy(), np.zeros((2, 3), bool)
    moved[1, 1, 20] += 0.5
    muted[0, 0] = True
    assert len({digest(paths), digest(moved), digest(paths, muted=muted)}) == 3


@pytest.mark.parametrize("name", ["notes", "muted"])
def test_tables_must_fit(paths, name):
    with pytest.raises(ValueError, match=rf"path_grid: expected {name} of shape \(2, 3\)"):
        make(paths, **{name: ["", "", ""]})


def test_paths_must_fit(paths):
    with pytest.raises(ValueError, match=r"path_grid: expected paths of shape \(2, 3\)"):
        make(paths[:1])
