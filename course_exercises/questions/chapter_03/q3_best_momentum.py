"""Question 3.3: the best learning rate and momentum for a quadratic bowl."""

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib.optimizers import best_momentum


def _bowl(rng, n, turned):
    low, kappa = rng.uniform(0.1, 2), rng.uniform(5, 200)
    curvatures = np.concatenate([[kappa, 1.0], rng.uniform(1, kappa, n - 2)]) * low
    if not turned:
        return np.diag(curvatures)
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
    H = (turn * curvatures) @ turn.T
    return np.asarray((H + H.T) / 2)


def _reference(H):
    curvatures = np.linalg.eigvalsh(H)
    lr, mu = best_momentum(float(curvatures[0]), float(curvatures[-1]))
    return lr, mu, mu**0.5


def right(H):
    low, high = np.sqrt(np.linalg.eigvalsh(H)[[0, -1]])
    rate = (high - low) / (high + low)
    return (2 / (low + high)) ** 2, rate**2, rate


@mistake("the diagonal of H is not its curvatures when the bowl is turned")
def diagonal(H):
    values = np.sort(np.diag(H))
    low, high = np.sqrt(values[0]), np.sqrt(values[-1])
    rate = (high - low) / (high + low)
    return (2 / (low + high)) ** 2, rate**2, rate


@mistake("these are the best numbers of the walker, who has no momentum")
def walker(H):
    values = np.linalg.eigvalsh(H)
    kappa = values[-1] / values[0]
    return 2 / (values[0] + values[-1]), 0.0, (kappa - 1) / (kappa + 1)


@mistake("μ and the rate belong to κ: the ball gains a square root")
def no_root(H):
    lr, _, _ = right(H)
    kappa = np.linalg.cond(H)
    rate = (kappa - 1) / (kappa + 1)
    return lr, rate**2, rate


@mistake("the learning rate is still under its root")
def lr_not_squared(H):
    lr, mu, rate = right(H)
    return np.sqrt(lr), mu, rate


@mistake("momentum and rate are the same number here: one of them is still under its root")
def mu_not_squared(H):
    lr, _, rate = right(H)
    return lr, rate, rate


@mistake("the roots of the curvatures are added before they are taken")
def added_first(H):
    values = np.linalg.eigvalsh(H)
    _, mu, rate = right(H)
    return (2 / np.sqrt(values[0] + values[-1])) ** 2, mu, rate


@mistake("the rate is squared: that is the distance kept in two steps")
def two_steps(H):
    lr, mu, _ = right(H)
    return lr, mu, mu


QUESTION = Question(
    key="q3",
    function="best_momentum",
    minutes=8,
    reference=_reference,
    checks=(
        Check(
            "bowls along the axes", lambda rng: ((_bowl(rng, 2, turned=False),) for _ in range(2))
        ),
        Check("turned bowls", lambda rng: ((_bowl(rng, n, turned=True),) for n in (2, 3))),
        Check(
            "bowls with many axes",
            lambda rng: ((_bowl(rng, n, turned=True),) for n in (6, 9)),
            hidden=True,
            points=2,
        ),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Only the flattest and the steepest direction count. How do you find them in H?",
        "Eigenvalues first, then √λ_min and √λ_max; η and μ are squares of short fractions.",
        "low, high = np.sqrt(np.linalg.eigvalsh(H)[[0, -1]])",
    ),
)
