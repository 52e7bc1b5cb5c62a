"""Question 7.4: successive halving on recorded learning curves."""

from itertools import pairwise

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.search.halving import count_halvings, rungs

DEPTH = {3: 4, 4: 3, 5: 2}


def _curves(rng, eta):
    """Curves that cross: every wrong way to choose leads to another winner."""
    n, found = eta ** DEPTH[eta], 0
    epochs = np.arange(1, n + 1)
    while found < 2:
        early = rng.uniform(0, 2, (n, 1)) / epochs
        losses = (rng.uniform(0.5, 1.5, (n, 1)) + early + rng.uniform(0, 0.4, (n, n))).round(6)
        others = [mistake.wrong(losses, eta)[0] for mistake in QUESTION.mistakes[:6]]
        if _reference(losses, eta)[0] not in others and len({*others}) == 6:
            found += 1
            yield (losses,)


def _reference(losses, eta):
    n, alive = len(losses), np.arange(len(losses))
    table = rungs(n, n, eta, count_halvings(1, n, eta))
    for (_, epochs), (count, _) in pairwise(table):
        alive = alive[np.argsort(losses[alive, epochs - 1])[:count]]
    return int(alive[0]), sum(count * epochs for count, epochs in table)


def right(losses, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // eta]]
        r *= eta
    return alive[0], cost + r


@mistake("the place among the survivors is not the number of the configuration")
def places(losses, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = np.argsort(losses[alive, r - 1])[: len(alive) // eta]
        r *= eta
    return alive[0], cost + r


@mistake("all rungs are judged after one epoch: the survivors should get more")
def one_epoch(losses, eta):
    alive, cost = np.arange(len(losses)), 0
    while len(alive) > 1:
        cost += len(alive)
        alive = alive[np.argsort(losses[alive, 0])[: len(alive) // eta]]
    return alive[0], cost + 1


@mistake("the lowest loss so far decides: what counts is the loss after the rung's last epoch")
def best_so_far(losses, eta):
    return right(np.minimum.accumulate(losses, axis=1), eta)


@mistake("the worst configurations go on: lower is better")
def worst(losses, eta):
    return right(-losses, eta)


@mistake("it looks at the end of the curves, whose epochs have not been paid for")
def at_the_end(losses, eta):
    return int(losses[:, -1].argmin()), right(losses, eta)[1]


@mistake("it looks one epoch too far: the first column is the loss after one epoch")
def one_too_far(losses, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = alive[np.argsort(losses[alive, r])[: len(alive) // eta]]
        r *= eta
    return alive[0], cost + r


@mistake("the last rung is not paid for: the winner, too, is trained")
def winner_free(losses, eta):
    winner, cost = right(losses, eta)
    return winner, cost - len(losses)


@mistake("only the additional epochs are paid for, but every rung starts from scratch")
def goes_on(losses, eta):
    alive, r, before, cost = np.arange(len(losses)), 1, 0, 0
    while True:
        cost += len(alive) * (r - before)
        if len(alive) == 1:
            return alive[0], cost
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // eta]]
        before, r = r, r * eta


@mistake("half of them go on in each rung: look at eta")
def halves(losses, eta):
    alive, r, cost = np.arange(len(losses)), 1, 0
    while len(alive) > 1:
        cost += len(alive) * r
        alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // 2]]
        r *= 2
    return alive[0], cost + r


QUESTION = Question(
    key="q4",
    function="halving",
    minutes=15,
    numbers=lambda rng: {"eta": int(rng.choice(list(DEPTH)))},
    reference=_reference,
    checks=(
        Check("the winner and the epochs spent", _curves, points=2),
        Check("other curves", _curves, points=2, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "that is the price of training everything to the end",
            lambda losses, eta: (right(losses, eta)[0], losses.size),
        ),
    ),
    hints=(
        "Keep the numbers of the survivors, not their losses.",
        (
            "While more than one is alive: pay, sort by the loss after r epochs, keep one in eta, "
            "multiply r by eta. In the end pay for the winner."
        ),
        "alive = alive[np.argsort(losses[alive, r - 1])[: len(alive) // eta]]",
    ),
)
