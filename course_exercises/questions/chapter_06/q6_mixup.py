"""Question 6.6: mixup with given partners."""

import numpy as np

from course_exercises.checks.question import Check, Question, mistake, mistakes_in


def _batches(rng, classes):
    for n, shape in ((4, (3,)), (5, (2, 2))):
        labels = rng.permutation(np.append(rng.permutation(classes - 1)[:3], [0] * (n - 3)))
        partner = np.roll(np.arange(n), 1)
        labels[0], labels[1], labels[-1] = 0, 1, 2
        yield rng.uniform(1, 2, (n, *shape)), labels, rng.uniform(0.6, 0.9, n), partner


def _alone(rng, classes):
    """Some examples are their own partner."""
    for x, labels, lam, partner in _batches(rng, classes):
        partner[:2] = 0, 1
        yield x, labels, lam, partner


def _spread(lam, x):
    return lam.reshape(-1, *[1] * (x.ndim - 1))


def _blend(x, other, lam):
    return _spread(lam, x) * x + (1 - _spread(lam, x)) * other


def _reference(x, labels, lam, partner, classes):
    t = np.eye(classes)[labels]
    return _blend(x, x[partner], lam), _blend(t, t[partner], lam)


def right(x, labels, lam, partner, classes):
    t = np.eye(classes)[labels]
    share = lam.reshape((-1,) + (1,) * (x.ndim - 1))
    mixed = lam[:, None] * t + (1 - lam[:, None]) * t[partner]
    return share * x + (1 - share) * x[partner], mixed


def right_loop(x, labels, lam, partner, classes):
    pictures, targets = [], np.zeros((len(x), classes))
    for i, j in enumerate(partner):
        pictures.append(lam[i] * x[i] + (1 - lam[i]) * x[j])
        targets[i, labels[i]] += lam[i]
        targets[i, labels[j]] += 1 - lam[i]
    return np.array(pictures), targets


@mistake("the targets are not mixed: the partner's class has no share")
def own_class(x, labels, lam, partner, classes):
    pictures, _ = right_loop(x, labels, lam, partner, classes)
    return pictures, (labels[:, None] == np.arange(classes)).astype(float)


@mistake("the labels themselves are mixed: class 2 is not the mean of 1 and 3")
def mean_label(x, labels, lam, partner, classes):
    pictures, _ = right_loop(x, labels, lam, partner, classes)
    return pictures, lam * labels + (1 - lam) * labels[partner]


@mistake("the targets are still labels: they should be probabilities")
def still_labels(x, labels, lam, partner, classes):
    return right_loop(x, labels, lam, partner, classes)[0], labels


@mistake("targets and examples are mixed with opposite shares")
def opposite(x, labels, lam, partner, classes):
    pictures, _ = right_loop(x, labels, lam, partner, classes)
    return pictures, right_loop(x, labels, 1 - lam, partner, classes)[1]


@mistake("lam is the share of the example itself, not of its partner")
def for_the_partner(x, labels, lam, partner, classes):
    return right(x, labels, 1 - lam, partner, classes)


@mistake("one lam serves the whole batch: each example has its own")
def one_lam(x, labels, lam, partner, classes):
    t, a = np.eye(classes)[labels], lam[0]
    return a * x + (1 - a) * x[partner], a * t + (1 - a) * t[partner]


@mistake("every pair is mixed half and half: lam is not used")
def half(x, labels, lam, partner, classes):
    t = np.eye(classes)[labels]
    return (x + x[partner]) / 2, (t + t[partner]) / 2


@mistake("the partners are not those asked for: here the batch is only reversed")
def reversed_batch(x, labels, lam, partner, classes):
    return right(x, labels, lam, np.arange(len(x) - 1, -1, -1), classes)


QUESTION = Question(
    key="q6",
    function="mixup",
    minutes=8,
    numbers=lambda rng: {"classes": int(rng.integers(4, 9))},
    reference=_reference,
    checks=(
        Check("mixes examples and targets alike", _batches, points=2),
        Check("an example that is its own partner stays", _alone, hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "What happens to the picture happens to its target.",
        "One row of probabilities for each label; lam with an axis for every axis of x.",
        "t = np.eye(classes)[labels]; lam * t + (1 - lam) * t[partner], with lam[:, None]",
    ),
)
