"""Question 3.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q7_adamw import QUESTION
from tests.exercises.battery import battery


def adam(theta, grad, m, v, t, lr):
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    return theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


def decay_first(theta, grad, m, v, t, lr, decay):
    theta = theta - lr * decay * theta
    return adam(theta, grad, m, v, t, lr)


def one_formula(theta, grad, m, v, t, lr, decay):
    new, m, v = adam(theta, grad, m, v, t, lr)
    return new - lr * decay * theta, m, v


def loop(theta, grad, m, v, t, lr, decay):
    rows = [
        adam(x * (1 - lr * decay), g, a, b, t, lr)
        for x, g, a, b in zip(theta.flat, grad.flat, m.flat, v.flat, strict=True)
    ]
    return tuple(np.reshape(column, theta.shape) for column in zip(*rows, strict=True))


def l2(theta, grad, m, v, t, lr, decay):
    return adam(theta, grad + decay * theta, m, v, t, lr)


def without_lr(theta, grad, m, v, t, lr, decay):
    return adam((1 - decay) * theta, grad, m, v, t, lr)


def divided(theta, grad, m, v, t, lr, decay):
    m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return theta - lr * (m_hat + decay * theta) / (np.sqrt(v_hat) + 1e-8), m, v


def grows(theta, grad, m, v, t, lr, decay):
    return adam(theta + lr * decay * theta, grad, m, v, t, lr)


def after(theta, grad, m, v, t, lr, decay):
    theta, m, v = adam(theta, grad, m, v, t, lr)
    return theta - lr * decay * theta, m, v


def plain(theta, grad, m, v, t, lr, decay):
    return adam(theta, grad, m, v, t, lr)


def decay_only(theta, grad, m, v, t, lr, decay):
    _, m, v = adam(theta, grad, m, v, t, lr)
    return theta * (1 - lr * decay), m, v


def old_v(theta, grad, m, v, t, lr, decay):
    theta, m, _ = decay_first(theta, grad, m, v, t, lr, decay)
    return theta, m, v


def penalty(theta, grad, m, v, t, lr, decay):
    new, m, v = adam(theta, grad, m, v, t, lr)
    return new - lr * decay * theta**2, m, v


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [decay_first, one_formula, loop],
    {
        "that is L2 in Adam": l2,
        "knows no η": without_lr,
        "divided by the root as well": divided,
        "weights grow": grows,
        "comes after the step": after,
        "this is plain Adam": plain,
        "only the decay is left: where": decay_only,
        "the decay is squared": penalty,
        "value 3 of the result": old_v,
    },
)
