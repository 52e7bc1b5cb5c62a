"""Question 5.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q1_batch_norm import QUESTION
from tests.exercises.battery import battery


def vectorised(x, gamma, beta, eps):
    mu, var = x.mean(0), x.var(0)
    return gamma * (x - mu) / np.sqrt(var + eps) + beta


def loop(x, gamma, beta, eps):
    n, d = x.shape
    out = [[0.0] * d for _ in range(n)]
    for j in range(d):
        mu = sum(x[i, j] for i in range(n)) / n
        var = sum((x[i, j] - mu) ** 2 for i in range(n)) / n
        for i in range(n):
            out[i][j] = gamma[j] * (x[i, j] - mu) / (var + eps) ** 0.5 + beta[j]
    return out


def over_features(x, gamma, beta, eps):
    return np.array([gamma * (r - r.mean()) / np.sqrt(r.var() + eps) + beta for r in x])


def over_everything(x, gamma, beta, eps):
    return gamma * ((x - np.mean(x)) / np.sqrt(np.var(x) + eps)) + beta


def outside(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / (np.sqrt(x.var(0)) + eps) + beta


def unbiased(x, gamma, beta, eps):
    n = len(x)
    var = ((x - x.mean(0)) ** 2).sum(0) / (n - 1)
    return gamma * (x - x.mean(0)) / np.sqrt(var + eps) + beta


def no_root(x, gamma, beta, eps):
    return gamma * (x - x.mean(0)) / (x.var(0) + eps) + beta


def plain(x, gamma, beta, eps):
    return vectorised(x, np.ones_like(gamma), np.zeros_like(beta), eps)


def beta_first(x, gamma, beta, eps):
    return (vectorised(x, 1.0, 0.0, eps) + beta) * gamma


def no_eps(x, gamma, beta, eps):
    return vectorised(x, gamma, beta, 0)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "the mean is over features": over_features,
        "one mean and one variance serve all features": over_everything,
        "eps stands outside the root": outside,
        "variance over n - 1": unbiased,
        "divides by the variance": no_root,
        "gamma and beta are not used": plain,
        "beta is added too early": beta_first,
        "eps is not used": no_eps,
    },
)
