"""Difference quotients: their errors follow theory, and wrong gradients do not get by."""

import numpy as np
import pytest

from course_lib.gradcheck import (
    STEPS,
    TOLERANCE,
    directional_error,
    numerical_derivative,
    numerical_gradient,
)


def median_errors(method, steps):
    """Median error of the slope of exp over 41 points: round-off is random at a single one."""
    x = np.linspace(0.5, 1.5, 41)
    numeric = numerical_derivative(np.exp, x[:, None], method, steps)
    return np.median(np.abs(numeric / np.exp(x)[:, None] - 1), axis=0)


def log_slope(steps, errors):
    return np.polyfit(np.log10(steps), np.log10(errors), 1)[0]


@pytest.mark.parametrize(
    ("method", "left", "right", "power"),
    [("forward", (-15, -10), (-6, -2), 1), ("central", (-14, -8), (-4, -1), 2)],
)
def test_error_over_h_is_a_v_with_round_off_left_and_truncation_right(method, left, right, power):
    steps = np.logspace(*left, 25)
    assert log_slope(steps, median_errors(method, steps)) == pytest.approx(-1, abs=0.1)
    steps = np.logspace(*right, 25)
    assert log_slope(steps, median_errors(method, steps)) == pytest.approx(power, abs=0.02)


@pytest.mark.parametrize("method", ["forward", "central"])
def test_default_step_is_within_a_factor_10_of_the_bottom_of_the_v(method):
    steps = np.logspace(-12, -2, 101)
    best = steps[np.argmin(median_errors(method, steps))]
    assert 0.1 < STEPS[method] / best < 10


def test_complex_step_has_no_round_off_branch():
    assert STEPS["complex"] < 1e-9
    steps = np.logspace(-300, -9, 30)
    assert median_errors("complex", steps).max() < 1e-15
    steps = np.logspace(-4, -1, 20)
    assert log_slope(steps, median_errors("complex", steps)) == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize(
    ("method", "error"), [("forward", 1e-6), ("central", 1e-9), ("complex", 0)]
)
def test_gradient_of_a_function_of_a_matrix(method, error, rng):
    A, x = rng.standard_normal((3, 3)), rng.standard_normal((2, 3))
    kept = x.copy()
    gradient = numerical_gradient(lambda x: np.sum((x @ A) * x), x, method)
    np.testing.assert_allclose(gradient, x @ (A + A.T), rtol=1e-14, atol=error + 1e-14)
    np.testing.assert_array_equal(x, kept)


def test_numbers_and_integers_are_points_too():
    assert numerical_derivative(np.square, 3) == pytest.approx(6, rel=1e-9)
    assert numerical_gradient(lambda x: x**3, 2) == pytest.approx(12, rel=1e-9)
    assert numerical_derivative(np.square, [1, 2]).shape == (2,)
    assert numerical_derivative(np.sin, np.zeros((4, 1)), h=np.full(3, 0.1)).shape == (4, 3)


def test_directional_error_sees_one_wrong_entry_of_many(rng):
    x = rng.standard_normal((30, 20))

    def f(x):
        return np.sum(np.tanh(x))

    gradient = 1 - np.tanh(x) ** 2
    assert all(directional_error(f, x, gradient, np.random.default_rng(s)) < 1e-7 for s in range(9))
    gradient[3, 4] *= 1.01
    assert all(directional_error(f, x, gradient, np.random.default_rng(s)) > 1e-6 for s in range(9))


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_directional_error_counts_no_round_off_around_a_gradient_of_0(scale):
    """The sum of a softmax is 1 for every x, except for its last digits."""

    def f(x):
        return scale * np.sum(np.exp(x) / np.exp(x).sum())

    errors = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal(6)
        errors.append(directional_error(f, x, np.zeros(6), rng))
        assert directional_error(f, x, np.full(6, 1e-3 * scale), rng) > 100 * TOLERANCE
    assert 0 < max(errors) < TOLERANCE


@pytest.mark.parametrize(
    ("action", "error", "text"),
    [
        (lambda r: numerical_derivative(np.sin, 0, "centrl"), ValueError, r"mean 'central'\?"),
        (lambda r: numerical_derivative(np.sin, 0, h=0), ValueError, r"0 < h, got h=0"),
        (lambda r: numerical_gradient(np.sum, 0, h=-1.0), ValueError, r"gradient: expected 0 < h"),
        (lambda r: numerical_derivative(np.sin, np.inf), ValueError, r"expected finite x"),
        (
            lambda r: numerical_derivative(np.abs, 1.0, "complex"),
            ValueError,
            r'method="complex": expected a complex result .* use method="central"',
        ),
        (
            lambda r: numerical_gradient(lambda x: x, [1.0, 2.0]),
            TypeError,
            r"numerical_gradient: expected one number from f, got \(2,\)\.",
        ),
        (
            lambda r: numerical_gradient(lambda x: (x.sum(), x), [1.0, 2.0]),
            TypeError,
            r"got tuple\. Does f return \(value, gradient\)\? Pass lambda x: f\(x\)\[0\]",
        ),
        (
            lambda r: directional_error(np.sum, np.ones(3), np.ones(2), r),
            ValueError,
            r"a gradient of shape \(3,\), as x, got \(2,\)",
        ),
        (lambda r: directional_error(np.sum, [1], [1], 0), TypeError, r"default_rng\(seed\)"),
        (lambda r: directional_error(np.sum, [1], [1], r, h=0), ValueError, r"0 < h, got h=0"),
    ],
)
def test_errors_say_rule_value_and_remedy(action, error, text, rng):
    with pytest.raises(error, match=text):
        action(rng)
