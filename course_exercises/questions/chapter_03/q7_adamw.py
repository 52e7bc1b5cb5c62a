"""Question 3.7: one step of AdamW: weight decay outside of the gradient."""

from functools import partial

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import AdamW


def _first(rng, decay):
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), np.zeros(n), 1, between(rng, 0.05, 0.2)


def _later(rng, decay):
    for shape in ((3,), (2, 2)):
        theta, grad, m, root = away_from_zero(rng, 4, *shape)
        yield theta, grad, m, root**2, int(rng.integers(3, 30)), between(rng, 0.05, 0.2)


def _with(optimizer, state, t):
    theta, grad, m, v = (array.copy() for array in state)
    optimizer.m, optimizer.v, optimizer.t = m, v, t - 1
    optimizer.step(theta, grad)
    return theta, m, v


def _reference(*args, decay):
    *state, t, lr = args
    return _with(AdamW(lr, weight_decay=decay), tuple(state), t)


def _walk(call, *args, decay):
    return first_divergence(call, partial(_reference, decay=decay), args, state=2, clock=True)


def adam(theta, grad, m, v, t, lr):
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    return theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


@mistake("the decay is divided by the root as well: it must shrink every weight alike")
def divided(theta, grad, m, v, t, lr, decay):
    m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return theta - lr * (m_hat + decay * theta) / (np.sqrt(v_hat) + 1e-8), m, v


@mistake("the decay has the wrong sign: weights grow")
def grows(theta, grad, m, v, t, lr, decay):
    return adam(theta + lr * decay * theta, grad, m, v, t, lr)


@mistake("the decay comes after the step and shrinks the step, too")
def after(theta, grad, m, v, t, lr, decay):
    theta, m, v = adam(theta, grad, m, v, t, lr)
    return theta - lr * decay * theta, m, v


@mistake("only the decay is left: where is Adam's step?")
def decay_only(theta, grad, m, v, t, lr, decay):
    _, m, v = adam(theta, grad, m, v, t, lr)
    return theta * (1 - lr * decay), m, v


@mistake("the decay is squared: λ is multiplied by θ once")
def penalty(theta, grad, m, v, t, lr, decay):
    new, m, v = adam(theta, grad, m, v, t, lr)
    return new - lr * decay * theta**2, m, v


QUESTION = Question(
    key="q7",
    function="adamw_step",
    minutes=8,
    reference=_reference,
    numbers=lambda rng: {"decay": float(rng.choice([0.15, 0.2, 0.25, 0.3]))},
    checks=(
        Check("the first step", _first),
        Check("a later step", _later),
        Check("twenty steps down a bowl", _first, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the decay sits in the gradient: that is L2 in Adam",
            lambda theta, grad, m, v, t, lr, decay: adam(theta, grad + decay * theta, m, v, t, lr),
        ),
        Mistake(
            "the decay knows no η: weights would vanish in a few steps",
            lambda theta, grad, m, v, t, lr, decay: adam((1 - decay) * theta, grad, m, v, t, lr),
        ),
        Mistake(
            "no weight decays: this is plain Adam",
            lambda theta, grad, m, v, t, lr, decay: adam(theta, grad, m, v, t, lr),
        ),
    ),
    hints=(
        "Adam never learns about the decay: its m and v see the gradient only.",
        "Take the decay's share off θ first, then make the Adam step of question 6 from there.",
        "theta = theta - lr * decay * theta",
    ),
)
