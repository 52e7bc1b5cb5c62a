"""Chapter 4: a cloud of data, what preprocessing makes of it, and what descent gains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from course_lib._validate import Array
from course_lib.preprocessing import PCA, Standardizer, Whitening
from course_lib.widgets.controls import choice, slider
from course_lib.widgets.explorer import Artists, Explorer, Numbers

_DRAWS = np.random.default_rng(4).standard_normal((250, 2))
BASE = Whitening("pca", eps=0.0).fit(_DRAWS).transform(_DRAWS)
"""A cloud of mean 0 and covariance I, exactly."""
STEPS: dict[str, Callable[[Array], Array]] = {
    "nothing": lambda x: x,
    "centre": lambda x: Standardizer(scale=False).fit(x).transform(x),
    "standardise": lambda x: Standardizer().fit(x).transform(x),
    "PCA": lambda x: PCA().fit(x).transform(x),
    "whiten (PCA)": lambda x: Whitening("pca", eps=0.0).fit(x).transform(x),
    "whiten (ZCA)": lambda x: Whitening("zca", eps=0.0).fit(x).transform(x),
}
REACH = 8.0


def whitening_cloud() -> Explorer:
    """Return the explorer: length, angle and place of the cloud, and the preprocessing."""
    controls = {
        "method": choice("preprocessing", list(STEPS), "standardise"),
        "ratio": slider("length / width", 1.0, 10.0, 4.0, step=0.5),
        "angle": slider("angle (degrees)", 0, 90, 30),
        "offset": slider("distance from 0", 0.0, 4.0, 2.0, step=0.25),
    }
    alt = "A slanted cloud off centre; standardised it is centred and square, but still slanted."
    return Explorer("whitening", compute, build, update, controls, alt, caption, (10.0, 4.6))


def compute(method: str, ratio: float, angle: float, offset: float) -> Numbers:
    """Return both clouds, their principal axes, and the condition number of least squares."""
    turn = np.deg2rad(angle)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    before = BASE * [np.sqrt(ratio), 1 / np.sqrt(ratio)] @ axes + [offset, offset]
    after = STEPS[method](before)
    return {
        "before": before,
        "after": after,
        "axes before": _axes(before),
        "axes after": _axes(after),
        "condition": (_condition(before), _condition(after)),
    }


def build(figure: Figure, numbers: Numbers) -> Artists:
    """Draw the clouds side by side with one scale."""
    artists = {}
    for ax, key in zip(figure.subplots(1, 2), ("before", "after"), strict=True):
        ax.axhline(0, color="gray", linewidth=0.8)
        ax.axvline(0, color="gray", linewidth=0.8)
        (artists[key],) = ax.plot([], [], ".", color="C0", markersize=4, alpha=0.6)
        (artists[f"axes {key}"],) = ax.plot([], [], "-", color="C1", linewidth=2.5)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", title=key)
    return artists


def update(artists: Artists, numbers: Numbers) -> None:
    """Move points and axes."""
    for key, artist in artists.items():
        artist.set_data(*numbers[key].T)


def caption(numbers: Numbers) -> str:
    """Say how round the loss is, and how many steps that saves."""
    before, after = numbers["condition"]
    return (
        f"Condition number of the loss: {before:.1f} before, {after:.1f} after. "
        f"Steps to shrink the slowest error 1,000 times: {_steps(before)} before, {_steps(after)} "
        "after."
    )


def _condition(x: Array) -> float:
    """λmax / λmin of the curvature of least squares with inputs x and a bias."""
    inputs = np.column_stack([x, np.ones(len(x))])
    values = np.linalg.eigvalsh(inputs.T @ inputs / len(x))
    return float(values[-1] / values[0])


def _steps(condition: float) -> int:
    """Steps of descent with η = 1/λmax until (1 − 1/condition)^k < 1/1000."""
    slowest = -1 / max(condition, 1.001)  # a round bowl takes one step, not log(1000) / ∞
    return int(np.ceil(np.log(1000) / -np.log1p(slowest)))


def _axes(x: Array) -> Array:
    """A polyline along both principal axes, two standard deviations to each side."""
    pca = PCA().fit(x)
    first, second = 2 * np.sqrt(pca.variances)[:, None] * pca.components
    stations = [pca.mean - first, pca.mean + first, pca.mean, pca.mean + second, pca.mean - second]
    return np.array(stations)
