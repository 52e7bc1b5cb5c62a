"""Question 4.10: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q10_lsuv import QUESTION
from tests.exercises.battery import battery


def loop(weights, x):
    scaled, y = [], x
    for W in weights:
        W = W / (y @ W).std()
        scaled.append(W)
        y = np.tanh(y @ W)
    return scaled


def recursive(weights, x):
    if not weights:
        return []
    z = x @ weights[0]
    spread = np.sqrt(np.mean((z - z.mean()) ** 2))
    return [weights[0] / spread, *recursive(weights[1:], np.tanh(z / spread))]


def made(spread=np.std, onwards=lambda z, by: np.tanh(z / by)):
    def answer(weights, x):
        out = []
        for W in weights:
            z = x @ W
            out.append(W / spread(z))
            x = onwards(z, spread(z))
        return out

    return answer


def orthogonal(weights, x):
    return loop([np.linalg.qr(W @ W.T)[0][:, : W.shape[1]] for W in weights], x)


def first_only(weights, x):
    return loop(weights, x)[:-1]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, recursive],
    {
        "divided by the variance": made(np.var),
        "measured after tanh": made(lambda z: np.std(np.tanh(z))),
        "has seen the old signal": made(onwards=lambda z, by: np.tanh(z)),
        "each unit has its own divisor": made(lambda z: z.std(axis=0)),
        "activation is missing": made(onwards=lambda z, by: z / by),
        "root mean square is not spread": made(lambda z: np.sqrt((z * z).mean())),
        "nothing has been divided": lambda weights, x: weights,
        "more has changed": orthogonal,
        "one weight for each layer": first_only,
    },
)
