"""Question 2.4: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q4_maxout_backward import QUESTION
from tests.exercises.battery import battery


def masks(x, W1, W2, dy):
    z1, z2 = x @ W1, x @ W2
    first = z1 >= z2
    return np.where(first, z1, z2), x.T @ (dy * first), x.T @ (dy * ~first)


def loops(x, W1, W2, dy):
    y, dW1, dW2 = np.zeros(dy.shape), np.zeros(W1.shape), np.zeros(W2.shape)
    for n in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            a, b = x[n] @ W1[:, j], x[n] @ W2[:, j]
            y[n, j] = max(a, b)
            (dW1 if a > b else dW2)[:, j] += x[n] * dy[n, j]
    return y, dW1, dW2


def both(x, W1, W2, dy):
    return np.maximum(x @ W1, x @ W2), x.T @ dy, x.T @ dy


def halves(x, W1, W2, dy):
    y, dW1, dW2 = both(x, W1, W2, dy)
    return y, dW1 / 2, dW2 / 2


def losers(x, W1, W2, dy):
    y, dW1, dW2 = masks(x, W1, W2, dy)
    return y, dW2, dW1


def two_relus(x, W1, W2, dy):
    z1, z2 = x @ W1, x @ W2
    return np.maximum(z1, z2), x.T @ (dy * (z1 > 0)), x.T @ (dy * (z2 > 0))


def no_dy(x, W1, W2, dy):
    wins = (x @ W1 > x @ W2).astype(float)
    return np.maximum(x @ W1, x @ W2), x.T @ wins, x.T @ (1 - wins)


def averaged(x, W1, W2, dy):
    y, dW1, dW2 = masks(x, W1, W2, dy)
    return y, dW1 / len(x), dW2 / len(x)


def added(x, W1, W2, dy):
    return x @ (W1 + W2), x.T @ dy, x.T @ dy


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [masks, loops],
    {
        "get the whole gradient": both,
        "is shared between the lines": halves,
        "the line that lost": losers,
        "compared with 0": two_relus,
        "that arrives is forgotten": no_dy,
        "number of examples": averaged,
        "two lines are added": added,
    },
)
