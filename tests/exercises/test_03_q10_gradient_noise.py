"""Question 3.10: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q10_gradient_noise import QUESTION
from tests.exercises.battery import battery


def formula(G, B):
    N = len(G)
    return G.var(axis=0).sum() / B * (N - B) / (N - 1)


def sampling_theory(G, B):
    """Cochran's form: S² with N - 1, and 1 - B/N."""
    return np.trace(np.atleast_2d(np.cov(G.T))) / B * (1 - B / len(G))


def loop(G, B):
    N, total = len(G), 0.0
    for column in G.T:
        total += sum((g - sum(column) / N) ** 2 for g in column) / N
    return total * (N - B) / (B * (N - 1))


def put_back(G, B):
    return G.var(axis=0).sum() / B


def root(G, B):
    return G.var(axis=0).sum() / np.sqrt(B) * (len(G) - B) / (len(G) - 1)


def deviation(G, B):
    return G.std(axis=0).sum() / B * (len(G) - B) / (len(G) - 1)


def averaged(G, B):
    return G.var(axis=0).mean() / B * (len(G) - B) / (len(G) - 1)


def everything(G, B):
    return np.var(G) / B * (len(G) - B) / (len(G) - 1)


def uncentred(G, B):
    return np.mean(np.sum(G**2, axis=1)) / B * (len(G) - B) / (len(G) - 1)


def by_n(G, B):
    return G.var(axis=0).sum() / B * (len(G) - B) / len(G)


def twice(G, B):
    return G.var(axis=0, ddof=1).sum() / B * (len(G) - B) / (len(G) - 1)


def per_weight(G, B):
    return G.var(axis=0) / B * (len(G) - B) / (len(G) - 1)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [formula, sampling_theory, loop],
    {
        "images that are put back": put_back,
        "with the root of B": root,
        "standard deviation is taken": deviation,
        "variances are averaged": averaged,
        "all numbers of G at once": everything,
        "mean gradient is not subtracted": uncentred,
        "divides by N": by_n,
        "N - 1 is used twice": twice,
        "its shape is": per_weight,
    },
)
