"""What each update rule must do, by arguments that do not repeat its code."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optimizer_registry import BOWL

from course_lib.optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp

ETA = 0.1
slopes = st.lists(st.floats(0.01, 1e3) | st.floats(-1e3, -0.01), min_size=1, max_size=5).map(
    np.array
)


def path(optimizer, gradient, start, steps=30):
    theta = np.array(start, dtype=float)
    points = [theta.copy()]
    for _ in range(steps):
        optimizer.step(theta, gradient(theta))
        points.append(theta.copy())
    return np.array(points)


def lengths(optimizer, g=3.0, steps=30):
    """Return the length of each step along a constant gradient."""
    return -np.diff(path(optimizer, lambda theta: np.full(1, g), [0.0], steps)[:, 0])


# momentum and Nesterov


def momentum_of_the_book(gradient, start, mu, etas):
    """v ← μ v − η g, θ ← θ + v."""
    theta, v, points = np.array(start), np.zeros(2), [np.array(start)]
    for eta in etas:
        v = mu * v - eta * gradient(theta)
        theta = theta + v
        points.append(theta)
    return np.array(points)


def look_ahead(gradient, start, mu, eta, steps=30):
    """Sutskever's form: the slope is taken at θ + μ v. Returns these look-ahead points."""
    theta, v, points = np.array(start), np.zeros(2), [np.array(start)]
    for _ in range(steps):
        v = mu * v - eta * gradient(theta + mu * v)
        theta = theta + v
        points.append(theta + mu * v)
    return np.array(points)


@given(mu=st.floats(0.1, 0.95), eta=st.floats(0.01, 0.5))
def test_momentum_is_the_books_path_while_the_rate_is_constant(mu, eta):
    ours = path(SGD(eta, momentum=mu), BOWL.gradient, BOWL.start)
    theirs = momentum_of_the_book(BOWL.gradient, BOWL.start, mu, [eta] * 30)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def test_momentum_applies_a_changing_rate_to_the_whole_velocity():
    """As in PyTorch: the book's form would go on rolling at the old rate."""
    ours = path(SGD(lambda step: ETA * (step < 10), momentum=0.9), BOWL.gradient, BOWL.start)
    np.testing.assert_array_equal(ours[10:], np.tile(ours[10], (21, 1)))
    theirs = momentum_of_the_book(BOWL.gradient, BOWL.start, 0.9, [ETA] * 10 + [0.0] * 20)
    assert np.abs(theirs[-1] - theirs[10]).max() > 1


@given(mu=st.floats(0.1, 0.95), eta=st.floats(0.01, 0.5))
def test_nesterov_walks_over_the_look_ahead_points(mu, eta):
    ours = path(SGD(eta, momentum=mu, nesterov=True), BOWL.gradient, BOWL.start)
    theirs = look_ahead(BOWL.gradient, BOWL.start, mu, eta)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_reaches_its_terminal_velocity(nesterov):
    """A constant slope adds up to v = g / (1 − μ)."""
    steps = lengths(SGD(ETA, momentum=0.8, nesterov=nesterov), steps=200)
    assert steps[-1] == pytest.approx(ETA * 3 / (1 - 0.8), rel=1e-12)
    assert (np.diff(steps[:50]) > 0).all()


# AdaGrad and RMSProp


def test_adagrad_steps_shrink_like_one_over_root_t():
    np.testing.assert_allclose(lengths(AdaGrad(ETA)), ETA / np.sqrt(np.arange(1, 31)), rtol=1e-9)


def test_rmsprop_forgets_and_settles_at_the_learning_rate():
    """h / g² is 1 − ρᵗ after t steps along a constant gradient."""
    expected = ETA / np.sqrt(1 - 0.9 ** np.arange(1, 201))
    np.testing.assert_allclose(lengths(RMSProp(ETA, rho=0.9), steps=200), expected, rtol=1e-7)
    assert expected[-1] == pytest.approx(ETA, rel=1e-8)


@pytest.mark.parametrize("kind", [AdaGrad, RMSProp, Adam, AdamW])
def test_adaptive_steps_ignore_the_scale_of_each_coordinate(kind):
    """On θ → (θ₁, 1000 θ₂) gradients shrink by 1000 and steps stay the same."""
    plain = path(kind(ETA, eps=1e-14), lambda x: 2 * x + 1, [3.0, 3.0])
    scaled = path(kind(ETA, eps=1e-14), lambda x: (2 * x + 1) * [1, 1000], [3.0, 3.0])
    np.testing.assert_allclose(plain, scaled, rtol=1e-9)


# Adam


@given(g=slopes)
def test_adams_first_step_is_the_learning_rate_times_the_sign(g):
    theta = np.zeros_like(g)
    adam = Adam(ETA)
    adam.step(theta, g)
    np.testing.assert_allclose(theta, -ETA * np.sign(g), rtol=1e-5)
    assert adam.t == 1  # t counted from 0 would divide by 1 − β⁰ = 0 (T7)


