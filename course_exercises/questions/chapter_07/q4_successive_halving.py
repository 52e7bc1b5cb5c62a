"""Question 7.4: successive halving on recorded learning curves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.search.halving import count_halvings, rungs

Answer = tuple[int, int]
DEPTH = {3: 4, 4: 3, 5: 2}


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"eta": int(rng.choice(list(DEPTH)))}


def _curves(rng: np.random.Generator, eta: int) -> Iterator[tuple[Array]]:
    """Curves that cross: every wrong way to choose leads to another winner."""
    n, found = eta ** DEPTH[eta], 0
    epochs = np.arange(1, n + 1)
    while found < 2:
        early = rng.uniform(0, 2, (n, 1)) / epochs
        losses = (rng.uniform(0.5, 1.5, (n, 1)) + early).round(6)
        others = [wrong(losses, eta)[0] for wrong in (_final, _first, _worst, _place)]
        if _reference(losses, eta)[0] not in others and len({*others}) == 4:
            found += 1
            yield (losses,)


def _table(n: int, eta: int) -> list[tuple[int, int]]:
    return rungs(n, n, eta, count_halvings(1, n, eta))


def _reference(losses: Array, eta: int) -> Answer:
    return _run(losses, _table(len(losses), eta))


def _run(
    losses: Array,
    table: list[tuple[int, int]],
    column: Callable[[int], int] = lambda epochs: epochs - 1,
    sign: int = 1,
) -> Answer:
    alive = np.arange(len(losses))
    for (_, epochs), (count, _) in pairwise(table):
        alive = alive[np.argsort(sign * losses[alive, column(epochs)])[:count]]
    return int(alive[0]), sum(count * epochs for count, epochs in table)


def _final(losses: Array, eta: int) -> Answer:
    return _run(losses, _table(len(losses), eta), lambda epochs: -1)


def _first(losses: Array, eta: int) -> Answer:
    table = [(count, 1) for count, _ in _table(len(losses), eta)]
    return _run(losses, table)


def _worst(losses: Array, eta: int) -> Answer:
    return _run(losses, _table(len(losses), eta), sign=-1)


def _place(losses: Array, eta: int) -> Answer:
    """Takes places among the survivors for numbers of configurations."""
    table, alive = _table(len(losses), eta), np.arange(len(losses))
    for (_, epochs), (count, _) in pairwise(table):
        alive = np.argsort(losses[alive, epochs - 1])[:count]
    return int(alive[0]), _reference(losses, eta)[1]


def _shift(losses: Array, eta: int) -> Answer:
    winner, cost = _run(losses, _table(len(losses), eta), lambda epochs: epochs)
    return winner, cost


def _cost(cost: Callable[[list[tuple[int, int]]], int]) -> Callable[..., Any]:
    """The right winner, at another price."""
    return lambda losses, eta: (_reference(losses, eta)[0], cost(_table(len(losses), eta)))


def _two(losses: Array, eta: int) -> Answer:
    n = len(losses)
    return _run(losses, [(n >> rung, 1 << rung) for rung in range(n.bit_length())])


QUESTION = Question(
    key="q4",
    function="halving",
    minutes=15,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("the winner and the epochs spent", _curves, points=2),
        Check("other curves", _curves, points=2, hidden=True),
    ),
    mistakes=(
        Mistake("the place among the survivors is not the number of the configuration", _place),
        Mistake("the worst configurations go on: lower is better", _worst),
        Mistake("all rungs are judged after one epoch: the survivors should get more", _first),
        Mistake("it looks at the end of the curves, whose epochs have not been paid for", _final),
        Mistake("it looks one epoch too far: the first column is the loss after one epoch", _shift),
        Mistake("half of them go on in each rung: look at eta", _two),
        Mistake(
            "the last rung is not paid for: the winner, too, is trained",
            _cost(lambda table: sum(n * r for n, r in table[:-1])),
        ),
        Mistake(
            "that is the price of training everything to the end",
            _cost(lambda table: table[0][0] * table[-1][1]),
        ),
        Mistake(
            "only the additional epochs are paid for, but every rung starts from scratch",
            _cost(
                lambda table: sum(
                    n * (r - before)
                    for (n, r), before in zip(table, [0, *(r for _, r in table)], strict=False)
                )
            ),
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
