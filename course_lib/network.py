"""Networks: layers one after the other, all their parameters in one flat vector θ.

forward:   x → layer 1 → layer 2 → … → y
backward:  dx ← layer 1 ← layer 2 ← … ← dy        (the chain rule, read backwards)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import dropwhile, pairwise
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.activations import Activation, relu
from course_lib.initializers import he_normal
from course_lib.layers._trials import Generators, Initializers, Trials
from course_lib.layers.base import Layer, check_layers, named_buffers
from course_lib.layers.elementwise import Elementwise
from course_lib.layers.linear import Linear
from course_lib.parameters import Parameter, decay_mask, flatten


@final
class Sequential(Layer):
    """A chain of layers that shares one parameter vector.

    Parameters
    ----------
    *layers : Layer
        In the order of the forward pass; each belongs to one network only.

    Attributes
    ----------
    theta, grad : array, shape (*trials, P)
        All parameters and their gradients; every ``Parameter`` is a view of them.
    decay : array of bool, shape (P,)
        Where weight decay applies.

    Raises
    ------
    TypeError, ValueError
        If something is not a layer, or a layer already belongs to a network.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> network = Sequential(Linear(4, 8, rng=rng), Elementwise(relu), Linear(8, 3, rng=rng))
    >>> network.predict(np.ones((5, 4))).shape
    (5, 3)
    >>> network.theta.shape
    (67,)
    """

    def __init__(self, *layers: Layer) -> None:
        check_layers("Sequential", layers)
        self.layers = layers
        self.theta, self.grad = flatten(self.parameters())
        self.decay = decay_mask(self.parameters())

    def parameters(self) -> Sequence[Parameter]:
        """Return the parameters of all layers, in order."""
        return [p for layer in self.layers for p in layer.parameters()]

    def buffers(self) -> Mapping[str, Array]:
        """Return the buffers of all layers, named ``"layer.buffer"``."""
        return named_buffers(self.layers)

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield ``("layer.parameter", parameter)``, for example ``"0.W"``."""
        for i, layer in enumerate(self.layers):
            for parameter in layer.parameters():
                yield f"{i}.{parameter.name}", parameter

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return the output of the last layer."""
        for layer in self.layers:
            x = layer.forward(x, train=train, rng=rng)
        return x

    def predict(self, x: Array) -> Array:
        """Return the output in evaluation mode (``train=False``)."""
        return self.forward(x, train=False)

    def backward(self, dy: Array) -> Array:
        """Write all parameter gradients; return the gradient of the input."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def backward_parameters(self, dy: Array) -> None:
        """Write all parameter gradients and stop at the first layer that learns.

        The gradient of the data is not needed in training; leaving it out saves about 1/8 of a
        step of a 5-layer network (`benchmarks/training_step.py`).
        """
        learning = list(dropwhile(lambda layer: not layer.parameters(), self.layers))
        for layer in reversed(learning[1:]):
            dy = layer.backward(dy)
        for layer in learning[:1]:
            layer.backward_parameters(dy)

    def summary(self) -> str:
        """Return a table: layer, parameters (of one trial)."""
        rows = [(repr(layer), _count(layer)) for layer in self.layers]
        width = max(len("total"), *(len(name) for name, _ in rows))
        rows.append(("total", self.theta.shape[-1]))
        return "\n".join(f"{name:<{width}}  {count:>9,}" for name, count in rows)

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle by layers, so that the copy's parameters share its own θ."""
        return Sequential, self.layers

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"


def _count(layer: Layer) -> int:
    return sum(int(np.prod(p.shape)) for p in layer.parameters())


def mlp(
    sizes: Sequence[int],
    *,
    rng: Generators,
    activation: Activation = relu,
    init: Initializers = he_normal,
    bias: float = 0.0,
    between: Callable[[int], Sequence[Layer]] = lambda features: (),
    trials: Trials = (),
    dtype: Any = np.float64,
) -> Sequential:
    """Return a multi-layer perceptron: ``Linear``, activation, …, ``Linear``.

    Parameters
    ----------
    sizes : sequence of int
        Features of the input, of each hidden layer and of the output, e.g. ``[784, 100, 10]``.
    rng : numpy.random.Generator, or one per trial
        Draws the weights.
    activation : Activation, default relu
        After every layer but the last.
    init : initializer, or one per trial; default `he_normal`
        For all weights.
    bias : float, default 0
        Initial value of all biases of the hidden layers.
    between : callable, default: nothing
        ``features -> layers`` to insert between each hidden ``Linear`` and its activation, for
        example ``lambda features: [BatchNorm(features)]``.
    trials : int or tuple of int, default ()
        Leading axes: that many networks trained at once.
    dtype : float64 (default) or float32

    Examples
    --------
    >>> print(mlp([784, 100, 10], rng=np.random.default_rng(0)).summary())
    Linear(784, 100)      78,500
    Elementwise(relu)          0
    Linear(100, 10)        1,010
    total                 79,510
    """
    if not isinstance(sizes, Sequence) or len(sizes) < 2:
        raise ValueError(message("mlp", "two sizes or more: input, …, output", f"{sizes!r}"))
    check.function("mlp", "between", between)
    layers: list[Layer] = []
    for d_in, d_out in pairwise(sizes[:-1]):
        layers.append(
            Linear(d_in, d_out, rng=rng, init=init, bias=bias, trials=trials, dtype=dtype)
        )
        layers += [*between(d_out), Elementwise(activation)]
    layers.append(Linear(sizes[-2], sizes[-1], rng=rng, init=init, trials=trials, dtype=dtype))
    return Sequential(*layers)


def check_network(owner: str, network: object) -> None:
    """Refuse what is not a `Sequential`."""
    if not isinstance(network, Sequential):
        rule, remedy = "a Sequential network", "Build it with mlp(sizes, rng=rng)."
        raise TypeError(message(owner, rule, repr(network), remedy))
