"""Question 6.8: the probabilities of an ensemble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.activations import softmax


def _logits(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    for m, n, c in ((3, 2, 4), (2, 5, 3)):
        yield (rng.normal(0, 2, (m, n, c)),)


def _large(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    for (logits,) in _logits(rng):
        yield (logits + 1000,)


def _reference(logits: Array) -> Array:
    mean: Array = softmax(logits).mean(axis=0)
    return mean


def _exp(logits: Array, axis: int | None = -1) -> Array:
    """Softmax without protection, over any axis."""
    e = np.exp(logits)
    p: Array = e / e.sum(axis=axis, keepdims=True)
    return p


def _votes(logits: Array) -> Array:
    share: Array = np.eye(logits.shape[-1])[logits.argmax(axis=-1)].mean(axis=0)
    return share


def _confident(call: Callable[..., Any], logits: Array) -> str | None:
    """Swap the members, double them: the ensemble is the same."""
    p, same = call(logits), call(np.concatenate([logits[::-1], logits]))
    if difference(np.asarray(p).sum(axis=-1), np.ones(logits.shape[1])):
        return "the probabilities of an example do not add up to 1"
    return "members that are doubled change the answer" if difference(same, p) else None


QUESTION = Question(
    key="q8",
    function="ensemble",
    minutes=6,
    reference=_reference,
    checks=(
        Check("averages the members' probabilities", _logits, points=2),
        Check("logits around 1000 are no problem", _large),
        Check("the members are equals", _logits, law=_confident, hidden=True),
    ),
    mistakes=(
        Mistake("softmax overflows at 1000: subtract the maximum", lambda z: _exp(z).mean(axis=0)),
        Mistake(
            "the logits are averaged, not the probabilities: a loud member wins",
            lambda z: softmax(z.mean(axis=0)),
        ),
        Mistake("the members vote: how sure each of them is gets lost", _votes),
        Mistake(
            "softmax runs over the members, not over the classes",
            lambda z: softmax(np.moveaxis(z, 0, -1)).mean(axis=-1),
        ),
        Mistake(
            "the probabilities are added up and not averaged", lambda z: softmax(z).sum(axis=0)
        ),
        Mistake(
            "the average is over the examples, not over the members",
            lambda z: softmax(z).mean(axis=1),
        ),
        Mistake("the logits are not turned into probabilities", lambda z: z.mean(axis=0)),
    ),
    hints=(
        "Each member answers with probabilities. What does the ensemble average?",
        "A safe softmax over the last axis, then the mean over the first.",
        "z = logits - logits.max(axis=-1, keepdims=True)",
    ),
)
