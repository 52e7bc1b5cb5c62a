"""The layer protocol: forward keeps what backward needs, backward applies the chain rule.

    forward:   y  = f(x; W)
    backward:  dx = (∂y/∂x)ᵀ dy   and   dW = (∂y/∂W)ᵀ dy   (dy: gradient of the loss)

Rules for every layer, each a test of the contract battery: ``backward`` overwrites the
gradients of its parameters, never modifies ``x`` or ``dy``, and returns ``dx``; only
``forward(train=True)`` prepares it; the dtype of the parameters is kept; dy has the shape of y.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.parameters import Parameter

T = TypeVar("T")


class Layer(ABC):
    """What every layer offers; the defaults are those of a layer that learns nothing."""

    @abstractmethod
    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y; with ``train=True`` also keep what `backward` needs.

        Layers that roll dice in training (dropout and its relatives) need `rng` then.
        """

    @abstractmethod
    def backward(self, dy: Array) -> Array:
        """Write the gradients of the parameters; return dx."""

    def backward_parameters(self, dy: Array) -> None:
        """Write the gradients of the parameters; nobody needs dx.

        Layers for which dx costs a product of its own leave it out here.
        """
        self.backward(dy)

    def parameters(self) -> Sequence[Parameter]:
        """Return what is learned."""
        return ()

    def buffers(self) -> Mapping[str, Array]:
        """Return what is remembered but not learned, for example running averages."""
        return {}


def recall(layer: Layer, kept: T | None) -> T:
    """Return what ``forward(train=True)`` kept, or say that it is missing."""
    if kept is None:
        name = type(layer).__name__
        raise RuntimeError(f"{name}: backward needs a forward(x, train=True) before it.")
    return kept


def check_dy(layer: Layer, dy: Array, shape: tuple[int, ...]) -> None:
    """Refuse `dy` unless it has the `shape` of y: another one would be broadcast in silence.

    One exception. Trials may share the output of a layer that learns nothing, as they may share
    the data; each sends a gradient of its own back, so dy comes with trial axes in front.
    """
    name = type(layer).__name__
    check.array(name, "dy", dy)
    if dy.shape == shape or (shape and dy.shape[-len(shape) :] == shape and not layer.parameters()):
        return
    raise ValueError(message(name, f"dy of y's shape {shape}", f"shape {dy.shape}"))


def check_layers(owner: str, layers: Sequence[Layer]) -> None:
    """Refuse what is no layer, and no layers at all."""
    for layer in layers:
        if not isinstance(layer, Layer):
            raise TypeError(message(owner, "layers", repr(layer), "Pass Layer objects."))
    if not layers:
        raise ValueError(message(owner, "one layer or more", "none"))


def named_buffers(layers: Sequence[Layer]) -> dict[str, Array]:
    """Return the buffers of all layers, named ``"layer.buffer"``."""
    return {
        f"{i}.{name}": buffer
        for i, layer in enumerate(layers)
        for name, buffer in layer.buffers().items()
    }
