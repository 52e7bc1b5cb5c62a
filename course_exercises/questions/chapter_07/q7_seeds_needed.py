"""Question 7.7: how many seeds tell two configurations apart?"""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question


def _pilot(rng, errors):
    """A few accuracies and a difference for which every wrong way gives another number."""
    found = 0
    while found < 3:
        scores = (0.8 + rng.normal(0, 0.02, 5)).round(4)
        gap = round(float(rng.uniform(0.006, 0.03)), 4)
        exact = _seeds(scores, gap, errors)
        answers = {
            _reference(scores, gap, errors),
            *(m.wrong(scores, gap, errors) for m in QUESTION.mistakes),
        }
        if (
            5 < exact < 100
            and 0.05 < exact % 1 < 0.45
            and len(answers) == 1 + len(QUESTION.mistakes)
        ):
            found += 1
            yield scores, gap


def _seeds(scores, gap, errors):
    return float(2 * (errors * scores.std(ddof=1) / gap) ** 2)


def _reference(scores, gap, errors):
    return int(np.ceil(_seeds(scores, gap, errors)))


def _enough(call, scores, gap, errors):
    n, s = float(call(scores, gap)), scores.std(ddof=1)
    if n < 1:
        return "nothing is known without a run"
    if n != int(n):
        return "there are no parts of a seed"
    if gap < errors * s * np.sqrt(2 / n):
        return "with so many seeds the difference is still lost in the noise"
    fewer = n > 1 and gap >= errors * s * np.sqrt(2 / (n - 1))
    return "one seed fewer would do" if fewer else None


QUESTION = Question(
    key="q7",
    function="seeds_needed",
    minutes=10,
    numbers=lambda rng: {"errors": float(rng.choice([2.0, 2.25, 2.5, 2.75, 3.0]))},
    reference=_reference,
    checks=(
        Check("the number of seeds", _pilot, points=2),
        Check("enough, and not one more", _pilot, law=_enough, hidden=True),
    ),
    mistakes=(
        Mistake(
            "only one of the two means is noisy: the difference has the noise of both",
            lambda scores, gap, errors: int(np.ceil((errors * scores.std(ddof=1) / gap) ** 2)),
        ),
        Mistake(
            "the noise of the two means is added up: variances add, not standard errors",
            lambda scores, gap, errors: int(np.ceil((2 * errors * scores.std(ddof=1) / gap) ** 2)),
        ),
        Mistake(
            "it is rounded down or to the nearest number: one seed is missing",
            lambda scores, gap, errors: round(2 * (errors * scores.std(ddof=1) / gap) ** 2),
        ),
        Mistake(
            "it is not rounded: there are no parts of a seed",
            lambda scores, gap, errors: 2 * errors**2 * scores.var(ddof=1) / gap**2,
        ),
        Mistake(
            "the square is missing: half the difference needs four times the seeds",
            lambda scores, gap, errors: int(np.ceil(2**0.5 * errors * scores.std(ddof=1) / gap)),
        ),
        Mistake(
            "the number of standard errors is not used",
            lambda scores, gap, errors: int(np.ceil(2 * (scores.std(ddof=1) / gap) ** 2)),
        ),
        Mistake(
            "the spread of a few seeds is estimated over n: that is too small",
            lambda scores, gap, errors: int(np.ceil(2 * (errors * scores.std() / gap) ** 2)),
        ),
        Mistake(
            "the standard error of the pilot is taken for the spread of one run",
            lambda scores, gap, errors: int(
                np.ceil(2 * (errors * scores.std(ddof=1) / gap) ** 2 / len(scores))
            ),
        ),
    ),
    hints=(
        "How noisy is a mean over n seeds? How noisy is the difference of two such means?",
        "Solve gap >= errors * standard error of the difference for n; round up.",
        "the standard error of the difference is s * np.sqrt(2 / n)",
    ),
)
