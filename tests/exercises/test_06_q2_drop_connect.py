"""Question 6.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q2_drop_connect import QUESTION
from tests.exercises.battery import battery


def vectorised(x, W, b, dice, dy, *, p):
    mask = (dice >= p) / (1 - p)
    return x @ (W * mask) + b, (x.T @ dy) * mask


def loop(x, W, b, dice, dy, *, p):
    y, dW = np.tile(b, (len(x), 1)), np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        if dice[i, j] >= p:
            for n in range(len(x)):
                y[n, j] += x[n, i] * W[i, j] / (1 - p)
                dW[i, j] += x[n, i] * dy[n, j] / (1 - p)
    return [y, dW]


def not_divided(x, W, b, dice, dy, *, p):
    mask = np.where(dice < p, 0, 1)
    return x @ (W * mask) + b, x.T @ dy * mask


def divided_by_p(x, W, b, dice, dy, *, p):
    mask = np.where(dice < p, 0, 1 / p)
    return x @ (W * mask) + b, x.T @ dy * mask


def inverted(x, W, b, dice, dy, *, p):
    mask = (dice < p) / (1 - p)
    return x @ (W * mask) + b, x.T @ dy * mask


def dropout_of_inputs(x, W, b, dice, dy, *, p):
    kept = x * (dice[:, 0] >= p) / (1 - p)
    return kept @ W + b, kept.T @ dy


def full_gradient(x, W, b, dice, dy, *, p):
    return vectorised(x, W, b, dice, dy, p=p)[0], x.T @ dy


def half_gradient(x, W, b, dice, dy, *, p):
    return vectorised(x, W, b, dice, dy, p=p)[0], np.where(dice < p, 0, x.T @ dy)


def scaled_bias(x, W, b, dice, dy, *, p):
    y, dW = vectorised(x, W, b, dice, dy, p=p)
    return y - b + b / (1 - p), dW


def gradient_missing(x, W, b, dice, dy, *, p):
    return vectorised(x, W, b, dice, dy, p=p)[0]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "not divided by 1 - p": not_divided,
        "divided by p,": divided_by_p,
        "wrong way round": inverted,
        "whole units of x": dropout_of_inputs,
        "that was dropped gets a gradient": full_gradient,
        "is not scaled like the weight": half_gradient,
        "the bias is scaled": scaled_bias,
        "2 values are needed": gradient_missing,
    },
)
