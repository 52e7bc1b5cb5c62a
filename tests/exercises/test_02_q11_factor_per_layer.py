"""Question 2.11: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q11_factor_per_layer import QUESTION
from tests.exercises.battery import battery


def activation(name, z):
    if name == "relu":
        return np.maximum(z, 0), (z > 0) * 1.0
    y = np.tanh(z) if name == "tanh" else 1 / (1 + np.exp(-z))
    return y, 1 - y * y if name == "tanh" else y * (1 - y)


def ratio(name, rng, scale, layers=16, width=60, slopes=True):
    x, kept = rng.standard_normal((50, width)), []
    for _ in range(layers):
        W = rng.standard_normal((width, width)) * scale / np.sqrt(width)
        x, slope = activation(name, x @ W)
        kept.append((W, slope if slopes else 1.0))
    dx = dy = rng.standard_normal(x.shape)
    for W, slope in reversed(kept):
        dx = (dx * slope) @ W.T
    return np.linalg.norm(dx) / np.linalg.norm(dy)


def root_of_the_ratio(name, rng, scale):
    return ratio(name, rng, scale) ** (1 / 16)


def layer_by_layer(name, rng, scale):
    """Mean of the logarithm of the factor over 20 layers, each measured on its own."""
    width, logs = 100, []
    x = rng.standard_normal((40, width))
    for _ in range(20):
        W = rng.standard_normal((width, width)) * scale / width**0.5
        x, slope = activation(name, x @ W)
        dy = rng.standard_normal(x.shape)
        logs.append(np.log(np.linalg.norm((dy * slope) @ W.T) / np.linalg.norm(dy)))
    return np.exp(np.mean(logs))


def mean_square(name, rng, scale):
    x, factors = rng.standard_normal((100, 80)), []
    for _ in range(12):
        W = rng.normal(0, scale / np.sqrt(80), (80, 80))
        x, slope = activation(name, x @ W)
        factors.append(scale * np.sqrt(np.mean(slope**2)))
    return np.mean(factors)


def largest_slope(name, rng, scale):
    return scale * max(activation(name, np.linspace(-8, 8, 4001))[1])


def from_the_book(name, rng, scale):
    return {"sigmoid": 1 / 4, "tanh": 1.0, "relu": 1 / np.sqrt(2)}[name]


def whole_product(name, rng, scale):
    return ratio(name, rng, scale)


def no_slopes(name, rng, scale):
    return ratio(name, rng, scale, slopes=False) ** (1 / 16)


def square_of_the_factor(name, rng, scale):
    return ratio(name, rng, scale) ** (1 / 8)


def typed_in(name, rng, scale):
    return scale * {"sigmoid": 0.235, "relu": 0.707, "tanh": 0.9}[name]


def own_generator(name, rng, scale):
    return ratio(name, np.random.default_rng(), scale) ** (1 / 16)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [root_of_the_ratio, layer_by_layer, mean_square],
    {
        "largest slope times the scale": largest_slope,
        "weights of scale 1": from_the_book,
        "after all of them": whole_product,
        "shrinks faster than that": no_slopes,
        "does not shrink as fast": square_of_the_factor,
        "nothing has been measured": typed_in,
        "draw everything from rng": own_generator,
    },
)
