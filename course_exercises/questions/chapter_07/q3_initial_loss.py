"""Question 7.3: is the loss of an untrained network that of a guess?"""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.losses import softmax_cross_entropy


def _networks(rng, tolerance):
    for n, c, size in ((6, 5, 0.01), (7, 4, 4.0)):
        yield size * rng.normal(size=(n, c)), rng.integers(c, size=n)


def _near(rng, tolerance):
    """Off by a little less, and a little more, than the tolerance; above and below log C."""
    for c, share in ((12, 0.98), (12, 1.02), (12, -1.02), (3, 1.02)):
        wanted = np.log(c) * (1 + share * tolerance)
        p = np.exp(-wanted)
        logits = np.full((4, c), np.log((1 - p) / (c - 1)))
        labels = rng.integers(c, size=4)
        logits[np.arange(4), labels] = np.log(p)
        yield logits, labels


def _large(rng, tolerance):
    for logits, labels in _networks(rng, tolerance):
        yield logits + 1000, labels


def _reference(logits, labels, tolerance):
    expected, (measured, _) = np.log(logits.shape[1]), softmax_cross_entropy(logits, labels)
    passed = bool(abs(measured - expected) <= tolerance * expected)
    return float(expected), float(measured), passed


def right(logits, labels, tolerance):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    measured = -log_p[np.arange(len(labels)), labels].mean()
    expected = np.log(logits.shape[1])
    return expected, measured, bool(abs(measured - expected) <= tolerance * expected)


def comparing(expected=None, measured=None):
    """Return the check with another expected or another measured loss."""

    def answer(logits, labels, tolerance):
        wanted, found, _ = right(logits, labels, tolerance)
        wanted = expected(logits) if expected else wanted
        found = measured(found, logits, labels) if measured else found
        return wanted, found, bool(abs(found - wanted) <= tolerance * wanted)

    return answer


def overflow(found, logits, labels):
    p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
    return np.mean([-np.log(row[k]) for row, k in zip(p, labels, strict=True)])


@mistake("a loss far below that of a guess passes: that should make you suspicious")
def one_sided(logits, labels, tolerance):
    expected, measured, _ = right(logits, labels, tolerance)
    return expected, measured, bool(measured < expected * (1 + tolerance))


@mistake("the tolerance is a share of log C, not a number of its own")
def absolute(logits, labels, tolerance):
    expected, measured, _ = right(logits, labels, tolerance)
    return expected, measured, bool(np.abs(expected - measured) <= tolerance)


QUESTION = Question(
    key="q3",
    function="initial_loss_check",
    minutes=8,
    numbers=lambda rng: {"tolerance": float(rng.choice([0.05, 0.08, 0.1, 0.12, 0.15]))},
    reference=_reference,
    checks=(
        Check("expected and measured loss, and the verdict", _networks, points=2),
        Check("logits around 1000 are no problem", _large),
        Check("the verdict near the border", _near, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "a network guesses among all classes, whatever examples and labels are here",
            comparing(lambda logits: np.log(len(logits))),
        ),
        Mistake(
            "the loss is counted in natural logarithms, not in powers of ten or two",
            comparing(lambda logits: np.log10(logits.shape[1])),
        ),
        Mistake(
            "the loss is counted in natural logarithms, not in powers of ten or two",
            comparing(lambda logits: np.log2(logits.shape[1])),
        ),
        Mistake(
            "1 / C is the probability of a guess, not its loss",
            comparing(lambda logits: 1 / logits.shape[1]),
        ),
        Mistake(
            "the measured loss is a sum over the examples, not their mean",
            comparing(None, lambda found, z, labels: found * len(labels)),
        ),
        Mistake("softmax overflows at 1000: subtract the maximum", comparing(None, overflow)),
    ),
    hints=(
        "Who knows nothing gives every class the same probability. What does that cost?",
        "log C; the mean of minus the log of the softmax at the labels; compare the two.",
        "abs(measured - expected) <= tolerance * expected, and bool(...) around it",
    ),
)
