"""Question 1.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q6_affine_backward import QUESTION
from tests.exercises.battery import battery


def matrices(x, W, dy):
    return x.T @ dy, dy.sum(axis=0), dy @ W.T


def loops(x, W, dy):
    dW, db, dx = np.zeros(W.shape), np.zeros(W.shape[1]), np.zeros(x.shape)
    for n in range(len(x)):
        for j in range(W.shape[1]):
            db[j] += dy[n, j]
            for i in range(W.shape[0]):
                dW[i, j] += x[n, i] * dy[n, j]
                dx[n, i] += dy[n, j] * W[i, j]
    return dW, db, dx


def einsum(x, W, dy):
    return [
        np.einsum("ni,nj->ij", x, dy),
        np.ones(len(x)) @ dy,
        np.einsum("nj,ij->ni", dy, W),
    ]


def other_way_round(x, W, dy):
    return dy.T @ x, dy.sum(axis=0), dy @ W.T


def untransposed(x, W, dy):
    return x.T @ dy, dy.sum(axis=0), dy @ W


def mean_gradients(x, W, dy):
    return x.T @ dy / len(x), dy.mean(axis=0), dy @ W.T


def mean_bias(x, W, dy):
    return x.T @ dy, np.mean(dy, axis=0), dy @ W.T


def bias_over_outputs(x, W, dy):
    return x.T @ dy, dy.sum(axis=1), dy @ W.T


def bias_untouched(x, W, dy):
    return x.T @ dy, dy, dy @ W.T


def input_first(x, W, dy):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)


def bias_as_row(x, W, dy):
    return x.T @ dy, dy.sum(axis=0, keepdims=True), dy @ W.T


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [matrices, loops, einsum],
    {
        "dW is transposed": other_way_round,
        "it has to turn": untransposed,
        "which dy already contains": mean_gradients,
        "db is a mean": mean_bias,
        "db adds over the outputs": bias_over_outputs,
        "one row per example": bias_untouched,
        "order of the three": input_first,
        "its shape is (1, 3)": bias_as_row,
    },
)
