"""Question 5.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q7_layer_norm import QUESTION
from tests.exercises.battery import battery


def vectorised(x, gamma, beta, *, eps):
    mu, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mu) / np.sqrt(var + eps) * gamma + beta


def row_by_row(x, gamma, beta, *, eps):
    rows = []
    for row in x:
        centred = row - row.sum() / len(row)
        var = (centred @ centred) / len(row)
        rows.append(gamma * centred / (var + eps) ** 0.5 + beta)
    return np.stack(rows)


def batch_norm(x, gamma, beta, *, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def everything(x, gamma, beta, *, eps):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta


def outside(x, gamma, beta, *, eps):
    return np.array([gamma * (r - r.mean()) / (r.std() + eps) + beta for r in x])


def forgotten_eps(x, gamma, beta, *, eps):
    return vectorised(x, gamma, beta, eps=0)


def unbiased(x, gamma, beta, *, eps):
    return np.array([gamma * (r - r.mean()) / np.sqrt(r.var(ddof=1) + eps) + beta for r in x])


def normalised_only(x, gamma, beta, *, eps):
    return vectorised(x, 1, 0, eps=eps)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, row_by_row],
    {
        "the mean is over the batch": batch_norm,
        "one mean serves the whole batch": everything,
        "eps stands outside": outside,
        "eps is not used": forgotten_eps,
        "d - 1": unbiased,
        "gamma and beta are not used": normalised_only,
    },
)
