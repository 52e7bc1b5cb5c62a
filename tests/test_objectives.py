"""Curves and surfaces against complex steps, the scalar graph, and what their texts promise."""

import pickle
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import gradcheck, objectives
from course_lib.graph import Value, jacobian
from course_lib.objectives import (
    CURVES,
    SURFACES,
    Curve,
    Objective,
    quadratic,
    value_and_gradient,
)

skew = quadratic([[3.0, 1.0], [1.0, 0.5]], centre=[0.5, -1.0])
SURFACE_LIST = [*SURFACES.values(), skew]
surfaces = pytest.mark.parametrize("surface", SURFACE_LIST, ids=lambda s: s.name)
curves = pytest.mark.parametrize("curve", CURVES.values(), ids=lambda c: c.name)
everything = pytest.mark.parametrize(
    "objective", [*SURFACE_LIST, *CURVES.values()], ids=lambda o: o.name
)


def window(surface, shape, rng):
    low, high = np.array(surface.bounds).T
    return rng.uniform(low, high, (*shape, len(low)))


# --- derivatives: three witnesses --------------------------------------------------------------


@surfaces
def test_gradient_and_hessian_are_the_complex_step_derivatives(surface, rng):
    x = window(surface, (200,), rng)
    step = 1e-20 * np.eye(2)
    for j in range(2):
        moved = (x + 1j * step[j]).T
        slope = np.imag(surface.f(*moved)) / 1e-20
        row = np.stack([np.broadcast_to(np.imag(d), 200) for d in surface.df(*moved)], -1) / 1e-20
        scale = np.abs(surface.hessian(x)).max()
        np.testing.assert_allclose(surface.gradient(x)[:, j], slope, rtol=1e-11, atol=1e-13 * scale)
        np.testing.assert_allclose(surface.hessian(x)[:, j], row, rtol=1e-11, atol=1e-13 * scale)


@curves
def test_slope_and_curvature_are_the_complex_step_derivatives(curve):
    x = np.linspace(*curve.bounds, 201)
    slope = gradcheck.numerical_derivative(curve.f, x, "complex")
    np.testing.assert_allclose(curve.gradient(x), slope, rtol=1e-12, atol=1e-12)
    curvature = gradcheck.numerical_derivative(curve.df, x, "complex")
    np.testing.assert_allclose(curve.hessian(x), curvature, rtol=1e-12, atol=1e-11)


@everything
def test_gradient_is_that_of_finite_differences(objective, rng):
    x = np.array(objective.start) * 0.9 + 0.05
    for _ in range(5):
        error = gradcheck.directional_error(objective.value, x, objective.gradient(x), rng)
        assert error < gradcheck.TOLERANCE
    numeric = gradcheck.numerical_gradient(objective.value, x)
    np.testing.assert_allclose(objective.gradient(x), numeric, rtol=1e-7, atol=1e-7)


@surfaces
def test_scalar_graph_gives_value_gradient_and_hessian(surface, rng):
    for point in window(surface, (5,), rng):
        leaves = [Value(v) for v in point]
        (gradient,) = jacobian([surface.f(*leaves)], leaves).rows
        value = surface.f(*leaves).data
        hessian = jacobian(list(surface.df(*leaves)), leaves).rows
        scale = np.abs(surface.hessian(point)).max()
        np.testing.assert_allclose(surface.value(point), value, rtol=1e-13)
        np.testing.assert_allclose(surface.gradient(point), gradient, rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(surface.hessian(point), hessian, rtol=1e-11, atol=1e-13 * scale)


def evaluate(formula, **variables):
    """Evaluate a formula as it is printed: ``2 x^2`` is ``2 * x**2``."""
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", formula.replace("^", "**"))
    return eval(text, {"__builtins__": {}}, variables)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda s: s.name)
def test_printed_formula_is_the_surface(surface, rng):
    x = window(surface, (50,), rng)
    printed = evaluate(surface.formula, x=x[:, 0], y=x[:, 1])
    np.testing.assert_allclose(surface(x), printed, rtol=1e-11, atol=1e-12)


@curves
def test_printed_formula_is_the_curve(curve):
    x = np.linspace(*curve.bounds, 101)
    np.testing.assert_allclose(curve(x), evaluate(curve.formula, x=x), rtol=1e-12, atol=1e-13)


# --- minima ------------------------------------------------------------------------------------


