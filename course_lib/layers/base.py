"""The layer protocol: forward keeps what backward needs, backward applies the chain rule.

    forward:   y  = f(x; W)
    backward:  dx = (∂y/∂x)ᵀ dy   and   dW = (∂y/∂W)ᵀ dy   (dy: gradient of the loss)

Rules for every layer, each a test of the contract battery: ``backward`` belongs to the last
forward pass, in training or in evaluation; it overwrites the gradients of its parameters, never
modifies ``x`` or ``dy``, and returns ``dx``; the dtype of the parameters is kept, whatever that of
the data; dy has the shape of y.

After ``forward(x, train=False)`` the gradient is that of evaluation: dropout is off, and the
running averages of batch norm are constants. Saliency maps and adversarial examples need it::

    y = network.forward(x, train=False)
    dx = network.backward(dy)

A layer made of layers lists them as ``self.layers``; then their parameters and buffers are its own,
named ``"0.W"``, ``"1.W"``, …
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.activations import Activation
from course_lib.layers._trials import check_trials
from course_lib.parameters import Parameter
from course_lib.parameters.parameter import refuse_replacement


class Layer(ABC):
    """What every layer offers; the defaults are those of a layer that learns nothing itself."""

    layers: Sequence[Layer] = ()
    """The layers inside."""
    images: Any = None
    """True if the features are channels of images; False if they could be."""
    _kept: Any = None
    """What `backward` needs of the last forward pass."""

    @abstractmethod
    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, and keep what `backward` needs.

        Layers that are random in training (dropout and its relatives) need `rng` then.
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
        return [p for layer in self.layers for p in layer.parameters()]

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield name and parameter; ``"0.W"`` is the W of the first layer inside."""
        inner = {id(p): name for name, p in inner_parameters(self.layers)}
        for p in self.parameters():
            yield inner.get(id(p), p.name), p

    def buffers(self) -> Mapping[str, Array]:
        """Return what is remembered but not learned, for example running averages, by name."""
        return {
            f"{i}.{name}": buffer
            for i, layer in enumerate(self.layers)
            for name, buffer in layer.buffers().items()
        }

    def __setattr__(self, name: str, new: object) -> None:
        """Refuse another parameter in the place of one that a network moves."""
        old = None if name == "_kept" else vars(self).get(name)
        if isinstance(old, Parameter) and old.place is not None:
            refuse_replacement(type(self).__name__, f"{name}.value", old, new)
        object.__setattr__(self, name, new)

    def __getstate__(self) -> Mapping[str, Any]:
        """Copies and files of a layer are without what its last forward pass kept."""
        return {name: value for name, value in vars(self).items() if name != "_kept"}

    def forget(self) -> None:
        """Free what the last forward pass kept, here and in the layers inside."""
        self._kept = None
        for layer in self.layers:
            layer.forget()


def inner_parameters(layers: Sequence[Layer]) -> Iterator[tuple[str, Parameter]]:
    """Yield the parameters of all layers, named ``"layer.parameter"``."""
    for i, layer in enumerate(layers):
        for name, parameter in layer.named_parameters():
            yield f"{i}.{name}", parameter


def run(
    layers: Sequence[Layer],
    x: Array,
    *,
    train: bool,
    rng: np.random.Generator | None = None,
    forget: bool = False,
) -> Array:
    """Return the output of the last layer; with `forget` nothing is kept for `run_back`."""
    for i, layer in enumerate(layers):
        try:
            x = layer.forward(x, train=train, rng=rng)
        except ValueError as error:
            error.add_note(f"This is layer {i} of {', '.join(map(repr, layers))}.")
            raise
        if forget:
            layer.forget()
    return x


def run_back(layers: Sequence[Layer], dy: Array) -> Array:
    """Write all parameter gradients; return the gradient of the input of the first layer."""
    for layer in reversed(layers):
        dy = layer.backward(dy)
    return dy


def recall(layer: Layer) -> Any:
    """Return what the last forward pass kept, or say that it is missing."""
    if layer._kept is None:
        remedy = "Call forward(x, train=...); predict keeps nothing."
        rule = "a forward pass before backward"
        raise RuntimeError(message(type(layer).__name__, rule, "none", remedy))
    return layer._kept


def in_dtype(array: Array, *parameters: Parameter) -> Array:
    """Return `array` in the dtype of the parameters, if there are some; complex stays complex."""
    if not parameters or array.dtype == parameters[0].value.dtype or array.dtype.kind == "c":
        return array
    return array.astype(parameters[0].value.dtype)


def check_dy(layer: Layer, dy: Array, shape: tuple[int, ...]) -> Array:
    """Return `dy`, in the dtype of the parameters, if it has the `shape` of y.

    Another shape would be broadcast silently. One exception: trials may share the output of a
    layer that learns nothing, as they may share the data; each sends a gradient of its own back,
    so dy comes with trial axes in front.
    """
    name, parameters = type(layer).__name__, layer.parameters()
    check.array(name, "dy", dy)
    if dy.shape != shape and (parameters or not shape or dy.shape[-len(shape) :] != shape):
        raise ValueError(message(name, f"dy of y's shape {shape}", f"shape {dy.shape}"))
    if dy.ndim > 2 and parameters and not layer.layers:
        check_trials(name, dy, parameters[0].trials, axes=4 if layer.images else 2)
    return in_dtype(dy, *parameters[:1])


def check_layers(owner: str, layers: Sequence[object]) -> None:
    """Refuse what is no layer, no layers at all, and a layer in two places."""
    for layer in layers:
        if not isinstance(layer, Layer):
            raise TypeError(message(owner, "layers", *_no_layer(owner, layer)))
    if not layers:
        raise ValueError(message(owner, "one layer or more", "none"))
    parts = _parts(layers)
    for part in parts:
        if sum(other is part for other in parts) > 1:  # it keeps one forward pass, not two
            remedy = "Build a new layer for each place, or pass copy.deepcopy(layer)."
            raise ValueError(message(owner, "layers used once", f"{part!r} twice", remedy))
        learned = [id(p) for p in part.parameters()]
        for name, inner in vars(part).items():
            if isinstance(inner, Layer) and any(id(p) not in learned for p in inner.parameters()):
                rule = f"self.layers of {type(part).__name__} to list the layers inside"
                remedy = f"Write self.layers = (self.{name}, ...), or else they do not learn."
                raise ValueError(message(owner, rule, f"self.{name} beside it", remedy))


def _no_layer(owner: str, thing: object) -> tuple[str, str]:
    """Return how to name `thing`, and what to pass instead."""
    if isinstance(thing, Activation):
        return f"the activation {thing.name}", f"Pass Elementwise({thing.name})."
    if isinstance(thing, type):
        return f"the class {thing.__name__}", f"Pass an object of it: {thing.__name__}(...)."
    remedy = f"Pass {owner}(*layers)." if isinstance(thing, list | tuple) else "Pass Layer objects."
    return check.shown(thing), remedy


def _parts(layers: Sequence[Any]) -> list[Layer]:
    """Return the layers and all layers inside them."""
    return [part for layer in layers for part in (layer, *_parts(layer.layers))]
