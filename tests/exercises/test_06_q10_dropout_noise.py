"""Question 6.10: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q10_dropout_noise import QUESTION
from tests.exercises.battery import battery


def vectorised(x, w, rates, rng):
    mean, std = [], []
    for p in rates:
        masks = (rng.random((3000, len(x))) >= p) / (1 - p)
        z = (masks * x) @ w
        mean.append(z.mean())
        std.append(z.std())
    return {"mean": mean, "std": std}


def loop(x, w, rates, rng):
    result = {"mean": np.zeros(len(rates)), "std": np.zeros(len(rates))}
    for k, p in enumerate(rates):
        inputs = [w @ (x * rng.binomial(1, 1 - p, len(x)) / (1 - p)) for _ in range(2000)]
        result["mean"][k], result["std"][k] = np.mean(inputs), np.std(inputs, ddof=1)
    return result


def not_divided(x, w, rates, rng):
    found = vectorised(x, w, rates, rng)
    return {key: np.array(value) * (1 - np.array(rates)) for key, value in found.items()}


def variance(x, w, rates, rng):
    found = vectorised(x, w, rates, rng)
    return {"mean": found["mean"], "std": np.square(found["std"])}


def formula(x, w, rates, rng):
    p = np.array(rates)
    std = np.sqrt(p / (1 - p)) * np.linalg.norm(w * x)
    return {"mean": np.array([w @ x] * len(p)), "std": std}


def one_mask(x, w, rates, rng):
    std = [np.std([w @ x] * 1000) for _ in rates]
    return {"mean": [w @ x for _ in rates], "std": std}


def one_coin(x, w, rates, rng):
    """The whole input is dropped or kept."""
    table = [(w @ x) * (rng.random(3000) >= p) / (1 - p) for p in rates]
    return {"mean": [z.mean() for z in table], "std": [z.std() for z in table]}


def other_keys(x, w, rates, rng):
    found = vectorised(x, w, rates, rng)
    return {"means": found["mean"], "stds": found["std"]}


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "the mask is not divided by 1 - p": not_divided,
        "this is the variance": variance,
        "computed from a formula": formula,
        "nothing varies": one_mask,
        "does every unit have a coin of its own": one_coin,
        "not the form that is asked for": other_keys,
    },
)
