"""Question 4.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q2_pca import QUESTION
from tests.exercises.battery import battery


def eigenvectors(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    return centred @ V[:, ::-1], variances[::-1]


def singular_values(x):
    U, S, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    return U * S, S**2 / (len(x) - 1)


def sorted_by_hand(x):
    values, V = np.linalg.eig(np.cov(x, rowvar=False))
    order = np.argsort(-values)
    z = np.array([[(row - x.mean(axis=0)) @ V[:, j] for j in order] for row in x])
    return [z, values[order]]


def upwards(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    return centred @ V, variances


def mean_left_in(x):
    variances, V = np.linalg.eigh(np.cov(x.T))
    return x @ V[:, ::-1], variances[::-1]


def never_centred(x):
    variances, V = np.linalg.eigh(x.T @ x / (len(x) - 1))
    return x @ V[:, ::-1], variances[::-1]


def rows(x):
    variances, V = np.linalg.eigh(np.cov(x.T))
    return (x - x.mean(axis=0)) @ V[:, ::-1].T, variances[::-1]


def by_n(x):
    centred = x - x.mean(axis=0)
    variances, V = np.linalg.eigh(centred.T @ centred / len(x))
    return centred @ V[:, ::-1], variances[::-1]


def whitened(x):
    z, variances = eigenvectors(x)
    return z / np.sqrt(variances), variances


def standardised(x):
    variances, V = np.linalg.eigh(np.corrcoef(x.T))
    return (x - x.mean(axis=0)) @ V[:, ::-1], variances[::-1]


def one_direction(x):
    z, variances = eigenvectors(x)
    return z[:, :1], variances


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [eigenvectors, singular_values, sorted_by_hand],
    {
        "sorts upwards": upwards,
        "about the origin": mean_left_in,
        "mean is never subtracted": never_centred,
        "rows of V": rows,
        "divides by N here": by_n,
        "that is whitening": whitened,
        "standardised first": standardised,
        "shape of z": one_direction,
    },
)
