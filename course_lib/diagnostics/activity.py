"""The signal on its way forward: does it survive, layer after layer?

    y_ℓ = f_ℓ(y_ℓ₋₁),   ℓ = 1 … L:   mean, standard deviation, share at 0, share saturated

A product of many factors grows or shrinks geometrically. Chapter 2 sees it happen, chapter 4
chooses the weights such that it does not, chapter 5 normalises the signal on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.diagnostics._passages import Passage, check_inputs, slope, visit_layers
from course_lib.layers import Layer
from course_lib.network import Sequential, check_network


@dataclass(frozen=True, eq=False)
class ActivationStatistics:
    """What comes out of each layer; arrays of shape (layers, *trials).

    Attributes
    ----------
    names : tuple of str
        Position and layer, for example ``"1 Elementwise(relu)"``.
    mean, std : array
        Over all examples and units of the layer.
    zeros : array
        Share of outputs that are exactly 0.
    saturated : array
        Share of outputs where the slope is below `flat`; NaN for layers that are no activation.
    """

    names: tuple[str, ...]
    mean: Array
    std: Array
    zeros: Array
    saturated: Array


def activation_statistics(
    network: Sequential,
    x: object,
    *,
    of: type[Layer] = Layer,
    flat: float = 0.05,
    train: bool = False,
    rng: np.random.Generator | None = None,
) -> ActivationStatistics:
    """Return mean, standard deviation, share of zeros and saturated share of every layer.

    An output is saturated where ``|f'(x)| < flat``: it passes on less than a twentieth of the
    gradient. For tanh that means ``|y| > 0.975``, for ReLU ``y = 0``.

    Parameters
    ----------
    network : Sequential
        Not modified.
    x : array, shape (N, ...)
        Examples, shared by all trials.
    of : type of layer, default all
        Which layers to report, for example `Elementwise`.
    flat : float >= 0, default 0.05
        Slopes below it count as saturated.
    train : bool, default False
        Run as in training: batch norm takes the statistics of x, dropout drops.
    rng : numpy.random.Generator, optional
        For layers that are random in training.

    Returns
    -------
    ActivationStatistics
        One row per layer; a `Residual` is one layer.

    Examples
    --------
    >>> from course_lib.activations import relu
    >>> from course_lib.layers import Elementwise
    >>> network = Sequential(Elementwise(relu))
    >>> found = activation_statistics(network, [[-2.0, 2.0], [-1.0, 1.0]])
    >>> found.mean, found.zeros, found.saturated
    (array([0.75]), array([0.5]), array([0.5]))

    References
    ----------
    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, section 3.
    """
    check_network("activation_statistics", network)
    check.number("activation_statistics", "flat", flat, 0)
    trials = network.theta.shape[:-1]
    names, rows = [], []
    for passage in _passages("activation_statistics", network, x, of, train, rng):
        names.append(passage.name)
        rows.append([np.broadcast_to(n, trials) for n in _four_numbers(passage, flat)])
    mean, std, zeros, saturated = (np.array(column) for column in zip(*rows, strict=True))
    return ActivationStatistics(tuple(names), mean, std, zeros, saturated)


def activation_histograms(
    network: Sequential,
    x: object,
    *,
    low: float,
    high: float,
    bins: int = 50,
    of: type[Layer] = Layer,
    train: bool = False,
    rng: np.random.Generator | None = None,
) -> Array:
    """Return how the outputs of every layer are distributed: their share in each of equal bins.

    Parameters
    ----------
    network, x, of, train, rng
        As for `activation_statistics`.
    low, high : float
        Ends of the bins, the same for all layers. What lies beyond counts in the outermost bin
        (NaN in the first): nothing disappears from the picture.
    bins : int >= 1, default 50
        Number of bins; bin i starts at ``low + i (high − low) / bins``.

    Returns
    -------
    array, shape (layers, *trials, bins)
        Shares that sum to 1.

    Examples
    --------
    >>> from course_lib.activations import tanh
    >>> from course_lib.layers import Elementwise
    >>> network = Sequential(Elementwise(tanh))
    >>> activation_histograms(network, [[-9.0, 0.1, 0.2, 9.0]], low=-1, high=1, bins=4)
    array([[0.25, 0.  , 0.5 , 0.25]])
    """
    owner = "activation_histograms"
    check_network(owner, network)
    check.integer(owner, "bins", bins)
    if not check.number(owner, "low", low) < check.number(owner, "high", high):
        raise ValueError(message(owner, "low < high", f"{low=}, {high=}"))
    shape = (*network.theta.shape[:-1], bins)
    passages = _passages(owner, network, x, of, train, rng)
    return np.array([np.broadcast_to(_shares(p, low, high, bins), shape) for p in passages])


def _passages(
    owner: str,
    network: Sequential,
    x: object,
    of: type[Layer],
    train: bool,
    rng: np.random.Generator | None,
) -> Iterator[Passage]:
    if not isinstance(of, type):
        raise TypeError(message(owner, "a class of layers of", repr(of), "Such as Linear."))
    check.flag(owner, "train", train)
    if not any(isinstance(layer, of) for layer in network.layers):
        raise ValueError(message(owner, f"a network with {of.__name__} layers", f"{network!r}"))
    visits = visit_layers(network.layers, check_inputs(owner, x), train=train, rng=rng)
    return (passage for passage in visits if isinstance(passage.layer, of))


def _four_numbers(passage: Passage, flat: float) -> tuple[Array, ...]:
    """Return mean, std, zeros and saturated share; numbers, or arrays over trials."""
    y, f_slope = passage.y, slope(passage)
    axes = tuple(range(passage.axes, y.ndim))
    with np.errstate(all="ignore"):
        flat_share = np.nan if f_slope is None else (np.abs(f_slope) < flat).mean(axis=axes)
        return y.mean(axis=axes), y.std(axis=axes), (y == 0).mean(axis=axes), np.array(flat_share)


def _shares(passage: Passage, low: float, high: float, bins: int) -> Array:
    """Count with `bincount` on scaled integers: ten times faster than `np.histogram`."""
    trials = passage.y.shape[: passage.axes]
    with np.errstate(all="ignore"):
        scaled = (passage.y - low) * (bins / (high - low))
    bin_of = np.fmin(np.fmax(scaled, 0), bins - 1).astype(np.intp)
    rows = bin_of.reshape(*trials, -1).reshape(-1, bin_of.size // int(np.prod(trials)))
    rows += bins * np.arange(len(rows))[:, None]  # a range of bins for each trial
    counts = np.bincount(rows.ravel(), minlength=bins * len(rows))
    return counts.reshape(*trials, bins) / rows.shape[1]
