"""Question 2.10: how often all weights of a unit are pushed in the same direction."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _draw(rng, n, d):
    """Draw inputs until different mistakes lead to different shares."""
    while True:
        x, dz = rng.standard_normal((n, d)) + 0.2, rng.standard_normal(n)
        wrong = [mistake.wrong(x, dz) for mistake in QUESTION.mistakes]
        if len({round(float(v), 9) for v in (_reference(x, dz), *wrong)}) > len(wrong):
            return x, dz


def _positive(rng):
    yield from ((rng.uniform(0.1, 1, (n, 3)), rng.standard_normal(n)) for n in (8, 20))


def _reference(x, dz):
    dw = x * dz[:, None]
    return float(np.mean(np.abs(np.sign(dw).sum(axis=1)) == x.shape[1]))


def right(x, dz):
    dw = x * dz[:, None]
    return ((dw > 0).all(axis=1) | (dw < 0).all(axis=1)).mean()


def right_loop(x, dz):
    count = 0
    for x_n, dz_n in zip(x, dz, strict=True):
        signs = {float(np.sign(x_i * dz_n)) for x_i in x_n}
        count += len(signs) == 1
    return count / len(x)


@mistake("the gradients are added over the examples first: ask for each example alone")
def summed_first(x, dz):
    dw = dz @ x
    return float(abs(np.sign(dw).sum()) == len(dw))


@mistake("each gradient is compared with dz: that asks for positive or negative inputs only")
def like_dz(x, dz):
    dw = x * dz[:, None]
    return np.mean(np.sign(dw) == np.sign(dz)[:, None])


QUESTION = Question(
    key="q10",
    function="same_sign_share",
    minutes=10,
    reference=_reference,
    checks=(
        Check("inputs of both signs", lambda rng: (_draw(rng, n, 3) for n in (12, 30)), points=2),
        Check("1 where all inputs are positive", _positive),
        Check(
            "two weights, four weights",
            lambda rng: (_draw(rng, *sizes) for sizes in ((40, 2), (60, 4))),
            hidden=True,
        ),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "only gradients that are all positive are counted; all negative is one direction too",
            lambda x, dz: np.mean((x * dz[:, None]).min(axis=1) > 0),
        ),
        Mistake(
            "only examples with positive inputs are counted; all negative is one sign too",
            lambda x, dz: (x > 0).all(axis=1).mean(),
        ),
        Mistake(
            "the examples are counted, but their share is asked for",
            lambda x, dz: len(x) * right(x, dz),
        ),
        Mistake(
            "this is the share of examples whose gradients do not all have the same sign",
            lambda x, dz: 1.0 - right_loop(x, dz),
        ),
    ),
    hints=(
        "One example gives one gradient for each weight: dw = x dz. When do these numbers agree?",
        (
            "Make the table of all dw, one row per example; ask for each row whether all are "
            "positive, or all are negative; the share is a mean over the rows."
        ),
        "((dw > 0).all(axis=1) | (dw < 0).all(axis=1)).mean()",
    ),
)
