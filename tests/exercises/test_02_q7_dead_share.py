"""Question 2.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q7_dead_share import QUESTION
from tests.exercises.battery import battery


def masks(x, W, b):
    return (x @ W + b <= 0).all(axis=0).mean()


def largest(x, W, b):
    y = np.maximum(x @ W + b, 0)
    return np.count_nonzero(y.max(axis=0) == 0) / y.shape[1]


def loop(x, W, b):
    dead = 0
    for j in range(len(b)):
        dead += not any(x[n] @ W[:, j] + b[j] > 0 for n in range(len(x)))
    return dead / len(b)


def zeros(x, W, b):
    return np.mean(np.maximum(x @ W + b, 0) == 0)


def one_is_enough(x, W, b):
    return (np.maximum(x @ W + b, 0) == 0).any(axis=0).mean()


def rows(x, W, b):
    return (x @ W + b <= 0).all(axis=1).mean()


def counted(x, W, b):
    return (x @ W + b <= 0).all(axis=0).sum()


def alive(x, W, b):
    return (x @ W + b > 0).any(axis=0).mean()


def no_bias(x, W, b):
    return (x @ W <= 0).all(axis=0).mean()


def mean_sum(x, W, b):
    return np.mean((x @ W + b).mean(axis=0) < 0)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [masks, largest, loop],
    {
        "zeros are counted": zeros,
        "after one silent example": one_is_enough,
        "two axes are exchanged": rows,
        "dead units are counted": counted,
        "that are alive": alive,
        "bias is left out": no_bias,
        "keeps a unit alive": mean_sum,
    },
)
