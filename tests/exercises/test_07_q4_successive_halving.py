"""Question 7.4: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q4_successive_halving import QUESTION
from tests.exercises.battery import battery


def numbers_alive(losses, *, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // eta]]
        r *= eta
    return alive[0], cost + r


def lists(losses, *, eta):
    alive, epochs, cost = list(range(len(losses))), 1, len(losses)
    while len(alive) > 1:
        ranked = sorted(alive, key=lambda i: losses[i][epochs - 1])
        alive = ranked[: len(alive) // eta]
        epochs *= eta
        cost += len(alive) * epochs
    return alive[0], cost


def places(losses, *, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = np.argsort(losses[alive, r - 1])[: len(alive) // eta]
        r *= eta
    return alive[0], cost + r


def worst(losses, *, eta):
    return numbers_alive(-losses, eta=eta)


def one_epoch(losses, *, eta):
    alive, cost = np.arange(len(losses)), 0
    while len(alive) > 1:
        cost += len(alive)
        alive = alive[np.argsort(losses[alive, 0])[: len(alive) // eta]]
    return alive[0], cost + 1


def end_of_curves(losses, *, eta):
    return int(losses[:, -1].argmin()), numbers_alive(losses, eta=eta)[1]


def winner_free(losses, *, eta):
    winner, cost = numbers_alive(losses, eta=eta)
    return winner, cost - len(losses)


def full_price(losses, *, eta):
    return numbers_alive(losses, eta=eta)[0], losses.size


def goes_on(losses, *, eta):
    alive, r, before, cost = np.arange(len(losses)), 1, 0, 0
    while True:
        cost += len(alive) * (r - before)
        if len(alive) == 1:
            return alive[0], cost
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // eta]]
        before, r = r, r * eta


def halves(losses, *, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // 2]]
        r *= 2
    return alive[0], cost + r


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [numbers_alive, lists],
    {
        "the place among the survivors": places,
        "the worst configurations go on": worst,
        "judged after one epoch": one_epoch,
        "the end of the curves": end_of_curves,
        "the last rung is not paid for": winner_free,
        "training everything to the end": full_price,
        "only the additional epochs": goes_on,
        "half of them go on": halves,
    },
)
