"""Chapter 5: two networks with the same bad start, one with batch normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.initializers import normal
from course_lib.layers import BatchNorm, Elementwise
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential, mlp
from course_lib.optimizers import SGD
from course_lib.plots.style import style_of
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS, WIDTH, EXAMPLES = 25, 16, 60
_RNG = np.random.default_rng(5)
X = _RNG.standard_normal((EXAMPLES, 8))
T = (X[:, 0] * X[:, 1] > 0).astype(int)
"""Two classes: do the first two features have the same sign?"""
NAMES = ("plain", "batch_norm")


def norm_pair() -> Explorer:
    """Return the explorer: standard deviation of the weights, layers, learning rate."""
    controls = {
        "scale": slider("std of the weights", 0.001, 10.0, 0.05, log=True),
        "layers": slider("hidden layers", 1, 5, 4),
        "lr": slider("learning rate", 0.01, 3.0, 0.3, log=True),
    }
    alt = "Weights too small: the plain loss stays at log 2, with batch norm it falls."
    return Explorer("norm pair", compute, build, update, controls, alt, caption, (10.0, 4.2))


def compute(scale: float, layers: int, lr: float) -> Numbers:
    """Return the losses of both runs, and the spread inside both networks at the start."""
    numbers: dict[str, Any] = {"layers": layers}
    for name in NAMES:
        network = make(name, scale, layers)
        spread = _spread(network)
        numbers[name] = {"loss": _train(network, lr), "spread": spread}
    return numbers


def make(name: str, scale: float, layers: int) -> Sequential:
    """Return one of the two networks; both start with the same weights."""
    sizes = [X.shape[1], *[WIDTH] * layers, 2]
    rng = np.random.default_rng(0)
    if name == "plain":
        return mlp(sizes, rng=rng, init=normal(scale))
    return mlp(sizes, rng=rng, init=normal(scale), between=lambda d: [BatchNorm(d)])


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the losses on the left, the spread of the signal on the right."""
    left, right = figure.subplots(1, 2)
    artists = {}
    for name in NAMES:
        look = style_of(name, marker=True) | {"markersize": 4, "label": name}
        (artists[f"loss {name}"],) = left.plot([], [], **look)
        (artists[f"spread {name}"],) = right.plot([], [], **look)
    plots.guide(left, [0, STEPS], [np.log(2)] * 2)
    left.set(yscale="log", xlim=(0, STEPS), ylim=(5e-3, 1e3), xlabel="step", ylabel="training loss")
    left.set_title("Same start, same steps (grey: guessing)")
    left.legend(loc="upper right")
    right.set(yscale="log", xlim=(0.5, 5.5), ylim=(1e-14, 1e10), xlabel="hidden layer")
    right.set(ylabel="standard deviation", title="Signal after each activation, before training")
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the four lines."""
    for name in NAMES:
        loss, spread = numbers[name]["loss"], numbers[name]["spread"]
        shown = np.isfinite(loss)
        artists[f"loss {name}"].set_data(np.arange(STEPS + 1)[shown], loss[shown])
        artists[f"spread {name}"].set_data(np.arange(1, len(spread) + 1), spread)


def caption(numbers: Numbers) -> str:
    """Compare the last losses."""
    words = []
    for name in NAMES:
        last = numbers[name]["loss"][-1]
        words.append(f"{name} {last:.2f}" if np.isfinite(last) else f"{name} has diverged")
    return f"Loss after {STEPS} steps: {', '.join(words)}; guessing {np.log(2):.2f}."


def _spread(network: Sequential) -> Array:
    """Return the standard deviation after each activation, in training mode."""
    spread, x = [], X
    for layer in network.layers:
        x = layer.forward(x, train=True)
        if isinstance(layer, Elementwise):
            spread.append(x.std())
    return np.array(spread)


def _train(network: Sequential, lr: float) -> Array:
    """Return the loss before each step and after the last; infinite from where it diverges."""
    losses, optimizer = np.full(STEPS + 1, np.inf), SGD(lr)
    with np.errstate(all="ignore"):  # a diverging run is a result here
        for step in range(STEPS + 1):
            value, dy = softmax_cross_entropy(network.forward(X, train=True), T)
            if not np.isfinite(value):
                break
            losses[step] = value
            network.backward_parameters(dy)
            optimizer.step(network.theta, network.grad, network.decay)
    return losses
