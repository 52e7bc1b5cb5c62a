"""Question 7.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q3_initial_loss import QUESTION
from tests.exercises.battery import battery


def vectorised(logits, labels, *, tolerance):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    measured = -log_p[np.arange(len(labels)), labels].mean()
    expected = np.log(logits.shape[1])
    return expected, measured, bool(abs(measured - expected) <= tolerance * expected)


def loop(logits, labels, *, tolerance):
    losses = []
    for row, k in zip(logits, labels, strict=True):
        e = np.exp(row - max(row))
        losses.append(-np.log(e[k] / sum(e)))
    expected, measured = -np.log(1 / len(logits[0])), sum(losses) / len(losses)
    return expected, measured, (1 - tolerance) * expected <= measured <= (1 + tolerance) * expected


def changed(expected=None, measured=None):
    def answer(logits, labels, *, tolerance):
        wanted, found, _ = vectorised(logits, labels, tolerance=tolerance)
        wanted = expected(logits) if expected else wanted
        found = measured(found, logits, labels) if measured else found
        return wanted, found, bool(abs(found - wanted) <= tolerance * wanted)

    return answer


def overflow(found, logits, labels):
    p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
    return np.mean([-np.log(row[k]) for row, k in zip(p, labels, strict=True)])


def one_sided(logits, labels, *, tolerance):
    expected, measured, _ = vectorised(logits, labels, tolerance=tolerance)
    return expected, measured, bool(measured < expected * (1 + tolerance))


def absolute(logits, labels, *, tolerance):
    expected, measured, _ = vectorised(logits, labels, tolerance=tolerance)
    return expected, measured, bool(np.abs(expected - measured) <= tolerance)


def verdict_as_text(logits, labels, *, tolerance):
    expected, measured, passed = vectorised(logits, labels, tolerance=tolerance)
    return expected, measured, "passed" if passed else "failed"


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "not among examples": changed(lambda logits: np.log(len(logits))),
        "natural logarithms": changed(lambda logits: np.log10(logits.shape[1])),
        "not its loss": changed(lambda logits: 1 / logits.shape[1]),
        "a sum over the examples": changed(None, lambda found, z, labels: found * len(labels)),
        "overflows at 1000": changed(None, overflow),
        "should make you suspicious": one_sided,
        "not a number of its own": absolute,
        "True or False is needed": verdict_as_text,
    },
)
