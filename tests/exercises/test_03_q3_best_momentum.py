"""Question 3.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q3_best_momentum import QUESTION
from tests.exercises.battery import battery


def roots(H):
    low, high = np.sqrt(np.linalg.eigvalsh(H)[[0, -1]])
    rate = (high - low) / (high + low)
    return (2 / (low + high)) ** 2, rate**2, rate


def by_condition(H):
    values = np.linalg.eig(H)[0].real
    smallest, root = min(values), np.sqrt(np.linalg.cond(H))
    rate = (root - 1) / (root + 1)
    return [4 / (smallest * (1 + root) ** 2), rate * rate, rate]


def diagonal(H):
    values = np.sort(np.diag(H))
    low, high = np.sqrt(values[0]), np.sqrt(values[-1])
    rate = (high - low) / (high + low)
    return (2 / (low + high)) ** 2, rate**2, rate


def walker(H):
    values = np.linalg.eigvalsh(H)
    kappa = values[-1] / values[0]
    return 2 / (values[0] + values[-1]), 0.0, (kappa - 1) / (kappa + 1)


def no_root(H):
    lr, _, _ = roots(H)
    kappa = np.linalg.cond(H)
    rate = (kappa - 1) / (kappa + 1)
    return lr, rate**2, rate


def lr_not_squared(H):
    lr, mu, rate = roots(H)
    return np.sqrt(lr), mu, rate


def mu_not_squared(H):
    lr, _, rate = roots(H)
    return lr, rate, rate


def added_first(H):
    values = np.linalg.eigvalsh(H)
    _, mu, rate = roots(H)
    return (2 / np.sqrt(values[0] + values[-1])) ** 2, mu, rate


def two_steps(H):
    lr, mu, _ = roots(H)
    return lr, mu, mu


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [roots, by_condition],
    {
        "the diagonal of H is not": diagonal,
        "the walker, who has no momentum": walker,
        "the ball gains a square root": no_root,
        "learning rate is still under its root": lr_not_squared,
        "momentum and rate are the same": mu_not_squared,
        "added before they are taken": added_first,
        "kept in two steps": two_steps,
    },
)
