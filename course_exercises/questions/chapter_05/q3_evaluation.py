"""Question 5.3: batch norm in evaluation."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.chapter_05._normal import alone
from course_lib.layers import BatchNorm


def _batches(rng, eps):
    for n, d in ((6, 3), (3, 2)):
        yield (
            rng.normal(2, 3, (n, d)), rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d),
            rng.uniform(-1, 1, d), rng.uniform(0.3, 0.7, d),
        )  # fmt: skip


def _two(rng, eps):
    for x, gamma, beta, mean, var in _batches(rng, eps):
        yield x[:2], gamma, beta, mean, var


def _reference(x, gamma, beta, mean, var, eps):
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    layer.running_mean[:], layer.running_var[:] = mean, var
    return layer.forward(x, train=False)


def right(x, gamma, beta, running_mean, running_var, eps):
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta


@mistake("these are the statistics of the batch: the mode is that of training")
def training_mode(x, gamma, beta, running_mean, running_var, eps):
    return right(x, gamma, beta, x.mean(0), x.var(0), eps)


@mistake("the mean is that of the batch, only the variance is the running one")
def half_training_mode(x, gamma, beta, running_mean, running_var, eps):
    return right(x, gamma, beta, x.mean(0), running_var, eps)


@mistake("it divides by the variance")
def no_root(x, gamma, beta, running_mean, running_var, eps):
    return gamma * (x - running_mean) / (running_var + eps) + beta


@mistake("eps is outside the root")
def outside(x, gamma, beta, running_mean, running_var, eps):
    return gamma * (x - running_mean) / (running_var**0.5 + eps) + beta


@mistake("eps is not used, or not the one of the question")
def own_eps(x, gamma, beta, running_mean, running_var, eps):
    return right(x, gamma, beta, running_mean, running_var, eps=1e-5)


@mistake("gamma and beta are not used")
def normalised_only(x, gamma, beta, running_mean, running_var, eps):
    return right(x, 1, 0, running_mean, running_var, eps)


QUESTION = Question(
    key="q3",
    function="bn_evaluate",
    minutes=6,
    numbers=lambda rng: {"eps": float(rng.choice([0.02, 0.03, 0.04, 0.05, 0.06]))},
    reference=_reference,
    checks=(
        Check("normalises with the running averages", _batches),
        Check("answers the same alone and in company", _batches, law=alone),
        Check("works for a batch of two", _two, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda x, gamma, beta, mean, var, eps: right(x, gamma, beta, mean, var, 0.0),
        ),
    ),
    hints=(
        "In evaluation the answer to one example must not depend on the others.",
        "The same formula as in training, with other names for mean and variance.",
        "x_hat = (x - running_mean) / np.sqrt(running_var + eps)",
    ),
)
