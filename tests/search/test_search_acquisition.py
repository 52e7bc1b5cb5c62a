"""Expected improvement: against integration, against sampling, in its limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from course_lib.search import expected_improvement

MEAN, STD = st.floats(-3, 3), st.floats(0.05, 3)


def improvement(mean, std, best):
    return float(expected_improvement(np.array([mean]), np.array([std]), best)[0])


@given(mean=MEAN, std=STD, best=MEAN)
def test_it_is_the_expectation_of_the_improvement(mean, std, best):
    lowest = min(mean, best) - 12 * std
    integral, _ = quad(lambda f: (best - f) * norm.pdf(f, mean, std), lowest, best, epsabs=1e-12)
    assert improvement(mean, std, best) == pytest.approx(integral, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_mean_of_sampled_improvements(seed):
    rng = np.random.default_rng(seed)
    mean, std, best = rng.normal(), rng.uniform(0.2, 2), rng.normal()
    gains = np.maximum(best - rng.normal(mean, std, 400_000), 0)
    error = gains.std() / math.sqrt(gains.size)
    assert improvement(mean, std, best) == pytest.approx(gains.mean(), abs=5 * error)


@given(mean=MEAN, best=MEAN, low=STD, high=STD)
def test_more_doubt_is_more_promise(mean, best, low, high):
    low, high = sorted((low, high))
    assert improvement(mean, low, best) <= improvement(mean, high, best) + 1e-12


@given(best=MEAN, std=STD, low=MEAN, high=MEAN)
def test_a_lower_mean_is_more_promise(best, std, low, high):
    low, high = sorted((low, high))
    assert improvement(low, std, best) >= improvement(high, std, best) - 1e-12


def test_without_doubt_it_is_the_gain():
    promise = expected_improvement(np.array([1.0, 2.0, 3.0]), np.zeros(3), best=2.0)
    np.testing.assert_array_equal(promise, [1, 0, 0])


@pytest.mark.parametrize("std", [1e-300, 1e-12, 1e-3])
def test_tiny_doubts_neither_overflow_nor_go_below_zero(std):
    mean = np.array([-5.0, 0.0, 5.0])
    promise = expected_improvement(mean, np.full(3, std), best=0.0)
    np.testing.assert_allclose(promise, [5, std * norm.pdf(0), 0], rtol=1e-12)


@pytest.mark.parametrize(
    ("mean", "std", "text"),
    [
        ([math.nan], [1.0], "expected_improvement: expected finite mean"),
        ([0.0], [-1.0], "expected_improvement: expected 0 <= std"),
    ],
)
def test_errors(mean, std, text):
    with pytest.raises(ValueError, match=f"^{text}"):
        expected_improvement(np.array(mean), np.array(std), best=0.0)
