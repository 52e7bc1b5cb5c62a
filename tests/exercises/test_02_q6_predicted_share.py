"""Question 2.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q6_predicted_share import QUESTION
from tests.exercises.battery import battery


def one_line(slopes, layers):
    return np.sqrt((slopes**2).mean()) ** layers


def loop(slopes, layers):
    total = 0.0
    for value in slopes.ravel():
        total += value * value
    share = 1.0
    for _ in range(layers):
        share *= (total / slopes.size) ** 0.5
    return share


def plain_mean(slopes, layers):
    return np.mean(slopes) ** layers


def no_root(slopes, layers):
    return np.mean(slopes * slopes) ** layers


def added(slopes, layers):
    return layers * np.sqrt((slopes**2).mean())


def single(slopes, layers):
    return np.sqrt((slopes**2).mean())


def bound(slopes, layers):
    return np.max(slopes) ** layers


def sum_of_squares(slopes, layers):
    return np.linalg.norm(slopes) ** layers


def between_layers(slopes, layers):
    return one_line(slopes, layers - 1)


def squared_mean(slopes, layers):
    return (slopes.mean() ** 2) ** layers


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [one_line, loop],
    {
        "averaged as they are": plain_mean,
        "the root is missing": no_root,
        "of the layers are added": added,
        "factor of one layer": single,
        "largest slope is taken": bound,
        "not divided by their number": sum_of_squares,
        "one layer too few": between_layers,
        "square first": squared_mean,
    },
)
