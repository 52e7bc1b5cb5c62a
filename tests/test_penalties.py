"""Penalties: finite differences, the laws that tell L1 from L2, trial axes, and the refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.optimizers import SGD
from course_lib.penalties import elastic_net, l1, l2

PENALTIES = {
    "l1": lambda theta, strength, decay=None: l1(theta, strength, decay),
    "l2": lambda theta, strength, decay=None: l2(theta, strength, decay),
    "elastic_net": lambda theta, strength, decay=None: elastic_net(theta, strength, 0.7, decay),
}
MASK = np.array([1, 1, 0, 1, 0], dtype=bool)
PER_PENALTY = pytest.mark.parametrize("penalty", PENALTIES.values(), ids=PENALTIES)


def point(seed, shape=(5,)):
    """Parameters at least 0.1 away from the kink of L1 at 0."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.1, 2, shape) * rng.choice([-1, 1], shape)


@PER_PENALTY
@pytest.mark.parametrize("decay", [None, MASK, np.linspace(0, 1, 5)])
@given(seed=st.integers(0, 10**6), strength=st.floats(0.01, 10))
def test_gradient_is_the_slope_of_the_value(penalty, decay, seed, strength):
    theta, h = point(seed), 1e-5
    _, gradient = penalty(theta, strength, decay)
    for i, step in enumerate(h * np.eye(5)):
        above, below = (penalty(theta + s, strength, decay)[0] for s in (step, -step))
        assert gradient[i] == pytest.approx((above - below) / (2 * h), abs=1e-7 * strength)


def test_values_by_hand():
    """θ = (3, −4): Σ|θ| = 7, Σθ² = 25."""
    theta = np.array([3.0, -4.0])
    assert l1(theta, 2.0)[0] == 14
    assert l2(theta, 2.0)[0] == 25
    assert elastic_net(theta, 2.0, 1.0)[0] == 14 + 12.5


def test_l2_is_what_sgd_calls_weight_decay():
    theta, other = point(1), point(1)
    SGD(lr=0.1, weight_decay=0.3).step(theta, np.zeros(5), MASK)
    SGD(lr=0.1).step(other, l2(other, 0.3, MASK)[1])
    np.testing.assert_allclose(theta, other, rtol=1e-15)


@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 100))
def test_l1_grows_with_the_size_and_l2_with_its_square(seed, factor):
    theta = point(seed)
    assert l1(factor * theta, 1.0)[0] == pytest.approx(factor * l1(theta, 1.0)[0])
    assert l2(factor * theta, 1.0)[0] == pytest.approx(factor**2 * l2(theta, 1.0)[0])


def test_l1_leaves_0_where_it_is():
    value, gradient = l1(np.array([0.0, -0.0, 2.0]), 1.0)
    assert value == 2
    assert gradient.tolist() == [0, 0, 1]


@PER_PENALTY
def test_masked_parameters_cost_nothing(penalty):
    theta = point(2)
    value, gradient = penalty(theta, 0.5, MASK)
    assert value == pytest.approx(penalty(theta[MASK], 0.5)[0])
    np.testing.assert_array_equal(gradient[~MASK], 0)
    np.testing.assert_allclose(gradient[MASK], penalty(theta[MASK], 0.5)[1])


@PER_PENALTY
@pytest.mark.parametrize("decay", [None, MASK])
def test_many_trials_are_many_penalties(penalty, decay):
    theta, strengths = point(3, (2, 3, 5)), np.linspace(0, 1, 6).reshape(2, 3)
    values, gradients = penalty(theta, strengths, decay)
    assert values.shape == (2, 3)
    for k in np.ndindex(2, 3):
        value, gradient = penalty(theta[k], strengths[k], decay)
        assert type(value) is float
        assert values[k] == pytest.approx(value, rel=1e-14)
        np.testing.assert_allclose(gradients[k], gradient, rtol=1e-14)


@PER_PENALTY
def test_each_trial_may_have_its_own_mask(penalty):
    theta = point(4, (2, 5))
    values, _ = penalty(theta, 0.5, np.array([MASK, ~MASK]))
    assert values[1] == pytest.approx(penalty(theta[1], 0.5, ~MASK)[0])


@PER_PENALTY
@pytest.mark.parametrize("strength", [0.5, np.array([0.5, 0.1])])
def test_dtype_is_kept_and_theta_untouched(penalty, strength):
    theta = point(5, (2, 5)).astype(np.float32)[:, ::-1]
    before = theta.copy()
    _, gradient = penalty(theta, strength, MASK.astype(np.float64))
    assert gradient.dtype == np.float32
    assert not np.shares_memory(gradient, theta)
    np.testing.assert_array_equal(theta, before)


@PER_PENALTY
def test_refuses_a_negative_strength(penalty):
    with pytest.raises(ValueError, match=r"^l[12]: expected 0 <= strength, got strength=-1\."):
        penalty(point(6), -1)


def test_refuses_shapes_that_do_not_fit():
    theta = point(7, (2, 3, 5))
    rule = r"^l2: expected one strength, or one per trial \(2, 3\), got shape \(3,\)\.$"
    with pytest.raises(ValueError, match=rule):
        l2(theta, np.ones(3))
    rule = r"^l1: expected decay of shape \(5,\), like one theta, got shape \(2,\)\.$"
    with pytest.raises(ValueError, match=rule):
        l1(theta, 1.0, np.ones(2))


@PER_PENALTY
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_run_that_diverges_passes_through(penalty, bad):
    """`fit` finds it in the loss, and names the step; here it is no error."""
    theta = point(8)
    theta[1] = bad
    value, gradient = penalty(theta, 0.5)
    assert not np.isfinite(value)
    np.testing.assert_array_equal(np.delete(gradient, 1), penalty(np.delete(theta, 1), 0.5)[1])
