"""Chapter 7: a quiz. A sick training curve, and the treatment you choose: does it help?

Every curve is a short training run on 100 examples of a toy problem with 60 for validation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib._validate import Array
from course_lib.data import spirals
from course_lib.initializers import he_normal, normal
from course_lib.losses import softmax_cross_entropy
from course_lib.network import mlp
from course_lib.optimizers import SGD
from course_lib.plots.style import style_of
from course_lib.widgets.controls import choice
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS = 150
HEALTHY: dict[str, Any] = {"lr": 0.5, "std": None, "shuffled": False, "decay": 0.0, "share": 1.0}
FACTOR = 250
"""By how much the learning rate is raised or lowered."""
PATIENTS: dict[str, dict[str, Any]] = {
    "A": {"lr": HEALTHY["lr"] / FACTOR},
    "B": {"lr": HEALTHY["lr"] * FACTOR},
    "C": {"std": 1e-3},
    "D": {"shuffled": True},
    "E": {"decay": 0.3},
    "F": {"share": 0.1},
}
TREATMENTS: dict[str, Callable[[float], dict[str, Any]]] = {
    "none": lambda lr: {},
    "larger rate": lambda lr: {"lr": lr * FACTOR},
    "smaller rate": lambda lr: {"lr": lr / FACTOR},
    "He weights": lambda lr: {"std": None},
    "repair the labels": lambda lr: {"shuffled": False},
    "no weight decay": lambda lr: {"decay": 0.0},
    "more data": lambda lr: {"share": 1.0},
}
"""What a treatment changes, from the learning rate of the patient."""


def curve_doctor() -> Explorer:
    """Return the quiz: patient and treatment."""
    controls = {
        "patient": choice("patient", list(PATIENTS)),
        "treatment": choice("treatment", list(TREATMENTS)),
    }
    alt = "Patient A: both losses creep down slowly and are still near 0.8 after 150 steps."
    return Explorer("curve doctor", compute, build, update, controls, alt, caption)


def compute(patient: str, treatment: str) -> Numbers:
    """Return the losses of the patient after the treatment, and whether it is well."""
    settings = HEALTHY | PATIENTS[patient]
    train, validation = _run(**settings | TREATMENTS[treatment](settings["lr"]))
    verdict = "cured" if validation[-1] < 0.2 else "sick"
    return {"train": train, "validation": validation, "verdict": verdict}


@lru_cache(maxsize=32)
def _run(
    lr: float, std: float | None, shuffled: bool, decay: float, share: float
) -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    x, y = spirals(160, rng=rng)
    count = int(100 * share)
    x, t, x_val, t_val = x[:count], y[:count], x[100:], y[100:]
    if shuffled:
        t = rng.permutation(t)
    init = he_normal if std is None else normal(std)
    network, optimizer = mlp([2, 30, 30, 3], rng=rng, init=init), SGD(lr, 0.9, weight_decay=decay)
    losses = np.full((2, STEPS), np.inf)
    with np.errstate(all="ignore"):  # a diverging run is a result here
        for step in range(STEPS):
            losses[1, step] = softmax_cross_entropy(network.predict(x_val), t_val)[0]
            losses[0, step], dy = softmax_cross_entropy(network.forward(x, train=True), t)
            network.backward_parameters(dy)
            optimizer.step(network.theta, network.grad, network.decay)
    return losses[0], losses[1]


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw both losses."""
    ax = figure.subplots()
    artists = {name: ax.plot([], [], label=name, **style_of(name))[0] for name in CURVES}
    ax.axhline(np.log(3), color="gray", linewidth=1.0)
    ax.set(xlim=(0, STEPS), ylim=(0, 3), xlabel="step", ylabel="loss (grey: guessing, log 3)")
    ax.set_title("What is wrong with this training?")
    ax.legend(loc="upper right")
    return artists


CURVES = ("train", "validation")


def update(artists: Artists, numbers: Numbers) -> None:
    """Move both curves; what is beyond the panel is cut."""
    for name in CURVES:
        losses = numbers[name]
        shown = np.isfinite(losses)
        artists[name].set_data(np.flatnonzero(shown), np.minimum(losses[shown], 10.0))


def caption(numbers: Numbers) -> str:
    """Say whether the patient is well."""
    return {
        "cured": "Well: the validation loss is below 0.2.",
        "sick": "Still sick. What do the two curves say?",
    }[numbers["verdict"]]
