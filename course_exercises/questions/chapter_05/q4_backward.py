"""Question 5.4: the backward pass of batch norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.layers import BatchNorm

Case = tuple[Array, Array, Array, float]
Gradients = tuple[Array, Array, Array]


def _batches(rng: np.random.Generator) -> Iterator[Case]:
    for n, d in ((7, 3), (5, 2)):
        x = rng.normal(rng.uniform(1, 5, d), rng.uniform(1.5, 3, d), (n, d))
        yield rng.normal(0.5, 1, (n, d)), x, rng.uniform(1.2, 2, d), 1e-5


def _reference(dy: Array, x: Array, gamma: Array, eps: float) -> Gradients:
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:] = gamma
    layer.forward(x, train=True)
    return layer.backward(dy), layer.gamma.grad, layer.beta.grad


def _parts(dy: Array, x: Array, eps: float) -> tuple[Array, Array, Array, Array]:
    inverse = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * inverse
    return inverse, x_hat, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def _paths(
    dy: Array, x: Array, gamma: Array, eps: float, *, mean: bool = False, var: bool = False
) -> Gradients:
    """The gradients of who walks only some of the paths back to x."""
    r, x_hat, dgamma, dbeta = _parts(dy, x, eps)
    bracket = dy - mean * dbeta / len(x) - var * x_hat * dgamma / len(x)
    return gamma * r * bracket, dgamma, dbeta


def _means(dy: Array, x: Array, gamma: Array, eps: float) -> Gradients:
    dx, dgamma, dbeta = _reference(dy, x, gamma, eps)
    return dx, dgamma / len(x), dbeta / len(x)


def _without_x_hat(dy: Array, x: Array, gamma: Array, eps: float) -> Gradients:
    dx, _, dbeta = _reference(dy, x, gamma, eps)
    return dx, (dy * x).sum(axis=0), dbeta


def _swapped(dy: Array, x: Array, gamma: Array, eps: float) -> Gradients:
    dx, dgamma, dbeta = _reference(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def _no_gamma(dy: Array, x: Array, gamma: Array, eps: float) -> Gradients:
    return _reference(dy, x, np.ones_like(gamma), eps)


def _gamma_beta(call: Callable[..., Any], *case: Any) -> str | None:
    _, dgamma, dbeta = call(*case)
    _, wanted, shift = _reference(*case)
    words = (("dgamma", difference(dgamma, wanted)), ("dbeta", difference(dbeta, shift)))
    return next((f"{name}: {word}" for name, word in words if word), None)


def _projection(call: Callable[..., Any], dy: Array, x: Array, *rest: Any) -> str | None:
    dx, shift = np.asarray(call(dy, x, *rest)[0]), np.ones(x.shape)
    if difference(dx.sum(axis=0), np.zeros(dx.shape[1:])):
        return "dx has a component along 1, but shifting the batch changes no output"
    if difference(call(dy + 3 * shift, x, *rest)[0], dx):
        return "adding a constant to dy changes dx"
    return None


QUESTION = Question(
    key="q4",
    function="batch_norm_backward",
    minutes=20,
    reference=_reference,
    checks=(
        Check("dgamma and dbeta", _batches, law=_gamma_beta),
        Check("dx, by all three paths", _batches, points=3),
        Check("dx asks for nothing that has no effect", _batches, law=_projection, hidden=True),
    ),
    mistakes=(
        Mistake(
            "dx forgets that mean and variance depend on x",
            _paths,
        ),
        Mistake("dx forgets the path through the variance", lambda *case: _paths(*case, mean=True)),
        Mistake("dx forgets the path through the mean", lambda *case: _paths(*case, var=True)),
        Mistake("dgamma and dbeta are averages: the loss adds up the examples", _means),
        Mistake(
            "dgamma is computed with x where the layer multiplies another value", _without_x_hat
        ),
        Mistake("dgamma and dbeta are in the wrong order", _swapped),
        Mistake("dx does not pass through gamma", _no_gamma),
    ),
    hints=(
        "Three ways lead from x_hat back to x. Count the ones in your code.",
        "x_hat and 1/sqrt(var + eps) first; dbeta and dgamma are sums; dx needs both of them.",
        "the bracket: dy - dbeta / n - x_hat * dgamma / n",
    ),
)
