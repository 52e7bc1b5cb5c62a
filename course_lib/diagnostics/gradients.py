"""The gradient on its way back: how much of it arrives, layer after layer (chapters 2 and 4).

    dy_ℓ₋₁ = (∂y_ℓ / ∂y_ℓ₋₁)ᵀ dy_ℓ,   dW_ℓ = (∂y_ℓ / ∂W_ℓ)ᵀ dy_ℓ

With sigmoids every layer multiplies by slopes of at most 1/4, so ‖dy‖ vanishes with depth unless
large weights make up for it, and then it may explode.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.losses import Loss, softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.training.evaluation import check_pair


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """How large the gradient is at each layer; arrays of shape (layers, *trials).

    Attributes
    ----------
    names : tuple of str
        Position and layer, for example ``"1 Elementwise(relu)"``.
    dy : array
        ‖dy‖, the gradient of the loss with respect to the layer's output; NaN before the first
        layer that learns, where the backward pass ends.
    dW : array
        ‖dW‖, that with respect to its weights (not to biases, γ and β); NaN without weights.
    W : array
        ‖W‖, the weights themselves: a step of plain SGD changes them by the share η ‖dW‖ / ‖W‖.
    """

    names: tuple[str, ...]
    dy: Array
    dW: Array
    W: Array


def gradient_norms(
    network: Sequential,
    x: object,
    y: object,
    *,
    loss: Loss = softmax_cross_entropy,
    rng: np.random.Generator | None = None,
) -> GradientNorms:
    """Return ‖dy‖ and ‖dW‖ of every layer, for the mean loss on the batch (x, y).

    Parameters
    ----------
    network : Sequential
        Not modified: the backward pass runs in a copy.
    x : array, shape (N, ...)
        Examples, shared by all trials.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    loss : callable, default `softmax_cross_entropy`
        ``(prediction, target) -> (value, gradient)``.
    rng : numpy.random.Generator, optional
        For layers that are random in training.

    Returns
    -------
    GradientNorms
        One row per layer: Euclidean norms, ‖dy‖ over all examples and units.

    Examples
    --------
    >>> from course_lib.layers import Linear
    >>> from course_lib.losses import mean_squared_error
    >>> network = Sequential(Linear(1, 1, rng=np.random.default_rng(0)))
    >>> network.theta[...] = 2, 0  # y = 2 x + 0
    >>> norms = gradient_norms(network, [[3.0]], [[1.0]], loss=mean_squared_error)
    >>> norms.dy, norms.dW, norms.W  # dy = 2 (6 − 1), dW = 3 dy
    (array([10.]), array([30.]), array([2.]))

    References
    ----------
    Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
    difficult", IEEE Transactions on Neural Networks, 1994.
    """
    inputs, targets = check_pair("gradient_norms", network, x, y)
    check.function("gradient_norms", "loss", loss)
    network = copy.deepcopy(network)
    layers, trials = network.layers, network.theta.shape[:-1]
    first = next((i for i, layer in enumerate(layers) if layer.parameters()), len(layers))
    dy_norms = np.full((len(layers), *trials), np.nan)
    with np.errstate(all="ignore"):  # exploding gradients are a result here
        _, dy = loss(network.forward(inputs, train=True, rng=rng), targets)
        for i in reversed(range(first, len(layers))):
            dy_norms[i] = _norm([dy], trials)
            dy = layers[i].backward(dy)
    weights = [[p for p in layer.parameters() if p.decay] for layer in layers]
    return GradientNorms(
        tuple(f"{i} {layer!r}" for i, layer in enumerate(layers)),
        dy_norms,
        np.array([_norm([p.grad for p in ps], trials) for ps in weights]),
        np.array([_norm([p.value for p in ps], trials) for ps in weights]),
    )


def _norm(arrays: Sequence[Array], trials: tuple[int, ...]) -> Array:
    """Return the norm of all numbers together, for each trial; NaN if there are none."""
    if not arrays:
        return np.full(trials, np.nan)
    squares = np.zeros(trials)  # in float64: squares of an exploding float32 would overflow
    for array in arrays:
        flat = array.reshape(*trials, -1)
        squares += np.einsum("...i,...i->...", flat, flat, dtype=np.float64)
    norm: Array = np.sqrt(squares)
    return norm
