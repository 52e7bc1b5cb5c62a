"""Line searches: the conditions hold where they end, and they end where none can hold."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from optimizer_registry import BOWL, ROSENBROCK

from course_lib.optimizers.descent import Evaluator, Point, StuckError
from course_lib.optimizers.line_search import _between, _Trial, backtracking, strong_wolfe

SEARCHES = pytest.mark.parametrize("search", [backtracking, strong_wolfe])
lengths = st.floats(-4, 4).map(lambda exponent: 10.0**exponent)


def wiggly(coefficients):
    """A curve with many local minima and a bottom: x⁴ plus waves."""
    a, b, c = coefficients

    def f(theta):
        x = theta[0]
        value = x**4 / 10 + a * np.sin(3 * x) + b * np.cos(5 * x) + c * x
        slope = 0.4 * x**3 + 3 * a * np.cos(3 * x) - 5 * b * np.sin(5 * x) + c
        return value, np.array([slope])

    return f


def assert_wolfe(start, end, direction, *, curvature):
    """Check sufficient decrease, c₁ = 1e-4, and the curvature condition, c₂ = 0.9."""
    axis = np.argmax(np.abs(direction))
    alpha = (end.theta - start.theta)[axis] / direction[axis]
    slope = start.gradient @ direction
    assert alpha > 0
    np.testing.assert_allclose(end.theta, start.theta + alpha * direction, rtol=1e-9, atol=1e-12)
    assert end.value <= start.value + 1e-4 * alpha * slope + 1e-13 * (1 + abs(start.value))
    if curvature:
        assert abs(end.gradient @ direction) <= 0.9 * abs(slope) * (1 + 1e-9)


@SEARCHES
@given(coefficients=st.tuples(*[st.floats(-2, 2)] * 3), x=st.floats(-3, 3), first=lengths)
def test_the_conditions_hold_on_wavy_curves(search, coefficients, x, first):
    objective = Evaluator("test", wiggly(coefficients))
    start = objective(np.array([x]))
    assume(abs(start.gradient[0]) > 1e-3)
    end = search(objective, start, -start.gradient, first=first)
    assert_wolfe(start, end, -start.gradient, curvature=search is strong_wolfe)


@SEARCHES
@given(x=st.floats(-2, 2), y=st.floats(-2, 2), first=lengths, turn=st.floats(-1.4, 1.4))
def test_the_conditions_hold_on_rosenbrock_along_any_way_down(search, x, y, first, turn):
    objective = Evaluator("test", ROSENBROCK)
    start = objective(np.array([x, y]))
    assume(start.steepness > 1e-3)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    direction = -rotation @ start.gradient
    end = search(objective, start, direction, first=first)
    assert_wolfe(start, end, direction, curvature=search is strong_wolfe)


def test_the_first_length_is_taken_when_it_is_good():
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([1.0]))
    for search in (backtracking, strong_wolfe):
        before = objective.evaluations
        assert search(objective, start, np.array([-1.0])).theta == [0]
        assert objective.evaluations == before + 1


def test_backtracking_halves():
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([1.0]))
    end = backtracking(objective, start, np.array([-1.0]), first=12.0)
    assert end.theta == [-0.5]  # 12, 6 and 3 leap too far; 1.5 does not


@pytest.mark.parametrize(("first", "end"), [(1.99979, 1 - 1.99979), (1.99981, 1 - 1.99981 / 2)])
def test_enough_is_a_ten_thousandth_of_what_the_slope_promises(first, end):
    """(1 − α)² ≤ 1 − 1e-4 · 2 α up to α = 1.9998."""
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([1.0]))
    assert backtracking(objective, start, np.array([-1.0]), first=first).theta == [end]


def test_enough_is_enough_to_the_last_digit():
    """φ(α) ≤ φ(0) + c₁ α φ'(0) with equality: the step is taken."""
    objective = Evaluator("test", lambda x: (-1e-4 * x[0], np.array([-1.0])))
    start = objective(np.array([0.0]))
    assert backtracking(objective, start, np.array([1.0])).theta == [1]


def test_at_the_bottom_the_full_step_may_keep_the_value():
    """1 + 1e-18 is 1: only the slope still tells where the minimum is."""
    objective = Evaluator("test", lambda x: (1 + x @ x, 2 * x))
    start = objective(np.array([1e-9]))
    for search in (backtracking, strong_wolfe):
        before = objective.evaluations
        assert search(objective, start, np.array([-1e-9])).theta == [0]
        assert objective.evaluations == before + 1


