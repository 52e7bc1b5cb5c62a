"""Pass examples through a network layer by layer and look at each layer on the way."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers import Elementwise, Frozen, Layer, Maxout, PReLU, Residual
from course_lib.network import Sequential


class Passage(NamedTuple):
    """One layer, what it received and what it answered; the first `axes` of y count trials."""

    name: str
    layer: Layer
    x: Array
    y: Array
    axes: int


def visit_layers(
    layers: Sequence[Layer],
    x: Array,
    *,
    train: bool = False,
    rng: np.random.Generator | None = None,
    open_blocks: bool = False,
    axes: int = 0,
    prefix: str = "",
) -> Iterator[Passage]:
    """Yield every layer; with `open_blocks` those inside a block or network instead of it."""
    for i, layer in enumerate(layers):
        closed = not (open_blocks and isinstance(layer, Residual | Sequential | Frozen))
        if not closed:
            inner = f"{prefix}{i}."
            yield from visit_layers(layer.layers, x, open_blocks=True, axes=axes, prefix=inner)
        y = _answer(layer, x, train, rng)
        # Until the first layer that has parameters per trial, all trials share one signal.
        axes = max([axes, *(len(p.trials) for p in layer.parameters())])
        if closed:
            yield Passage(f"{prefix}{i} {layer!r}", layer, x, y, axes)
        x = y


def slope(passage: Passage) -> Array | None:
    """Return f'(x) of a layer that is an activation; None for other layers."""
    layer, x, y = passage.layer, passage.x, passage.y
    with np.errstate(all="ignore"):
        if isinstance(layer, Elementwise):
            return layer.activation.derivative(x, y)
        if isinstance(layer, Maxout):
            return np.ones_like(y)  # of the piece that wins
        if not isinstance(layer, PReLU):
            return None
        probe = copy.deepcopy(layer)  # what it answers to the gradient 1
        return probe.backward(np.ones_like(probe.forward(x, train=True)))


def check_inputs(owner: str, x: object) -> Array:
    """Return the examples (N, ...) as an array."""
    inputs = check.finite(owner, "x", x)
    if inputs.ndim < 2:
        remedy = "Add an axis for the features: x[:, None]."
        raise ValueError(message(owner, "x of shape (N, ...)", f"shape {inputs.shape}", remedy))
    check.batch(owner, len(inputs))
    return inputs


def _answer(layer: Layer, x: Array, train: bool, rng: np.random.Generator | None) -> Array:
    """Return y; what the pass changes in the layer, it changes in a copy."""
    with np.errstate(all="ignore"):  # exploding signals are a result here
        return copy.deepcopy(layer).forward(x, train=train, rng=rng)
