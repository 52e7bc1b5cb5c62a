"""Question 3.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q2_nesterov import QUESTION
from tests.exercises.battery import battery


def published(theta, v, gradient, lr, mu):
    ahead = theta + mu * v
    v = mu * v - lr * gradient(ahead)
    return theta + v, v


def coordinates(theta, v, gradient, lr, mu):
    v = mu * v
    slope = gradient(theta + v)
    for i in range(len(v)):
        v[i] -= lr * slope[i]
    return theta + v, v


def plain(theta, v, gradient, lr, mu):
    v = mu * v - lr * gradient(theta)
    return theta + v, v


def too_far(theta, v, gradient, lr, mu):
    v = mu * v - lr * gradient(theta + v)
    return theta + v, v


def behind(theta, v, gradient, lr, mu):
    step = mu * v - lr * gradient(theta - mu * v)
    return theta + step, step


def after_the_step(theta, v, gradient, lr, mu):
    first = mu * v - lr * gradient(theta)
    v = mu * v - lr * gradient(theta + mu * first)
    return theta + v, v


def from_ahead(theta, v, gradient, lr, mu):
    theta = theta + mu * v
    v = mu * v - lr * gradient(theta)
    theta = theta + v
    return theta, v


def climbs(theta, v, gradient, lr, mu):
    v = mu * v + lr * gradient(theta + mu * v)
    return theta + v, v


def summing(theta, v, gradient, lr, mu):
    v = mu * v + gradient(theta + mu * v)
    return theta - lr * v, v


def scalar(theta, v, gradient, lr, mu):
    theta, v = published(theta, v, gradient, lr, mu)
    return np.mean(theta), np.mean(v)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [published, coordinates],
    {
        "that is plain momentum": plain,
        "by all of v": too_far,
        "you look back": behind,
        "look-ahead in the wrong place": after_the_step,
        "walked twice": from_ahead,
        "pushes uphill": climbs,
        "holds gradients": summing,
        "its shape is": scalar,
    },
)
