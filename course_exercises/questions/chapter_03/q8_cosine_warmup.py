"""Question 3.8: a cosine schedule with warm-up."""

import math

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import between
from course_lib import schedules


def _rising(rng, warm):
    for t in (0, 1, int(rng.integers(5, warm))):
        yield t, between(rng, 0.1, 1), int(rng.integers(300, 900))


def _falling(rng, warm):
    for _ in range(3):
        T = int(rng.integers(300, 900))
        yield int(rng.integers(warm + 10, T - 10)), between(rng, 0.1, 1), T


def _ends(rng, warm):
    T = int(rng.integers(300, 900))
    for t in (warm - 2, warm, warm + 1, T):
        yield t, between(rng, 0.1, 1), T


def _reference(t, lr, T, warm):
    plan = schedules.warmup(schedules.cosine(lr, T - warm), warm, start_share=0)
    return float(plan(t))


def _smooth(call, t, lr, T, warm):
    rates = [float(call(k, lr, T)) for k in range(T + 1)]
    if not max(rates) <= lr * (1 + 1e-9):
        return "somewhere the rate is above η"
    if max(rates) < 0.9 * lr:
        return "the rate never comes near η"
    jump = np.abs(np.diff(rates)).max()
    return "the rate jumps where the warm-up ends" if jump > 1.01 * lr / warm else None


def plan_of(after, before=lambda t, k: t / k):
    """Return a plan: its shares of η after the warm-up, and before its end."""

    def answer(t, lr, T, warm):
        return lr * before(t, warm) if t < warm else lr * after(t, T, warm)

    return answer


def half_cosine(t, T, k):
    return 0.5 + 0.5 * math.cos(math.pi * (t - k) / (T - k))


QUESTION = Question(
    key="q8",
    function="learning_rate",
    minutes=8,
    reference=_reference,
    numbers=lambda rng: {"warm": int(rng.choice([20, 30, 40, 50]))},
    checks=(
        Check("rises from 0", _rising),
        Check("falls along half a cosine", _falling, points=2),
        Check("first and last steps of both parts", _ends, hidden=True),
        Check("no jump on the way", _falling, law=_smooth, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the cosine forgets that the warm-up used some of the T steps: it comes too late to 0",
            plan_of(lambda t, T, k: (1 + np.cos(np.pi * (t - k) / T)) / 2),
        ),
        Mistake(
            "the cosine counts t from step 0: it must start anew where the warm-up ends",
            plan_of(lambda t, T, k: (1 + np.cos(np.pi * t / T)) / 2),
        ),
        Mistake(
            "the cosine counts from 0 but is squeezed into the rest: it passes its end",
            plan_of(lambda t, T, k: (1 + np.cos(np.pi * t / (T - k))) / 2),
        ),
        Mistake(
            "1 + cos runs from 2 to 0: the rate is twice too high",
            plan_of(lambda t, T, k: 1 + np.cos(np.pi * (t - k) / (T - k))),
        ),
        Mistake(
            "the cosine goes below 0 in its second half: it needs to be lifted and halved",
            plan_of(lambda t, T, k: np.cos(np.pi * (t - k) / (T - k))),
        ),
        Mistake(
            "the cosine runs through 2π: it goes down and up again",
            plan_of(lambda t, T, k: 0.5 + 0.5 * np.cos(6.283185307 * (t - k) / (T - k))),
        ),
        Mistake(
            "π is missing: half a turn is not 1 radian",
            plan_of(lambda t, T, k: (1 + np.cos((t - k) / (T - k))) / 2),
        ),
        Mistake(
            "the warm-up counts from 1: step 0 has the rate 0 here",
            plan_of(half_cosine, lambda t, k: (t + 1) / k),
        ),
        Mistake(
            "there is no warm-up: the first steps have the full rate",
            plan_of(half_cosine, lambda t, k: 1),
        ),
    ),
    hints=(
        "Two cases, before and after the end of the warm-up.",
        "Give the cosine a clock of its own: 0 where the warm-up ends, 1 at step T.",
        "share = (t - warm) / (T - warm)",
    ),
)
