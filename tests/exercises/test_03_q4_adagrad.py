"""Question 3.4: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q4_adagrad import QUESTION
from tests.exercises.battery import battery


def vectorised(theta, grad, h, lr, eps):
    h = h + grad * grad
    return theta - lr * grad / (np.sqrt(h) + eps), h


def loop(theta, grad, h, lr, eps):
    theta, h = theta.copy(), h.copy()
    for i in np.ndindex(grad.shape):
        h[i] += grad[i] ** 2
        theta[i] -= lr / (h[i] ** 0.5 + eps) * grad[i]
    return theta, h


def inside(theta, grad, h, lr, eps):
    h = h + grad**2
    return theta - lr * grad / np.sqrt(h + eps), h


def rootless(theta, grad, h, lr, eps):
    h = h + grad**2
    return theta - lr * grad / (h + eps), h


def too_early(theta, grad, h, lr, eps):
    theta = theta - lr * grad / (np.sqrt(h) + eps)
    return theta, h + grad**2


def climbs(theta, grad, h, lr, eps):
    h = h + grad**2
    theta = theta + lr * grad / (np.sqrt(h) + eps)
    return theta, h


def absolute(theta, grad, h, lr, eps):
    h = h + abs(grad)
    return theta - lr * grad / (np.sqrt(h) + eps), h


def shared(theta, grad, h, lr, eps):
    h = h + (grad**2).sum()
    return theta - lr * grad / (np.sqrt(h) + eps), h


def forgets(theta, grad, h, lr, eps):
    h = 0.9 * h + (1 - 0.9) * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def no_history(theta, grad, h, lr, eps):
    h = grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "ε stands inside the root": inside,
        "the root is missing": rootless,
        "divides by the old h": too_early,
        "goes uphill": climbs,
        "not its square": absolute,
        "share one h": shared,
        "that is RMSProp": forgets,
        "the history is lost": no_history,
    },
)
