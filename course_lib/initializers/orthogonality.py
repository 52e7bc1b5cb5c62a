"""Orthogonal weights, which keep lengths exactly, and LSUV, which then looks at the data.

Chapter 4: the alternatives to a formula for the variance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.initializers.basic import standard_draws
from course_lib.initializers.scaling import fans


def orthogonal(
    shape: tuple[int, ...],
    rng: np.random.Generator,
    dtype: Any = np.float64,
    *,
    gain: float = 1.0,
) -> Array:
    """Draw a matrix with orthonormal columns (or rows, if there are fewer), times `gain`.

    WᵀW = gain² I for in >= out, WWᵀ = gain² I for in <= out. A square W keeps every length
    forward and backward, through any number of linear layers.

    Parameters
    ----------
    shape : tuple of int
        Dense (in, out), or kernel (out, in, kh, kw), made orthogonal as (out, in · kh · kw).
    rng : numpy.random.Generator
    dtype : float64 (default) or float32
    gain : float > 0, default 1
        √2 for ReLU, or ``gain(f)``.

    Examples
    --------
    >>> W = orthogonal((5, 3), np.random.default_rng(0))
    >>> np.allclose(W.T @ W, np.eye(3))
    True

    Notes
    -----
    Q of a QR factorisation of normal draws. The signs of R's diagonal are a habit of the
    algorithm; multiplying them into Q makes all orthogonal matrices equally likely.

    References
    ----------
    Saxe, McClelland, Ganguli, *Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks*, ICLR 2014. Mezzadri, *How to generate random matrices
    from the classical compact groups*, 2007, section 5 (the signs).
    """
    dtype = check.dtype("orthogonal", dtype)
    factor = check.number("orthogonal", "gain", gain, 0, open_low=True)
    fans(shape)  # refuses what is neither dense nor a kernel
    rows, columns = shape[0], int(np.prod(shape[1:]))
    tall = (max(rows, columns), min(rows, columns))
    q, r = np.linalg.qr(standard_draws(tall, rng, "normal", np.float64))
    q *= np.sign(np.diagonal(r))
    W: Array = factor * (q if rows >= columns else q.T).reshape(shape)
    return np.ascontiguousarray(W, dtype)


class _Weight(Protocol):
    """What `lsuv` needs of a parameter."""

    decay: bool

    @property
    def value(self) -> Array: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def trials(self) -> tuple[int, ...]: ...


class _Layer(Protocol):
    """What `lsuv` needs of a layer."""

    def forward(self, x: Array, *, train: bool) -> Array: ...
    def parameters(self) -> Sequence[Any]: ...


def lsuv(
    layers: Iterable[_Layer],
    x: Array,
    *,
    rng: np.random.Generator,
    tolerance: float = 0.01,
    max_iterations: int = 10,
) -> list[Number]:
    """Layer-sequential unit variance: orthogonal weights, then W ← W / √Var[y], layer by layer.

    Sets the weights of `layers` in place so that each weight layer's output y on the batch `x`
    has variance 1, whatever the activations between them are. Biases stay as they are.

    Parameters
    ----------
    layers : iterable of layers
        ``network.layers``; each with at most one weight (a parameter that decays, with two
        axes or more). Trial axes are allowed: each trial is scaled alone.
    x : array
        A batch of inputs, a few hundred examples.
    rng : numpy.random.Generator
    tolerance : float > 0, default 0.01
        Stop when abs(Var[y] − 1) is smaller.
    max_iterations : int >= 1, default 10
        Divisions per layer; one is enough without biases.

    Returns
    -------
    list of float
        Var[y] of each weight layer (an array over trials). A value away from 1 says that biases
        alone give more than variance 1.

    Raises
    ------
    TypeError
        If `layers` is not iterable, for example the network itself.
    ValueError
        If a layer has several weights, or its outputs do not vary over the batch.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> rng = np.random.default_rng(0)
    >>> network = mlp([20, 50, 50, 10], rng=rng)
    >>> [round(v, 3) for v in lsuv(network.layers, rng.standard_normal((100, 20)), rng=rng)]
    [1.0, 1.0, 1.0]

    References
    ----------
    Mishkin & Matas, *All you need is a good init*, ICLR 2016, algorithm 1 (tolerance 0.1 there).
    """
    check.array("lsuv", "x", x)
    check.number("lsuv", "tolerance", tolerance, 0, open_low=True)
    check.integer("lsuv", "max_iterations", max_iterations)
    if not isinstance(layers, Iterable) or isinstance(layers, np.ndarray):
        raise TypeError(message("lsuv", "a list of layers", repr(layers), "Pass network.layers."))
    variances = []
    for layer in layers:
        check.method("lsuv", "every layer", layer, "parameters")
        for weight in _weights(layer):
            _make_orthogonal(weight, rng)
            variance = _output_variance(layer, x, weight.trials)
            for _ in range(max_iterations):
                if np.all(np.abs(variance - 1) < tolerance):
                    break
                weight.value[...] /= np.sqrt(variance)[..., None, None]
                variance = _output_variance(layer, x, weight.trials)
            variances.append(float(variance) if variance.ndim == 0 else variance)
        x = layer.forward(x, train=False)
    return variances


def _weights(layer: _Layer) -> list[_Weight]:
    weights = [p for p in layer.parameters() if p.decay and len(p.shape) > 1]
    if len(weights) > 1:
        received = f"{type(layer).__name__} with {len(weights)}"
        remedy = "Pass the layers inside it, one by one."
        raise ValueError(message("lsuv", "layers with one weight at most", received, remedy))
    return weights


def _make_orthogonal(weight: _Weight, rng: np.random.Generator) -> None:
    for trial in np.ndindex(weight.trials):
        weight.value[trial] = orthogonal(weight.shape, rng)


def _output_variance(layer: _Layer, x: Array, trials: tuple[int, ...]) -> Array:
    with np.errstate(all="ignore"):
        variance = layer.forward(x, train=False).reshape(*trials, -1).var(axis=-1)
    if not np.all((variance > 0) & (variance < np.inf)):
        name = type(layer).__name__
        remedy = "Pass a batch of different examples; is a unit before this layer alive?"
        received = f"variance {np.min(variance):g}"
        raise ValueError(message("lsuv", f"outputs of {name} that vary", received, remedy))
    return np.asarray(variance)
