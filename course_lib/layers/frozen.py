"""Layers that learn no more: the body of a trained network below a new head (chapter 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import numpy as np

from course_lib._validate import Array
from course_lib.layers.base import Layer, check_layers, inner_parameters, run, run_back
from course_lib.parameters import Parameter


@final
class Frozen(Layer):
    """The layers as they are: their weights are constants, and they always run in evaluation mode.

    So dropout is off, and the running averages of batch norm stay. The weights are no part of the
    network's θ: no optimizer, weight decay or clipping sees them, and training needs no backward
    pass through a body that is frozen. As `buffers` they are saved with the network.

    Parameters
    ----------
    *layers : Layer
        In the order of the forward pass. They are shared, not copied: pass
        ``copy.deepcopy(layers)`` if the network they come from is trained any further.

    Examples
    --------
    A new head on the body of a trained network:

    >>> from course_lib.layers import Linear
    >>> from course_lib.network import Sequential, mlp
    >>> rng = np.random.default_rng(0)
    >>> trained = mlp([784, 100, 10], rng=rng)
    >>> network = Sequential(Frozen(*trained.layers[:-1]), Linear(100, 3, rng=rng))
    >>> network.theta.shape
    (303,)
    """

    def __init__(self, *layers: Layer) -> None:
        check_layers("Frozen", layers)
        self.layers = layers

    def parameters(self) -> Sequence[Parameter]:
        """Return nothing: nothing is learned."""
        return ()

    def buffers(self) -> Mapping[str, Array]:
        """Return all weights and buffers inside, named ``"layer.name"``."""
        return {name: p.value for name, p in inner_parameters(self.layers)} | dict(
            super().buffers()
        )

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return the output of the last layer in evaluation mode."""
        return run(self.layers, x, train=False)

    def backward(self, dy: Array) -> Array:
        """Return the gradient of the input."""
        return run_back(self.layers, dy)

    def __repr__(self) -> str:
        return f"Frozen({', '.join(map(repr, self.layers))})"
