"""Question 4.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q3_zca import QUESTION
from tests.exercises.battery import battery


def eigenvectors(x, eps):
    centred = x - x.mean(axis=0)
    values, V = np.linalg.eigh(np.cov(centred.T))
    return (centred @ V / np.sqrt(values + eps)) @ V.T


def singular_values(x, eps):
    centred = x - x.mean(axis=0)
    _, S, Vt = np.linalg.svd(centred, full_matrices=False)
    matrix = sum(
        np.outer(v, v) / np.sqrt(s * s / (len(x) - 1) + eps) for s, v in zip(S, Vt, strict=True)
    )
    return centred @ matrix


def parts(x):
    centred = x - x.mean(axis=0)
    return centred, *np.linalg.eigh(centred.T @ centred / (len(x) - 1))


def not_back(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values + eps)


def outside(x, eps):
    centred, values, V = parts(x)
    return centred @ V / (np.sqrt(values) + eps) @ V.T


def no_eps(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values) @ V.T


def rootless(x, eps):
    centred, values, V = parts(x)
    return centred @ V @ np.diag(1 / (values + eps)) @ V.T


def twice(x, eps):
    centred, values, V = parts(x)
    return centred @ V / np.sqrt(values + eps) @ V


def never_divided(x, eps):
    centred, _, V = parts(x)
    return centred @ V @ V.T


def mean_left_in(x, eps):
    _, values, V = parts(x)
    return x @ V / np.sqrt(values + eps) @ V.T


def by_n(x, eps):
    centred = x - x.mean(axis=0)
    values, V = np.linalg.eigh(centred.T @ centred / len(x))
    return centred @ V / np.sqrt(values + eps) @ V.T


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [eigenvectors, singular_values],
    {
        "not turned back": not_back,
        "outside of the root": outside,
        "ε is missing": no_eps,
        "their root is missing": rootless,
        "V is used twice": twice,
        "never divided": never_divided,
        "mean is still in": mean_left_in,
        "divides by N here": by_n,
    },
)
