"""Question 2.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q9_residual import QUESTION
from tests.exercises.battery import battery


def matrices(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, dy + (dy * (1 - f**2)) @ W.T


def jacobian(x, W, dy):
    y, dx = np.zeros(x.shape), np.zeros(x.shape)
    for n in range(len(x)):
        f = np.tanh(x[n] @ W)
        y[n] = x[n] + f
        dx[n] = (np.eye(len(W)) + W * (1 - f * f)) @ dy[n]
    return y, dx


def plain_layer(x, W, dy):
    f = np.tanh(x @ W)
    return f, (dy * (1 - f**2)) @ W.T


def no_detour_back(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, (dy * (1 - f**2)) @ W.T


def detour_only(x, W, dy):
    return x + np.tanh(x @ W), dy.copy()


def one_added(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, 1 + (dy * (1 - f**2)) @ W.T


def input_added(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, x + (dy * (1 - f**2)) @ W.T


def slope_from_sum(x, W, dy):
    y = x + np.tanh(x @ W)
    return y, dy + (dy * (1 - y**2)) @ W.T


def linear(x, W, dy):
    return x + np.tanh(x @ W), dy + dy @ W.T


def unturned(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, dy + (dy * (1 - f**2)) @ W


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [matrices, jacobian],
    {
        "this is a plain layer": plain_layer,
        "all of the gradient goes": no_detour_back,
        "only the detour": detour_only,
        "a 1 is added": one_added,
        "x is added, as in": input_added,
        "from x + tanh": slope_from_sum,
        "slope of tanh is missing": linear,
        "has to turn": unturned,
    },
)
