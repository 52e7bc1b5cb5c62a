"""Question 5.7: layer normalisation."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.chapter_05._normal import alone
from course_lib.layers import LayerNorm


def _batches(rng, eps):
    for n, d in ((3, 5), (4, 4)):
        x = rng.normal(rng.uniform(-5, 5, (n, 1)), rng.uniform(0.5, 2, (n, 1)), (n, d))
        yield x, rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d)


def _single(rng, eps):
    for x, gamma, beta in _batches(rng, eps):
        yield x[:1], gamma, beta


def _reference(x, gamma, beta, eps):
    layer = LayerNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    return layer.forward(x, train=False)


def _no_keepdims(x, gamma, beta, eps):
    if x.shape[0] != x.shape[1]:
        return np.zeros(0)
    return gamma * (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1) + eps) + beta


def right(x, gamma, beta, eps):
    mu, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mu) / np.sqrt(var + eps) * gamma + beta


@mistake("the mean is over the batch: that is batch norm; layer norm averages over the features")
def batch_norm(x, gamma, beta, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


@mistake("eps is outside the root")
def outside(x, gamma, beta, eps):
    return np.array([gamma * (r - r.mean()) / (r.std() + eps) + beta for r in x])


@mistake("the variance is the one over d - 1")
def unbiased(x, gamma, beta, eps):
    return np.array([gamma * (r - r.mean()) / np.sqrt(r.var(ddof=1) + eps) + beta for r in x])


QUESTION = Question(
    key="q7",
    function="layer_norm",
    minutes=6,
    numbers=lambda rng: {"eps": float(rng.choice([0.1, 0.15, 0.2, 0.25, 0.3]))},
    reference=_reference,
    checks=(
        Check("normalises every example over its features", _batches, points=2),
        Check("answers the same alone and in company", _batches, law=alone),
        Check("a batch of one is no problem", _single, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "one mean serves the whole batch: each example needs its own",
            lambda x, gamma, beta, eps: gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta,
        ),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda x, gamma, beta, eps: right(x, gamma, beta, eps=0),
        ),
        Mistake("gamma and beta are not used", lambda x, gamma, beta, eps: right(x, 1, 0, eps)),
        Mistake(
            "the means of the examples are subtracted from the features: look at the shapes",
            _no_keepdims,
        ),
    ),
    hints=(
        "Which of the numbers in x belong together: a row or a column?",
        "As batch norm, along the other axis; keepdims=True keeps the shapes in order.",
        "x.mean(axis=1, keepdims=True)",
    ),
)
