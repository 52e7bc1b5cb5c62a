"""Stepping optimizers refuse what would go wrong silently, in words that help."""

import numpy as np
import pytest
from optimizer_registry import STEPPERS

from course_lib.optimizers import SGD, Adam

ALL = pytest.mark.parametrize("stepper", STEPPERS, ids=lambda s: s.label)


@ALL
def test_rates_and_numbers_out_of_range(stepper):
    owner = stepper.kind.__name__
    with pytest.raises(ValueError, match=rf"^{owner}: expected 0 <= lr, got lr=-0.1\.$"):
        stepper(-0.1)
    with pytest.raises(TypeError, match=rf"^{owner}: expected a number lr, got 'fast'\.$"):
        stepper("fast")
    with pytest.raises(ValueError, match=rf"^{owner}: expected 0 <= lr"):
        stepper(np.array([0.1, np.nan]))
    for name in stepper.numbers:
        with pytest.raises(ValueError, match=rf"^{owner}: expected 0 <=? {name}.*{name}=-1"):
            stepper(0.1, **{name: -1})


@ALL
def test_shares_end_below_1_and_eps_starts_above_0(stepper):
    owner = stepper.kind.__name__
    for name in {"momentum", "rho", "beta1", "beta2"} & set(stepper.numbers):
        with pytest.raises(ValueError, match=rf"^{owner}: expected 0 <= {name} < 1, got"):
            stepper(0.1, **{name: 1.0})
    if "eps" in stepper.numbers:
        with pytest.raises(ValueError, match=rf"^{owner}: expected 0 < eps, got eps=0\.$"):
            stepper(0.1, eps=0)


@ALL
def test_a_schedule_that_gives_nonsense(stepper):
    theta = np.ones(2)
    with pytest.raises(ValueError, match="expected 0 <= lr from the schedule at step 0"):
        stepper(lambda step: -1.0).step(theta, np.ones(2))
    with pytest.raises(TypeError, match="expected a number lr from the schedule at step 0"):
        stepper(lambda step: None).step(theta, np.ones(2))
    np.testing.assert_array_equal(theta, 1)


@ALL
@pytest.mark.parametrize(
    ("theta", "received"),
    [
        (np.array([1, 2]), "int64 of shape"),
        ([1.0, 2.0], "list"),
        (np.array(1.0), r"float64 of shape \(\)"),
        (np.array([1j]), "complex128 of shape"),
    ],
)
def test_theta_that_cannot_move_in_place(stepper, theta, received):
    rule = r"expected a floating-point array theta of shape \(\*trials, P\)"
    text = f"^{stepper.kind.__name__}: {rule}, got {received}"
    with pytest.raises(TypeError, match=text):
        stepper(0.1).step(theta, np.ones(2))


@ALL
@pytest.mark.parametrize(
    ("grad", "received"),
    [(np.ones(3), r"float64 of shape \(3,\)"), ([1.0, 1.0], "list"), (np.ones((1, 2)), "float64")],
)
def test_a_gradient_of_another_shape(stepper, grad, received):
    rule = rf"^{stepper.kind.__name__}: expected a gradient of shape \(2,\), got {received}"
    with pytest.raises(ValueError, match=rule):
        stepper(0.1).step(np.ones(2), grad)


@ALL
@pytest.mark.parametrize("decay", [np.ones(1), np.ones((2, 2)), [1, 0], 1.0])
def test_a_mask_of_another_shape(stepper, decay):
    with pytest.raises(ValueError, match=r"expected a decay mask of shape \(2,\), got"):
        stepper(0.1).step(np.ones(2), np.ones(2), decay)


@ALL
def test_the_shape_of_a_mask_is_said_without_the_trials(stepper):
    theta = np.ones((4, 3, 2))
    with pytest.raises(ValueError, match=r"a decay mask of shape \(2,\), got float64 of shape \(3"):
        stepper(0.1).step(theta, theta, np.ones((3, 2)))


@ALL
def test_numbers_for_other_trials(stepper):
    theta = np.ones((2, 3))
    for name in stepper.numbers:
        optimizer = stepper(0.1, **{name: np.full(3, 0.5)})
        rule = rf"expected one {name}, or one for each of the trials \(2,\) of theta, got {name} of"
        with pytest.raises(ValueError, match=rule):
            optimizer.step(theta, theta)
    with pytest.raises(ValueError, match=r"trials \(\) of theta, got lr of shape \(1,\)"):
        stepper(np.array([0.1])).step(np.ones(3), np.ones(3))
    np.testing.assert_array_equal(theta, 1)


@pytest.mark.parametrize("stepper", [s for s in STEPPERS if s.state], ids=lambda s: s.label)
def test_the_state_of_another_network(stepper):
    optimizer = stepper(0.1)
    optimizer.step(np.ones(2), np.ones(2))
    owner = stepper.kind.__name__
    rule = rf"{owner}: expected theta as in the step before, float64 of shape \(2,\), got float"
    with pytest.raises(ValueError, match=rf"{rule}.*Make a new {owner} for each network"):
        optimizer.step(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match=rf"{rule}32 of shape \(2,\)"):
        optimizer.step(np.ones(2, np.float32), np.ones(2, np.float32))
    assert optimizer.t == 1


def test_nesterov_needs_momentum():
    with pytest.raises(ValueError, match="SGD: expected momentum > 0 for nesterov=True, got"):
        SGD(0.1, nesterov=True)


def test_a_refused_step_does_not_count():
    adam = Adam(0.1)
    with pytest.raises(ValueError, match="gradient"):
        adam.step(np.ones(2), np.ones(3))
    assert (adam.t, adam.m) == (0, None)
