"""Chapter 7: one run of successive halving, learning curve by learning curve.

    loss of configuration i after r epochs:   fᵢ + (1 − fᵢ) exp(−r / τᵢ)

Fast starters (small τ) look good early; `cross` says how much they lose in the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib._validate import Array
from course_lib.plots.style import style_of
from course_lib.search.halving import count_halvings, rungs
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

CONFIGS, MAX_BUDGET = 27, 27


def halving_bracket() -> Explorer:
    """Return the explorer: first budget, share that goes on, crossing of the curves, seed."""
    controls = {
        "first": slider("first judged after r epochs", 1, 27, 1),
        "eta": slider("one in η goes on", 2, 5, 3),
        "cross": slider("early leaders lose later", 0.0, 1.0, 0.0, step=0.1),
        "seed": slider("configurations (seed)", 0, 20, 0),
    }
    alt = (
        "Learning curves of 27 configurations; after 1, 3 and 9 epochs only the best third goes "
        "on, and the one that is left is close to the best of all."
    )
    return Explorer("halving bracket", compute, build, update, controls, alt, caption, (10.0, 4.6))


def curves(cross: float, seed: int) -> Array:
    """Return the losses (configurations, epochs 0 … R)."""
    rng = np.random.default_rng(seed)
    speed, other = rng.random((2, CONFIGS))
    final = 0.1 + 0.6 * (cross * (1 - speed) + (1 - cross) * other)
    tau = 2 + 10 * speed
    epochs = np.arange(MAX_BUDGET + 1)
    losses: Array = final[:, None] + (1 - final[:, None]) * np.exp(-epochs / tau[:, None])
    return losses


def compute(first: int, eta: int, cross: float, seed: int) -> Numbers:
    """Return the curves, until when each is trained, the winner and what it cost."""
    losses = curves(cross, seed)
    table = rungs(CONFIGS, MAX_BUDGET, eta, count_halvings(first, MAX_BUDGET, eta))
    alive, stop, judged = np.arange(CONFIGS), np.zeros(CONFIGS, int), 0
    for count, budget in table:  # the best of the rung before train on
        alive = alive[np.argsort(losses[alive, judged], kind="stable")[:count]]
        stop[alive] = judged = budget
    winner = int(alive[np.argmin(losses[alive, MAX_BUDGET])])
    spent = int(sum(count * budget for count, budget in table))
    return {"losses": losses, "stop": stop, "winner": winner, "spent": spent, "table": table}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the curves as far as they are trained, the winner, and the best of all."""
    ax = figure.subplots()
    artists: dict[str, Any] = {}
    for i in range(CONFIGS):
        (artists[f"curve {i}"],) = ax.plot([], [], color="gray", linewidth=1.0)
    look = style_of("successive_halving", marker=True) | {"linewidth": 2.5, "markevery": 3}
    (artists["winner"],) = ax.plot([], [], label="winner", **look)
    (artists["best"],) = ax.plot([], [], color="black", linestyle=":", label="best of all 27")
    ax.set(xlim=(0, MAX_BUDGET), ylim=(0, 1.02), xlabel="epochs", ylabel="validation loss")
    ax.set_title("Stop most of them early")
    ax.legend(loc="upper right")
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Cut every curve where its training stops."""
    losses, stop, winner = numbers["losses"], numbers["stop"], numbers["winner"]
    epochs = np.arange(MAX_BUDGET + 1)
    for i in range(CONFIGS):
        artists[f"curve {i}"].set_data(epochs[: stop[i] + 1], losses[i, : stop[i] + 1])
    artists["winner"].set_data(epochs, losses[winner])
    artists["best"].set_data(epochs, losses[losses[:, -1].argmin()])


def caption(numbers: Numbers) -> str:
    """Compare loss and cost with training everything to the end."""
    losses = numbers["losses"][:, -1]
    plan = ", ".join(f"{count} for {budget}" for count, budget in numbers["table"])
    rank = int((losses < losses[numbers["winner"]]).sum()) + 1
    return (
        f"Configurations and epochs: {plan}. Cost {numbers['spent']} epochs instead of "
        f"{CONFIGS * MAX_BUDGET}; the winner is number {rank} of {CONFIGS}."
    )
