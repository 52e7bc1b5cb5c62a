"""What every minimizer promises: one battery over all of them."""

import numpy as np
import pytest
from optimizer_registry import BOWL, MINIMIZERS, ROSENBROCK, Surface

from course_lib.optimizers import Minimum, gradient_descent, newton
from course_lib.optimizers.descent import Evaluator

ALL = pytest.mark.parametrize("minimizer", MINIMIZERS, ids=lambda m: m.label)
SURFACES = pytest.mark.parametrize(
    ("name", "surface"), [("bowl", BOWL), ("rosenbrock", ROSENBROCK)]
)


class Counted(Surface):
    """A surface that counts its calls and gives every gradient in the same array."""

    def __init__(self, surface):
        self.__dict__.update(surface.__dict__)
        self.calls, self._buffer = 0, np.empty(2)

    def __call__(self, theta):
        self.calls += 1
        self._buffer[:] = self.gradient(theta)
        return self.value(*theta), self._buffer


def quick(minimizer):
    """Return settings that every minimizer of the battery accepts, few steps."""
    return {**minimizer.bowl, "steps": 5}


@ALL
@SURFACES
def test_it_finds_the_minimum_and_records_the_way(minimizer, name, surface):
    counted = Counted(surface)
    minimum = minimizer.run(counted, surface.start, **getattr(minimizer, name))
    assert minimum.converged, minimum.message
    assert minimum.message.startswith(f"converged at step {len(minimum.path) - 1} (gradient norm")
    np.testing.assert_allclose(minimum.theta, surface.minimum, atol=1e-4)
    np.testing.assert_array_equal(minimum.path[0], surface.start)
    np.testing.assert_array_equal(minimum.path[-1], minimum.theta)
    np.testing.assert_array_equal(minimum.values, [surface(point)[0] for point in minimum.path])
    assert minimum.value == minimum.values[-1]
    assert minimum.evaluations == counted.calls >= len(minimum.path)


@ALL
def test_a_result_cannot_be_changed(minimizer):
    minimum = minimizer.run(BOWL, BOWL.start, **quick(minimizer))
    with pytest.raises(AttributeError):
        minimum.value = 0.0
    with pytest.raises(AttributeError):
        Evaluator("test", BOWL)(BOWL.start).value = 0.0


@ALL
def test_a_network_may_reuse_its_gradient_array(minimizer):
    """`y = ∇f_new − ∇f` would be 0 if the old gradient were not copied."""
    settings = quick(minimizer)
    fresh = minimizer.run(ROSENBROCK, ROSENBROCK.start, **{**settings, **lr_for(minimizer)})
    reused = minimizer.run(
        Counted(ROSENBROCK), ROSENBROCK.start, **{**settings, **lr_for(minimizer)}
    )
    np.testing.assert_array_equal(fresh.path, reused.path)


def lr_for(minimizer):
    return {"lr": 1e-3} if "lr" in minimizer.rosenbrock else {}


@ALL
def test_the_start_is_copied_and_the_result_is_float64(minimizer):
    start = np.array([-7, 2])
    minimum = minimizer.run(BOWL, start, **quick(minimizer))
    np.testing.assert_array_equal(start, [-7, 2])
    assert isinstance(minimum, Minimum)
    assert minimum.path.dtype == minimum.values.dtype == np.float64
    assert type(minimum.value) is float


@ALL
def test_it_stops_after_the_steps_it_may_take(minimizer):
    minimum = minimizer.run(ROSENBROCK, ROSENBROCK.start, **{**lr_for(minimizer), "steps": 1})
    assert len(minimum.path) == len(minimum.values) == 2
    assert not minimum.converged
    assert minimum.message.startswith("stopped at step 1 (gradient norm")


@ALL
def test_a_start_at_the_minimum_needs_no_step(minimizer):
    minimum = minimizer.run(BOWL, [0.0, 0.0], **{**minimizer.bowl, "tolerance": 0})
    assert minimum.converged
    assert (len(minimum.path), minimum.evaluations) == (1, 1)
    assert minimum.message == "converged at step 0 (gradient norm 0, tolerance 0)"


@ALL
def test_one_variable_may_be_a_number(minimizer):
    parabola = Surface(lambda x: x * x, lambda x: (2 * x,), lambda x: ((2.0,),), (7.0,), (0.0,))
    minimum = minimizer.run(parabola, 7.0, **minimizer.bowl | {"tolerance": 1e-6})
    np.testing.assert_allclose(minimum.theta, [0], atol=1e-6)


@ALL
def test_it_refuses_what_it_cannot_start_from(minimizer):
    owner = minimizer.function.__name__
    for start, rule in [
        ([[1.0, 2.0]], r"a vector theta0 \(P,\), got shape \(1, 2\)"),
        ([1.0, np.nan], r"finite theta0, got 1 of 2 values NaN or infinite"),
    ]:
        with pytest.raises(ValueError, match=f"^{owner}: expected {rule}"):
            minimizer.run(BOWL, start, **minimizer.bowl)
    with pytest.raises(TypeError, match=f"^{owner}: expected real numbers in theta0"):
        minimizer.run(BOWL, "here", **minimizer.bowl)
    log = Surface(lambda x: np.log(x), lambda x: (1 / x,), None, (0.0,), (0.0,))
    with pytest.raises(ValueError, match=f"^{owner}: expected a finite objective at theta0, got"):
        minimizer.run(log, [0.0], **minimizer.bowl)


@ALL
def test_it_refuses_settings_out_of_range(minimizer):
    owner = minimizer.function.__name__
    for settings, rule in [
        ({"steps": 0}, "steps >= 1, got steps=0"),
        ({"tolerance": -1}, "0 <= tolerance, got tolerance=-1"),
    ]:
        with pytest.raises(ValueError, match=f"^{owner}: expected {rule}"):
            minimizer.run(BOWL, BOWL.start, **{**minimizer.bowl, **settings})
    if minimizer.function in (gradient_descent, newton):
        with pytest.raises(ValueError, match=f"^{owner}: expected 0 < lr, got lr=0"):
            minimizer.run(BOWL, BOWL.start, lr=0)


@ALL
def test_it_refuses_an_objective_of_another_form(minimizer):
    owner = minimizer.function.__name__

    class Wrong(Surface):
        def __init__(self, answer):
            self.answer = answer

        def __call__(self, theta):
            return self.answer

        def hessian(self, theta):
            return np.eye(2)

    with pytest.raises(TypeError, match=rf"^{owner}: .*return a pair \(value, gradient\)"):
        minimizer.run(Wrong(1.0), [1.0, 1.0], **minimizer.bowl)
    rule = rf"^{owner}: expected one number and a gradient of shape \(2,\), got shapes "
    with pytest.raises(ValueError, match=rule + r"\(\) and \(3,\)"):
        minimizer.run(Wrong((1.0, np.ones(3))), [1.0, 1.0], **minimizer.bowl)
    with pytest.raises(ValueError, match=rule + r"\(2,\) and \(2,\)"):
        minimizer.run(Wrong((np.ones(2), np.ones(2))), [1.0, 1.0], **minimizer.bowl)
