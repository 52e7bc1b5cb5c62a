"""The explorers of chapter 4 in every corner, against the library."""

import numpy as np
import pytest
from shared_explorers import started

from course_lib.activations import ACTIVATIONS
from course_lib.diagnostics import activation_statistics
from course_lib.initializers import gain
from course_lib.layers import Elementwise, Linear
from course_lib.network import Sequential
from course_lib.preprocessing import Standardizer, Whitening
from course_lib.widgets import gain_histograms, whitening_cloud
from course_lib.widgets.gain_histograms import BATCH, DEPTH, START, WEIGHTS, WIDTH


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_spread_is_that_of_the_layers(name):
    explorer, scale = started(gain_histograms), 1.4
    explorer.set(activation=name, gain=scale)
    layers = []
    for W in WEIGHTS:
        rng = np.random.default_rng(0)
        linear = Linear(WIDTH, WIDTH, rng=rng, init=lambda s, r, W=W: scale * W)
        layers += [linear, Elementwise(ACTIVATIONS[name])]
    expected = activation_statistics(Sequential(*layers), START, of=Linear).std
    layer, drawn = explorer.artists["spread"].get_data()
    np.testing.assert_array_equal(layer, np.arange(1, DEPTH + 1))
    np.testing.assert_allclose(drawn, expected, rtol=1e-9)


def test_every_corner_of_the_gain_shows_all_values_and_finite_points():
    explorer = started(gain_histograms)
    for corner in explorer.corners():
        explorer.set(**corner)
        assert (explorer.numbers["counts"].sum(axis=1) == BATCH * WIDTH).all()
        assert np.isfinite(explorer.artists["spread"].get_data()[1]).all()
        paths = explorer.artists["ridges"].get_paths()
        assert all(np.isfinite(path.vertices).all() for path in paths)
        assert "nan" not in explorer.caption.value


def test_the_story_of_the_gain_holds_where_it_starts_and_at_the_computed_gain():
    explorer = started(gain_histograms)
    assert explorer.numbers["spread"][-1] < 0.01  # ReLU with gain 1: (1/2)^(20/2)
    assert "the gain computed for relu is 1.41" in explorer.caption.value
    for name in ("tanh", "elu", "selu", "sigmoid"):
        explorer.set(activation=name, gain=gain(ACTIVATIONS[name]))
        assert 0.8 < explorer.numbers["spread"][-1] < 1.25


def corners_with(explorer, method):
    return [corner for corner in explorer.corners() if corner["method"] == method]


@pytest.mark.parametrize("method", ["whiten (PCA)", "whiten (ZCA)"])
def test_whitening_makes_every_cloud_round(method):
    explorer = started(whitening_cloud)
    for corner in corners_with(explorer, method):
        explorer.set(**corner)
        drawn = np.column_stack(explorer.artists["after"].get_data())
        np.testing.assert_allclose(np.cov(drawn.T), np.eye(2), atol=1e-9)
        assert explorer.numbers["condition"][1] < 1.01


def test_the_other_methods_do_what_they_say():
    explorer = started(whitening_cloud)
    for corner in explorer.corners():
        explorer.set(**corner)
        before, after = (
            np.column_stack(explorer.artists[key].get_data()) for key in ("before", "after")
        )
        assert np.isfinite(after).all()
        if corner["method"] == "nothing":
            np.testing.assert_array_equal(after, before)
            continue
        np.testing.assert_allclose(after.mean(axis=0), 0, atol=1e-9)
        if corner["method"] == "standardise":
            np.testing.assert_allclose(after.std(axis=0), 1, rtol=1e-9)
        if corner["method"] == "PCA":
            assert abs(np.cov(after.T)[0, 1]) < 1e-9


@pytest.mark.parametrize(
    ("ratio", "angle", "offset"), [(1.0, 0, 0.0), (4.0, 30, 2.0), (9.0, 5, 1.0)]
)
def test_the_steps_in_the_caption_are_those_that_descent_needs(ratio, angle, offset):
    explorer = started(whitening_cloud)
    explorer.set(method="nothing", ratio=ratio, angle=angle, offset=offset)
    x = np.column_stack(explorer.artists["before"].get_data())
    inputs = np.column_stack([x, np.ones(len(x))])
    curvature = inputs.T @ inputs / len(x)
    values, vectors = np.linalg.eigh(curvature)
    error, steps = vectors[:, 0], 0  # along the flattest direction
    while np.linalg.norm(error) >= 1e-3:
        error = error - curvature @ error / values[-1]
        steps += 1
    assert f"{steps:,} before" in explorer.caption.value.replace(str(steps), f"{steps:,}")


def test_the_axes_cross_in_the_mean_and_reach_two_standard_deviations():
    explorer = started(whitening_cloud)
    explorer.set(method="standardise", ratio=5.0, angle=40, offset=3.0)
    x = np.column_stack(explorer.artists["before"].get_data())
    line = np.column_stack(explorer.artists["axes before"].get_data())
    np.testing.assert_allclose(line[2], x.mean(axis=0))
    np.testing.assert_allclose(line[:2].mean(axis=0), line[2])
    along = line[1] - line[2]
    projected = (x - line[2]) @ along / np.linalg.norm(along)
    assert np.linalg.norm(along) == pytest.approx(2 * projected.std(ddof=1))
    z = np.column_stack(explorer.artists["after"].get_data())
    np.testing.assert_allclose(z, Standardizer().fit(x).transform(x))
    explorer.set(method="whiten (ZCA)")
    z = np.column_stack(explorer.artists["after"].get_data())
    np.testing.assert_allclose(z, Whitening("zca", eps=0.0).fit(x).transform(x))
