"""Question 6.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q1_dropout import QUESTION
from tests.exercises.battery import battery


def vectorised(x, dice, train, *, p):
    if not train:
        return x
    return x * (dice >= p) / (1 - p)


def loop(x, dice, train, *, p):
    y = x.copy()
    for i in np.ndindex(x.shape):
        if train:
            y[i] = 0 if dice[i] < p else x[i] / (1 - p)
    return y


def not_divided(x, dice, train, *, p):
    return x * (dice >= p) if train else x


def scaled_in_testing(x, dice, train, *, p):
    return x * (dice >= p) if train else x * (1 - p)


def divided_by_p(x, dice, train, *, p):
    return x * (dice >= p) / p if train else x


def inverted(x, dice, train, *, p):
    return x * (dice < p) / (1 - p) if train else x


def p_is_kept(x, dice, train, *, p):
    return x * (dice < p) / p if train else x


def multiplied(x, dice, train, *, p):
    return vectorised(x, dice, train, p=p) * (1 - p) ** 2 if train else x


def first_row(x, dice, train, *, p):
    return x * (dice[0] >= p) / (1 - p) if train else x


def always(x, dice, train, *, p):
    return x * (dice >= p) / (1 - p)


def twice(x, dice, train, *, p):
    return x * (dice >= p) / (1 - p) if train else (1 - p) * x


def in_place(x, dice, train, *, p):
    if train:
        x *= (dice >= p) / (1 - p)
    return x


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "the mask is not divided by 1 - p": not_divided,
        "the mask is divided by p": divided_by_p,
        "round: what should be dropped is kept": inverted,
        "divided as if p were the share kept": p_is_kept,
        "smaller still": multiplied,
        "one row of the dice": first_row,
        "evaluation drops units": always,
        "training has already taken care": twice,
        "changes its argument 1 in place": in_place,
    },
)


_, test_the_book, _ = battery(
    QUESTION,
    [vectorised, loop],
    {
        "training has already taken care": scaled_in_testing,
        "divided by p,": divided_by_p,
        "should be dropped is kept": inverted,
        "smaller": multiplied,
    },
)
