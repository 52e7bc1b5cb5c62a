"""Question 2.10: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q10_same_sign_share import QUESTION
from tests.exercises.battery import battery


def table(x, dz):
    dw = x * dz[:, None]
    return ((dw > 0).all(axis=1) | (dw < 0).all(axis=1)).mean()


def loop(x, dz):
    count = 0
    for x_n, dz_n in zip(x, dz, strict=True):
        signs = {float(np.sign(x_i * dz_n)) for x_i in x_n}
        count += len(signs) == 1
    return count / len(x)


def inputs_alone(x, dz):
    """The sign of dz turns all signs of an example at once, so it does not matter."""
    return np.mean(np.sign(x).min(axis=1) == np.sign(x).max(axis=1))


def all_up(x, dz):
    return np.mean((x * dz[:, None]).min(axis=1) > 0)


def positive_inputs(x, dz):
    return (x > 0).all(axis=1).mean()


def summed_first(x, dz):
    dw = dz @ x
    return float(abs(np.sign(dw).sum()) == len(dw))


def counted(x, dz):
    return len(x) * table(x, dz)


def mixed(x, dz):
    return 1.0 - loop(x, dz)


def like_dz(x, dz):
    dw = x * dz[:, None]
    return np.mean(np.sign(dw) == np.sign(dz)[:, None])


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [table, loop, inputs_alone],
    {
        "gradients that are all positive are": all_up,
        "positive inputs are counted": positive_inputs,
        "added over the examples": summed_first,
        "the examples are counted": counted,
        "do not all have": mixed,
        "compared with dz": like_dz,
    },
)
