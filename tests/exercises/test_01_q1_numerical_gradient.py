"""Question 1.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q1_numerical_gradient import QUESTION
from tests.exercises.battery import battery


def loop(f, x, h):
    x = np.array(x, dtype=float)
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def in_place(f, x, h):
    x, g = x.astype(float), np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        old = x[i]
        x[i] = old + h
        upper = f(x)
        x[i] = old - h
        g[i] = (upper - f(x)) / 2 / h
        x[i] = old
    return g


def unit_vectors(f, x, h):
    eye = np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in eye]).reshape(x.shape)


def divided_by_h(f, x, h):
    return 2 * loop(f, x, h)


def forward(f, x, h):
    g = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        z = x.astype(float)
        z[i] += h
        g[i] = (f(z) - f(x)) / h
    return g


def everything_moves(f, x, h):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * np.ones(x.shape)


def flat(f, x, h):
    return loop(f, x, h).ravel()[: x.shape[0]]


def moved_for_good(f, x, h):
    x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        a = f(x)
        x[i] -= h + h
        g[i] = (a - f(x)) / (2 * h)
    return g


def lower_first(f, x, h):
    return -unit_vectors(f, x, h)


def integer_copy(f, x, h):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


def integer_slopes(f, x, h):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        g[i] = loop(f, x, h)[i]
    return g


def own_step(f, x, h):
    return loop(f, x, 1e-6)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, in_place, unit_vectors],
    {
        "the two points are further apart": divided_by_h,
        "forward difference": forward,
        "along one direction": everything_moves,
        "its shape is": flat,
        "not put back": moved_for_good,
        "sign is turned round": lower_first,
        "your copy of it": integer_copy,
        "array for the slopes holds whole": integer_slopes,
        "another step than your h": own_step,
    },
)
