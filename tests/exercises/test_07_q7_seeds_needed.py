"""Question 7.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q7_seeds_needed import QUESTION
from tests.exercises.battery import battery


def solved(scores, gap, *, errors):
    s = np.std(scores, ddof=1)
    return int(np.ceil(2 * (errors * s / gap) ** 2))


def searched(scores, gap, *, errors):
    mean = sum(scores) / len(scores)
    s = (sum((v - mean) ** 2 for v in scores) / (len(scores) - 1)) ** 0.5
    n = 1
    while gap < errors * s * (2 / n) ** 0.5:
        n += 1
    return n


def one_mean(scores, gap, *, errors):
    return int(np.ceil((errors * scores.std(ddof=1) / gap) ** 2))


def added(scores, gap, *, errors):
    return int(np.ceil((2 * errors * scores.std(ddof=1) / gap) ** 2))


def rounded(scores, gap, *, errors):
    return round(2 * (errors * scores.std(ddof=1) / gap) ** 2)


def unrounded(scores, gap, *, errors):
    return 2 * errors**2 * scores.var(ddof=1) / gap**2


def no_square(scores, gap, *, errors):
    return int(np.ceil(2**0.5 * errors * scores.std(ddof=1) / gap))


def one_error(scores, gap, *, errors):
    return int(np.ceil(2 * (scores.std(ddof=1) / gap) ** 2))


def pilot_error(scores, gap, *, errors):
    standard_error = scores.std(ddof=1) / np.sqrt(len(scores))
    return int(np.ceil(2 * (errors * standard_error / gap) ** 2))


def biased(scores, gap, *, errors):
    return int(np.ceil(2 * (errors * scores.std() / gap) ** 2))


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [solved, searched],
    {
        "only one of the two means": one_mean,
        "variances add": added,
        "one seed is missing": rounded,
        "it is not rounded": unrounded,
        "the square is missing": no_square,
        "standard errors is not used": one_error,
        "taken for the spread of one run": pilot_error,
        "estimated over n": biased,
    },
)
