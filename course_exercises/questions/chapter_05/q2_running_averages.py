"""Question 5.2: the running averages after one more batch."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers import BatchNorm


def _batches(rng, momentum):
    for n, d in ((4, 3), (6, 2)):
        x = rng.normal(rng.uniform(2, 5, d), rng.uniform(1.5, 3, d), (n, d))
        yield rng.uniform(-1, 1, d), rng.uniform(0.5, 1, d), x


def _reference(running_mean, running_var, x, momentum):
    layer = BatchNorm(x.shape[1], momentum=momentum)
    layer.running_mean[:], layer.running_var[:] = running_mean, running_var
    layer.forward(x, train=True)
    return layer.running_mean, layer.running_var


def _settles(call, running_mean, running_var, x, momentum):
    mean, var = running_mean, running_var
    for _ in range(500):
        mean, var = (np.asarray(v, dtype=float) for v in call(mean, var, x))
    if difference(mean, x.mean(axis=0)):
        return "after 500 equal batches the running mean is not the mean of the batch"
    if difference(var, x.var(axis=0, ddof=1)):
        return "after 500 equal batches the running variance is not the unbiased one of the batch"
    return None


def right(running_mean, running_var, x, momentum):
    mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    return mean, (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)


@mistake("momentum is reversed: here it is the share of the new batch")
def reversed_momentum(running_mean, running_var, x, momentum):
    return right(running_mean, running_var, x, momentum=1 - momentum)


def biased(running_mean, running_var, x, momentum):
    mean, _ = right(running_mean, running_var, x, momentum)
    return mean, running_var + momentum * (np.var(x, 0) - running_var)


@mistake("momentum is reversed and the variance biased")
def keras_and_biased(running_mean, running_var, x, momentum):
    return biased(running_mean, running_var, x, momentum=1 - momentum)


@mistake("the running variance is never updated")
def variance_forgotten(running_mean, running_var, x, momentum):
    return running_mean * (1 - momentum) + x.mean(0) * momentum, running_var


@mistake("the running variance is fed with standard deviations")
def spread(running_mean, running_var, x, momentum):
    mean, _ = right(running_mean, running_var, x, momentum)
    return mean, running_var * (1 - momentum) + momentum * x.std(0, ddof=1)


@mistake("the batch is added, but the old average does not make room for it")
def added(running_mean, running_var, x, momentum):
    return running_mean + momentum * x.mean(0), running_var + momentum * x.var(0, ddof=1)


QUESTION = Question(
    key="q2",
    function="update_running",
    minutes=6,
    numbers=lambda rng: {"momentum": float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3]))},
    reference=_reference,
    checks=(
        Check("moves both averages towards the batch", _batches, points=2),
        Check(
            "many equal batches bring them to mean and variance",
            _batches,
            law=_settles,
            hidden=True,
        ),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("the running variance is biased: it takes the variance over n", biased),
        Mistake(
            "the old averages are thrown away",
            lambda running_mean, running_var, x, momentum: (x.mean(0), x.var(0, ddof=1)),
        ),
    ),
    hints=(
        "Each average goes a part of the way from where it is to what the batch says.",
        "Mean and variance of the batch first (which variance: over n or n - 1?), then mix.",
        "new = running + momentum * (batch - running)",
    ),
)
