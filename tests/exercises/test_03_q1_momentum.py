"""Question 3.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q1_momentum import QUESTION
from tests.exercises.battery import battery


def vectorised(theta, grad, v, lr, mu):
    v = mu * v + grad
    return theta - lr * v, v


def loop(theta, grad, v, lr, mu):
    theta, v = theta.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        v[i] = mu * v[i] + grad[i]
        theta[i] -= lr * v[i]
    return [theta, v]


def translated(theta, grad, v, lr, mu):
    move = mu * (-lr * v) - lr * grad
    return theta + move, -move / lr


def climbs(theta, grad, v, lr, mu):
    v = mu * v + grad
    theta = theta + lr * v
    return theta, v


def late(theta, grad, v, lr, mu):
    theta = theta - lr * v
    return theta, mu * v + grad


def mixed_with_nesterov(theta, grad, v, lr, mu):
    v = grad + mu * v
    return theta - lr * (grad + mu * v), v


def averaging(theta, grad, v, lr, mu):
    v = mu * v + (1 - mu) * grad
    return theta - lr * v, v


def book(theta, grad, v, lr, mu):
    v = mu * v - lr * grad
    return theta + v, v


def twice(theta, grad, v, lr, mu):
    v = mu * v + lr * grad
    return theta - lr * v, v


def frictionless(theta, grad, v, lr, mu):
    return theta - lr * (v + grad), v + grad


def forgetful(theta, grad, v, lr, mu):
    new = mu * v + grad
    return theta - lr * new, v


def in_place(theta, grad, v, lr, mu):
    v *= mu
    v += grad
    theta -= lr * v
    return theta, v


def one_value(theta, grad, v, lr, mu):
    return theta - lr * (mu * v + grad)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop, translated],
    {
        "gradients point uphill": climbs,
        "one step late": late,
        "look-ahead in the wrong place": mixed_with_nesterov,
        "scaled by 1 - μ": averaging,
        "as in other books": book,
        "η is applied twice": twice,
        "friction μ is missing": frictionless,
        "the old v is returned": forgetful,
        "in place: work on a copy": in_place,
        "where 2 values are needed": one_value,
    },
)
