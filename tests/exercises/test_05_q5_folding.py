"""Question 5.5: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q5_folding import QUESTION
from tests.exercises.battery import battery


def columns(W, b, gamma, beta, running_mean, running_var, *, eps):
    a = gamma / np.sqrt(running_var + eps)
    return W * a, b * a + beta - a * running_mean


def loop(W, b, gamma, beta, running_mean, running_var, *, eps):
    W2, b2 = W.copy(), b.copy()
    for j in range(len(b)):
        a = gamma[j] / (running_var[j] + eps) ** 0.5
        W2[:, j] = a * W[:, j]
        b2[j] = a * (b[j] - running_mean[j]) + beta[j]
    return W2, b2


def old_bias(W, b, gamma, beta, running_mean, running_var, *, eps):
    W2, b2 = columns(W, 0 * b, gamma, beta, running_mean, running_var, eps=eps)
    return W2, b2 + b


def raw_mean(W, b, gamma, beta, running_mean, running_var, *, eps):
    a = gamma / np.sqrt(running_var + eps)
    return W * a, b * a + beta - running_mean


def no_mean(W, b, gamma, beta, running_mean, running_var, *, eps):
    return columns(W, b, gamma, beta, 0 * running_mean, running_var, eps=eps)


def beta_scaled(W, b, gamma, beta, running_mean, running_var, *, eps):
    a = gamma / np.sqrt(running_var + eps)
    return a * W, a * (b + beta - running_mean)


def no_root(W, b, gamma, beta, running_mean, running_var, *, eps):
    a = gamma / (running_var + eps)
    return a * W, a * (b - running_mean) + beta


def no_eps(W, b, gamma, beta, running_mean, running_var, *, eps):
    return columns(W, b, gamma, beta, running_mean, running_var, eps=0)


def rows(W, b, gamma, beta, running_mean, running_var, *, eps):
    _, b2 = columns(W, b, gamma, beta, running_mean, running_var, eps=eps)
    return np.diag(gamma / np.sqrt(running_var + eps)) @ W, b2


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [columns, loop],
    {
        "the old bias is not scaled": old_bias,
        "subtracted without being scaled": raw_mean,
        "the running mean is forgotten": no_mean,
        "beta is scaled": beta_scaled,
        "divides by the variance": no_root,
        "eps is not used": no_eps,
        "the rows of W are scaled": rows,
    },
)