@surfaces
def test_minima_are_where_the_gradient_is_0_and_the_hessian_positive(surface):
    points = np.array(surface.minima)
    curvature = np.linalg.eigvalsh(surface.hessian(points))
    assert np.all(curvature[:, 0] > 0)
    scale = curvature[:, -1:] * np.abs(points).max(-1, keepdims=True)
    assert np.all(np.abs(surface.gradient(points)) <= 4e-15 * np.maximum(scale, 1))
    assert np.all(np.diff(surface(points)) >= -1e-12)  # lowest first


@surfaces
def test_newton_from_everywhere_finds_no_other_minimum(surface):
    low, high = np.array(surface.bounds).T
    grids = np.meshgrid(*np.linspace(low, high, 42).T)
    x = np.stack(grids, -1).reshape(-1, 2)
    for _ in range(60):
        step = np.linalg.solve(surface.hessian(x), surface.gradient(x)[..., None])[..., 0]
        x = x - step / np.maximum(1, np.linalg.norm(step, axis=-1, keepdims=True))
    inside = np.all((x >= low) & (x <= high), axis=-1)
    still = np.abs(surface.gradient(x)).max(-1) < 1e-9
    found = x[inside & still & (np.linalg.eigvalsh(surface.hessian(x))[:, 0] > 1e-6)]
    distance = np.linalg.norm(found[:, None] - np.array(surface.minima), axis=-1)
    assert distance.min(axis=1).max() < 1e-7  # everything found is listed
    assert distance.min(axis=0).max() < 1e-7  # everything listed is found


@curves
def test_curves_turn_upwards_at_their_minima_and_nowhere_else(curve):
    x = np.linspace(*curve.bounds, 100_000)
    slope = curve.gradient(x)
    turns = x[:-1][(slope[:-1] < 0) & (slope[1:] >= 0)]
    np.testing.assert_allclose(np.sort(curve.minima), turns, atol=2e-4)
    points = np.array(curve.minima)
    assert np.all(np.abs(curve.gradient(points)) < 1e-14 * curve.hessian(points) + 1e-15)
    assert np.all(np.diff(curve(points)) >= 0)


@everything
def test_start_and_minima_lie_in_the_window(objective):
    points = np.array([objective.start, *objective.minima])
    low, high = np.array(objective.bounds).T
    assert np.all((points > low) & (points < high))


# --- shapes, types, bits -----------------------------------------------------------------------


@surfaces
def test_leading_axes_are_many_points_at_once(surface, rng):
    x = window(surface, (3, 4), rng)
    kept = x.copy()
    value, gradient, hessian = surface(x), surface.gradient(x), surface.hessian(x)
    assert (value.shape, gradient.shape, hessian.shape) == ((3, 4), (3, 4, 2), (3, 4, 2, 2))
    for i in np.ndindex(3, 4):
        np.testing.assert_array_equal(value[i], surface.value(x[i]))
        np.testing.assert_array_equal(gradient[i], surface.gradient(x[i]))
        np.testing.assert_array_equal(hessian[i], surface.hessian(x[i]))
    np.testing.assert_array_equal(surface(np.asfortranarray(x)), value)
    np.testing.assert_array_equal(x, kept)


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_floats_and_arrays_give_the_same_bits(x, y):
    """So a path on plain floats, on arrays and on another processor is one path."""
    points = np.tile([x, y], (9, 1))
    for s in SURFACES.values():
        assert s.f(x, y) == s(points)[0] == s(points)[-1]
        assert tuple(s.df(x, y)) == tuple(s.gradient(points)[0]) == tuple(s.gradient(points)[-1])
    for c in CURVES.values():
        assert c.f(x) == c(points)[0, 0] == c(x)
        assert c.df(x) == c.gradient(points)[8, 0] == c.gradient(x)


@everything
def test_dtype_is_kept_and_integers_are_points(objective):
    x = np.array(objective.start, np.float32)
    for f in (objective.value, objective.gradient, objective.hessian):
        assert f(x).dtype == np.float32
        assert f(np.array(objective.start, int)).dtype == np.float64


@curves
def test_curves_take_x_of_any_shape(curve):
    x = np.linspace(*curve.bounds, 6).reshape(3, 2)
    for f in (curve, curve.value, curve.gradient, curve.hessian):
        assert f(x).shape == (3, 2)
        assert f(0.5).shape == ()


