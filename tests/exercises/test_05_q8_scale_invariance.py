"""Question 5.8: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q8_scale_invariance import QUESTION
from tests.exercises.battery import battery


def closed_form(dy, x, W, b):
    z = x @ W + b
    s = np.sqrt(z.var(0) + 1e-5)
    h = (z - z.mean(0)) / s
    dz = (dy - dy.mean(0) - h * (dy * h).mean(0)) / s
    return x.T @ dz, dz.sum(0)


def unit_by_unit(dy, x, W, b):
    n, dW, db = len(x), np.zeros_like(W), np.zeros_like(b)
    for j in range(W.shape[1]):
        c = x @ W[:, j] + b[j]
        c = c - c.mean()
        r = 1 / np.sqrt((c @ c) / n + 1e-5)
        dc = r * dy[:, j] - r**3 * (dy[:, j] @ c) * c / n
        dz = dc - dc.mean()
        for i in range(n):
            dW[:, j] += x[i] * dz[i]
            db[j] += dz[i]
    return dW, db


def constants(dy, x, W, b):
    dz = dy / np.sqrt((x @ W + b).var(axis=0) + 1e-5)
    return x.T @ dz, dz.sum(axis=0)


def only_linear(dy, x, W, b):
    return x.T @ dy, dy.sum(axis=0)


def averaged(dy, x, W, b):
    dW, db = closed_form(dy, x, W, b)
    return dW / len(x), db / len(x)


def wrong_way(dy, x, W, b):
    dW, db = closed_form(dy, x, W, b)
    return dW.T, db


def bias_of_linear(dy, x, W, b):
    return closed_form(dy, x, W, b)[0], dy.sum(axis=0)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [closed_form, unit_by_unit],
    {
        "taken as constants": constants,
        "not in the backward pass": only_linear,
        "averaged over the batch": averaged,
        "transposed": wrong_way,
        "without batch norm behind it": bias_of_linear,
    },
)
