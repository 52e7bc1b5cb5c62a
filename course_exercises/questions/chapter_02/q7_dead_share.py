"""Question 2.7: the share of dead units in a layer of ReLUs."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib import diagnostics
from course_lib.activations import relu
from course_lib.layers import Elementwise, Linear
from course_lib.network import Sequential


def _draw(rng, n, d, units):
    """Draw a layer until different mistakes lead to different shares."""
    while True:
        x, W = 1 + rng.standard_normal((n, d)), rng.standard_normal((d, units))
        b = rng.uniform(-3, 1, units)
        wrong = [mistake.wrong(x, W, b) for mistake in QUESTION.mistakes]
        if len({round(v, 9) for v in (_reference(x, W, b), *wrong)}) > len(wrong):
            return x, W, b


def _extremes(rng):
    for bias in (-100.0, 100.0):
        W = rng.uniform(0.1, 1, (3, 4)) * [1, -1, 1, -1]
        yield rng.uniform(0.5, 1, (6, 3)), W, np.full(4, bias)


def _reference(x, W, b):
    layer = Linear(*W.shape, rng=np.random.default_rng(0))
    layer.W.value[...], layer.b.value[...] = W, b
    network = Sequential(layer, Elementwise(relu))
    return float(diagnostics.dead_units(network, x).share[0])


QUESTION = Question(
    key="q7",
    function="dead_share",
    minutes=8,
    reference=_reference,
    checks=(
        Check(
            "some units are dead",
            lambda rng: (
                _draw(rng, *sizes) for sizes in ((9, 2, 8), (8, 3, 6), (9, 2, 11), (8, 3, 13))
            ),
            points=2,
        ),
        Check("all of them, none of them", _extremes),
        Check(
            "other layers",
            lambda rng: (_draw(rng, *sizes) for sizes in ((20, 2, 6), (16, 2, 8))),
            hidden=True,
        ),
    ),
    mistakes=(
        Mistake(
            "zeros are counted, but a unit that answers to some examples is alive",
            lambda x, W, b: np.mean(np.maximum(x @ W + b, 0) == 0),
        ),
        Mistake(
            "a unit is called dead after one silent example; it is dead if all are",
            lambda x, W, b: (np.maximum(x @ W + b, 0) == 0).any(axis=0).mean(),
        ),
        Mistake(
            "this is the share of examples that wake no unit: the two axes are exchanged",
            lambda x, W, b: (x @ W + b <= 0).all(axis=1).mean(),
        ),
        Mistake(
            "dead units are counted, but their share is asked for",
            lambda x, W, b: (x @ W + b <= 0).all(axis=0).sum(),
        ),
        Mistake(
            "this is the share of units that are alive",
            lambda x, W, b: (x @ W + b > 0).any(axis=0).mean(),
        ),
        Mistake("the bias is left out", lambda x, W, b: (x @ W <= 0).all(axis=0).mean()),
        Mistake(
            "the mean over the examples is negative, but one positive sum keeps a unit alive",
            lambda x, W, b: np.mean((x @ W + b).mean(axis=0) < 0),
        ),
    ),
    hints=(
        "A unit is one column of z. When does no gradient at all come through it?",
        (
            "Compute z, ask for each number whether the slope is 0, then whether that holds down "
            "the whole column; the share is a mean over the columns."
        ),
        "(z <= 0).all(axis=0).mean()",
    ),
)
