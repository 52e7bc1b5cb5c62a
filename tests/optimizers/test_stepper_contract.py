"""What every stepping optimizer promises: one battery over all of them."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optimizer_registry import BOWL, MINIMIZERS, ROSENBROCK, STEPPERS

import course_lib.optimizers as package
from course_lib.optimizers import _vectors

ALL = pytest.mark.parametrize("stepper", STEPPERS, ids=lambda s: s.label)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
OTHERS = {"ExponentialAverage", "Minimum", "Rate", "ValueAndGradient", "clip_by_norm"}
OTHERS |= {"best_momentum", "momentum_rate", "Stepper", "steps_to_stay", "walk"}


def problem(seed=0, shape=(5,), dtype=np.float64, steps=4):
    """Return a start, and gradients that do not depend on it."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(shape).astype(dtype)
    return theta, rng.standard_normal((steps, *shape)).astype(dtype)


def walk(optimizer, theta, grads, decay=None):
    theta = theta.copy()
    for grad in grads:
        optimizer.step(theta, grad, decay)
    return theta


def test_every_public_name_is_in_a_list_of_the_battery():
    listed = {s.kind.__name__ for s in STEPPERS} | {m.function.__name__ for m in MINIMIZERS}
    assert listed | OTHERS == set(package.__all__)


@ALL
def test_every_hyperparameter_is_in_the_list(stepper):
    names = set(inspect.signature(stepper.kind).parameters) - {"lr", "nesterov"}
    missing = {"momentum"} if stepper.label == "SGD" else set()
    assert set(stepper.numbers) == names - missing


@ALL
@DTYPES
def test_a_step_changes_theta_alone_and_in_place(stepper, dtype):
    theta, grads = problem(dtype=dtype)
    before, decay = theta.copy(), np.array([1, 0, 1, 1, 0])
    grads.flags.writeable = decay.flags.writeable = False
    optimizer = stepper(0.1, weight_decay=0.1)
    assert optimizer.step(theta, grads[0], decay) is None
    assert (theta != before).all()
    assert optimizer.t == 1


@ALL
@DTYPES
def test_theta_and_state_keep_their_dtype(stepper, dtype):
    theta, grads = problem(dtype=dtype, shape=(3, 5))
    optimizer = stepper(np.full(3, 0.1), weight_decay=np.full(3, 0.1))
    optimizer.step(theta, grads[0].astype(np.float64), np.ones(5))
    state = [getattr(optimizer, name) for name in stepper.state]
    assert {array.dtype for array in (theta, *state)} == {np.dtype(dtype)}
    assert {array.shape for array in (theta, *state)} == {(3, 5)}


@ALL
def test_numbers_from_numpy_give_the_float32_bits_of_python_numbers(stepper):
    """A np.float64 that got into the arithmetic would compute in float64 and round otherwise."""
    theta, grads = problem(dtype=np.float32, shape=(1000,))
    numbers = dict.fromkeys(stepper.numbers, 0.3)
    expected = walk(stepper(0.1, **numbers), theta, grads)
    numpy_numbers = {name: np.float64(x) for name, x in numbers.items()}
    scheduled = stepper(lambda step: np.float64(0.1), **numpy_numbers)
    np.testing.assert_array_equal(walk(scheduled, theta, grads), expected)


@ALL
@DTYPES
@given(data=st.data())
def test_trials_side_by_side_are_trials_one_by_one(stepper, dtype, data):
    K = data.draw(st.integers(1, 4), "trials")

    def draw(name, low, high):
        return np.array(data.draw(st.lists(st.floats(low, high), min_size=K, max_size=K), name))

    lr = draw("lr", 0, 1)
    numbers = {name: draw(name, *interval) for name, interval in stepper.numbers.items()}
    theta, grads = problem(data.draw(st.integers(0, 99), "seed"), (K, 5), dtype)
    decay = np.array([True, False, True, True, False])
    together = walk(stepper(lr, **numbers), theta, grads, decay)
    for k in range(K):
        alone = stepper(lr[k], **{name: values[k] for name, values in numbers.items()})
        expected = walk(alone, theta[k], grads[:, k], decay)
        tolerance = 100 * np.finfo(dtype).eps
        np.testing.assert_allclose(together[k], expected, rtol=tolerance, atol=tolerance)


@ALL
def test_two_trial_axes_make_a_grid(stepper):
    theta, grads = problem(shape=(2, 3, 4))
    lr, weight_decay = np.array([0.1, 0.2, 0.3]), np.array([[0.0], [0.5]])
    mask = np.array([1, 0, 1, 0])
    grid = walk(stepper(lr, weight_decay=weight_decay), theta, grads, mask)
    alone = walk(stepper(0.3, weight_decay=0.5), theta[1, 2], grads[:, 1, 2], mask)
    np.testing.assert_allclose(grid[1, 2], alone, rtol=1e-13)


@ALL
def test_a_schedule_is_asked_once_for_each_step_from_0(stepper):
    theta, grads = problem()
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.1

    moved = walk(stepper(schedule), theta, grads)
    assert asked == [0, 1, 2, 3]
    np.testing.assert_array_equal(moved, walk(stepper(0.1), theta, grads))


