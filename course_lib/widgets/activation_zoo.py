"""Chapter 2: one activation at a time: its curve, its slope, and a layer pushed through it."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from scipy.special import ndtri

from course_lib import plots
from course_lib.activations import ACTIVATIONS
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

X = np.linspace(-6, 6, 241)
NORMAL = ndtri((np.arange(4000) + 0.5) / 4000)
"""4,000 quantiles of the normal distribution: a layer of inputs without luck."""
EDGES = np.linspace(-3, 6, 91)


def activation_zoo() -> Explorer:
    """Return the explorer: activation, mean and spread of what flows into it."""
    controls = {
        "activation": choice("activation", list(ACTIVATIONS), "sigmoid"),
        "mean": slider("mean of the inputs", -4.0, 4.0, 0.0, step=0.1),
        "spread": slider("spread of the inputs", 0.1, 5.0, 1.0, log=True),
    }
    alt = "The sigmoid, its slope of at most a quarter, and its outputs: none is below zero."
    return Explorer("activation zoo", compute, build, update, controls, alt, caption, (10, 4.2))


def compute(activation: str, mean: float, spread: float) -> Numbers:
    """Return curve, slope, the distribution of the outputs, and their statistics."""
    f = ACTIVATIONS[activation]
    inputs = mean + spread * NORMAL
    outputs, slopes = f(inputs), f.derivative(inputs)
    shares, _ = np.histogram(np.clip(outputs, EDGES[0], EDGES[-1]), EDGES)
    return {
        "curve": f(X),
        "slope": f.derivative(X),
        "shares": shares / shares.sum(),
        "mean": outputs.mean(),
        "std": outputs.std(),
        "passed": (slopes**2).mean(),
        "flat": (np.abs(slopes) < 0.05).mean(),
    }


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the function with its slope, and the outputs as a histogram."""
    left, right = figure.subplots(1, 2)
    (curve,) = left.plot(X, X, **plots.style_of("train"), label="f(x)")
    (slope,) = left.plot(X, X, **plots.style_of("test"), label="slope f'(x)")
    left.set(xlim=(-6, 6), ylim=(-2.2, 4), xlabel="x", title="Function and slope")
    left.legend(loc="upper left")
    outputs = right.stairs(numbers["shares"], EDGES, fill=True, color="C2")
    right.set(xlabel="output", ylabel="share of the outputs", ylim=(0, 0.6))
    right.set_title("What comes out of the layer")
    return {"curve": curve, "slope": slope, "outputs": outputs}


def update(artists: Artists, numbers: Numbers) -> None:
    """Move curve, slope and histogram."""
    artists["curve"].set_ydata(numbers["curve"])
    artists["slope"].set_ydata(numbers["slope"])
    artists["outputs"].set_data(numbers["shares"])


def caption(numbers: Numbers) -> str:
    """State the statistics."""
    return (
        f"Outputs: mean {numbers['mean']:.2f}, spread {numbers['std']:.2f}. Slopes: "
        f"mean square {numbers['passed']:.3f}, flat (below 0.05) for {numbers['flat']:.0%} "
        "of the inputs."
    )
