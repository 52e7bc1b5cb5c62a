"""Question 2.5: how much gradient arrives at each layer of a deep network."""

import itertools

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import tanh
from course_lib.layers import Elementwise, Linear


def _draw(rng, depth, width, n):
    x, dy = rng.standard_normal((2, n, width))
    weights = rng.standard_normal((depth, width, width)) / np.sqrt(width)
    return x, list(weights), dy


def _oblong(rng):
    for sizes in ((4, 7, 3), (5, 2, 6, 4)):
        shapes = itertools.pairwise(sizes)
        weights = [rng.standard_normal(shape) / 2 for shape in shapes]
        yield rng.standard_normal((6, sizes[0])), weights, rng.standard_normal((6, sizes[-1]))


def _reference(x, weights, dy):
    layers = []
    for W in weights:
        linear = Linear(*W.shape, rng=np.random.default_rng(0))
        linear.W.value[...] = W
        layers += [linear, Elementwise(tanh)]
    for layer in layers:
        x = layer.forward(x, train=True)
    norms = []
    for layer in reversed(layers):
        if isinstance(layer, Elementwise):
            norms.append(np.linalg.norm(dy))
        dy = layer.backward(dy)
    return np.array(norms[::-1])


def right(x, weights, dy):
    outputs, norms = [], []
    for W in weights:
        x = np.tanh(x @ W)
        outputs.append(x)
    for W, y in zip(reversed(weights), reversed(outputs), strict=True):
        norms.append(np.linalg.norm(dy))
        dy = (dy * (1 - y**2)) @ W.T
    return norms[::-1]


def profile_with(x, weights, dy, slope):
    """The norms with another slope of tanh, made of z and y."""
    kept, norms = [], np.zeros(len(weights))
    for W in weights:
        z = x @ W
        x = np.tanh(z)
        kept.append((z, x))
    for k in range(len(weights) - 1, -1, -1):
        norms[k] = np.linalg.norm(dy)
        dy = (dy * slope(*kept[k])) @ weights[k].T
    return norms


@mistake("each norm is one layer too far back: dy of a layer arrives at its output")
def one_too_far(x, weights, dy):
    outputs, norms = [x], []
    for W in weights:
        outputs.append(np.tanh(outputs[-1] @ W))
    for W, y in zip(weights[::-1], outputs[:0:-1], strict=True):
        dy = (dy * (1 - y * y)) @ W.T
        norms.insert(0, np.linalg.norm(dy))
    return norms


@mistake("this is the root of the mean square, not the norm: nothing is divided in a norm")
def root_mean_square(x, weights, dy):
    shapes = [(len(x), W.shape[1]) for W in weights]
    return [n / np.sqrt(a * b) for n, (a, b) in zip(right(x, weights, dy), shapes, strict=True)]


QUESTION = Question(
    key="q5",
    function="gradient_profile",
    minutes=20,
    reference=_reference,
    checks=(
        Check("two layers", lambda rng: (_draw(rng, 2, 3, 2) for _ in range(2)), points=2),
        Check(
            "eight and twenty layers", lambda rng: (_draw(rng, depth, 8, 5) for depth in (8, 20))
        ),
        Check("layers of different widths", _oblong, points=2, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the slopes of tanh are missing on the way back",
            lambda x, weights, dy: profile_with(x, weights, dy, lambda z, y: 1),
        ),
        Mistake(
            "the slope is not that of tanh: this one belongs to the sigmoid",
            lambda x, weights, dy: profile_with(x, weights, dy, lambda z, y: y * (1 - y)),
        ),
        Mistake(
            "the slope is worked out from z by a formula that wants the output y",
            lambda x, weights, dy: profile_with(x, weights, dy, lambda z, y: 1 - z**2),
        ),
        Mistake(
            "the norms stand from the last layer to the first",
            lambda x, weights, dy: right(x, weights, dy)[::-1],
        ),
        Mistake(
            "the square root of the norm is missing",
            lambda x, weights, dy: np.square(right(x, weights, dy)),
        ),
    ),
    hints=(
        "The forward pass has to keep the output of every layer: the way back needs all of them.",
        (
            "Forward: a list of outputs y. Backward, from the last layer: note the norm of dy, "
            "then pass through the slope and the weights. Reverse the list of norms at the end."
        ),
        "dy = (dy * (1 - y**2)) @ W.T",
    ),
)
