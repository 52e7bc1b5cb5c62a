"""Question 3.5: one step of RMSProp."""

from functools import partial

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import RMSProp


def _steps(rng, shapes):
    for shape in shapes:
        theta, grad, h = away_from_zero(rng, 3, *shape)
        yield theta, grad, h**2, between(rng, 0.02, 0.1), between(rng, 0.05, 0.2)


def _vectors(rng, rho):
    return _steps(rng, ((2,), (4,)))


def _reference(theta, grad, h, lr, eps, rho):
    optimizer, theta = RMSProp(lr, rho=rho, eps=eps), theta.copy()
    optimizer.h = h.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.h


def _walk(call, *args, rho):
    return first_divergence(call, partial(_reference, rho=rho), args, state=1)


@mistake("ε is inside the root")
def inside(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / np.sqrt(h + eps), h


@mistake("the shares are swapped: ρ is the share of the past")
def swapped(theta, grad, h, lr, eps, rho):
    h = (1 - rho) * h + rho * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("h only grows: that is AdaGrad, which never forgets")
def sums(theta, grad, h, lr, eps, rho):
    h = h + grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("the new square enters in full: the two shares must add up to 1")
def in_full(theta, grad, h, lr, eps, rho):
    h = rho * h + grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("the root is missing")
def rootless(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / (h + eps), h


@mistake("h averages gradients, not their squares")
def not_squared(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("the step divides by the old h")
def old(theta, grad, h, lr, eps, rho):
    return theta - lr * grad / (np.sqrt(h) + eps), rho * h + (1 - rho) * grad**2


QUESTION = Question(
    key="q5",
    function="rmsprop_step",
    minutes=6,
    reference=_reference,
    numbers=lambda rng: {"rho": float(rng.choice([0.75, 0.8, 0.85, 0.95]))},
    checks=(
        Check("one step", _vectors),
        Check("one step for a matrix of weights", lambda rng, rho: _steps(rng, ((3, 2), (2, 3)))),
        Check("twenty steps down a bowl", _vectors, law=_walk, hidden=True, points=2),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "AdaGrad with one line changed: the sum becomes an average that forgets.",
        "The past keeps the share ρ, today's square gets what is left of 1.",
        "h = rho * h + (1 - rho) * grad**2",
    ),
)
