"""Training runs and a search that go on from their files, and die in a process of their own.

python -m tests.faults.runs training PATH MOMENT
"""

import sys
from pathlib import Path

import numpy as np

from course_lib.layers import BatchNorm, Dropout, Linear
from course_lib.network import Sequential
from course_lib.optimizers import SGD, Adam
from course_lib.parameters import load, save
from course_lib.schedules import ReduceOnPlateau, cosine
from course_lib.search import LogUniform, random_search
from course_lib.training import Checkpoint, EarlyStopping, fit
from tests.faults.dying import MOMENTS

EPOCHS, STEPS, FATAL = 6, 5, 3
TRIALS = 8


def build():
    """Everything with a memory: running averages, two moments, a schedule over all steps."""
    rng = np.random.default_rng(0)
    layers = Linear(4, 16, rng=rng), BatchNorm(16), Dropout(0.3), Linear(16, 3, rng=rng)
    return Sequential(*layers), Adam(cosine(0.05, steps=EPOCHS * STEPS))


def train(path, die=None):
    """Go on from the checkpoint, if there is one; return the network and the losses of this run."""
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((STEPS * 20, 4)), rng.integers(0, 3, STEPS * 20)
    (network, optimizer), losses = build(), []
    if path.exists():
        load(path, network, optimizer)
    for epoch in range(optimizer.t // STEPS, EPOCHS):
        if die and epoch == FATAL:
            die(path.stat().st_size)
        own = np.random.default_rng([2, epoch])
        run = fit(network, x, y, optimizer=optimizer, epochs=1, batch_size=20, rng=own)
        losses.append(run.loss)
        save(path, network, optimizer)
    return network, losses


def fitted(path, die=None):
    """One call of `fit` with its checkpoint: the rate falls, then early stopping ends the run.

    Return the network, the record, and the numbers of the steps of this run.
    """
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((STEPS * 20, 4)), rng.integers(0, 3, STEPS * 20)
    (network, _), plateau, steps = build(), ReduceOnPlateau(0.5, factor=0.5, patience=0), []

    def observe(moment):
        steps.append(moment.step)
        if die and moment.step == FATAL * STEPS - 1:
            die(path.stat().st_size)
        if moment.step % STEPS == 0:
            plateau.observe(moment.history.validation.loss[-1])

    record = fit(
        network, x, y, optimizer=SGD(plateau, momentum=0.9), epochs=50, batch_size=20,
        rng=np.random.default_rng(2), validation=(x[::-3], y[::3]), after_step=[observe],
        early_stopping=EarlyStopping(patience=5), checkpoint=Checkpoint(path),
    )  # fmt: skip
    assert plateau.lr < 0.5
    return network, record, steps


def search(path, die=None):
    """Go on from the file, if there is one; return the result and the configurations evaluated."""
    called = []

    def objective(config):
        if die and len(called) == FATAL:
            die(path.stat().st_size)
        called.append(config)
        return np.log10(config["lr"]) ** 2

    space, rng = {"lr": LogUniform(1e-4, 1.0)}, np.random.default_rng(0)
    return random_search(objective, space, TRIALS, rng=rng, path=path), called


if __name__ == "__main__":
    kinds = {"training": train, "fit": fitted, "search": search}
    kinds[sys.argv[1]](Path(sys.argv[2]), MOMENTS[sys.argv[3]])
