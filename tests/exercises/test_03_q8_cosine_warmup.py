"""Question 3.8: answers that students give, right and wrong."""

import math

import numpy as np
import pytest

from course_exercises.questions.chapter_03.q8_cosine_warmup import QUESTION
from tests.exercises.battery import battery, outcomes


def two_cases(t, lr, T, warm):
    if t < warm:
        return lr * t / warm
    return lr / 2 * (1 + math.cos(math.pi * (t - warm) / (T - warm)))


def half_angle(t, lr, T, warm):
    rise = np.minimum(t / warm, 1.0)
    share = np.maximum(t - warm, 0) / (T - warm)
    return rise * lr * np.cos(np.pi / 2 * share) ** 2


def made(after, before=lambda t, k: t / k):
    def answer(t, lr, T, warm):
        return lr * before(t, warm) if t < warm else lr * after(t, T, warm)

    return answer


def good(t, T, k):
    return 0.5 + 0.5 * math.cos(math.pi * (t - k) / (T - k))


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [two_cases, half_angle],
    {
        "comes too late to 0": made(lambda t, T, k: (1 + np.cos(np.pi * (t - k) / T)) / 2),
        "must start anew": made(lambda t, T, k: (1 + np.cos(np.pi * t / T)) / 2),
        "passes its end": made(lambda t, T, k: (1 + np.cos(np.pi * t / (T - k))) / 2),
        "twice too high": made(lambda t, T, k: 1 + np.cos(np.pi * (t - k) / (T - k))),
        "goes below 0": made(lambda t, T, k: np.cos(np.pi * (t - k) / (T - k))),
        "down and up again": made(
            lambda t, T, k: 0.5 + 0.5 * np.cos(6.283185307 * (t - k) / (T - k))
        ),
        "π is missing": made(lambda t, T, k: (1 + np.cos((t - k) / (T - k))) / 2),
        "counts from 1": made(good, lambda t, k: (t + 1) / k),
        "no warm-up": made(good, lambda t, k: 1),
    },
)


@pytest.mark.parametrize("seed", range(3))
def test_a_small_jump_at_the_end_of_the_warm_up_is_noticed(seed):
    nearly = made(good, lambda t, k: t / k * (1 - 0.2 / k))  # its last step is 1.2 of the others
    seen = [outcome.seen for outcome in outcomes(QUESTION, nearly, seed)]
    assert any(text.endswith("the rate jumps where the warm-up ends") for text in seen)
