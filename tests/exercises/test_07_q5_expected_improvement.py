"""Question 7.5: answers that students give, right and wrong."""

import math

import numpy as np

from course_exercises.questions.chapter_07.q5_expected_improvement import QUESTION
from tests.exercises.battery import battery


def loop(mean, std, best):
    result = []
    for m, s in zip(mean, std, strict=True):
        if s == 0:
            result.append(max(best - m, 0.0))
            continue
        z = (best - m) / s
        cdf = (1 + math.erf(z / math.sqrt(2))) / 2
        result.append((best - m) * cdf + s * math.exp(-z * z / 2) / math.sqrt(2 * math.pi))
    return np.array(result)


def phi(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def Phi(z):
    return np.array([0.5 + 0.5 * math.erf(v / 2**0.5) for v in z])


def vectorised(mean, std, best):
    safe = np.where(std > 0, std, 1.0)
    z = (best - mean) / safe
    return np.where(std > 0, (best - mean) * Phi(z) + safe * phi(z), np.maximum(best - mean, 0))


def maximises(mean, std, best):
    return vectorised(-mean, std, -best)


def no_doubt(mean, std, best):
    return (best - mean) * Phi((best - mean) / std)


def no_gain(mean, std, best):
    return std * phi((best - mean) / std)


def bare_bell(mean, std, best):
    z = (best - mean) / std
    return (best - mean) * Phi(z) + std * np.exp(-(z**2) / 2)


def no_units(mean, std, best):
    z = best - mean
    return z * Phi(z) + std * phi(z)


def probability(mean, std, best):
    return Phi((best - mean) / std)


def of_the_mean(mean, std, best):
    return np.clip(best - mean, 0, None)


def unprotected(mean, std, best):
    z = (best - mean) / std
    return (best - mean) * Phi(z) + std * phi(z)


def zero_there(mean, std, best):
    return np.where(std == 0, 0, vectorised(mean, std, best))


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, vectorised],
    {
        "hopes for larger losses": maximises,
        "the doubt is not rewarded": no_doubt,
        "the low mean is not rewarded": no_gain,
        "its factor is missing": bare_bell,
        "before it is looked up": no_units,
        "the probability of an improvement": probability,
        "the improvement of the mean": of_the_mean,
        "divides by 0": unprotected,
        "it answers 0": zero_there,
    },
)
