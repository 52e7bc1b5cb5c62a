"""How good is a network on data that it does not train on? Always in evaluation mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.activations import softmax
from course_lib.data import check_examples
from course_lib.losses import Loss, softmax_cross_entropy
from course_lib.network import Sequential, check_network

Metrics: TypeAlias = Mapping[str, Callable[[Array, Array], object]]
"""Functions ``(prediction, targets) -> number, or one number per trial``, by name."""


@dataclass(frozen=True)
class Evaluation:
    """Mean loss, share of right answers (NaN where targets are no classes), further metrics.

    It unpacks as a pair: ``loss, accuracy = evaluate(...)``.
    """

    loss: Number
    accuracy: Number
    metrics: Mapping[str, Number] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Number]:
        return iter((self.loss, self.accuracy))

    def value(self, name: str) -> Number:
        """Return the loss, the accuracy or a metric; NaN for one that was not measured."""
        known = {**self.metrics, "loss": self.loss, "accuracy": self.accuracy}
        return known.get(name, np.nan * self.loss)


def evaluate(
    network: Sequential,
    x: object,
    y: object,
    *,
    loss: Loss = softmax_cross_entropy,
    batch_size: int = 1000,
    metrics: Metrics | None = None,
    data_per_trial: bool = False,
) -> Evaluation:
    """Return the mean loss, the accuracy and further metrics of `network` on the data.

    Parameters
    ----------
    network : Sequential
        Run with ``train=False``.
    x : array, shape (N, ...)
        Inputs; floating-point numbers are converted to the dtype of the network.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    loss : callable
        ``(prediction, target) -> (value, gradient)``.
    batch_size : int
        Examples that pass through the network at a time; changes the memory needed, not the
        result.
    metrics : dict, optional
        By name, functions ``(prediction, target) -> number`` of all N predictions together.
    data_per_trial : bool, default False
        x and y are (K, N, ...): each of K trials has its own examples.

    Returns
    -------
    Evaluation
        ``loss``, ``accuracy`` and ``metrics``, a dict: floats, or arrays over trials.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> network = mlp([2, 3], rng=np.random.default_rng(0))
    >>> top2 = lambda y, t: (y.argsort()[:, -2:] == t[:, None]).any(axis=1).mean()
    >>> found = evaluate(network, np.zeros((4, 2)), np.array([0, 0, 1, 2]), metrics={"top 2": top2})
    >>> found.accuracy, found.metrics
    (0.5, {'top 2': 0.5})
    """
    x, y = check_pair("evaluate", network, x, y, data_per_trial)
    check.function("evaluate", "loss", loss)
    metrics = {} if metrics is None else check.mapping("evaluate", "metrics", metrics)
    for name, metric in metrics.items():
        check.function("evaluate", f"metrics[{name!r}]", metric)
    size = check.integer("evaluate", "batch_size", batch_size)
    trials = network.theta.shape[:-1]
    own = (slice(None),) * data_per_trial
    starts = range(0, y.shape[len(own)], size)
    parts = [network.predict(x[(*own, slice(i, i + size))]) for i in starts]
    prediction = np.concatenate(parts, axis=len(trials))
    found = {name: check.plain(metric(prediction, y)) for name, metric in metrics.items()}
    return Evaluation(loss(prediction, y)[0], accuracy(prediction, y), found)


def accuracy(prediction: Array, targets: Array) -> Number:
    """Return the share of right answers.

    Parameters
    ----------
    prediction : array, shape (..., N, C)
        One output per class, logits or probabilities: the largest is the answer (ties: the
        first). Otherwise logits of yes or no: the answer is yes above 0.
    targets : array, shape (N,) or (..., N), or (..., N, C)
        Class labels, whole numbers. Or for C > 1 one probability per class, such as one-hot rows:
        right where the largest is. Or 0 and 1, no and yes, for each output: the share of right
        answers over all outputs.

    Returns
    -------
    float, or array over trials
        NaN for other real targets, as in regression.

    Raises
    ------
    ValueError
        For whole numbers that are neither labels nor 0 and 1.

    Examples
    --------
    >>> accuracy(np.array([[0.2, 0.8], [0.7, 0.3]]), np.array([1, 1]))
    0.5
    >>> accuracy(np.array([[2.0], [-0.5]]), np.array([[True], [False]]))
    1.0
    """
    for name, values in (("prediction", prediction), ("targets", targets)):
        check.array("accuracy", name, values)
    if prediction.ndim < 2 or prediction.shape[-1] == 0:
        raise ValueError(message("accuracy", "prediction (..., N, C)", prediction.shape))
    right = _right(prediction, targets)
    if right is None and targets.dtype.kind in "biu":
        rule = f"labels of shape {prediction.shape[-2:-1]}, or 0 and 1 for each output"
        received = f"{targets.dtype} of shape {targets.shape}"
        remedy = "Targets that are numbers: y.astype(float)."
        raise ValueError(message("accuracy", rule, received, remedy))
    share: Number = check.plain(np.full(prediction.shape[:-2], np.nan) if right is None else right)
    return share


def _right(prediction: Array, targets: Array) -> Array | None:
    """Return the share of right answers, (*trials,); None where targets are no classes."""
    shape, answers = prediction.shape, prediction.argmax(axis=-1)
    if targets.dtype.kind in "iu" and targets.shape in (shape[-2:-1], shape[:-1]):
        right = (answers == targets)[..., None]
    elif targets.shape not in (shape[-2:], shape):
        return None
    elif shape[-1] > 1 and _are_probabilities(targets):
        right = (answers == targets.argmax(axis=-1))[..., None]
    elif ((targets == 0) | (targets == 1)).all():
        right = (prediction > 0) == targets
    else:
        return None
    return np.asarray(right.mean(axis=(-2, -1)))


def _are_probabilities(targets: Array) -> bool:
    """Whether the rows are at least 0 and sum to 1, as in `softmax_cross_entropy`."""
    return bool((targets >= 0).all() and np.allclose(targets.sum(axis=-1), 1, atol=1e-5))


def ensemble_predict(networks: Sequence[Sequential], x: Array) -> Array:
    """Return the mean of the networks' class probabilities.

    Parameters
    ----------
    networks : sequence of Sequential
        Each ends in logits ``(..., N, C)``; trial axes count as members too.
    x : array, shape (N, ...)
        Inputs.

    Returns
    -------
    array, shape (N, C)

    References
    ----------
    Hansen and Salamon, "Neural network ensembles", IEEE TPAMI 1990.
    """
    owner = "ensemble_predict"
    if not isinstance(networks, Sequence) or not networks:
        raise ValueError(message(owner, "a list of one network or more", check.shown(networks)))
    check.array(owner, "x", x)
    for network in networks:
        check_network(owner, network)
    members = [softmax(network.predict(x)) for network in networks]
    mean: Array = np.mean([p.reshape(-1, *p.shape[-2:]).mean(axis=0) for p in members], axis=0)
    return mean


def check_pair(
    owner: str, network: Sequential, x: object, y: object, data_per_trial: bool = False
) -> tuple[Array, Array]:
    """Return inputs, in the dtype of the network if they are real, and targets, both as arrays."""
    check_network(owner, network)
    inputs, targets = check.rectangular(owner, "x", x), check.rectangular(owner, "y", y)
    check_examples(owner, inputs, targets, data_per_trial=data_per_trial)
    if inputs.ndim < 2 + data_per_trial:
        remedy = "Add an axis for the features: x[..., None]."
        raise ValueError(message(owner, "x of shape (N, ...)", f"shape {inputs.shape}", remedy))
    if data_per_trial and network.theta.shape[:-1] != inputs.shape[:1]:
        rule = f"data for each trial of a network with trials={network.theta.shape[:-1]}"
        raise ValueError(message(owner, rule, f"x of shape {inputs.shape}"))
    kept = inputs.dtype.kind != "f"  # whole numbers may be indices
    return inputs if kept else inputs.astype(network.theta.dtype, copy=False), targets
