"""Gradient descent and Newton's method: rates, saddles, singular Hessians, safeguards (T10)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optimizer_registry import ROSENBROCK, SADDLE

from course_lib.optimizers import gradient_descent, newton


def random_quadratic(seed, size=4, *, definite=True):
    rng = np.random.default_rng(seed)
    Q, _ = np.linalg.qr(rng.standard_normal((size, size)))
    curvature = rng.uniform(0.5, 20, size) * (1 if definite else rng.permutation([1, 1, -1, -1]))
    A, b = Q @ np.diag(curvature) @ Q.T, rng.standard_normal(size)
    return A, (lambda x: (x @ A @ x / 2 - b @ x, A @ x - b)), np.linalg.solve(A, b)


def long_valley(x):
    """√(1 + x²): convex, and pure Newton leaps from x to −x³."""
    return float(np.sqrt(1 + x @ x)), x / np.sqrt(1 + x @ x)


def long_valley_hessian(x):
    return np.array([[(1 + x @ x) ** -1.5]])


@given(eta=st.floats(0.01, 0.99), L=st.floats(0.5, 2))
def test_descent_contracts_by_1_minus_eta_L(eta, L):
    path = gradient_descent(lambda x: (L * (x @ x) / 2, L * x), [1.0], lr=eta, steps=10).path
    np.testing.assert_allclose(path[:, 0], (1 - eta * L) ** np.arange(len(path)), rtol=1e-9)


def test_descent_diverges_above_2_over_L_and_says_so():
    kind = gradient_descent(lambda x: (x @ x, 2 * x), [1.0], lr=0.99, steps=2000)
    assert kind.converged
    wild = gradient_descent(lambda x: (x @ x, 2 * x), [1.0], lr=1.5, steps=2000)
    assert not wild.converged
    assert len(wild.path) < 2000
    assert np.isfinite(wild.path).all()
    assert np.isfinite(wild.values).all()
    assert "diverged, the next point is not finite; try a smaller lr" in wild.message


@given(seed=st.integers(0, 1000), definite=st.booleans())
def test_newton_solves_a_quadratic_in_one_step(seed, definite):
    """The stationary point, be it a minimum or a saddle."""
    A, f, stationary = random_quadratic(seed, definite=definite)
    minimum = newton(f, lambda x: A, np.ones(4))
    np.testing.assert_allclose(minimum.path[1], stationary, rtol=1e-8, atol=1e-9)


@given(seed=st.integers(0, 1000))
def test_the_line_search_lets_newtons_step_on_a_quadratic_pass(seed):
    A, f, stationary = random_quadratic(seed)
    minimum = newton(f, lambda x: A, np.ones(4), line_search=True)
    np.testing.assert_allclose(minimum.path[1], stationary, rtol=1e-8, atol=1e-9)


def test_damping_leaves_the_share_1_minus_lr_of_the_error():
    A, f, stationary = random_quadratic(0)
    path = newton(f, lambda x: A, np.ones(4), lr=0.25, steps=5).path
    errors = np.linalg.norm(path - stationary, axis=1)
    np.testing.assert_allclose(errors[1:] / errors[:-1], 0.75, rtol=1e-9)


def test_newton_doubles_its_digits():
    """Quadratic convergence on cosh: the error is cubed even, for the third derivative is 0."""
    minimum = newton(
        lambda x: (float(np.cosh(x[0])), np.sinh(x)), lambda x: np.array([np.cosh(x)]), [1.0]
    )
    errors = np.abs(minimum.path[:, 0])
    assert len(minimum.path) - 1 <= 5
    assert errors[2] < errors[1] ** 2 < errors[0]


def test_at_a_saddle_newton_converges_to_the_saddle():
    minimum = newton(SADDLE, SADDLE.hessian, SADDLE.start)
    assert minimum.converged
    np.testing.assert_allclose(minimum.theta, [0, 0], atol=1e-12)


def test_with_a_line_search_newton_leaves_the_saddle():
    minimum = newton(SADDLE, SADDLE.hessian, SADDLE.start, line_search=True, steps=8)
    assert (np.diff(minimum.values) < 0).all()
    assert abs(minimum.theta[0]) < 1e-12
    assert abs(minimum.theta[1]) == pytest.approx(0.1 * 2**8)  # doubles away from 0


def test_pure_newton_on_rosenbrock_climbs_on_its_way():
    pure = newton(ROSENBROCK, ROSENBROCK.hessian, ROSENBROCK.start)
    assert pure.converged
    assert pure.values.max() > 1000 > 50 > pure.values[0]


def test_with_a_line_search_newton_on_rosenbrock_only_descends():
    safe = newton(ROSENBROCK, ROSENBROCK.hessian, ROSENBROCK.start, line_search=True)
    assert safe.converged
    assert (np.diff(safe.values) < 0).all()
    assert safe.evaluations > len(safe.path)


def test_far_from_the_optimum_newton_needs_a_step_rule():
    pure = newton(long_valley, long_valley_hessian, [1.5])
    assert not pure.converged
    assert np.abs(pure.path).max() > 1e6
    safe = newton(long_valley, long_valley_hessian, [1.5], line_search=True)
    assert safe.converged
    np.testing.assert_allclose(safe.theta, 0, atol=1e-9)


def singular(x):
    """x² with a second, idle variable."""
    return float(x[0] ** 2), np.array([2 * x[0], 0.0])


def test_a_singular_hessian_ends_pure_newton():
    H = np.diag([2.0, 0.0])
    minimum = newton(singular, lambda x: H, [3.0, 1.0])
    assert not minimum.converged
    assert len(minimum.path) == 1
    assert "the Hessian is singular; start elsewhere, or line_search=True" in minimum.message


def test_a_line_search_does_not_mind_a_singular_hessian():
    H = np.diag([2.0, 0.0])
    minimum = newton(singular, lambda x: H, [3.0, 1.0], line_search=True)
    assert minimum.converged
    np.testing.assert_allclose(minimum.theta, [0, 1], atol=1e-12)


def test_where_the_surface_does_not_bend_the_step_is_long_and_finite():
    """A curvature of 0 counts as 1e-8 of the largest: y − 4 / (1e-8 · 4)."""
    slope = newton(
        lambda x: (2 * x[0] ** 2 + 4 * x[1], np.array([4 * x[0], 4.0])),
        lambda x: np.diag([4.0, 0.0]),
        [1.0, 0.0],
        line_search=True,
        steps=1,
    )
    np.testing.assert_allclose(slope.theta, [0, -1e8], rtol=1e-12, atol=1e-12)


def test_on_a_plane_the_safeguard_follows_the_gradient():
    minimum = newton(
        lambda x: (x.sum(), np.ones(2)),
        lambda x: np.zeros((2, 2)),
        [0, 0],
        line_search=True,
        steps=3,
    )
    np.testing.assert_array_equal(minimum.theta, [-3, -3])


def test_a_gradient_that_lies_ends_the_search_and_is_named():
    """Its direction leads uphill, so no step is short enough."""
    minimum = newton(lambda x: (x @ x, -2 * x), lambda x: 2 * np.eye(1), [1.0], line_search=True)
    assert not minimum.converged
    assert len(minimum.path) == 1
    assert "no step along the direction lowers the objective" in minimum.message
    assert "a wrong gradient" in minimum.message


def test_a_hessian_of_another_form_is_refused():
    with pytest.raises(
        ValueError, match=r"newton: expected a Hessian of shape \(2, 2\), got \(2,\)"
    ):
        newton(SADDLE, lambda x: np.ones(2), SADDLE.start)
    with pytest.raises(ValueError, match="newton: expected finite Hessian, got 1 of 4 values NaN"):
        newton(SADDLE, lambda x: [[1, 0], [0, np.nan]], SADDLE.start)
