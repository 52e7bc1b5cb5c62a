"""Question 2.8: clip the global norm of several gradients."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib import optimizers

SHAPES = ((2, 2), (3,), (1, 4))


def _draw(rng, norm):
    grads = [rng.choice([-1, 1], shape) * rng.uniform(1, 2, shape) for shape in SHAPES]
    return ([norm / _norm(grads) * g for g in grads],)


def _long(rng, max_norm):
    yield from (_draw(rng, factor * max_norm) for factor in (6.0, 20.0))


def _short(rng, max_norm):
    yield from (_draw(rng, factor * max_norm) for factor in (0.3, 0.95, 6.0))
    yield ([np.zeros(2), np.zeros((1, 3))],)


def _between(rng, max_norm):
    for factor in (1.5, 1.8):
        grads = [np.array([9.0, -4.0]), rng.uniform(1, 2, 3)]
        yield (list(_scaled(grads, factor * max_norm / _norm(grads))),)


def _norm(grads):
    return float(np.sqrt(sum((g * g).sum() for g in grads)))


def _reference(grads, max_norm):
    theta = np.concatenate([g.ravel() for g in grads])
    optimizers.clip_by_norm(theta, max_norm)
    ends = np.cumsum([g.size for g in grads])
    parts = np.split(theta, ends[:-1])
    return tuple(part.reshape(g.shape) for part, g in zip(parts, grads, strict=True))


def _scaled(grads, factor):
    return tuple(factor * g for g in grads)


def _global_norm(call, grads, max_norm):
    got = call(grads)
    words = difference(got, _reference(grads, max_norm), rtol=np.inf)
    if words:
        return words
    if _norm([np.asarray(g) for g in got]) > 1.000001 * max_norm:
        return "all gradients together are still longer than your limit"
    return difference(got, _reference(grads, max_norm))


def right(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * min(1.0, max_norm / norm) for g in grads]


@mistake("every gradient gets the length of the limit; short ones are made longer")
def always(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return [max_norm / norm * g for g in grads]


@mistake("the norms of the arrays are added; their squares have to be")
def sum_of_norms(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    return [min(1, max_norm / norm) * g for g in grads]


@mistake("the root of the sum of squares is missing")
def no_root(grads, max_norm):
    norm = sum((g**2).sum() for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


@mistake("the result always has length 1: where is your limit?")
def unit_length(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g / norm for g in grads]


@mistake("long gradients are thrown away instead of shortened")
def thrown_away(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g if norm <= max_norm else 0 * g for g in grads]


QUESTION = Question(
    key="q8",
    function="clip_by_norm",
    minutes=8,
    numbers=lambda rng: {"max_norm": int(rng.integers(4, 17)) / 2},
    reference=_reference,
    checks=(
        Check("long gradients, same direction", _long, law=_global_norm, points=2),
        Check("short gradients stay as they are, and only they", _short),
        Check("just over the limit", _between, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "each array is clipped on its own: that changes the direction of the step",
            lambda grads, max_norm: [right([g], max_norm)[0] for g in grads],
        ),
        Mistake(
            "single numbers are cut off at the limit: that changes the direction of the step",
            lambda grads, max_norm: [np.clip(g, -max_norm, max_norm) for g in grads],
        ),
    ),
    hints=(
        "All arrays together are one long vector; it is this vector that is shortened.",
        (
            "Add the squares of all numbers of all arrays, take the root: the norm. If it is above "
            "the limit, multiply every array by the same factor; else return them as they are."
        ),
        "factor = min(1.0, max_norm / norm)",
    ),
)
