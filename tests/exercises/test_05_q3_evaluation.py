"""Question 5.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q3_evaluation import QUESTION
from tests.exercises.battery import battery


def direct(x, gamma, beta, running_mean, running_var, *, eps):
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta


def affine(x, gamma, beta, running_mean, running_var, *, eps):
    rows = []
    for row in x:
        a = [g / (v + eps) ** 0.5 for g, v in zip(gamma, running_var, strict=True)]
        rows.append([a[j] * row[j] + beta[j] - a[j] * running_mean[j] for j in range(len(row))])
    return np.array(rows)


def training_mode(x, gamma, beta, running_mean, running_var, *, eps):
    return direct(x, gamma, beta, x.mean(0), x.var(0), eps=eps)


def half_training_mode(x, gamma, beta, running_mean, running_var, *, eps):
    return direct(x, gamma, beta, x.mean(0), running_var, eps=eps)


def no_root(x, gamma, beta, running_mean, running_var, *, eps):
    return gamma * (x - running_mean) / (running_var + eps) + beta


def outside(x, gamma, beta, running_mean, running_var, *, eps):
    return gamma * (x - running_mean) / (running_var**0.5 + eps) + beta


def own_eps(x, gamma, beta, running_mean, running_var, *, eps):
    return direct(x, gamma, beta, running_mean, running_var, eps=1e-5)


def normalised_only(x, gamma, beta, running_mean, running_var, *, eps):
    return direct(x, 1, 0, running_mean, running_var, eps=eps)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [direct, affine],
    {
        "the mode is that of training": training_mode,
        "only the variance is the running one": half_training_mode,
        "it divides by the variance": no_root,
        "eps stands outside": outside,
        "eps is not used": own_eps,
        "gamma and beta are not used": normalised_only,
    },
)
