"""Question 4.10: LSUV: look at the spread, and divide by it, layer by layer."""

import itertools

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question


def _networks(rng, shapes):
    for sizes in shapes:
        pairs = itertools.pairwise(sizes)
        weights = [rng.uniform(0.5, 2) * rng.standard_normal(pair) for pair in pairs]
        yield weights, rng.standard_normal((8, sizes[0]))


def _deep(rng):
    return _networks(rng, ((4, 5, 5, 3), (6, 5, 4, 4, 2)))


def _spread_one(call, weights, x):
    """Every z spreads by 1, and every W is the old one times a positive number."""
    scaled = list(call(weights, x))
    if [np.shape(W) for W in scaled] != [W.shape for W in weights]:
        return "it must return one weight for each layer, of the same shape"
    y = x
    for k, (W, old) in enumerate(zip(scaled, weights, strict=True), 1):
        z = y @ np.asarray(W)
        if difference(z.std(), 1.0):
            return f"in layer {k} the spread of z is not 1"
        if not np.allclose(W, old * (np.abs(W).sum() / np.abs(old).sum())):
            return f"in layer {k} more has changed than the scale of W"
        y = np.tanh(z)
    return None


def dividing_by(spread=np.std, onwards=lambda z, by: np.tanh(z / by)):
    """Return the weights over this spread of z, and what the next layer is shown."""

    def answer(weights, x):
        out = []
        for W in weights:
            z = x @ W
            out.append(W / spread(z))
            x = onwards(z, spread(z))
        return out

    return answer


QUESTION = Question(
    key="q10",
    function="lsuv",
    minutes=10,
    checks=(
        Check("one layer", lambda rng: _networks(rng, ((3, 2), (4, 3))), law=_spread_one),
        Check("deep networks, layer by layer", _deep, law=_spread_one, points=2),
        Check("other networks", _deep, law=_spread_one, hidden=True, points=2),
    ),
    mistakes=(
        Mistake("divided by the variance: the weights scale with its root", dividing_by(np.var)),
        Mistake(
            "the spread was measured after tanh: it is z that must spread by 1",
            dividing_by(lambda z: np.std(np.tanh(z))),
        ),
        Mistake(
            "the next layer has seen the old signal, from before its weights were divided",
            dividing_by(onwards=lambda z, by: np.tanh(z)),
        ),
        Mistake(
            "each unit has its own divisor: one number a layer",
            dividing_by(lambda z: z.std(axis=0)),
        ),
        Mistake(
            "the activation is missing on the way up", dividing_by(onwards=lambda z, by: z / by)
        ),
        Mistake(
            "root mean square is not spread: the mean of z must be taken off",
            dividing_by(lambda z: np.sqrt((z * z).mean())),
        ),
        Mistake("nothing has been divided", lambda weights, x: weights),
    ),
    hints=(
        "One layer after the other: what the next one sees depends on what you did to this one.",
        (
            "Loop over the weights with the signal y: z from the old W, its spread, the new W; "
            "then send it on through the *new* W and tanh."
        ),
        "W = W / (y @ W).std()",
    ),
)
