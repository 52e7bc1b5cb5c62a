"""Parameters: named views of one flat vector θ, with the gradient beside it.

A network has many arrays, an optimizer wants one vector. `flatten` makes both true: it copies
all parameters into one vector `theta` (gradients: `grad`) and turns each `Parameter` into a view
of its part. Updating `theta` in place *is* updating the network, so the same optimizer moves a
point on a surface and a network.

With trial axes (K networks trained at once) ``theta`` has shape ``(*trials, P)``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

T = TypeVar("T")


class Place(NamedTuple):
    """Where a parameter is: the two flat vectors, and its first index in them."""

    theta: Array
    grad: Array
    start: int


class Parameter:
    """An array that is learned, and the gradient of the loss with respect to it.

    ``value`` and ``grad`` are filled, never replaced: ``p.value[...] = x``.

    Parameters
    ----------
    name : str
        For example ``"W"``; `Sequential` adds the layer: ``"0.W"``.
    value : array, shape (*trials, ...)
        The initial value (copied).
    decay : bool, default True
        Whether weight decay applies; False for biases, γ and β.
    trial_axes : int, default 0
        How many leading axes count trials.

    Examples
    --------
    >>> W = Parameter("W", np.ones((2, 3)))
    >>> W.grad.shape
    (2, 3)
    """

    __slots__ = ("_grad", "_value", "decay", "name", "place", "trial_axes")

    def __init__(
        self, name: str, value: object, *, decay: bool = True, trial_axes: int = 0
    ) -> None:
        self.name = name
        self.decay = decay
        self.trial_axes = trial_axes
        self._value = check.finite("Parameter", name, value).copy()
        self._grad = np.zeros_like(self._value)
        self.place: Place | None = None

    @property
    def value(self) -> Array:
        """The parameter itself."""
        return self._value

    @value.setter
    def value(self, new: Array) -> None:
        refuse_replacement("Parameter", "value", self._value, new)

    @property
    def grad(self) -> Array:
        """The gradient written by the last backward pass."""
        return self._grad

    @grad.setter
    def grad(self, new: Array) -> None:
        refuse_replacement("Parameter", "grad", self._grad, new)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one trial's value."""
        return self._value.shape[self.trial_axes :]

    @property
    def trials(self) -> tuple[int, ...]:
        """Shape of the trial axes; ``()`` for one network."""
        return self._value.shape[: self.trial_axes]

    def move(self, place: Place) -> None:
        """Become views of a part of `place.theta` and `place.grad`."""
        part = (..., slice(place.start, place.start + math.prod(self.shape)))
        value = place.theta[part].reshape(self._value.shape)
        grad = place.grad[part].reshape(self._grad.shape)
        value[...], grad[...] = self._value, self._grad
        self._value, self._grad, self.place = value, grad, place

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle as a parameter of its own, bound to no network."""
        return _rebuild, (self.name, self._value.copy(), self.decay, self.trial_axes)

    def __repr__(self) -> str:
        return f"Parameter({self.name!r}, shape={self._value.shape}, dtype={self._value.dtype})"


def _rebuild(name: str, value: Array, decay: bool, trial_axes: int) -> Parameter:
    parameter = Parameter(name, np.zeros_like(value), decay=decay, trial_axes=trial_axes)
    parameter.value[...] = value  # also of a network that has diverged
    return parameter


def refuse_replacement(owner: str, name: str, old: object, new: object) -> None:
    """Refuse another array: the views of the old one would no longer follow. ``a += 1`` is fine."""
    if new is not old:
        remedy = f"Fill it: {name}[...] = ..."
        raise AttributeError(message(owner, f"the same array {name}", "another one", remedy))


def flatten(parameters: Sequence[Parameter]) -> tuple[Array, Array]:
    """Join all parameters into one vector and make each of them a view of its part.

    Parameters that lie side by side in a vector already, as those of a part of a network do, stay
    there; others move.

    Parameters
    ----------
    parameters : sequence of Parameter
        All with the same dtype and the same trial axes.

    Returns
    -------
    theta, grad : array, shape (*trials, P)
        The values and the gradients; P is the number of parameters of one trial.

    Examples
    --------
    >>> W, b = Parameter("W", [[1.0, 2.0]]), Parameter("b", [3.0])
    >>> theta, grad = flatten([W, b])
    >>> theta += 10
    >>> W.value, b.value
    (array([[11., 12.]]), array([13.]))
    """
    if not isinstance(parameters, Sequence) or isinstance(parameters, str):
        raise TypeError(message("flatten", "a list of parameters", repr(parameters)))
    for parameter in parameters:
        if sum(p is parameter for p in parameters) > 1:
            raise ValueError(message("flatten", "parameters once", f"{parameter.name!r} twice"))
    trials = _common("trials", [p.trials for p in parameters], ())
    dtype = _common("dtype", [p.value.dtype for p in parameters], np.dtype(np.float64))
    shared = shared_part(parameters)
    if shared is not None:
        return shared
    theta = np.zeros((*trials, sum(math.prod(p.shape) for p in parameters)), dtype)
    grad = np.zeros_like(theta)
    start = 0
    for parameter in parameters:
        parameter.move(Place(theta, grad, start))
        start += math.prod(parameter.shape)
    return theta, grad


def shared_part(parameters: Sequence[Parameter]) -> tuple[Array, Array] | None:
    """Return the part of θ and of its gradient that `parameters` are, if they lie side by side."""
    places = [p.place for p in parameters]
    if not places or places[0] is None:
        return None
    theta, grad, end = first = places[0]
    for parameter, place in zip(parameters, places, strict=True):
        if place is None or place.theta is not theta or place.start != end:
            return None
        end += math.prod(parameter.shape)
    part = (..., slice(first.start, end))
    return theta[part], grad[part]


def decay_mask(parameters: Sequence[Parameter]) -> Array:
    """Return a vector of length P: True where weight decay applies."""
    masks = [np.full(math.prod(p.shape), p.decay) for p in parameters]
    return np.concatenate([np.zeros(0, bool), *masks])


def _common(what: str, values: Sequence[T], empty: T) -> T:
    different = list(dict.fromkeys(values))
    if len(different) > 1:
        received = " and ".join(str(value) for value in different)
        raise ValueError(message("flatten", f"one {what} for all layers", received))
    return different[0] if different else empty