@everything
def test_objectives_travel_to_other_processes(objective):
    copy = pickle.loads(pickle.dumps(objective))
    x = np.array(objective.start)
    np.testing.assert_array_equal(copy.hessian(x), objective.hessian(x))


def test_every_objective_is_listed_under_its_name():
    public = {n: o for n, o in vars(objectives).items() if isinstance(o, Objective | Curve)}
    assert public == SURFACES | CURVES
    assert all(name == o.name for name, o in public.items())


# --- what the texts promise --------------------------------------------------------------------


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_quadratic_is_half_the_form(dimension, rng):
    root = rng.standard_normal((dimension, dimension))
    A, c = root @ root.T + np.eye(dimension), rng.standard_normal(dimension)
    f = quadratic(A, centre=c)
    x = rng.standard_normal((7, 3, dimension))
    d = x - c
    np.testing.assert_allclose(f(x), np.einsum("...i,ij,...j", d, A, d) / 2, rtol=1e-12)
    np.testing.assert_allclose(f.gradient(x), d @ A, rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(f.hessian(x), np.broadcast_to(A, (7, 3, dimension, dimension)))
    np.testing.assert_allclose(f.minima, [c])


def test_quadratic_saddle_has_no_minimum():
    assert quadratic(np.diag([1.0, -1.0])).minima == ()
    assert quadratic(np.diag([1.0, 0.0])).minima == ()
    assert quadratic(np.eye(3), start=[0, -4, 1]).bounds == ((-6.0, 6.0),) * 3


def test_value_and_gradient_is_what_minimizers_take():
    value, gradient = value_and_gradient(objectives.rosenbrock)(np.array([-1.2, 1.0]))
    assert type(value) is float
    assert [value, *gradient] == pytest.approx([24.2, -215.6, -88.0], rel=1e-12)
    value, gradient = value_and_gradient(objectives.parabola)(np.array([1.0, 3.0]))
    assert (value, gradient.tolist()) == (10.0, [2.0, 6.0])


@pytest.mark.parametrize(
    ("action", "error", "text"),
    [
        (
            lambda: objectives.bowl([1.0, 2.0, 3.0]),
            ValueError,
            r"bowl: expected points of shape \(\.\.\., 2\), got \(3,\)\. .*np\.stack\(\[x, y\]",
        ),
        (lambda: objectives.bowl.gradient(1.0), ValueError, r"bowl: expected points .* got \(\)"),
        (lambda: objectives.bowl.hessian([[1.0]]), ValueError, r"bowl: .* got \(1, 1\)"),
        (lambda: objectives.beale([1j, 1]), TypeError, r"beale: expected real numbers in x, got"),
        (lambda: objectives.w_shape("1"), TypeError, r"w_shape: expected real numbers in x"),
        (
            lambda: value_and_gradient(objectives.bowl)(np.ones((4, 2))),
            ValueError,
            r"bowl: expected one point of shape \(2,\), got \(4, 2\)",
        ),
        (lambda: quadratic([[1.0, 2.0]]), ValueError, r"quadratic: .* \(D, D\), got \(1, 2\)"),
        (lambda: quadratic([[1, 2], [0, 1]]), ValueError, r"differs from its transpose"),
        (lambda: quadratic(np.empty((0, 0))), ValueError, r"of shape \(D, D\), got \(0, 0\)"),
        (lambda: quadratic(np.eye(2), [1.0]), ValueError, r"centre of shape \(2,\), got \(1,\)"),
        (lambda: quadratic(np.eye(2), start=[1]), ValueError, r"start of shape \(2,\), got \(1,\)"),
        (
            lambda: Objective("f", "", max, max, max, ((0.0,),), (0.0, 0.0), ((0, 1), (0, 1))),
            ValueError,
            r"f: expected start, bounds and minima for one number of variables, got \[1, 2\]",
        ),
    ],
)
def test_errors_say_rule_value_and_remedy(action, error, text):
    with pytest.raises(error, match=text):
        action()


def test_a_surface_grid_spans_the_window_with_rows_along_y():
    x, y, z = objectives.surface_grid(objectives.himmelblau, points=5)
    assert (x[0], x[-1], y[0], y[-1]) == (-5, 5, -5, 5)
    assert z[3, 1] == objectives.himmelblau([x[1], y[3]])


def test_a_surface_grid_needs_two_variables():
    line = objectives.quadratic([[1.0]])
    with pytest.raises(ValueError, match="surface_grid: expected a surface of two variables"):
        objectives.surface_grid(line)
