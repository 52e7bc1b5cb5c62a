"""Question 2.5: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q5_gradient_profile import QUESTION
from tests.exercises.battery import battery


def two_lists(x, weights, dy):
    outputs, norms = [], []
    for W in weights:
        x = np.tanh(x @ W)
        outputs.append(x)
    for W, y in zip(reversed(weights), reversed(outputs), strict=True):
        norms.append(np.linalg.norm(dy))
        dy = (dy * (1 - y**2)) @ W.T
    return norms[::-1]


def recursive(x, weights, dy):
    def back(x, k):
        """Return the gradient that arrives at the input of layer k."""
        if k == len(weights):
            return dy
        z = x @ weights[k]
        arriving = back(np.tanh(z), k + 1)
        profile[k] = np.sqrt(np.sum(arriving * arriving))
        return (arriving / np.cosh(z) ** 2) @ weights[k].T

    profile = np.zeros(len(weights))
    back(x, 0)
    return profile


def generic(x, weights, dy, slope):
    kept, norms = [], np.zeros(len(weights))
    for W in weights:
        z = x @ W
        x = np.tanh(z)
        kept.append((z, x))
    for k in range(len(weights) - 1, -1, -1):
        norms[k] = np.linalg.norm(dy)
        dy = (dy * slope(*kept[k])) @ weights[k].T
    return norms


def no_slopes(x, weights, dy):
    return generic(x, weights, dy, lambda z, y: 1)


def sigmoid_slope(x, weights, dy):
    return generic(x, weights, dy, lambda z, y: y * (1 - y))


def from_z(x, weights, dy):
    return generic(x, weights, dy, lambda z, y: 1 - z**2)


def backwards(x, weights, dy):
    return two_lists(x, weights, dy)[::-1]


def one_too_far(x, weights, dy):
    outputs, norms = [x], []
    for W in weights:
        outputs.append(np.tanh(outputs[-1] @ W))
    for W, y in zip(weights[::-1], outputs[:0:-1], strict=True):
        dy = (dy * (1 - y * y)) @ W.T
        norms.insert(0, np.linalg.norm(dy))
    return norms


def root_mean_square(x, weights, dy):
    shapes = [(len(x), W.shape[1]) for W in weights]
    return [n / np.sqrt(a * b) for n, (a, b) in zip(two_lists(x, weights, dy), shapes, strict=True)]


def squares(x, weights, dy):
    return np.square(two_lists(x, weights, dy))


def first_only(x, weights, dy):
    return two_lists(x, weights, dy)[0]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [two_lists, recursive],
    {
        "slopes of tanh are missing": no_slopes,
        "belongs to the sigmoid": sigmoid_slope,
        "a formula that wants the output": from_z,
        "from the last layer to the first": backwards,
        "one layer too far back": one_too_far,
        "root of the mean square": root_mean_square,
        "root of the norm is missing": squares,
        "its shape is (), not (2,)": first_only,
    },
)
