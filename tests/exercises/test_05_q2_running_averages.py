"""Question 5.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q2_running_averages import QUESTION
from tests.exercises.battery import battery


def mixed(running_mean, running_var, x, *, momentum):
    mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    return mean, (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)


def stepped(running_mean, running_var, x, *, momentum):
    n, d = x.shape
    means, variances = [], []
    for j in range(d):
        mu = sum(x[:, j]) / n
        var = sum((v - mu) ** 2 for v in x[:, j]) / (n - 1)
        means.append(running_mean[j] + momentum * (mu - running_mean[j]))
        variances.append(running_var[j] + momentum * (var - running_var[j]))
    return [np.array(means), np.array(variances)]


def reversed_momentum(running_mean, running_var, x, *, momentum):
    return mixed(running_mean, running_var, x, momentum=1 - momentum)


def biased(running_mean, running_var, x, *, momentum):
    mean, _ = mixed(running_mean, running_var, x, momentum=momentum)
    return mean, running_var + momentum * (np.var(x, 0) - running_var)


def keras_and_biased(running_mean, running_var, x, *, momentum):
    return biased(running_mean, running_var, x, momentum=1 - momentum)


def variance_forgotten(running_mean, running_var, x, *, momentum):
    return running_mean * (1 - momentum) + x.mean(0) * momentum, running_var


def spread(running_mean, running_var, x, *, momentum):
    mean, _ = mixed(running_mean, running_var, x, momentum=momentum)
    return mean, running_var * (1 - momentum) + momentum * x.std(0, ddof=1)


def replaced(running_mean, running_var, x, *, momentum):
    return x.mean(0), x.var(0, ddof=1)


def added(running_mean, running_var, x, *, momentum):
    return running_mean + momentum * x.mean(0), running_var + momentum * x.var(0, ddof=1)


def one_value(running_mean, running_var, x, *, momentum):
    return mixed(running_mean, running_var, x, momentum=momentum)[0]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [mixed, stepped],
    {
        "momentum is reversed: here": reversed_momentum,
        "the running variance is biased": biased,
        "reversed and the variance biased": keras_and_biased,
        "never updated": variance_forgotten,
        "fed with standard deviations": spread,
        "thrown away": replaced,
        "does not make room": added,
        "2 values are needed": one_value,
    },
)
