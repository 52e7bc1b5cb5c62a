"""Question 3.5: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q5_rmsprop import QUESTION
from tests.exercises.battery import battery


def vectorised(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def loop(theta, grad, h, lr, eps, rho):
    theta, h = theta.copy(), h.copy()
    for i in np.ndindex(grad.shape):
        h[i] += (1 - rho) * (grad[i] ** 2 - h[i])
        theta[i] = theta[i] - lr * grad[i] / (h[i] ** 0.5 + eps)
    return theta, h


def inside(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / np.sqrt(h + eps), h


def swapped(theta, grad, h, lr, eps, rho):
    h = (1 - rho) * h + rho * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def sums(theta, grad, h, lr, eps, rho):
    h = h + grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def in_full(theta, grad, h, lr, eps, rho):
    h = rho * h + grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def rootless(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / (h + eps), h


def not_squared(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad
    return theta - lr * grad / (np.sqrt(h) + eps), h


def old(theta, grad, h, lr, eps, rho):
    return theta - lr * grad / (np.sqrt(h) + eps), rho * h + (1 - rho) * grad**2


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "ε stands inside the root": inside,
        "the shares are swapped": swapped,
        "that is AdaGrad": sums,
        "must add up to 1": in_full,
        "the root is missing": rootless,
        "averages gradients": not_squared,
        "divides by the old h": old,
    },
)
