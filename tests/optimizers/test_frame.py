"""What the frame does for every optimizer: one θ for each, and an optimizer of your own."""

import copy
import pickle
from dataclasses import dataclass

import numpy as np
import pytest
from optimizer_registry import STEPPERS

from course_lib import schedules
from course_lib.network import mlp
from course_lib.optimizers import SGD, Adam
from course_lib.optimizers.frame import NonNegative, Optimizer, Rate, Share, memory

CARRYING = [s for s in STEPPERS if s.state]
WITH_MEMORY = pytest.mark.parametrize("stepper", CARRYING, ids=lambda s: s.label)
COPIES = pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda optimizer: pickle.loads(pickle.dumps(optimizer))]
)


@dataclass(eq=False)
class Lion(Optimizer):
    """Written from Chen et al. 2023, algorithm 2, as a reader would."""

    lr: Rate = 1e-4
    beta1: Share = 0.9
    beta2: Share = 0.99
    floor: float = 1e-30  # a plain type is not checked
    weight_decay: NonNegative = 0.0
    m: np.ndarray | None = memory()
    decoupled = True

    def update(self, x, g, m, lr, beta1, beta2, floor):
        direction = beta1 * m + (1 - beta1) * g
        x -= lr * direction / (np.abs(direction) + floor)
        m *= beta2
        m += (1 - beta2) * g


def refused(optimizer, theta):
    """Whether a step on `theta` is refused, with nothing changed."""
    before = copy.deepcopy((theta, optimizer.state_dict()))
    owner = type(optimizer).__name__
    with pytest.raises(ValueError, match=rf"^{owner}: expected theta as in the .* a new {owner}"):
        optimizer.step(theta, np.ones_like(theta))
    np.testing.assert_equal((theta, optimizer.state_dict()), before)
    return True


@WITH_MEMORY
def test_a_second_network_of_the_same_shape_is_refused(stepper):
    optimizer = stepper(0.1)
    first, second = (mlp([2, 3], rng=np.random.default_rng(seed)) for seed in (0, 1))
    optimizer.step(first.theta, first.theta)
    assert refused(optimizer, second.theta)
    optimizer.step(first.theta, first.theta)  # the same network goes on
    optimizer.step(first.theta[:], first.theta)  # also through a view
    assert optimizer.t == 3


@pytest.mark.parametrize("stepper", STEPPERS, ids=lambda s: s.label)
def test_a_schedule_is_not_carried_over_to_another_theta(stepper):
    optimizer, theta = stepper(schedules.cosine(0.1, steps=10)), np.ones(3)
    optimizer.step(theta, theta)
    assert refused(optimizer, np.ones(3))


def test_an_array_that_took_the_place_of_a_deleted_one_is_another_one():
    adam = Adam(0.1)
    theta = np.ones(1000)
    adam.step(theta, theta)
    del theta
    assert all(refused(adam, np.ones(1000)) for _ in range(20))


def test_plain_sgd_at_a_constant_rate_has_nothing_to_carry_over():
    sgd = SGD(0.5)
    for theta in (np.ones(2), np.ones((3, 4), np.float32)):
        sgd.step(theta, np.ones_like(theta))
        np.testing.assert_array_equal(theta, 0.5)


@COPIES
@WITH_MEMORY
def test_a_copy_moves_a_copy_of_the_network(stepper, copied):
    theta, optimizer = np.ones(3), stepper(schedules.warmup(0.1, steps=5))
    optimizer.step(theta, theta)
    other, twin = theta.copy(), copied(optimizer)
    optimizer.step(theta, np.ones(3))
    twin.step(other, np.ones(3))
    np.testing.assert_array_equal(other, theta)
    assert refused(twin, theta)


def test_an_optimizer_of_your_own_has_all_that_ours_have():
    theta, grad = np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([[3.0, -0.2], [0.1, 5.0]])
    lion = Lion(np.array([0.5, 0.25]), weight_decay=0.1)
    lion.step(theta, grad, decay=np.array([True, False]))
    np.testing.assert_allclose(theta, [[1 - 0.05 - 0.5, 1.5], [2 - 0.05 - 0.25, 1.75]])
    resumed = Lion(0.5)
    resumed.load_state_dict(lion.state_dict())
    np.testing.assert_allclose(resumed.m, 0.01 * grad)
    with pytest.raises(ValueError, match=r"^Lion: expected 0 <= beta1 < 1"):
        Lion(beta1=1)
    assert repr(Lion()).startswith("Lion(lr=0.0001, beta1=0.9, beta2=0.99, floor=1e-30")


def test_an_update_that_would_be_given_something_else_is_refused():
    @dataclass(eq=False)
    class Swapped(Optimizer):
        lr: Rate
        weight_decay: NonNegative = 0.0
        m: np.ndarray | None = memory()
        v: np.ndarray | None = memory()

        def update(self, x, g, v, m, lr):
            """Never called."""

    with pytest.raises(TypeError, match=r"^Swapped: expected update\(x, g, m, v, lr\), got up"):
        Swapped(0.1)


@pytest.mark.parametrize("kind", [SGD, Adam])
@pytest.mark.parametrize(
    "maker", [schedules.cosine, schedules.step_decay, schedules.ReduceOnPlateau, lambda: 0.1]
)
def test_what_makes_a_schedule_is_no_schedule(kind, maker):
    name = maker.__name__
    rule = rf"^{kind.__name__}: expected a schedule step -> lr, got {name}\. Pass {name}\(…\)"
    with pytest.raises(TypeError, match=rule):
        kind(lr=maker)


def test_a_maker_of_one_argument_is_found_at_the_first_step():
    with pytest.raises(TypeError, match=r"^SGD: expected a number lr from.*Pass constant\(…\)"):
        SGD(lr=schedules.constant).step(np.ones(2), np.ones(2))


@pytest.mark.parametrize("share", ["beta1", "beta2"])
def test_shares_of_trials_are_as_exact_in_float32_as_one_share(share):
    """1 − 0.999 in float32 has an error of 5e-5; trials must not see it."""
    theta, grad = np.ones((2, 3), np.float32), np.full((2, 3), 0.5, np.float32)
    adam, alone = Adam(0.1, **{share: np.array([0.999, 0.9999])}), Adam(0.1, **{share: 0.9999})
    single = theta[1].copy()
    for _ in range(3):
        adam.step(theta, grad)
        alone.step(single, grad[1])
    np.testing.assert_array_equal(theta[1], single)
    assert adam.m.dtype == theta.dtype == np.float32
