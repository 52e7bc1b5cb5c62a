"""Question 3.1: one step of momentum."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import SGD


def _rest(rng):
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), between(rng, 0.05, 0.3), between(rng, 0.5, 0.95)


def _moving(rng):
    for shape in ((3,), (2, 2)):
        theta, grad, v = away_from_zero(rng, 3, *shape)
        yield theta, grad, v, between(rng, 0.05, 0.3), between(rng, 0.5, 0.95)


def _reference(theta, grad, v, lr, mu):
    optimizer, theta = SGD(lr, momentum=mu), theta.copy()
    optimizer.v = v.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.v


def _walk(call, *args):
    return first_divergence(call, _reference, args, state=1)


@mistake("the step is added: v sums gradients, and gradients point uphill")
def climbs(theta, grad, v, lr, mu):
    v = mu * v + grad
    theta = theta + lr * v
    return theta, v


@mistake("the step uses v from before the update: each gradient arrives one step late")
def late(theta, grad, v, lr, mu):
    theta = theta - lr * v
    return theta, mu * v + grad


@mistake("your update uses v once more after the step: that is look-ahead in the wrong place")
def mixed_with_nesterov(theta, grad, v, lr, mu):
    v = grad + mu * v
    return theta - lr * (grad + mu * v), v


@mistake("the gradient is scaled by 1 - μ: that is an average, but this velocity is a sum")
def averaging(theta, grad, v, lr, mu):
    v = mu * v + (1 - mu) * grad
    return theta - lr * v, v


@mistake("your v carries the minus and η, as in other books; here v holds gradients only")
def book(theta, grad, v, lr, mu):
    v = mu * v - lr * grad
    return theta + v, v


@mistake("η is applied twice: in the velocity and in the step")
def twice(theta, grad, v, lr, mu):
    v = mu * v + lr * grad
    return theta - lr * v, v


@mistake("θ has moved, but the old v is returned: every step would start from the same speed")
def forgetful(theta, grad, v, lr, mu):
    new = mu * v + grad
    return theta - lr * new, v


QUESTION = Question(
    key="q1",
    function="momentum_step",
    minutes=8,
    reference=_reference,
    checks=(
        Check("the first step, from rest", _rest),
        Check("a step with speed", _moving),
        Check("twenty steps down a bowl", _rest, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "nothing slows v down: the friction μ is missing",
            lambda theta, grad, v, lr, mu: (theta - lr * (v + grad), v + grad),
        ),
    ),
    hints=(
        "Two lines: first renew the velocity, then walk along it.",
        (
            "The new v keeps the share mu of the old one and takes in the whole gradient; the step "
            "uses the new v and goes downhill."
        ),
        "v = mu * v + grad",
    ),
)
