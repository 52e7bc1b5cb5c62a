"""Question 6.3: the elastic net, value and gradient."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib import penalties


def _numbers(rng):
    l1, l2 = rng.choice([0.1, 0.2, 0.3, 0.5, 0.7], 2, replace=False)
    return {"l1": float(l1), "l2": float(l2)}


def _weights(rng, l1, l2):
    for n in (4, 7):
        theta = rng.uniform(1.2, 2, n) * np.where(np.arange(n) % 2, -1, 1)
        decay = np.ones(n)
        decay[-1] = 0.0
        yield theta, decay


def _zeros(rng, l1, l2):
    for theta, decay in _weights(rng, l1, l2):
        theta[0] = 0.0
        yield theta, decay


def right(theta, decay, l1, l2):
    value = np.sum(decay * (l1 * np.abs(theta) + l2 * theta**2 / 2))
    return value, decay * (l1 * np.sign(theta) + l2 * theta)


@mistake("the ½ of the L2 part is missing in the value")
def value_without_half(theta, decay, l1, l2):
    value, gradient = right(theta, decay, l1, l2)
    return value + l2 * (decay * theta**2).sum() / 2, gradient


@mistake("the gradient of the L2 part is half as large as it should be")
def half_slope(theta, decay, l1, l2):
    value, gradient = right(theta, decay, l1, l2)
    return value, gradient - decay * l2 * theta / 2


@mistake("the gradient of the L1 part is missing")
def only_l2_slope(theta, decay, l1, l2):
    return right(theta, decay, l1, l2)[0], l2 * theta * decay


@mistake("the gradient of the L2 part is missing")
def only_l1_slope(theta, decay, l1, l2):
    return right(theta, decay, l1, l2)[0], l1 * np.sign(theta) * decay


@mistake("the mask is used in the value only: the gradient still shrinks biases")
def biases_shrink(theta, decay, l1, l2):
    return right(theta, decay, l1, l2)[0], l1 * np.sign(theta) + l2 * theta


@mistake("the slope of abs(θ) is taken as 1 on both sides of 0")
def no_sign(theta, decay, l1, l2):
    return right(theta, decay, l1, l2)[0], decay * (l1 + l2 * theta)


@mistake("the slope of abs(θ) is taken as abs(θ)")
def abs_slope(theta, decay, l1, l2):
    value, _ = right(theta, decay, l1, l2)
    return value, decay * (l1 * np.abs(theta) + l2 * theta)


@mistake("it is an average over the weights: the price is a sum")
def averaged(theta, decay, l1, l2):
    value, gradient = right(theta, decay, l1, l2)
    return value / len(theta), gradient / len(theta)


QUESTION = Question(
    key="q3",
    function="elastic_net",
    minutes=8,
    numbers=_numbers,
    reference=lambda theta, decay, l1, l2: penalties.elastic_net(theta, l1, l2, decay),
    checks=(
        Check("value and gradient", _weights, points=2),
        Check("a weight at 0 stays there", _zeros, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the ½ of the L2 part is missing, in value and gradient",
            lambda theta, decay, l1, l2: right(theta, decay, l1, l2=2 * l2),
        ),
        Mistake(
            "biases pay, too: the mask is not used",
            lambda theta, decay, l1, l2: right(theta, 1, l1, l2),
        ),
        Mistake(
            "the two strengths are exchanged",
            lambda theta, decay, l1, l2: right(theta, decay, l1=l2, l2=l1),
        ),
    ),
    hints=(
        "Two prices, added: write each with its own slope.",
        "Value: λ₁ Σ m abs(θ) + ½ λ₂ Σ m θ²; differentiate each term; m stays a factor.",
        "gradient = decay * (l1 * np.sign(theta) + l2 * theta)",
    ),
)