@ALL
def test_a_schedule_may_give_one_rate_for_each_trial(stepper):
    theta, grads = problem(shape=(2, 5))
    moved = walk(stepper(lambda step: np.array([0.1, 0.3]) / (1 + step)), theta, grads)
    for k, lr in enumerate((0.1, 0.3)):
        alone = stepper(lambda step, lr=lr: lr / (1 + step))
        np.testing.assert_allclose(moved[k], walk(alone, theta[k], grads[:, k]), rtol=1e-13)


@ALL
@pytest.mark.parametrize("shape", [(70_000,), (5, 20_000)])
def test_long_vectors_move_like_their_parts(stepper, shape):
    """Blocks change nothing: each coordinate walks on its own."""
    theta, grads = problem(shape=shape, steps=2)
    assert shape[-1] > max(_vectors.ROW, _vectors.BLOCK // 5)
    decay = np.arange(shape[-1]) % 3 > 0
    whole = walk(stepper(0.1, weight_decay=0.1), theta, grads, decay)
    for part in (slice(0, 9), slice(30_000 % shape[-1], None, 7)):
        optimizer = stepper(0.1, weight_decay=0.1)
        alone = walk(optimizer, theta[..., part], grads[..., part], decay[part])
        np.testing.assert_array_equal(whole[..., part], alone)


@pytest.mark.parametrize(
    ("shape", "widths"),
    [
        ((120_000,), [_vectors.BLOCK, _vectors.BLOCK, 120_000 - 2 * _vectors.BLOCK]),
        ((2, 30_000), [_vectors.BLOCK // 2, 30_000 - _vectors.BLOCK // 2]),
        ((8, 8, 20_000), [_vectors.ROW, _vectors.ROW, 20_000 - 2 * _vectors.ROW]),
        ((0, 5), [5]),
        ((0,), []),
    ],
)
def test_blocks_fit_the_cache_and_cover_everything_once(shape, widths):
    theta = np.zeros(shape)
    parts = []
    for view, none in _vectors.blocks(theta, None):
        assert none is None
        assert view.base is theta
        view += 1
        parts.append(view.shape[-1])
    assert parts == widths
    assert (theta == 1).all()


@ALL
def test_a_view_moves_like_a_copy(stepper):
    theta, grads = problem()
    table = np.zeros((5, 2))
    table[:, 1] = theta
    walk_in_place = stepper(0.1)
    for grad in grads:
        walk_in_place.step(table[:, 1], grad)
    np.testing.assert_array_equal(table[:, 1], walk(stepper(0.1), theta, grads))
    assert not table[:, 0].any()


@ALL
def test_decay_reaches_the_masked_entries_and_no_others(stepper):
    theta, grads = problem()
    mask = np.array([True, False, True, False, False])
    masked = walk(stepper(0.1, weight_decay=0.4), theta, grads, mask)
    everywhere = walk(stepper(0.1, weight_decay=0.4), theta, grads)
    nowhere = walk(stepper(0.1, weight_decay=0.0), theta, grads)
    np.testing.assert_array_equal(masked[mask], everywhere[mask])
    np.testing.assert_array_equal(masked[~mask], nowhere[~mask])
    assert (everywhere != nowhere).all()


@ALL
def test_a_mask_may_differ_between_trials(stepper):
    theta, grads = problem(shape=(2, 5))
    mask = np.arange(10).reshape(2, 5) % 3 > 0
    together = walk(stepper(0.1, weight_decay=0.4), theta, grads, mask)
    for k in range(2):
        alone = walk(stepper(0.1, weight_decay=0.4), theta[k], grads[:, k], mask[k])
        np.testing.assert_array_equal(together[k], alone)


@ALL
def test_without_slope_and_decay_nothing_moves(stepper):
    theta, grads = problem()
    np.testing.assert_array_equal(walk(stepper(0.1), theta, 0 * grads), theta)


@ALL
def test_the_first_step_goes_against_the_gradient(stepper):
    theta, grads = problem()
    moved = walk(stepper(0.1), theta, grads[:1])
    assert (np.sign(theta - moved) == np.sign(grads[0])).all()


@ALL
def test_two_optimizers_share_no_state(stepper):
    theta, grads = problem()
    expected = walk(stepper(0.1), theta, grads)
    first, second, other = stepper(0.1), stepper(0.1), theta.copy()
    for grad in grads:
        first.step(theta, grad)
        second.step(other, -3 * grad)
    np.testing.assert_array_equal(theta, expected)


@ALL
@pytest.mark.parametrize(("name", "surface"), [("bowl", BOWL), ("rosenbrock", ROSENBROCK)])
def test_it_finds_the_minimum(stepper, name, surface):
    lr, steps = getattr(stepper, name)
    optimizer, theta = stepper(lr), surface.start.copy()
    for _ in range(steps):
        optimizer.step(theta, surface.gradient(theta))
        if np.linalg.norm(theta - surface.minimum) < 1e-3:
            return
    pytest.fail(f"still at {theta} after {steps} steps")
