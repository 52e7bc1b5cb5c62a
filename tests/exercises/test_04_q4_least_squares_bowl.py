"""Question 4.4: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q4_least_squares_bowl import QUESTION
from tests.exercises.battery import battery


def with_ones(x):
    return np.column_stack([x, np.ones(len(x))])


def eigenvalues(x):
    inputs = with_ones(x)
    spectrum = np.linalg.eigvalsh(inputs.T @ inputs / len(x))
    return 2 / spectrum[-1], spectrum[-1] / spectrum[0]


def by_hand(x):
    N, D = x.shape
    H = np.ones((D + 1, D + 1))
    for i in range(D):
        H[i, D] = H[D, i] = sum(x[:, i]) / N
        for j in range(D):
            H[i, j] = sum(x[:, i] * x[:, j]) / N
    return [2 / np.linalg.norm(H, 2), np.linalg.cond(H)]


def spectrum(inputs, N):
    return np.linalg.eigvalsh(inputs.T @ inputs / N)


def no_bias(x):
    s = spectrum(x, len(x))
    return 2 / s[-1], s[-1] / s[0]


def centred(x):
    s = spectrum(with_ones(x - x.mean(axis=0)), len(x))
    return 2 / s[-1], s[-1] / s[0]


def summed(x):
    s = spectrum(with_ones(x), 1)
    return 2 / s[-1], s[-1] / s[0]


def sample(x):
    s = spectrum(with_ones(x), len(x) - 1)
    return 2 / s[-1], s[-1] / s[0]


def one_over(x):
    s = spectrum(with_ones(x), len(x))
    return 1 / s[-1], s[-1] / s[0]


def flattest(x):
    s = spectrum(with_ones(x), len(x))
    return 2 / s[0], s[-1] / s[0]


def upside_down(x):
    s = spectrum(with_ones(x), len(x))
    return 2 / s[-1], s[0] / s[-1]


def of_x(x):
    return eigenvalues(x)[0], np.linalg.cond(with_ones(x))


def product(x):
    inputs = with_ones(x)
    return 2 / np.max(inputs.T @ inputs / len(x)), eigenvalues(x)[1]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [eigenvalues, by_hand],
    {
        "bias is forgotten": no_bias,
        "centred first": centred,
        "not divided by N": summed,
        "belongs to a covariance": sample,
        "twice that is borne": one_over,
        "does not limit the rate": flattest,
        "upside down": upside_down,
        "lacks a square": of_x,
        "of your rate diverges": product,
    },
)
