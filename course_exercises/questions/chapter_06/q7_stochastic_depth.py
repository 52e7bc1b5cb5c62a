"""Question 6.7: stochastic depth through a stack of residual blocks."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers.residual import linear_survival


def _blocks(rng):
    return rng.uniform(0.5, 1.5, (3, 2)), rng.uniform(0.1, 0.5, (4, 2, 2)) * [1, -1]


def _training(rng, last):
    """Draws near the rates, so that other rates leave out other blocks."""
    p = np.array(linear_survival(4, last))
    near = np.array([p[0] - 0.02, (1 - p[1] + last) / 2, p[2] + 0.02, last - 0.02])
    for first in (near[0], p[0] + 0.02):
        yield *_blocks(rng), np.array([first, *near[1:]])


def through_blocks(p, x, weights, draws, scale=True, bridge=1.0, divide=False):
    for i, W in enumerate(weights):
        f = np.maximum(x @ W, 0)
        m = (p[i] if scale else 1) if draws is None else (draws[i] < p[i]) * 1.0
        if divide and draws is not None:
            m = m / p[i]
        x = bridge * x + m * f
    return x


def keep_rates(weights, last):
    return [1 - (i + 1) / len(weights) * (1 - last) for i in range(len(weights))]


@mistake("the bridge is missing: x itself is lost when a block is left out")
def no_bridge(x, weights, draws, last):
    return through_blocks(keep_rates(weights, last), x, weights, draws, bridge=0.0)


@mistake("testing takes every block in full: in training it was there only sometimes")
def full_in_testing(x, weights, draws, last):
    return through_blocks(keep_rates(weights, last), x, weights, draws, scale=False)


@mistake("blocks are counted from 0: the first survives always")
def from_zero(x, weights, draws, last):
    n = len(weights)
    return through_blocks([1 - i / n * (1 - last) for i in range(n)], x, weights, draws)


@mistake("early blocks are left out more often than late ones: it should be the reverse")
def reverse(x, weights, draws, last):
    return through_blocks(keep_rates(weights, last)[::-1], x, weights, draws)


@mistake("the share that dies is taken for the share that survives")
def death_rate(x, weights, draws, last):
    n = len(weights)
    return through_blocks([(i + 1) / n * (1 - last) for i in range(n)], x, weights, draws)


@mistake("training divides by p and testing multiplies by it: that is once too often")
def twice(x, weights, draws, last):
    return through_blocks(keep_rates(weights, last), x, weights, draws, divide=True)


@mistake("the ReLU in each block is missing")
def without_relu(x, weights, draws, last):
    for i, (p, W) in enumerate(zip(keep_rates(weights, last), weights, strict=True)):
        x = x + (p if draws is None else draws[i] < p) * (x @ W)
    return x


@mistake("the coin is read the wrong way round: the survivors are left out")
def wrong_coin(x, weights, draws, last):
    n = len(weights)
    for i, W in enumerate(weights):
        p, f = 1 - (i + 1) / n * (1 - last), np.maximum(x @ W, 0)
        x = x + (p if draws is None else draws[i] >= p) * f
    return x


QUESTION = Question(
    key="q7",
    function="stochastic_depth",
    minutes=12,
    numbers=lambda rng: {"last": float(rng.choice([0.4, 0.45, 0.5, 0.55, 0.6]))},
    reference=lambda x, weights, draws, last: through_blocks(
        linear_survival(len(weights), last), x, weights, draws
    ),
    checks=(
        Check("leaves out blocks in training", _training, points=2),
        Check(
            "weights every block in testing",
            lambda rng, last: ((*_blocks(rng), None) for _ in range(2)),
        ),
        Check("other blocks are left out", _training, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "all blocks have the survival rate of the last one",
            lambda x, weights, draws, last: through_blocks(
                [last] * len(weights), x, weights, draws
            ),
        ),
    ),
    hints=(
        "Blocks are numbered 1 to L. What is p for the first, the last, the one before?",
        "A loop over the blocks with p of each; f = relu(x @ W); x plus m f, or plus p f.",
        "p = 1 - (i + 1) / L * (1 - p_last), for i = 0, 1, ...",
    ),
)
