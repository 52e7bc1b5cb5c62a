"""Question 2.5: how much gradient arrives at each layer of a deep network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.activations import tanh
from course_lib.layers import Elementwise, Linear

Case = tuple[Array, list[Array], Array]


def _draw(rng: np.random.Generator, depth: int, width: int, n: int) -> Case:
    x, dy = rng.standard_normal((2, n, width))
    weights = rng.standard_normal((depth, width, width)) / np.sqrt(width)
    return x, list(weights), dy


def _shallow(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, 2, 3, 2) for _ in range(2))


def _deep(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, depth, 8, 5) for depth in (8, 20))


def _oblong(rng: np.random.Generator) -> Iterator[Case]:
    for sizes in ((4, 7, 3), (5, 2, 6, 4)):
        shapes = itertools.pairwise(sizes)
        weights = [rng.standard_normal(shape) / 2 for shape in shapes]
        yield rng.standard_normal((6, sizes[0])), weights, rng.standard_normal((6, sizes[-1]))


def _reference(x: Array, weights: list[Array], dy: Array) -> Array:
    layers: list[Linear | Elementwise] = []
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


def _slip(
    x: Array,
    weights: list[Array],
    dy: Array,
    slope: Callable[[Array, Array], Array] = lambda z, y: 1 - y * y,
    after: bool = False,
    each: bool = False,
) -> Array:
    kept = []
    for W in weights:
        z = x @ W
        x = np.tanh(z)
        kept.append((z, x))
    norms = []
    for W, (z, y) in zip(weights[::-1], kept[::-1], strict=True):
        before, dy = dy, (dy * slope(z, y)) @ W.T
        shown = dy if after else before
        norms.append((shown**2).mean() ** 0.5 if each else np.linalg.norm(shown))
    return np.array(norms[::-1])


QUESTION = Question(
    key="q5",
    function="gradient_profile",
    minutes=20,
    reference=_reference,
    checks=(
        Check("two layers", _shallow, points=2),
        Check("eight and twenty layers", _deep),
        Check("layers of different widths", _oblong, points=2, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the slopes of tanh are missing on the way back",
            lambda x, weights, dy: _slip(x, weights, dy, slope=lambda z, y: np.ones_like(y)),
        ),
        Mistake(
            "the slope is not that of tanh: this one belongs to the sigmoid",
            lambda x, weights, dy: _slip(x, weights, dy, slope=lambda z, y: y * (1 - y)),
        ),
        Mistake(
            "the slope is worked out from z by a formula that wants the output y",
            lambda x, weights, dy: _slip(x, weights, dy, slope=lambda z, y: 1 - z * z),
        ),
        Mistake(
            "the norms stand from the last layer to the first",
            lambda x, weights, dy: _reference(x, weights, dy)[::-1],
        ),
        Mistake(
            "each norm is one layer too far back: dy of a layer arrives at its output",
            lambda x, weights, dy: _slip(x, weights, dy, after=True),
        ),
        Mistake(
            "this is the root of the mean square, not the norm: nothing is divided in a norm",
            lambda x, weights, dy: _slip(x, weights, dy, each=True),
        ),
        Mistake(
            "the square root of the norm is missing",
            lambda x, weights, dy: _reference(x, weights, dy) ** 2,
        ),
    ),
    hints=(
        "The forward pass has to keep the output of every layer: the way back needs all of them.",
        (
            "Forward: a list of outputs y. Backward, from the last layer: note the norm of dy, "
            "then pass through the slope and the weights. Turn the list of norms round at the end."
        ),
        "dy = (dy * (1 - y**2)) @ W.T",
    ),
)
