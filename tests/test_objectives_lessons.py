"""What each curve and surface is there to show: the claims of its docstring, measured."""

import math

import numpy as np
import pytest

from course_lib import objectives
from course_lib.objectives import value_and_gradient
from course_lib.optimizers import gradient_descent, newton


def descend(df, x, lr, steps=2000, momentum=0.0):
    v = 0 * x
    for _ in range(steps):
        v = momentum * v - lr * df(x)
        x = x + v
    return x


@pytest.mark.parametrize("lr", [0.4, 0.6, 0.9, 1.2])
def test_parabola_contracts_by_1_minus_2_lr(lr):
    x = np.array([1.0, -2.0, 0.3])
    after = x - lr * objectives.parabola.gradient(x)
    np.testing.assert_allclose(after / x, 1 - 2 * lr, rtol=1e-15)


def test_on_the_w_shape_the_start_decides():
    left, right = objectives.w_shape.minima
    ends = descend(objectives.w_shape.df, np.array([-1.6, -0.2, 0.3, 1.6]), 0.02)
    np.testing.assert_allclose(ends, [left, left, right, right], atol=1e-9)


def test_newton_doubles_its_digits_on_the_u_shape():
    u = objectives.u_shape
    path = newton(value_and_gradient(u), lambda t: np.diag(u.hessian(t)), [u.start]).path[:, 0]
    digits = -np.log10(np.abs(path[3:7] - u.minima[0]))
    assert np.all(digits[1:] > 1.6 * digits[:-1])


@pytest.mark.parametrize("lr", [0.03, 0.05, 0.1])
def test_momentum_rolls_through_the_dent_that_stops_descent(lr):
    bumpy = objectives.bumpy
    assert descend(bumpy.df, bumpy.start, lr) == pytest.approx(bumpy.minima[1], abs=1e-9)
    assert descend(bumpy.df, bumpy.start, lr, momentum=0.9) == pytest.approx(0, abs=1e-9)


def test_large_steps_cannot_rest_in_the_sharp_minimum():
    f = objectives.flat_and_sharp
    sharp, flat = f.minima
    assert f.hessian([sharp, flat]).round() == pytest.approx([50, 2])
    starts = np.linspace(0.5, 4.5, 9)
    assert np.count_nonzero(np.abs(descend(f.df, starts, 0.03) - sharp) < 1e-9) > 4
    assert np.all(np.abs(descend(f.df, starts, 0.045) - sharp) > 1e-3)
    np.testing.assert_allclose(descend(f.df, starts, 0.5), flat, atol=1e-9)
    cost = [np.mean([f(m + 0.1), f(m - 0.1)]) - f(m) for m in f.minima]
    assert cost[0] / cost[1] == pytest.approx(20, rel=0.01)


def test_turning_the_bowl_turns_the_path_of_gradient_descent():
    bowl, turned = objectives.bowl, objectives.rotated_bowl
    R = np.array([[1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)
    np.testing.assert_allclose(R @ bowl.start, turned.start, rtol=1e-15)
    paths = [
        gradient_descent(value_and_gradient(s), s.start, lr=0.95, steps=50) for s in (bowl, turned)
    ]
    np.testing.assert_allclose(paths[0].path @ R.T, paths[1].path, atol=1e-13)
    np.testing.assert_allclose(paths[0].values, paths[1].values, atol=1e-13)
    assert np.linalg.cond(bowl.hessian([0, 0])) == pytest.approx(20.0, rel=1e-14)
    assert np.linalg.cond(turned.hessian([0, 0])) == pytest.approx(20.0, rel=1e-14)


def test_newton_runs_into_the_saddle_and_descent_leaves_it():
    f = objectives.saddle
    end = newton(value_and_gradient(f), f.hessian, f.start).theta
    np.testing.assert_allclose(end, [0, 0], atol=1e-12)
    assert np.linalg.eigvalsh(f.hessian(end)).tolist() == [-1.0, 1.0]
    end = gradient_descent(value_and_gradient(f), f.start, lr=0.1, steps=500).theta
    np.testing.assert_allclose(end, f.minima[1], atol=1e-7)


def test_camel_start_leads_to_a_minimum_that_is_not_the_lowest():
    f = objectives.camel
    end = gradient_descent(value_and_gradient(f), f.start, lr=0.02, steps=500).theta
    np.testing.assert_allclose(end, f.minima[4], atol=1e-7)
    np.testing.assert_allclose(f(f.minima), [-1.03, -1.03, -0.22, -0.22, 2.10, 2.10], atol=0.005)


def test_beale_is_high_at_the_corners_and_himmelblau_has_four_zeros():
    corners = 4.5 * np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    assert np.all(objectives.beale(corners) > 1e5)
    np.testing.assert_allclose(objectives.himmelblau(objectives.himmelblau.minima), 0, atol=1e-25)


def test_plateau_fades_as_2_over_r_cubed():
    r = np.array([1e2, 1e3, 1e4])
    slope = objectives.plateau.gradient(np.stack([0.6 * r, -0.8 * r], -1))
    np.testing.assert_allclose(np.linalg.norm(slope, axis=-1) * r**3, 2, rtol=1e-3)


# --- quadratics --------------------------------------------------------------------------------
