"""Question 1.7: softmax with cross-entropy, value and gradient, for scores of any size."""

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib import losses


def _draw(rng, n, classes, scale=1.0):
    return scale * rng.standard_normal((n, classes)), rng.integers(0, classes, n)


def _large(rng):
    for n in (2, 3):
        z, t = _draw(rng, n, 3)
        yield z + 1000, t
        yield z - 1000, t


def _one(rng):
    yield from (_draw(rng, 1, classes, 3.0) for classes in (2, 5))
    yield from (_draw(rng, 40, 3, 3.0) for _ in range(2))


def _reference(z, t):
    value, dz = losses.softmax_cross_entropy(z, t)
    return float(value), dz


def right(z, t):
    rows = np.arange(len(t))
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[rows, t] -= 1
    return -log_p[rows, t].mean(), dz / len(t)


@mistake("exp overflows, or all of them vanish: a shift of z is missing")
def naive(z, t):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    one_hot = np.eye(z.shape[1])[t]
    return -np.sum(one_hot * np.log(p)) / len(t), (p - one_hot) / len(t)


@mistake("the gradient is that of one example each; the loss is a mean over the batch")
def gradient_of_sum(z, t):
    loss, dz = right(z, t)
    return loss, dz * len(t)


@mistake("the loss is the sum over the batch, and so is its gradient; a mean is asked for")
def everything_summed(z, t):
    loss, dz = right(z, t)
    return loss * len(t), dz * len(t)


@mistake("the loss is the sum over the batch; its mean is asked for")
def loss_summed(z, t):
    loss, dz = right(z, t)
    return loss * len(t), dz


@mistake("the gradient is divided by all numbers of z, examples times classes")
def divided_by_size(z, t):
    loss, dz = right(z, t)
    return loss, dz * len(t) / z.size


@mistake("the gradient points the other way: with it, descent would climb")
def target_minus_prediction(z, t):
    loss, dz = right(z, t)
    return loss, -dz


@mistake("the gradient is p alone: the target never enters it")
def only_p(z, t):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return right(z, t)[0], e / e.sum(axis=1, keepdims=True) / len(t)


@mistake("the softmax runs down the examples: each row should sum to 1, not each column")
def columns(z, t):
    e = np.exp(z - z.max())
    p = e / e.sum(axis=0)
    rows = range(len(t))
    return -np.log(p[rows, t]).mean(), (p - np.eye(z.shape[1])[t]) / len(t)


@mistake("the softmax divides by the sum over the whole batch: each row should sum to 1")
def whole_batch(z, t):
    e = np.exp(z - z.max())
    p = e / e.sum()
    rows = np.arange(len(t))
    loss = -np.mean(np.log(p[rows, t]))
    p[rows, t] -= 1
    return loss, p / len(t)


@mistake("the loss has the wrong sign: no probability is above 1, so it cannot be negative")
def no_minus(z, t):
    loss, dz = right(z, t)
    return -loss, dz


QUESTION = Question(
    key="q7",
    function="softmax_cross_entropy",
    minutes=15,
    reference=_reference,
    checks=(
        Check(
            "loss and gradient of a batch",
            lambda rng: (_draw(rng, *sizes) for sizes in ((3, 4), (2, 3), (5, 2))),
            points=2,
        ),
        Check("scores near 1000 and -1000", _large),
        Check("one example, many examples", _one, hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Softmax does not change when the same number is subtracted from all scores of a row.",
        (
            "Subtract the maximum of each row, then log p = z - log(sum of exp(z)); the loss picks "
            "the entry of the right class in every row; the gradient is line 5 of the derivation."
        ),
        "dz = p.copy(); dz[np.arange(N), t] -= 1; dz /= N",
    ),
)
