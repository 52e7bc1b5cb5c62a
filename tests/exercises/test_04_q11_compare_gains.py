"""Question 4.11, the experiment: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q11_compare_gains import QUESTION
from tests.exercises.battery import battery


def rms(z, axis=None):
    return np.sqrt(np.mean(z**2, axis=axis))


def loop(weights, x, gains, slope):
    factors = []
    for g in gains:
        runs = []
        for stack in weights:
            y, sizes = x, []
            for W in stack:
                z = g * y @ W
                sizes.append(rms(z))
                y = np.where(z > 0, z, slope * z)
            runs.append((sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)))
        factors.append(np.median(runs))
    best = min(zip(factors, gains, strict=True), key=lambda pair: abs(np.log(pair[0])))
    return {"factors": factors, "best": best[1]}


def all_gains_at_once(weights, x, gains, slope):
    g = gains[:, None, None, None]
    z = first = g * (x @ weights[:, 0])
    for k in range(1, weights.shape[1]):
        z = g * (np.maximum(z, slope * z) @ weights[:, k])
    growth = np.log(rms(z, (2, 3)) / rms(first, (2, 3))) / (weights.shape[1] - 1)
    factors = np.exp(np.median(growth, axis=1))
    return {"factors": factors, "best": gains[np.abs(np.log(factors)).argmin()]}


def through(stack, x, g, slope):
    y, sizes = x, []
    for W in stack:
        z = g * y @ W
        sizes.append(rms(z))
        y = np.where(z > 0, z, slope * z)
    return np.array(sizes)


def per_layer(s):
    return (s[-1] / s[0]) ** (1 / (len(s) - 1))


def made(factor=per_layer, over=np.median, pick=lambda f: np.argmin(np.abs(np.log(f)))):
    def answer(weights, x, gains, slope):
        found = [over([factor(through(W, x, g, slope)) for W in weights]) for g in gains]
        return {"factors": found, "best": gains[pick(found)]}

    return answer


def as_relu(weights, x, gains, slope):
    return loop(weights, x, gains, 0)


def one_weight(weights, x, gains, slope):
    return loop([[stack[0]] * len(stack) for stack in weights], x, gains, slope)


def formula(weights, x, gains, slope):
    factors = gains * np.sqrt((1 + slope**2) / 2)
    return {"factors": factors, "best": gains[np.abs(factors - 1).argmin()]}


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, all_gains_at_once],
    {
        "L - 1 steps": made(lambda s: (s[-1] / s[0]) ** (1 / len(s))),
        "factor of the variance": made(lambda s: per_layer(s) ** 2),
        "of the whole stack": made(lambda s: s[-1] / s[0]),
        "one seed is luck": made(over=lambda runs: runs[0]),
        "mean over the seeds": made(over=np.mean),
        "that is ReLU": as_relu,
        "weights of the first one": one_weight,
        "makes it explode": made(pick=np.argmax),
        "under 'factors'": formula,
    },
)
