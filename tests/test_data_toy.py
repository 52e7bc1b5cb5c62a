"""Toy sets: the geometry that their formulas promise, and what is refused."""

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.data import blobs, moons, spirals

MAKERS = [spirals, moons, blobs]


def separable(x, y):
    """Is there a line w·x + b with margin 1 between the labels 0 and 1? A linear programme."""
    signs = np.where(y == 1, 1.0, -1.0)
    rows = -signs[:, None] * np.column_stack([x, np.ones(len(x))])
    return linprog(np.zeros(3), rows, -np.ones(len(x)), bounds=(None, None)).status == 0


@pytest.mark.parametrize("make", MAKERS)
def test_any_first_part_is_balanced_and_the_seed_decides(make):
    x, y = make(101, rng=np.random.default_rng(4))
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((101, 2), np.float64, (101,), np.int64)
    for n in (10, 50, 101):
        assert np.ptp(np.bincount(y[:n])) <= 1
    np.testing.assert_array_equal(x, make(101, rng=np.random.default_rng(4))[0])
    assert not np.array_equal(x, make(101, rng=np.random.default_rng(5))[0])


@pytest.mark.parametrize(("classes", "turns"), [(2, 0.5), (3, 0.75), (5, 2.0)])
def test_spirals_without_noise_unwind_to_their_arm(classes, turns, rng):
    x, y = spirals(200, classes, turns, noise=0, rng=rng)
    r = np.hypot(*x.T)
    arm = np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) - turns * r - y / classes
    np.testing.assert_allclose(arm, np.round(arm), atol=1e-12)
    assert 0.1 <= r.min() < 0.2 < 0.9 < r.max() <= 1


def test_moons_without_noise_lie_on_two_half_circles(rng):
    x, y = moons(200, noise=0, rng=rng)
    upper, lower = x[y == 0], x[y == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1, rtol=1e-12)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_noise_is_the_standard_deviation():
    n, sigma = 20_000, 0.3
    x, _ = blobs(n, [[1.0, -2.0]], spread=sigma, rng=np.random.default_rng(2))
    assert np.abs(x.std(axis=0) / sigma - 1).max() < 5 / np.sqrt(2 * n)
    assert np.abs(x.mean(axis=0) - [1, -2]).max() < 5 * sigma / np.sqrt(n)
    clean, noisy = (moons(n, noise=s, rng=np.random.default_rng(2))[0] for s in (0, sigma))
    assert np.abs((noisy - clean).std(axis=0) / sigma - 1).max() < 5 / np.sqrt(2 * n)
    quiet, wild = (spirals(n, noise=s, rng=np.random.default_rng(2))[0] for s in (0, sigma))
    turned = np.angle((wild @ [1, 1j]) / (quiet @ [1, 1j]))
    assert abs(turned.std() / sigma - 1) < 5 / np.sqrt(2 * n)


@pytest.mark.parametrize("seed", range(5))
def test_a_line_separates_blobs_but_neither_moons_nor_spirals(seed):
    rng = np.random.default_rng(seed)
    for make, expected in ((blobs, True), (moons, False), (spirals, False)):
        x, y = make(300, rng=rng)
        assert separable(x[y < 2], y[y < 2]) is expected, make.__name__


@pytest.mark.parametrize("make", MAKERS)
def test_toy_sets_refuse_what_all_refuse(make, rng):
    with pytest.raises(ValueError, match=f"{make.__name__}: expected n >= 1, got n=0"):
        make(0, rng=rng)
    with pytest.raises(TypeError, match=f"{make.__name__}: expected an integer n, got 2.5"):
        make(2.5, rng=rng)
    with pytest.raises(TypeError, match=f"{make.__name__}: expected a numpy.random.Generator rng"):
        make(3, rng=0)


@pytest.mark.parametrize(
    ("make", "option", "error", "text"),
    [
        (spirals, {"noise": -1}, ValueError, "spirals: expected 0 <= noise, got noise=-1"),
        (spirals, {"turns": np.nan}, ValueError, "spirals: expected 0 <= turns, got turns=nan"),
        (spirals, {"classes": 0}, ValueError, "spirals: expected classes >= 1, got classes=0"),
        (moons, {"noise": "much"}, TypeError, "moons: expected a number noise, got 'much'"),
        (blobs, {"spread": -0.1}, ValueError, "blobs: expected 0 <= spread, got spread=-0.1"),
        (blobs, {"centers": [1, 2]}, ValueError, r"centers of shape \(K, D\), got \(2,\)"),
        (blobs, {"centers": np.ones((0, 2))}, ValueError, r"centers of shape \(K, D\), got \(0, 2"),
        (blobs, {"centers": [[0, np.inf]]}, ValueError, "finite centers, got 1 of 2 values NaN"),
    ],
)
def test_toy_sets_refuse_bad_options(make, option, error, text, rng):
    with pytest.raises(error, match=text):
        make(10, **option, rng=rng)