def test_strong_wolfe_doubles_until_the_slope_has_flattened():
    """From 100, slopes flatten to 90 % at α = 10; tried are 1, 2, 4, 8 and 16."""
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([100.0]))
    assert strong_wolfe(objective, start, np.array([-1.0])).theta == [84]
    assert objective.evaluations == 6


def test_a_curvature_condition_asks_for_long_enough_steps():
    """Sufficient decrease alone is satisfied by a step of nearly nothing."""
    objective = Evaluator("test", BOWL)
    start = objective(BOWL.start)
    direction = -start.gradient
    short = backtracking(objective, start, direction, first=1e-3)
    long = strong_wolfe(objective, start, direction, first=1e-3)
    assert long.value < short.value
    assert_wolfe(start, long, direction, curvature=True)


def test_cubic_steps_close_in_quickly():
    """On a parabola the cubic through both ends has its minimum where the parabola has it."""
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([1.0]))
    end = strong_wolfe(objective, start, np.array([-1.0]), first=6.0)
    np.testing.assert_allclose(end.theta, 0, atol=1e-12)
    assert objective.evaluations == 3


def trial(alpha, value, slope):
    return _Trial(alpha, Point(np.zeros(1), value, np.zeros(1)), slope)


def test_a_trial_cannot_be_changed():
    with pytest.raises(AttributeError):
        trial(0.0, 0.0, -1.0).slope = 1.0


@given(
    bottom=st.floats(0.11, 0.89),
    bend=st.floats(0.5, 5),
    twist=st.floats(-1, 1),
    ends=st.tuples(st.floats(0, 3), st.floats(0.5, 3), st.booleans()),
)
def test_the_next_try_is_the_minimum_of_the_cubic(bottom, bend, twist, ends):
    low, width, backwards = ends
    ends = (low + width, low) if backwards else (low, low + width)
    minimum = ends[0] + bottom * (ends[1] - ends[0])
    curve = np.polynomial.Polynomial([7.0, 0.0, bend, twist * bend / 3 / width])
    slope = curve.deriv()
    at = [trial(a, float(curve(a - minimum)), float(slope(a - minimum))) for a in ends]
    assert _between(*at) == pytest.approx(minimum, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "slope"),
    [
        (-0.5, -1.0),  # the cubic only falls
        (-1.0, -1.0),  # a straight line
        (1e300, 1.0),  # its coefficients overflow
        (np.inf, 1.0),
        (np.nan, np.nan),
    ],
)
def test_without_a_cubic_minimum_the_next_try_is_the_middle(value, slope):
    assert _between(trial(1.0, 0.0, -1.0), trial(2.0, value, slope)) == 1.5


@pytest.mark.parametrize(("value", "share"), [(1e6, 0.1), (-0.3333, 0.9)])
def test_the_next_try_keeps_away_from_both_ends(value, share):
    high = trial(1.0, value, 1e6 if value > 0 else 1e-9)
    assert _between(trial(0.0, 0.0, -1.0), high) == pytest.approx(share)


@SEARCHES
def test_a_step_out_of_the_domain_is_too_long(search):
    def barrier(x):
        return x[0] - np.log(x[0]), 1 - 1 / x

    objective = Evaluator("test", barrier)
    start = objective(np.array([5.0]))
    end = search(objective, start, np.array([-1.0]), first=100.0)
    assert 0 < end.theta[0] < 5
    assert objective.evaluations == 7  # at the start, then α = 100, 50, 25, 12.5, 6.25, 3.125
    assert_wolfe(start, end, np.array([-1.0]), curvature=search is strong_wolfe)


@SEARCHES
@pytest.mark.parametrize("direction", [[1.0], [0.0], [np.nan]])
def test_a_direction_that_leads_uphill(search, direction):
    objective = Evaluator("test", lambda x: (x @ x, 2 * x))
    start = objective(np.array([1.0]))
    with pytest.raises(StuckError, match=r"^the direction leads uphill, with slope "):
        search(objective, start, np.array(direction))


@SEARCHES
def test_a_gradient_that_does_not_belong_to_the_value(search):
    objective = Evaluator("test", lambda x: (x @ x, -2 * x))
    start = objective(np.array([1.0]))
    with pytest.raises(StuckError, match=r"^no step along the direction lowers the objective"):
        search(objective, start, np.array([1.0]))
    assert objective.evaluations < 130


def test_a_slope_without_end():
    objective = Evaluator("test", lambda x: (-x[0], np.array([-1.0])))
    start = objective(np.array([0.0]))
    with pytest.raises(StuckError, match=r"^still downhill at step length .*is f bounded below"):
        strong_wolfe(objective, start, np.array([1.0]))
