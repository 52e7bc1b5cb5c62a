"""Gaussian process: scikit-learn's numbers, SciPy's density, differences, limits."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from course_lib.search import gp

RECORDED = json.loads((Path(__file__).parent / "fixtures/gaussian_process.json").read_text())


def arrays(case, *names):
    return [np.array(case[name]) for name in names]


@pytest.mark.parametrize("case", RECORDED["fixed"], ids=lambda c: f"noise{c['noise']}")
def test_posterior_is_that_of_scikit_learn(case):
    x, y, at, lengths = arrays(case, "x", "y", "at", "lengths")
    mean, std = gp.posterior(x, y, at, gp.Kernel(lengths, case["signal"], case["noise"]))
    np.testing.assert_allclose(mean, case["mean"], rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(std, case["std"], rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("case", RECORDED["fixed"], ids=lambda c: f"noise{c['noise']}")
def test_likelihood_and_gradient_are_those_of_scikit_learn(case):
    x, y, lengths = arrays(case, "x", "y", "lengths")
    theta = np.log([*lengths, case["signal"], case["noise"]])
    value, gradient = gp.log_marginal_likelihood(x, y, theta)
    assert value == pytest.approx(case["likelihood"], rel=1e-10)
    np.testing.assert_allclose(gradient, case["gradient"], rtol=1e-8)


@pytest.mark.parametrize("case", RECORDED["fitted"], ids=range(len(RECORDED["fitted"])))
def test_the_fit_is_as_likely_as_the_best_of_forty_restarts(case):
    x, y = arrays(case, "x", "y")
    kernel = gp.fit_kernel(x, y)
    theta = np.log([*kernel.lengths, kernel.signal, kernel.noise])
    value, _ = gp.log_marginal_likelihood(x, y, theta)
    assert value > case["likelihood"] - 0.02


@pytest.mark.parametrize("seed", range(5))
def test_likelihood_is_the_density_of_a_normal_distribution(seed):
    rng = np.random.default_rng(seed)
    x, y, theta = rng.random((6, 3)), rng.standard_normal(6), rng.normal(-1, 0.5, 5)
    kernel = gp.unpack(theta)
    covariance = gp.matern52(x, x, kernel) + kernel.noise * np.eye(6)
    value, _ = gp.log_marginal_likelihood(x, y, theta)
    assert value == pytest.approx(multivariate_normal(cov=covariance).logpdf(y), rel=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_is_the_slope(seed):
    rng = np.random.default_rng(seed)
    x, y, theta = rng.random((8, 2)), rng.standard_normal(8), rng.normal(-1, 0.5, 4)
    _, gradient = gp.log_marginal_likelihood(x, y, theta)
    for i, step in enumerate(1e-5 * np.eye(4)):
        up, down = (gp.log_marginal_likelihood(x, y, theta + sign * step)[0] for sign in (1, -1))
        assert gradient[i] == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-7)


def test_it_goes_through_exact_observations_and_forgets_them_far_away(rng):
    x, y = rng.random((6, 2)), rng.standard_normal(6)
    at = np.vstack([x, [[40.0, 40.0]]])
    mean, std = gp.posterior(x, y, at, gp.Kernel(np.array([0.3, 0.3]), 1.5, 1e-10))
    np.testing.assert_allclose(mean, [*y, 0.0], atol=1e-6)
    np.testing.assert_allclose(std, [0, 0, 0, 0, 0, 0, np.sqrt(1.5)], atol=1e-4)


def test_a_coordinate_that_does_not_matter_gets_the_longest_length(rng):
    x = rng.random((12, 2))
    kernel = gp.fit_kernel(x, np.sin(6 * x[:, 0]))
    assert kernel.lengths[0] < 1
    assert kernel.lengths[1] == pytest.approx(20)


def test_points_at_one_place_are_no_obstacle():
    x, y = np.zeros((5, 1)), np.array([1.0, -1.0, 1.0, -1.0, 0.0])
    kernel = gp.fit_kernel(x, y)
    mean, std = gp.posterior(x, y, x, kernel)
    np.testing.assert_allclose(mean, 0, atol=1e-9)
    assert np.isfinite(std).all()


def test_covariances_are_symmetric_and_positive(rng):
    x = rng.random((20, 3))
    k = gp.matern52(x, x, gp.Kernel(np.array([0.3, 1.0, 5.0]), 1.0, 0.0))
    np.testing.assert_array_equal(k, k.T)
    np.testing.assert_array_equal(np.diag(k), 1)
    assert np.linalg.eigvalsh(k).min() > -1e-12


def test_inputs_stay_as_they_are(rng):
    x, y = rng.random((6, 2)), rng.standard_normal(6)
    copies = x.copy(), y.copy()
    gp.posterior(x, y, x, gp.fit_kernel(x, y))
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(y, copies[1])


GRID = np.linspace(0, 1, 11)[:, None]


@pytest.mark.parametrize(
    ("x", "y", "name", "end"),
    [
        (GRID, 9 * (-1.0) ** np.arange(11), "lengths", 0.05),
        (GRID, np.ones(11), "lengths", 20),
        (GRID, np.full(11, 1e-4), "signal", 0.01),
        (GRID, np.full(11, 1e4), "signal", 100),
        (GRID, np.sin(GRID[:, 0]), "noise", 1e-6),
        (np.zeros((8, 1)), 9 * (-1.0) ** np.arange(8), "noise", 1),
    ],
    ids=["wiggly", "flat", "small", "large", "exact", "noisy"],
)
def test_the_fit_goes_to_the_ends_of_its_documented_ranges_and_no_further(x, y, name, end):
    assert getattr(gp.fit_kernel(x, y), name) == pytest.approx(end)
