"""Chapter 2: the gradient on its way back through a network of any depth."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.activations import ACTIVATIONS
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

WIDTH, BATCH, DEEPEST = 64, 32, 32
_RNG = np.random.default_rng(2)
START = _RNG.standard_normal((BATCH, WIDTH))
WEIGHTS = _RNG.standard_normal((DEEPEST, WIDTH, WIDTH)) / np.sqrt(WIDTH)
ARRIVING = _RNG.standard_normal((BATCH, WIDTH)) / BATCH


def gradient_depth() -> Explorer:
    """Return the explorer: activation, depth, and the scale of the weights."""
    controls = {
        "activation": choice("activation", list(ACTIVATIONS), "sigmoid"),
        "depth": slider("layers", 2, DEEPEST, 16),
        "scale": slider("scale of the weights", 0.25, 20.0, 1.0, log=True),
    }
    alt = "With 16 sigmoid layers the gradient at the first layer is about 1e-10 of the last."
    return Explorer("gradient depth", compute, build, update, controls, alt, caption)


def compute(activation: str, depth: int, scale: float) -> Numbers:
    """Return ‖dW‖ of each layer, relative to the last one, for weights of std scale/√width."""
    f = ACTIVATIONS[activation]
    inputs, slopes, x = [], [], START
    with np.errstate(all="ignore"):  # exploding signals are a result here
        for W in scale * WEIGHTS[:depth]:
            inputs.append(x)
            z = x @ W
            x = f(z)
            slopes.append(f.derivative(z, x))
        norms, dy = np.empty(depth), ARRIVING
        for k in reversed(range(depth)):
            dz = dy * slopes[k]
            norms[k] = np.linalg.norm(inputs[k].T @ dz)
            dy = dz @ (scale * WEIGHTS[k]).T
        shares = norms / norms[-1]
    return {"layers": np.arange(1, depth + 1), "shares": shares, "slope": _largest_slope(f)}


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the profile and the product of the largest slopes."""
    ax = figure.subplots()
    (bound,) = ax.plot([], [], color="gray", linewidth=1, label="(largest slope)^layers to go")
    (profile,) = ax.plot([], [], "o-", color="C0", markersize=4, label="measured")
    ax.set(xlabel="layer", ylabel="gradient of the weights, last layer = 1", yscale="log")
    ax.set(xlim=(0.5, DEEPEST + 0.5), ylim=(1e-22, 1e12))
    ax.set_title("How much of the gradient arrives at each layer?")
    ax.legend(loc="upper right")
    return {"bound": bound, "profile": profile}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move the profile; what is not finite or zero is left out."""
    layers, shares = numbers["layers"], numbers["shares"]
    shown = np.isfinite(shares) & (shares > 0)
    artists["profile"].set_data(layers[shown], shares[shown])
    artists["bound"].set_data(layers, numbers["slope"] ** (layers[-1] - layers).astype(float))


def caption(numbers: Numbers) -> str:
    """Say what arrives at the first layer."""
    first = numbers["shares"][0]
    if not np.isfinite(first):
        return "The signal has overflowed: nothing left to measure."
    return f"The first of {len(numbers['layers'])} layers gets {first:.1e} of the last one's share."


def _largest_slope(f: Any) -> float:
    return float(np.abs(f.derivative(np.linspace(-6, 6, 1201))).max())
