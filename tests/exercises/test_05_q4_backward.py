"""Question 5.4: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q4_backward import QUESTION
from tests.exercises.battery import battery


def node_by_node(dy, x, gamma, eps):
    n, c = len(x), x - x.mean(axis=0)
    r = 1 / np.sqrt((c * c).mean(axis=0) + eps)
    dx_hat = gamma * dy
    dvar = -0.5 * r**3 * (dx_hat * c).sum(axis=0)
    dc = r * dx_hat + 2 / n * c * dvar
    return dc - dc.sum(axis=0) / n, (dy * c * r).sum(axis=0), dy.sum(axis=0)


def by_jacobian(dy, x, gamma, eps):
    n, d = x.shape
    dx = np.zeros_like(x)
    dgamma, dbeta = np.zeros(d), np.zeros(d)
    for j in range(d):
        s = np.sqrt(x[:, j].var() + eps)
        h = (x[:, j] - x[:, j].mean()) / s
        jacobian = gamma[j] / s * (np.eye(n) - 1 / n - np.outer(h, h) / n)
        dx[:, j] = jacobian @ dy[:, j]
        dgamma[j], dbeta[j] = dy[:, j] @ h, dy[:, j].sum()
    return dx, dgamma, dbeta


def constants(dy, x, gamma, eps):
    _, dgamma, dbeta = node_by_node(dy, x, gamma, eps)
    return dy * gamma / np.sqrt(x.var(0) + eps), dgamma, dbeta


def mean_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = constants(dy, x, gamma, eps)
    return dx - dx.mean(axis=0), dgamma, dbeta


def variance_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = node_by_node(dy, x, gamma, eps)
    return dx + gamma * dy.mean(axis=0) / np.sqrt(x.var(0) + eps), dgamma, dbeta


def averaged(dy, x, gamma, eps):
    dx, dgamma, _ = node_by_node(dy, x, gamma, eps)
    return dx, dgamma / len(x), dy.mean(axis=0)


def raw_x(dy, x, gamma, eps):
    dx, _, dbeta = node_by_node(dy, x, gamma, eps)
    return dx, np.sum(dy * x, axis=0), dbeta


def other_order(dy, x, gamma, eps):
    dx, dgamma, dbeta = node_by_node(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def gamma_lost(dy, x, gamma, eps):
    dx, dgamma, dbeta = node_by_node(dy, x, gamma, eps)
    return dx / gamma, dgamma, dbeta


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [node_by_node, by_jacobian],
    {
        "forgets that mean and variance depend on x": constants,
        "forgets the path through the variance": mean_only,
        "forgets the path through the mean": variance_only,
        "are averages": averaged,
        "another value": raw_x,
        "wrong order": other_order,
        "does not pass through gamma": gamma_lost,
    },
)
