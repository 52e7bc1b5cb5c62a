"""Question 5.5: fold a trained batch norm into the linear layer before it."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib.layers import BatchNorm


def _trained(rng, eps):
    for d_in, d_out in ((3, 3), (4, 2)):
        yield (
            rng.normal(size=(d_in, d_out)), rng.uniform(0.3, 1, d_out),
            rng.uniform(1.2, 2, d_out), rng.uniform(0.3, 1, d_out),
            rng.uniform(0.5, 1.5, d_out), rng.uniform(0.3, 0.7, d_out),
        )  # fmt: skip


def _scale(gamma, var, eps):
    layer = BatchNorm(len(gamma), eps=eps)
    layer.gamma.value[:], layer.running_var[:] = gamma, var
    return layer.scale_and_shift()[0]


def _reference(W, b, gamma, beta, mean, var, eps):
    a = _scale(gamma, var, eps)
    return W * a, (b - mean) * a + beta


def _same_answers(call, *case, eps):
    W, b, gamma, beta, mean, var = case
    W2, b2 = (np.asarray(v) for v in call(*case))
    x = np.linspace(-2, 2, 5 * len(W)).reshape(5, -1) ** 3
    y = gamma * (x @ W + b - mean) / np.sqrt(var + eps) + beta
    words = "the one layer does not answer like the two"
    return words if difference(x @ W2 + b2, y) else None


def right(W, b, gamma, beta, running_mean, running_var, eps):
    a = gamma / np.sqrt(running_var + eps)
    return W * a, b * a + beta - a * running_mean


@mistake("the old bias is not scaled: it, too, passes through the batch norm")
def old_bias(W, b, gamma, beta, running_mean, running_var, eps):
    W2, b2 = right(W, 0 * b, gamma, beta, running_mean, running_var, eps)
    return W2, b2 + b


@mistake("the mean is subtracted without being scaled")
def raw_mean(W, b, gamma, beta, running_mean, running_var, eps):
    a = gamma / np.sqrt(running_var + eps)
    return W * a, b * a + beta - running_mean


@mistake("the running mean is forgotten")
def no_mean(W, b, gamma, beta, running_mean, running_var, eps):
    return right(W, b, gamma, beta, 0 * running_mean, running_var, eps)


@mistake("beta is scaled, but it is added after the scaling")
def beta_scaled(W, b, gamma, beta, running_mean, running_var, eps):
    a = gamma / np.sqrt(running_var + eps)
    return a * W, a * (b + beta - running_mean)


@mistake("it divides by the variance")
def no_root(W, b, gamma, beta, running_mean, running_var, eps):
    a = gamma / (running_var + eps)
    return a * W, a * (b - running_mean) + beta


@mistake("eps is not used, or not the one of the question")
def no_eps(W, b, gamma, beta, running_mean, running_var, eps):
    return right(W, b, gamma, beta, running_mean, running_var, eps=0)


@mistake("the rows of W are scaled: its columns are the outputs")
def rows(W, b, gamma, beta, running_mean, running_var, eps):
    _, b2 = right(W, b, gamma, beta, running_mean, running_var, eps)
    return np.diag(gamma / np.sqrt(running_var + eps)) @ W, b2


QUESTION = Question(
    key="q5",
    function="fold",
    minutes=10,
    numbers=lambda rng: {"eps": float(rng.choice([0.01, 0.02, 0.03, 0.04, 0.05]))},
    reference=_reference,
    checks=(
        Check("new weights and bias", _trained, points=2),
        Check("one layer answers like two", _trained, law=_same_answers, hidden=True, points=2),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Write both layers as one formula and multiply out. What multiplies x, what does not?",
        "a = gamma / root; each column of W times its a; the rest is the new bias.",
        "new bias: (b - running_mean) * a + beta",
    ),
)
