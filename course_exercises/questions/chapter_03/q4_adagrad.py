"""Question 3.4: one step of AdaGrad."""

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import AdaGrad


def _first(rng):
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), between(rng, 0.1, 0.5), between(rng, 0.05, 0.2)


def _later(rng):
    for shape in ((3,), (2, 3)):
        theta, grad, h = away_from_zero(rng, 3, *shape)
        yield theta, grad, h**2, between(rng, 0.1, 0.5), between(rng, 0.05, 0.2)


def _reference(theta, grad, h, lr, eps):
    optimizer, theta = AdaGrad(lr, eps=eps), theta.copy()
    optimizer.h = h.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.h


def _walk(call, *args):
    return first_divergence(call, _reference, args, state=1)


@mistake("ε is inside the root")
def inside(theta, grad, h, lr, eps):
    h = h + grad**2
    return theta - lr * grad / np.sqrt(h + eps), h


@mistake("the root is missing: steep coordinates are slowed down twice")
def rootless(theta, grad, h, lr, eps):
    h = h + grad**2
    return theta - lr * grad / (h + eps), h


@mistake("the step divides by the old h: the first one would be g / ε")
def too_early(theta, grad, h, lr, eps):
    theta = theta - lr * grad / (np.sqrt(h) + eps)
    return theta, h + grad**2


@mistake("the step is added: it goes uphill")
def climbs(theta, grad, h, lr, eps):
    h = h + grad**2
    theta = theta + lr * grad / (np.sqrt(h) + eps)
    return theta, h


@mistake("h collects |g|, not its square")
def absolute(theta, grad, h, lr, eps):
    h = h + abs(grad)
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("all coordinates share one h: each has a history of its own")
def shared(theta, grad, h, lr, eps):
    h = h + (grad**2).sum()
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("h is a decaying average: that is RMSProp, AdaGrad never forgets")
def forgets(theta, grad, h, lr, eps):
    h = 0.9 * h + (1 - 0.9) * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


@mistake("the history is lost: h holds the last square only")
def no_history(theta, grad, h, lr, eps):
    h = grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


QUESTION = Question(
    key="q4",
    function="adagrad_step",
    minutes=8,
    reference=_reference,
    checks=(
        Check("the first step", _first),
        Check("a step with a history", _later),
        Check("twenty steps down a bowl", _first, law=_walk, hidden=True, points=2),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Every coordinate has its own h, and nothing is ever taken out of it.",
        "First renew h, then divide g by a root of it; ε is added after the root.",
        "h = h + grad**2",
    ),
)
