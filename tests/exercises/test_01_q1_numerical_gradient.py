"""Question 1.1: answers that students give, right and wrong."""

import numpy as np

from course_lib.exercises.chapter_01.q1_numerical_gradient import QUESTION
from tests.exercises.battery import battery


def loop(f, x):
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        out[i] = (f(up) - f(down)) / 2e-5
    return out


def unit_vectors(f, x):
    h, eye = 1e-5, np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in eye]).reshape(x.shape)


def divided_by_h(f, x):
    return 2 * loop(f, x)


def forward(f, x):
    g = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        z = x.copy()
        z[i] += 1e-5
        g[i] = (f(z) - f(x)) / 1e-5
    return g


def everything_moves(f, x):
    slope = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    return slope * np.ones_like(x)


def flat(f, x):
    return loop(f, x).ravel()[: x.shape[0]]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, unit_vectors],
    {
        "the two points are 2h apart": divided_by_h,
        "forward difference": forward,
        "one directional slope": everything_moves,
        "its shape is": flat,
    },
)
