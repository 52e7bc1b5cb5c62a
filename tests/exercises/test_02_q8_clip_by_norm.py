"""Question 2.8: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q8_clip_by_norm import QUESTION
from tests.exercises.battery import battery


def factor(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * min(1.0, max_norm / norm) for g in grads]


def one_vector(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if norm <= max_norm:
        return tuple(grads)
    return tuple(max_norm * g / norm for g in grads)


def one_by_one(grads, max_norm):
    return [factor([g], max_norm)[0] for g in grads]


def by_value(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def always(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return [max_norm / norm * g for g in grads]


def sum_of_norms(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    return [min(1, max_norm / norm) * g for g in grads]


def no_root(grads, max_norm):
    norm = sum((g**2).sum() for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


def unit_length(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g / norm for g in grads]


def thrown_away(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g if norm <= max_norm else 0 * g for g in grads]


def untouched(grads, max_norm):
    return list(grads)


def in_place(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    for g in grads:
        g *= min(1.0, max_norm / norm)
    return grads


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [factor, one_vector],
    {
        "clipped on its own": one_by_one,
        "cut off at the limit": by_value,
        "short ones are made longer": always,
        "norms of the arrays are added": sum_of_norms,
        "root of the sum of squares": no_root,
        "always has length 1": unit_length,
        "thrown away": thrown_away,
        "still longer than your limit": untouched,
        "in place": in_place,
    },
)
