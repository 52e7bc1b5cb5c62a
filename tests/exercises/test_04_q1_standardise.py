"""Question 4.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q1_standardise import QUESTION
from tests.exercises.battery import battery


def vectorised(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (x_train - mean) / std, (x_test - mean) / std


def loop(x_train, x_test):
    out = [x_train.copy(), x_test.copy()]
    for j in range(x_train.shape[1]):
        column = x_train[:, j]
        centre, spread = np.mean(column), np.sqrt(np.mean((column - np.mean(column)) ** 2))
        for z in out:
            z[:, j] = (z[:, j] - centre) / (spread if spread > 0 else 1)
    return out


def scale(x, like):
    std = like.std(axis=0)
    return (x - like.mean(axis=0)) / np.where(std > 0, std, 1)


def each_its_own(x_train, x_test):
    return scale(x_train, x_train), scale(x_test, x_test)


def leak(x_train, x_test):
    everything = np.vstack([x_train, x_test])
    return scale(x_train, everything), scale(x_test, everything)


def one_number(x_train, x_test):
    return (x_train - x_train.mean()) / x_train.std(), (x_test - x_train.mean()) / x_train.std()


def by_rows(x_train, x_test):
    return tuple(((x.T - x.mean(axis=1)) / x.std(axis=1)).T for x in (x_train, x_test))


def variance(x_train, x_test):
    mean, var = x_train.mean(axis=0), x_train.var(axis=0)
    return (x_train - mean) / var, (x_test - mean) / var


def centred(x_train, x_test):
    return x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)


def sample_deviation(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0, ddof=1)
    return (x_train - mean) / std, (x_test - mean) / std


def left_alone(x_train, x_test):
    return scale(x_train, x_train), x_test


def zero_by_zero(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / std, (x_test - mean) / std


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "statistics of its own": each_its_own,
        "fitted on the test set too": leak,
        "for all features": one_number,
        "wrong axis": by_rows,
        "by the variance": variance,
        "centred only": centred,
        "N - 1": sample_deviation,
        "comes back as it was": left_alone,
        "0 / 0": zero_by_zero,
    },
)
