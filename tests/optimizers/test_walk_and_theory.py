"""The path of an optimizer over a surface, and the rate that theory gives it on a quadratic."""

import numpy as np
import pytest

from course_lib.objectives import bowl, quadratic
from course_lib.optimizers import (
    SGD,
    Adam,
    best_momentum,
    gradient_descent,
    momentum_rate,
    steps_to_stay,
    walk,
)

CURVATURES = [0.1, 2.0]


def step_matrix(lr, momentum, curvature, nesterov):
    """What one step of the library does to (θ, v) along an axis, read off two unit vectors."""
    columns = []
    for theta, v in np.eye(2):
        optimizer, x = SGD(lr, momentum, nesterov=nesterov), np.array([theta])
        optimizer.v = np.array([v])
        optimizer.step(x, curvature * x)
        columns.append([x[0], optimizer.v[0]])
    return np.array(columns).T


def test_a_walk_is_the_path_of_gradient_descent():
    def both(x):
        return float(bowl(x)), bowl.gradient(x)

    path = walk(SGD(0.9), bowl.gradient, bowl.start, steps=30)
    np.testing.assert_array_equal(path, gradient_descent(both, bowl.start, lr=0.9, steps=30).path)


def test_many_points_walk_as_they_would_alone(rng):
    starts, lr = rng.standard_normal((3, 4, 2)), rng.uniform(0.01, 0.5, (3, 4))
    together = walk(Adam(lr), bowl.gradient, starts, steps=20)
    alone = walk(Adam(lr[2, 1]), bowl.gradient, starts[2, 1], steps=20)
    np.testing.assert_allclose(together[:, 2, 1], alone, rtol=1e-12)


def test_a_walk_leaves_its_start_alone_and_survives_an_overflow():
    start = np.array([1.0, 1.0])
    path = walk(SGD(1e200), lambda x: x**3, start, steps=6)
    assert not np.isfinite(path[-1]).any()
    np.testing.assert_array_equal(start, 1.0)


@pytest.mark.parametrize(
    ("start", "steps", "words"),
    [
        (1.0, 5, r"walk: expected theta0 of shape \(\*trials, P\), got one number"),
        ([np.nan], 5, "walk: expected finite theta0"),
        ([1.0], 0, "walk: expected steps"),
    ],
)
def test_walk_refuses(start, steps, words):
    with pytest.raises((TypeError, ValueError), match=words):
        walk(SGD(0.1), lambda x: x, start, steps)


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_rate_is_the_spectral_radius_of_the_step_that_sgd_takes(rng, nesterov):
    for lr, mu in rng.uniform([0.01, 0.05], [3.9, 0.98], (40, 2)):
        radius = max(
            np.abs(np.linalg.eigvals(step_matrix(lr, mu, c, nesterov))).max() for c in CURVATURES
        )
        assert momentum_rate(lr, mu, CURVATURES, nesterov=nesterov) == pytest.approx(radius)


def test_without_momentum_it_is_the_rate_of_gradient_descent():
    lr = np.array([0.2, 0.95, 1.2])
    np.testing.assert_allclose(momentum_rate(lr, 0.0, CURVATURES), [0.98, 0.905, 1.4])


@pytest.mark.parametrize("nesterov", [False, True])
def test_without_a_step_nothing_shrinks(nesterov):
    mu = np.array([0.0, 0.5, 0.9])
    np.testing.assert_allclose(momentum_rate(0.0, mu, CURVATURES, nesterov=nesterov), 1.0)


@pytest.mark.parametrize(
    ("nesterov", "limit"),
    [(False, lambda mu: 2 * (1 + mu)), (True, lambda mu: 2 * (1 + mu) / (1 + 2 * mu))],
)
def test_it_crosses_1_at_the_limit_of_stability(nesterov, limit):
    mu = np.linspace(0, 0.95, 20)
    edge = limit(mu) / max(CURVATURES)
    for share, stable in [(0.99, True), (1.01, False)]:
        rate = momentum_rate(share * edge, mu, CURVATURES, nesterov=nesterov)
        assert ((rate < 1) == stable).all()


@pytest.mark.parametrize("condition", [1.0, 4.0, 100.0])
def test_no_other_setting_beats_the_best(condition):
    lr, mu = best_momentum(1.0, condition)
    best = momentum_rate(lr, mu, [1.0, condition])
    assert best == pytest.approx(np.sqrt(mu), abs=1e-6)
    around = np.meshgrid(lr * np.linspace(0.2, 2, 61), np.linspace(0, 0.99, 61))
    assert momentum_rate(*around, [1.0, condition]).min() > best - 1e-6


def test_a_run_at_the_optimum_shrinks_by_the_rate():
    lr, mu = best_momentum(*CURVATURES)
    f = quadratic(np.diag(CURVATURES))
    distance = np.linalg.norm(walk(SGD(lr, mu), f.gradient, f.start, steps=60), axis=-1)
    measured = (distance[50] / distance[30]) ** (1 / 20)
    assert measured == pytest.approx(np.sqrt(mu), rel=0.05)  # t ρᵗ: two equal eigenvalues


@pytest.mark.parametrize("curvatures", [[], [1.0, 0.0], [[1.0]], [-1.0]])
def test_curvatures_are_positive(curvatures):
    with pytest.raises(ValueError, match="momentum theory: expected curvatures > 0 in a list"):
        momentum_rate(0.1, 0.5, curvatures)


def test_the_smallest_curvature_comes_first():
    with pytest.raises(ValueError, match="best_momentum: expected smallest <= largest, got 2 > 1"):
        best_momentum(2.0, 1.0)


def test_hyperparameters_in_range():
    with pytest.raises(ValueError, match="momentum_rate: expected 0 <= momentum < 1"):
        momentum_rate(0.1, 1.0, [1.0])
    with pytest.raises(ValueError, match="momentum_rate: expected 0 <= lr"):
        momentum_rate(-0.1, 0.5, [1.0])


@pytest.mark.parametrize(
    ("distances", "steps"),
    [
        ([5, 4, 3, 0, 0], 3),
        ([5, 0, 3, 0, 0], 3),  # passing through is not staying
        ([0, 0, 0], 0),
        ([5, 0, 3], np.nan),
        ([5, 0, np.inf], np.nan),
        ([5, 0, np.nan], np.nan),
    ],
)
def test_steps_count_once_a_walk_stays(distances, steps):
    path = np.array(distances, dtype=float)[:, None] + [2.0]
    np.testing.assert_equal(steps_to_stay(path, [2.0], radius=1.0), steps)
    together = np.stack([path, path], axis=1)
    np.testing.assert_equal(steps_to_stay(together, [2.0], radius=1.0), [steps, steps])


def test_the_distance_is_that_of_pythagoras(rng):
    path = rng.standard_normal((40, 2)) * np.geomspace(3, 0.1, 40)[:, None] + [5.0, -2.0]
    away = [k for k, (x, y) in enumerate(path) if np.hypot(x - 5, y + 2) >= 0.8]
    assert 5 < max(away) < 39
    assert steps_to_stay(path, [5.0, -2.0], radius=0.8) == max(away) + 1


def test_whoever_stands_at_the_radius_is_not_within_it():
    assert steps_to_stay(np.array([[3.0], [1.0], [0.5]]), [0.0], radius=1.0) == 2


def test_the_radius_is_positive():
    with pytest.raises(ValueError, match="steps_to_stay: expected 0 < radius"):
        steps_to_stay(np.zeros((2, 1)), [0.0], radius=0.0)
