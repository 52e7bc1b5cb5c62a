"""Activation functions: each is a formula, its slope and its range (chapter 2).

Without a bend between them, linear layers collapse into one. An `Activation` is that bend:
``y = f(x)`` elementwise, with the slope ``f'(x)`` that the backward pass multiplies by. At a
kink (x = 0 for ReLU and its relatives) the slope is the one from the left, as in PyTorch.
``ACTIVATIONS`` lists them all by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

SELU_SCALE: Final = 1.0507009873554805
SELU_ALPHA: Final = 1.6732632423543772


@dataclass(frozen=True)
class Activation:
    """One activation function ``y = f(x)``, applied elementwise.

    Parameters
    ----------
    name : str
        Its name, as in ``ACTIVATIONS``.
    formula : str
        The formula as text, for tables and plots.
    function : callable
        ``(x, **parameters) -> y``.
    slope : callable
        ``(x, y, **parameters) -> f'(x)``; may use the output `y` where that is cheaper.
    range : tuple of float
        Smallest and largest value that y can approach, for the default parameters.
    parameters : mapping
        Values of its parameters, for example ``{"alpha": 0.01}``.

    Examples
    --------
    >>> relu([-2.0, 3.0])
    array([0., 3.])
    >>> leaky_relu.with_parameters(alpha=0.2)(np.array([-1.0]))
    array([-0.2])
    """

    name: str
    formula: str
    function: Callable[..., Array]
    slope: Callable[..., Array]
    range: tuple[float, float]
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, x: object) -> Array:
        """Return ``f(x)`` with the shape and floating dtype of `x`."""
        return self.function(check.as_array(self.name, "x", x), **self.parameters)

    def derivative(self, x: object, y: Array | None = None) -> Array:
        """Return the slope ``f'(x)``; pass ``y = f(x)`` where it is already known."""
        x = check.as_array(self.name, "x", x)
        return self.slope(x, self(x) if y is None else y, **self.parameters)

    def with_parameters(self, **parameters: float) -> Activation:
        """Return the same function with other parameter values, each finite."""
        for name, value in parameters.items():
            check.choice(self.name, "parameter", name, self.parameters)
            check.interval(self.name, name, value)
        return replace(self, parameters=MappingProxyType({**self.parameters, **parameters}))

    def __deepcopy__(self, memo: object) -> Activation:
        """Return itself: nothing in it ever changes, so copies of a network share it."""
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process: one of ``ACTIVATIONS`` by its name, others by their functions.

        Pickle finds functions by name too, so those of your own must be importable: no lambdas.
        """
        listed, parameters = ACTIVATIONS.get(self.name), dict(self.parameters)
        if listed is not None and replace(self, parameters=listed.parameters) == listed:
            return _restore, (self.name, parameters)
        arguments = self.name, self.formula, self.function, self.slope, self.range, parameters
        return Activation, arguments


def _restore(name: str, parameters: dict[str, float]) -> Activation:
    return ACTIVATIONS[name].with_parameters(**parameters)


def _sigmoid(x: Array) -> Array:
    z = np.exp(-np.abs(x))  # never overflows: the exponent is at most 0
    y: Array = np.where(x >= 0, 1, z) / (1 + z)
    return y


def _gelu_cdf(x: Array) -> Array:
    from scipy.special import ndtr  # NumPy has no error function

    return np.asarray(ndtr(x))


def _gelu_slope(x: Array, y: Array) -> Array:
    z = np.clip(x, -40, 40)  # beyond, the density is 0, and z² could overflow
    slope: Array = _gelu_cdf(x) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return slope


def _leaky_relu(x: Array, alpha: float) -> Array:
    return np.where(x > 0, x, alpha * x)


def _leaky_relu_slope(x: Array, y: Array, alpha: float) -> Array:
    return np.where(x > 0, 1, alpha).astype(x.dtype)


def _elu(x: Array, alpha: float, scale: float = 1.0) -> Array:
    return scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def _elu_slope(x: Array, y: Array, alpha: float, scale: float = 1.0) -> Array:
    return np.where(x > 0, scale, y + scale * alpha).astype(x.dtype)


identity: Final = Activation(
    "identity", "x", lambda x: x.copy(), lambda x, y: np.ones_like(x), (-math.inf, math.inf)
)
sigmoid: Final = Activation(
    "sigmoid", "1 / (1 + exp(-x))", _sigmoid, lambda x, y: y * (1 - y), (0.0, 1.0)
)
tanh: Final = Activation("tanh", "tanh(x)", np.tanh, lambda x, y: 1 - y * y, (-1.0, 1.0))
relu: Final = Activation(
    "relu",
    "max(0, x)",
    lambda x: np.maximum(x, 0),
    lambda x, y: (x > 0).astype(x.dtype),
    (0.0, math.inf),
)
leaky_relu: Final = Activation(
    "leaky_relu",
    "x if x > 0 else alpha x",
    _leaky_relu,
    _leaky_relu_slope,
    (-math.inf, math.inf),
    MappingProxyType({"alpha": 0.01}),
)
elu: Final = Activation(
    "elu",
    "x if x > 0 else alpha (exp(x) - 1)",
    _elu,
    _elu_slope,
    (-1.0, math.inf),
    MappingProxyType({"alpha": 1.0}),
)
selu: Final = Activation(
    "selu",
    "scale x if x > 0 else scale alpha (exp(x) - 1)",
    _elu,
    _elu_slope,
    (-SELU_SCALE * SELU_ALPHA, math.inf),
    MappingProxyType({"alpha": SELU_ALPHA, "scale": SELU_SCALE}),
)
softplus: Final = Activation(
    "softplus",
    "log(1 + exp(x))",
    lambda x: np.logaddexp(x, 0).astype(x.dtype),
    lambda x, y: _sigmoid(x),
    (0.0, math.inf),
)
gelu: Final = Activation(
    "gelu",
    "x Phi(x), Phi: normal distribution function",
    lambda x: x * _gelu_cdf(x),
    _gelu_slope,
    (-0.16997120747990369, math.inf),
)

_ALL = identity, sigmoid, tanh, relu, leaky_relu, elu, selu, softplus, gelu
ACTIVATIONS: Final[Mapping[str, Activation]] = MappingProxyType({f.name: f for f in _ALL})


def softmax(x: object, axis: int = -1) -> Array:
    """Return ``p_i = exp(x_i) / sum_j exp(x_j)`` along `axis`.

    Parameters
    ----------
    x : array
        Logits of any shape.
    axis : int
        The axis of the classes.

    Returns
    -------
    array
        Probabilities that sum to 1, whatever the size of the logits: the maximum is subtracted
        first, which changes nothing in exact arithmetic and prevents overflow.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network outputs",
    Neurocomputing 1990, equation 9.
    """
    x = _logits("softmax", x, axis)
    with np.errstate(over="ignore"):  # a difference of -inf is the probability 0
        p: Array = np.exp(x - x.max(axis=axis, keepdims=True))
    p /= p.sum(axis=axis, keepdims=True)
    return p


def _logits(owner: str, x: object, axis: int) -> Array:
    logits = check.as_array(owner, "x", x)
    axis = check.integer(owner, "axis", axis, -max(logits.ndim, 1))
    if axis >= max(logits.ndim, 1):
        raise ValueError(message(owner, f"axis < {logits.ndim}", f"axis={axis}"))
    if logits.ndim == 0 or logits.shape[axis] == 0:
        raise ValueError(message(owner, "one class or more", f"shape {logits.shape}"))
    return logits


def log_softmax(x: object, axis: int = -1) -> Array:
    """Return ``log p_i = x_i - log sum_j exp(x_j)`` along `axis`, without overflow.

    Parameters
    ----------
    x : array
        Logits of any shape.
    axis : int
        The axis of the classes.

    Examples
    --------
    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    x = _logits("log_softmax", x, axis)
    shifted: Array = x - x.max(axis=axis, keepdims=True)
    log_p: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return log_p
