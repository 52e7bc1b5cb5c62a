"""Question 6.8: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q8_ensemble import QUESTION
from tests.exercises.battery import battery, outcomes


def vectorised(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


def loop(logits):
    total = 0
    for member in logits:
        rows = [np.exp(z - max(z)) for z in member]
        total = total + np.array([row / row.sum() for row in rows])
    return total / len(logits)


def overflow(logits):
    e = np.exp(logits)
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


def mean_logits(logits):
    return vectorised(logits.mean(axis=0)[None])


def geometric_mean(logits):
    """The mean of the logits in disguise."""
    p = np.prod([vectorised(member[None]) for member in logits], axis=0) ** (1 / len(logits))
    return p / p.sum(axis=-1, keepdims=True)


def votes(logits):
    answer = logits.argmax(-1)
    return np.stack([(answer == k).mean(0) for k in range(logits.shape[-1])], axis=1)


def over_members(logits):
    e = np.exp(logits - logits.max(axis=0))
    return (e / e.sum(axis=0)).mean(axis=0)


def summed(logits):
    return sum(vectorised(member[None]) for member in logits)


def over_examples(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=1)


def no_softmax(logits):
    return sum(logits) / len(logits)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "softmax overflows at 1000": overflow,
        "the logits are averaged": mean_logits,
        "the members vote": votes,
        "runs over the members": over_members,
        "added up and not averaged": summed,
        "the average is over the examples": over_examples,
        "not turned into probabilities": no_softmax,
    },
)


def test_the_geometric_mean_has_the_name_of_the_mean_of_logits():
    said = [outcome.mistake for outcome in outcomes(QUESTION, geometric_mean, 0)]
    assert any("the logits are averaged" in words for words in said)
