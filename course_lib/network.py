"""Networks: layers one after the other, all their parameters in one flat vector θ.

forward:   x → layer 1 → layer 2 → … → y
backward:  dx ← layer 1 ← layer 2 ← … ← dy        (the chain rule, read backwards)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import dropwhile, pairwise
from operator import is_
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.activations import Activation, relu
from course_lib.initializers import he_normal
from course_lib.layers._trials import Generators, Initializers, Trials
from course_lib.layers.base import Layer, check_layers, in_dtype, run, run_back
from course_lib.layers.elementwise import Elementwise
from course_lib.layers.linear import Linear
from course_lib.parameters import decay_mask, flatten
from course_lib.parameters.parameter import refuse_replacement, shared_part


@final
class Sequential(Layer):
    """A chain of layers that shares one parameter vector.

    Parameters
    ----------
    *layers : Layer
        In the order of the forward pass; networks too.

    Attributes
    ----------
    theta, grad : array, shape (*trials, P)
        All parameters and their gradients; every ``Parameter`` is a view of them. They are filled,
        never replaced: ``network.theta -= step`` or ``network.theta[...] = other``.
    decay : array of bool, shape (P,)
        Where weight decay applies.

    Notes
    -----
    Layers are shared, not copied. ``network[:-1]`` is a network whose θ is a part of this one's,
    and ``Sequential(network, head)`` makes it a part of a larger one. Layers that are cut out and
    joined with others, as in ``Sequential(*network.layers[:-1], head)``, move into the θ of the new
    network; the old one can still predict, but its θ is refused. ``copy.deepcopy`` keeps both.

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
        self._learned = self.parameters()
        _check_names([name for name, _ in self.named_parameters()])
        self._find_vectors(flatten(self._learned))
        self.decay = decay_mask(self._learned)

    def _find_vectors(self, vectors: tuple[Array, Array]) -> None:
        self._vectors, self._places = vectors, [p.place for p in self._learned]

    def _current(self) -> tuple[Array, Array]:
        """Return θ and its gradient; a larger network may have taken them up."""
        if not all(map(is_, [p.place for p in self._learned], self._places)):
            shared = shared_part(self._learned)
            if shared is None:
                rule, received = "layers of its own", "some that now belong to another network"
                remedy = "Build that one of copy.deepcopy(network)."
                raise RuntimeError(message("Sequential", rule, received, remedy))
            self._find_vectors(shared)
        return self._vectors

    @property
    def theta(self) -> Array:
        """All parameters."""
        return self._current()[0]

    @theta.setter
    def theta(self, new: Array) -> None:
        refuse_replacement("Sequential", "theta", self.theta, new)

    @property
    def grad(self) -> Array:
        """The gradient of the loss with respect to θ."""
        return self._current()[1]

    @grad.setter
    def grad(self, new: Array) -> None:
        refuse_replacement("Sequential", "grad", self.grad, new)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return the output of the last layer."""
        return run(self.layers, self._in_dtype(x), train=train, rng=rng)

    def predict(self, x: Array) -> Array:
        """Return the output in evaluation mode; nothing is kept for `backward`."""
        return run(self.layers, self._in_dtype(x), train=False, forget=True)

    __call__ = predict

    def backward(self, dy: Array) -> Array:
        """Write all parameter gradients; return the gradient of the input."""
        return run_back(self.layers, self._in_dtype(dy))

    def backward_parameters(self, dy: Array) -> None:
        """Write all parameter gradients and stop at the first layer that learns.

        The gradient of the data is not needed in training; leaving it out saves about 1/8 of a
        step of a 5-layer network (`benchmarks/training_step.py`).
        """
        learning = list(dropwhile(lambda layer: not layer.parameters(), self.layers))
        dy = run_back(learning[1:], self._in_dtype(dy))
        for layer in learning[:1]:
            layer.backward_parameters(dy)

    def _in_dtype(self, array: Array) -> Array:
        """Return `array` in the dtype of θ, so that float32 networks compute in float32."""
        return in_dtype(array, *self._learned[:1]) if isinstance(array, np.ndarray) else array

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, index: int | slice) -> Any:
        if not isinstance(index, slice):
            return self.layers[index]
        if index.step not in (None, 1):
            raise ValueError(message("Sequential", "neighbouring layers", f"step {index.step}"))
        return Sequential(*self.layers[index])

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


def _check_names(names: Sequence[str]) -> None:
    """Refuse two parameters of one name: of these, a file would keep one."""
    for name in names:
        if names.count(name) > 1:
            remedy = "A layer that is made of layers lists them: self.layers = (first, second)."
            raise ValueError(message("Sequential", "one name each", f"{name!r} twice", remedy))


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
    after: Callable[[int], Sequence[Layer]] = lambda features: (),
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
    bias : float or False, default 0
        Initial value of all biases of the hidden layers; False leaves them out.
    between, after : callable, default: nothing
        ``features -> layers`` to insert before and after the activation of each hidden layer, for
        example ``between=lambda features: [BatchNorm(features)]`` or
        ``after=lambda features: [Dropout(0.5)]``. Dropout before the activation is the same only
        if f(0) = 0: a sigmoid answers ½ to what was dropped.
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
    layers: list[Layer] = []
    for d_in, d_out in pairwise(sizes[:-1]):
        layers += [
            Linear(d_in, d_out, rng=rng, init=init, bias=bias, trials=trials, dtype=dtype),
            *_inserted("between", between, d_out),
            Elementwise(activation),
            *_inserted("after", after, d_out),
        ]
    layers.append(Linear(sizes[-2], sizes[-1], rng=rng, init=init, trials=trials, dtype=dtype))
    return Sequential(*layers)


def _inserted(name: str, make: Callable[[int], Sequence[Layer]], features: int) -> Sequence[Layer]:
    """Return the layers that `make` gives for that many features."""
    check.function("mlp", name, make)
    layers = make(features)
    if not isinstance(layers, Sequence):
        remedy = f"Pass {name}=lambda features: [...]."
        rule = f"a list of layers from {name}"
        raise TypeError(message("mlp", rule, type(layers).__name__, remedy))
    return layers


def check_network(owner: str, network: object) -> None:
    """Refuse what is not a `Sequential`."""
    if not isinstance(network, Sequential):
        rule, remedy = "a Sequential network", "Build it with mlp(sizes, rng=rng)."
        raise TypeError(message(owner, rule, check.shown(network), remedy))