def test_adams_steps_along_a_constant_gradient_all_have_the_length_of_the_rate():
    """Corrected moments are unbiased: m̂ = g and v̂ = g² from the first step on."""
    np.testing.assert_allclose(lengths(Adam(ETA), steps=100), ETA, rtol=1e-8)


def test_without_bias_correction_the_first_step_is_about_3_times_too_long():
    """T8: not "extremely" long. (1 − β₁) / √(1 − β₂) = 3.16 for the defaults."""
    adam, theta = Adam(ETA), np.zeros(1)
    adam.step(theta, np.array([7.0]))
    uncorrected = -ETA * adam.m / (np.sqrt(adam.v) + adam.eps)
    assert uncorrected[0] / theta[0] == pytest.approx(math.sqrt(10), rel=1e-6)


@given(g=slopes, eps=st.floats(0.1, 10), t=st.integers(1, 5))
def test_epsilon_is_added_to_the_corrected_root(g, eps, t):
    """Along a constant gradient every step is η g / (|g| + ε), at every t.

    With ε on the uncorrected root ("epsilon hat") it would be η g / (|g| + ε / √(1 − β₂ᵗ)):
    an ε 32 times larger at t = 1.
    """
    steps = np.diff(path(Adam(ETA, eps=eps), lambda theta: g, np.zeros_like(g), t), axis=0)
    np.testing.assert_allclose(steps[-1], -ETA * g / (np.abs(g) + eps), rtol=1e-9)


def test_adam_is_not_momentum_plus_adagrad():
    """T9: its average of squares forgets. After one huge gradient AdaGrad never recovers."""
    gradients = [1000.0] + [1.0] * 5000
    moved = {}
    for optimizer in (Adam(ETA, beta2=0.99), AdaGrad(ETA)):
        theta = np.zeros(1)
        for g in gradients:
            before = theta.copy()
            optimizer.step(theta, np.array([g]))
        moved[type(optimizer)] = float(before[0] - theta[0])
    assert moved[Adam] == pytest.approx(ETA, rel=1e-2)
    assert moved[AdaGrad] == pytest.approx(ETA / 1000, rel=1e-2)


def test_adam_forgets_its_first_moment_at_the_rate_beta1():
    adam, theta = Adam(ETA, beta1=0.5, beta2=0.75), np.zeros(1)
    for g in (8.0, 0.0, 0.0):
        adam.step(theta, np.array([g]))
    assert adam.m[0] == 8 * 0.5**3
    assert adam.v[0] == 64 * 0.25 * 0.75**2


# weight decay (T17)


def decayed_by_hand(optimizer, theta, gradients, share):
    """Shrink θ by hand before each step of an optimizer without decay."""
    theta = theta.copy()
    for g in gradients:
        theta *= 1 - share
        optimizer.step(theta, g)
    return theta


def l2_by_hand(optimizer, theta, gradients, weight_decay):
    """Add the gradient of λ/2 ‖θ‖² by hand."""
    theta = theta.copy()
    for g in gradients:
        optimizer.step(theta, g + weight_decay * theta)
    return theta


def moved(optimizer, theta, gradients):
    theta = theta.copy()
    for g in gradients:
        optimizer.step(theta, g)
    return theta


def test_weight_decay_is_l2_for_all_but_adamw(rng):
    theta, gradients = rng.standard_normal(6), rng.standard_normal((20, 6))
    for kind in (SGD, AdaGrad, RMSProp, Adam):
        by_hand = l2_by_hand(kind(ETA), theta, gradients, 0.3)
        np.testing.assert_allclose(
            moved(kind(ETA, weight_decay=0.3), theta, gradients), by_hand, rtol=1e-12
        )


def test_adamw_shrinks_before_the_step_of_adam(rng):
    theta, gradients = rng.standard_normal(6), rng.standard_normal((20, 6))
    by_hand = decayed_by_hand(Adam(ETA), theta, gradients, ETA * 0.3)
    np.testing.assert_allclose(
        moved(AdamW(ETA, weight_decay=0.3), theta, gradients), by_hand, rtol=1e-12
    )


def test_l2_and_decoupled_decay_are_one_for_sgd_and_two_for_adam(rng):
    theta, gradients = rng.standard_normal(6), rng.standard_normal((20, 6))
    decoupled = decayed_by_hand(SGD(ETA), theta, gradients, ETA * 0.3)
    coupled = moved(SGD(ETA, weight_decay=0.3), theta, gradients)
    np.testing.assert_allclose(coupled, decoupled, rtol=1e-12)
    adam = moved(Adam(ETA, weight_decay=0.3), theta, gradients)
    adamw = moved(AdamW(ETA, weight_decay=0.3), theta, gradients)
    assert np.abs(adam - adamw).max() > 0.1


def test_decoupled_decay_follows_the_schedule():
    theta = np.ones(1)
    optimizer = AdamW(lambda step: 0.1 / (1 + step), weight_decay=0.5)
    for _ in range(2):
        optimizer.step(theta, np.zeros(1))
    assert theta[0] == pytest.approx((1 - 0.05) * (1 - 0.025), rel=1e-15)
