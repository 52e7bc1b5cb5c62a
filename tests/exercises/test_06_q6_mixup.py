"""Question 6.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q6_mixup import QUESTION
from tests.exercises.battery import battery


def vectorised(x, labels, lam, partner, *, classes):
    t = np.eye(classes)[labels]
    share = lam.reshape((-1,) + (1,) * (x.ndim - 1))
    mixed = lam[:, None] * t + (1 - lam[:, None]) * t[partner]
    return share * x + (1 - share) * x[partner], mixed


def loop(x, labels, lam, partner, *, classes):
    pictures, targets = [], np.zeros((len(x), classes))
    for i, j in enumerate(partner):
        pictures.append(lam[i] * x[i] + (1 - lam[i]) * x[j])
        targets[i, labels[i]] += lam[i]
        targets[i, labels[j]] += 1 - lam[i]
    return np.array(pictures), targets


def own_class(x, labels, lam, partner, *, classes):
    pictures, _ = loop(x, labels, lam, partner, classes=classes)
    return pictures, (labels[:, None] == np.arange(classes)).astype(float)


def mean_label(x, labels, lam, partner, *, classes):
    pictures, _ = loop(x, labels, lam, partner, classes=classes)
    return pictures, lam * labels + (1 - lam) * labels[partner]


def still_labels(x, labels, lam, partner, *, classes):
    return loop(x, labels, lam, partner, classes=classes)[0], labels


def opposite(x, labels, lam, partner, *, classes):
    pictures, _ = loop(x, labels, lam, partner, classes=classes)
    return pictures, loop(x, labels, 1 - lam, partner, classes=classes)[1]


def for_the_partner(x, labels, lam, partner, *, classes):
    return vectorised(x, labels, 1 - lam, partner, classes=classes)


def one_lam(x, labels, lam, partner, *, classes):
    t, a = np.eye(classes)[labels], lam[0]
    return a * x + (1 - a) * x[partner], a * t + (1 - a) * t[partner]


def half(x, labels, lam, partner, *, classes):
    t = np.eye(classes)[labels]
    return (x + x[partner]) / 2, (t + t[partner]) / 2


def turned_round(x, labels, lam, partner, *, classes):
    return vectorised(x, labels, lam, np.arange(len(x) - 1, -1, -1), classes=classes)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "the partner's class has no share": own_class,
        "the labels themselves are mixed": mean_label,
        "still labels": still_labels,
        "opposite shares": opposite,
        "the share of the example itself": for_the_partner,
        "one lam serves": one_lam,
        "half and half": half,
        "only turned round": turned_round,
    },
)
