"""Question 6.8: the probabilities of an ensemble."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import softmax


def _logits(rng):
    for m, n, c in ((3, 2, 4), (2, 5, 3)):
        yield (rng.normal(0, 2, (m, n, c)),)


def _large(rng):
    """Around 1000 and around 0, in one example and in one member."""
    for (logits,) in _logits(rng):
        member, example, _ = np.indices(logits.shape)
        yield (logits + 1000 * ((member + example) % 2),)


def _confident(call, logits):
    """Swap the members, double them: the ensemble is the same."""
    p, same = call(logits), call(np.concatenate([logits[::-1], logits]))
    if difference(np.asarray(p).sum(axis=-1), np.ones(logits.shape[1])):
        return "the probabilities of an example do not add up to 1"
    return "members that are doubled change the answer" if difference(same, p) else None


def right(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


@mistake("softmax fails around 1000: subtract each example's own maximum")
def overflow(logits):
    e = np.exp(logits)
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


@mistake("the members vote: how sure each of them is gets lost")
def votes(logits):
    answer = logits.argmax(-1)
    return np.stack([(answer == k).mean(0) for k in range(logits.shape[-1])], axis=1)


@mistake("softmax runs over the members, not over the classes")
def over_members(logits):
    e = np.exp(logits - logits.max(axis=0))
    return (e / e.sum(axis=0)).mean(axis=0)


@mistake("the average is over the examples, not over the members")
def over_examples(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=1)


QUESTION = Question(
    key="q8",
    function="ensemble",
    minutes=6,
    reference=lambda logits: softmax(logits).mean(axis=0),
    checks=(
        Check("averages the members' probabilities", _logits, points=2),
        Check("logits around 1000 are no problem", _large),
        Check("the members are equals", _logits, law=_confident, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the logits are averaged, not the probabilities: a loud member wins",
            lambda logits: right(logits.mean(axis=0)[None]),
        ),
        Mistake(
            "the probabilities are added up and not averaged",
            lambda logits: sum(right(member[None]) for member in logits),
        ),
        Mistake(
            "the logits are not turned into probabilities", lambda logits: sum(logits) / len(logits)
        ),
    ),
    hints=(
        "Each member answers with probabilities. What does the ensemble average?",
        "A safe softmax over the last axis, then the mean over the first.",
        "z = logits - logits.max(axis=-1, keepdims=True)",
    ),
)
