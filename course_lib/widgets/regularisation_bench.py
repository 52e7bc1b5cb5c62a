"""Chapter 6: one small network on 40 points with wrong labels, and five ways to hold it back."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib import plots
from course_lib._validate import Array
from course_lib.activations import relu
from course_lib.augmentation import mixup
from course_lib.data import moons
from course_lib.layers import Dropout, Elementwise, Linear
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Adam
from course_lib.penalties import elastic_net
from course_lib.widgets.controls import slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

STEPS, EVERY, WRONG = 150, 5, 8
SIDE = np.linspace(-2, 3, 40)
GRID = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)


def regularisation_bench() -> Explorer:
    """Return the explorer: L2, L1, dropout, input noise, mixup; each off at 0."""
    train, valid = examples()
    nothing = curves(train, valid)

    def compute(**strengths: float) -> Numbers:
        return curves(train, valid, **strengths) | {"plain": nothing["validation"]}

    controls = {
        "lambda2": slider("L2: lambda", 0.0, 0.1, 0.0),
        "lambda1": slider("L1: lambda", 0.0, 0.05, 0.0),
        "p": slider("dropout: p", 0.0, 0.8, 0.0, step=0.1),
        "noise": slider("noise on the inputs", 0.0, 0.5, 0.0),
        "alpha": slider("mixup: alpha", 0.0, 2.0, 0.0),
    }
    alt = "Wedges reach for the wrong labels; validation loss rises while training loss falls."
    return Explorer(
        "regularisation bench", compute, build, update, controls, alt, caption, plots.SIZES["wide"]
    )


def examples() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return 40 points, eight of them with the wrong label, and 300 to validate on."""
    rng = np.random.default_rng(4)
    x, t = moons(40, 0.2, rng=rng)
    t[rng.permutation(len(t))[:WRONG]] ^= 1
    return (x, t), moons(300, 0.2, rng=rng)


def curves(
    train: tuple[Array, Array],
    valid: tuple[Array, Array],
    lambda2: float = 0.0,
    lambda1: float = 0.0,
    p: float = 0.0,
    noise: float = 0.0,
    alpha: float = 0.0,
) -> Numbers:
    """Train; return both losses, the validation accuracy at the end, and the map of answers."""
    rng = np.random.default_rng(0)
    network, optimizer = _network(p, rng), Adam(0.03)
    (x, t), losses = train, [_losses(network, train, valid)]
    for step in range(1, STEPS + 1):
        inputs = x + noise * rng.standard_normal(x.shape) if noise else x
        inputs, targets = mixup(alpha, classes=2)(inputs, t, rng) if alpha else (inputs, t)
        _, dy = softmax_cross_entropy(network.forward(inputs, train=True, rng=rng), targets)
        network.backward_parameters(dy)
        network.grad[...] += elastic_net(network.theta, lambda1, lambda2)[1]
        optimizer.step(network.theta, network.grad, network.decay)
        if step % EVERY == 0:
            losses.append(_losses(network, train, valid))
    z = network.predict(GRID).reshape(len(SIDE), len(SIDE), 2)
    right = float((network.predict(valid[0]).argmax(axis=-1) == valid[1]).mean())
    both = np.transpose(losses)
    return {"train": both[0], "validation": both[1], "map": z[..., 1] - z[..., 0], "right": right}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw points, map and curves."""
    left, right = figure.subplots(1, 2)
    extent = (SIDE[0], SIDE[-1], SIDE[0], SIDE[-1])
    kind: dict[str, Any] = {"cmap": plots.SIGNED, "vmin": -12, "vmax": 12, "aspect": "auto"}
    kind |= {"origin": "lower", "interpolation": "bilinear"}
    artists: dict[str, Any] = {"regions": left.imshow(numbers["map"], extent=extent, **kind)}
    (x, t), _ = examples()
    for k, mark, colour in ((0, "o", "white"), (1, "s", "black")):
        here = x[t == k].T
        look: dict[str, Any] = {"color": colour, "markeredgecolor": "black", "markersize": 7}
        (artists[f"class {k}"],) = left.plot(*here, mark, label=f"class {k}", **look)
    left.set(xlabel="x1", ylabel="x2", title="40 points, eight labels wrong")
    left.legend(loc="upper right", framealpha=1)
    for name, label in {"plain": "nothing", "train": "train", "validation": "validation"}.items():
        grey = {"color": "0.5", "linewidth": 1.0}
        style = grey if name == "plain" else plots.style_of(name, marker=False)
        (artists[name],) = right.plot([], [], label=label, **style)
    right.set(xlim=(0, STEPS), ylim=(0, 1.5), xlabel="step", ylabel="loss", title="Both curves")
    right.legend(loc="upper right")
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the map and the curves."""
    steps = np.arange(0, STEPS + 1, EVERY)
    artists["regions"].set_data(numbers["map"])
    for name in ("plain", "train", "validation"):
        artists[name].set_data(steps, numbers[name])


def caption(numbers: Numbers) -> str:
    """Say what the network gets right, and its loss at the end against the lowest."""
    loss = numbers["validation"]
    ends = f"loss {loss[-1]:.2f}, lowest {loss.min():.2f} at step {EVERY * loss.argmin()}"
    return f"Validation: {100 * numbers['right']:.0f} % right at the end, {ends}."


def _network(p: float, rng: np.random.Generator) -> Sequential:
    first = Linear(2, 40, rng=rng), Elementwise(relu), Dropout(p)
    second = Linear(40, 40, rng=rng), Elementwise(relu), Dropout(p)
    return Sequential(*first, *second, Linear(40, 2, rng=rng))


def _losses(
    network: Sequential, train: tuple[Array, Array], valid: tuple[Array, Array]
) -> list[float]:
    return [float(softmax_cross_entropy(network.predict(x), t)[0]) for x, t in (train, valid)]
