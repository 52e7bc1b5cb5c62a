"""Question 5.1: normalise one batch."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers import BatchNorm


def _batches(rng):
    for n, d in ((8, 3), (5, 4)):
        x = rng.normal(rng.uniform(-5, 5, d), rng.uniform(0.5, 2, d), (n, d))
        yield x, rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d), float(rng.uniform(0.1, 0.3))


def _constant(rng):
    for x, gamma, beta, _ in _batches(rng):
        x[:, 1] = 2.0
        yield x, gamma, beta, 1e-5


def _reference(x, gamma, beta, eps):
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    return layer.forward(x, train=True)


def _undo(call, x, gamma, beta, eps):
    spread, mean = np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)
    if difference(call(x, spread, mean, eps), x):
        return "the gamma and beta that should give back this batch do not"
    twice = call(x, 2 * spread, mean, eps)
    return difference(twice, 2 * x - mean) and "twice the gamma does not stretch the batch twice"


def right(x, gamma, beta, eps):
    mu, var = x.mean(0), x.var(0)
    return gamma * (x - mu) / np.sqrt(var + eps) + beta


@mistake("the mean is over features; batch norm averages over the batch")
def over_features(x, gamma, beta, eps):
    return np.array([gamma * (r - r.mean()) / np.sqrt(r.var() + eps) + beta for r in x])


@mistake("one mean and one variance serve all features: each needs its own")
def over_everything(x, gamma, beta, eps):
    return gamma * ((x - np.mean(x)) / np.sqrt(np.var(x) + eps)) + beta


@mistake("the batch is normalised with the variance over n - 1")
def unbiased(x, gamma, beta, eps):
    n = len(x)
    var = ((x - x.mean(0)) ** 2).sum(0) / (n - 1)
    return gamma * (x - x.mean(0)) / np.sqrt(var + eps) + beta


@mistake("gamma and beta are not used")
def plain(x, gamma, beta, eps):
    return right(x, np.ones_like(gamma), np.zeros_like(beta), eps)


QUESTION = Question(
    key="q1",
    function="batch_norm",
    minutes=8,
    reference=_reference,
    checks=(
        Check("normalises every feature, then scales and shifts", _batches, points=2),
        Check("survives a feature that is constant", _constant),
        Check("gamma and beta can undo it", _batches, law=_undo, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "eps is outside the root",
            lambda x, gamma, beta, eps: gamma * (x - x.mean(0)) / (np.sqrt(x.var(0)) + eps) + beta,
        ),
        Mistake(
            "it divides by the variance, so the spread does not become 1",
            lambda x, gamma, beta, eps: gamma * (x - x.mean(0)) / (x.var(0) + eps) + beta,
        ),
        Mistake(
            "beta is added too early: gamma scales it as well",
            lambda x, gamma, beta, eps: (right(x, 1.0, 0.0, eps) + beta) * gamma,
        ),
        Mistake(
            "eps is not used: a feature that is constant gives 0/0",
            lambda x, gamma, beta, eps: right(x, gamma, beta, 0),
        ),
    ),
    hints=(
        "A column is a feature, a row an example. Which of the two has a mean of its own?",
        "Mean and variance along axis 0; x_hat from them and eps; last gamma and beta.",
        "x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)",
    ),
)
