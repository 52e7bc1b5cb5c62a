"""Question 1.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q7_softmax_cross_entropy import QUESTION
from tests.exercises.battery import battery


def five_lines(z, t):
    rows = np.arange(len(t))
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[rows, t] -= 1
    return -log_p[rows, t].mean(), dz / len(t)


def row_by_row(z, t):
    loss, dz = 0.0, np.zeros(z.shape)
    for n, row in enumerate(z):
        e = np.exp(row - max(row))
        p = e / sum(e)
        loss += np.log(sum(e)) - (row[t[n]] - max(row))
        for i in range(len(row)):
            dz[n, i] = (p[i] - (i == t[n])) / len(z)
    return loss / len(z), dz


def naive(z, t):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    one_hot = np.eye(z.shape[1])[t]
    return -np.sum(one_hot * np.log(p)) / len(t), (p - one_hot) / len(t)


def gradient_of_sum(z, t):
    loss, dz = five_lines(z, t)
    return loss, dz * len(t)


def everything_summed(z, t):
    loss, dz = five_lines(z, t)
    return loss * len(t), dz * len(t)


def loss_summed(z, t):
    loss, dz = five_lines(z, t)
    return loss * len(t), dz


def divided_by_size(z, t):
    loss, dz = five_lines(z, t)
    return loss, dz * len(t) / z.size


def target_minus_prediction(z, t):
    loss, dz = five_lines(z, t)
    return loss, -dz


def only_p(z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return five_lines(z, t)[0], e / e.sum(axis=1, keepdims=True) / len(t)


def columns(z, t):
    e = np.exp(z - z.max())
    p = e / e.sum(axis=0)
    rows = range(len(t))
    return -np.log(p[rows, t]).mean(), (p - np.eye(z.shape[1])[t]) / len(t)


def whole_batch(z, t):
    e = np.exp(z - z.max())
    p = e / e.sum()
    rows = np.arange(len(t))
    loss = -np.mean(np.log(p[rows, t]))
    p[rows, t] -= 1
    return loss, p / len(t)


def no_minus(z, t):
    loss, dz = five_lines(z, t)
    return -loss, dz


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [five_lines, row_by_row],
    {
        "exp overflows": naive,
        "that of one example each": gradient_of_sum,
        "and so is its gradient": everything_summed,
        "its mean is asked for": loss_summed,
        "examples times classes": divided_by_size,
        "points the other way": target_minus_prediction,
        "p alone": only_p,
        "runs down the examples": columns,
        "over the whole batch": whole_batch,
        "cannot be negative": no_minus,
    },
)
