"""How long the kernel takes from a slider's new value to the PNG for the browser.

    python benchmarks/explorer_latency.py

Six lines of 200 points over contours, one panel and two; for comparison the usual way, a new figure
for each value. The explorer includes `compute`, the caption and the message to a kernel that is not
there. Prints, in milliseconds, the mean processor time and the 30th percentile of the time on the
wall of 60 updates; on a shared machine the wall counts the neighbours too. Target: 20.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_lib import plots
from course_lib.widgets import Explorer, slider

NAMES = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
GRID = np.linspace(-8, 8, 80)


def compute(lr: float) -> np.ndarray:
    """Six spirals: as many points as six optimizers would draw in 200 steps."""
    turn = np.linspace(0, 20, 200)[:, None]
    radius = 7 * np.exp(-lr * turn)
    turn = turn + np.arange(6)  # one radian apart, so that none hides another
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)])


def build(figure: Figure, numbers: np.ndarray, panels: int) -> dict[str, Any]:
    axes = np.ravel(figure.subplots(1, panels))
    artists: dict[str, Any] = {}
    for panel, ax in enumerate(axes):
        plots.contours(ax, GRID, GRID, GRID**2 / 20 + GRID[:, None] ** 2)
        for name, x, y in zip(NAMES, *numbers.transpose(0, 2, 1), strict=True):
            artists[f"{name} {panel}"] = ax.plot(x, y, **plots.style_of(name))[0]
    return artists


def update(artists: Mapping[str, Any], numbers: np.ndarray) -> None:
    for index, artist in enumerate(artists.values()):
        artist.set_data(*numbers[:, :, index % 6])


def make(panels: int) -> Explorer:
    size = plots.SIZES["single" if panels == 1 else "wide"]
    controls = {"lr": slider("learning rate", 0.01, 0.3, 0.1)}
    alt = "Six spirals run into the middle of a bowl."
    return Explorer(
        "latency",
        compute,
        lambda figure, numbers: build(figure, numbers, panels),
        update,
        controls,
        alt,
        caption=lambda numbers: f"ends at {numbers[0, -1, 0]:.2f}",
        size=size,
    )


def usual_way(lr: float, panels: int) -> None:
    figure = Figure(figsize=plots.SIZES["single" if panels == 1 else "wide"], layout="constrained")
    FigureCanvasAgg(figure)
    build(figure, compute(lr), panels)
    figure.savefig(io.BytesIO(), format="png", dpi=110)


def milliseconds(action: Callable[[float], object], repeats: int) -> tuple[float, float]:
    times = []
    begin = time.process_time()
    for lr in np.linspace(0.02, 0.29, repeats):
        start = time.perf_counter()
        action(float(lr))
        times.append(time.perf_counter() - start)
    busy = (time.process_time() - begin) / repeats
    return 1e3 * busy, 1e3 * float(np.quantile(times, 0.3))


def main() -> None:
    plots.use_course_style()
    for panels in (1, 2):
        start = time.perf_counter()
        toy = make(panels)
        first = 1e3 * (time.perf_counter() - start)

        def move(lr: float, toy: Explorer = toy) -> None:
            toy.controls["lr"].value = lr

        parts = {"explorer": milliseconds(move, 60)}
        parts["picture alone"] = milliseconds(lambda lr, toy=toy: toy.live.refresh(), 60)
        parts["usual way"] = milliseconds(lambda lr, n=panels: usual_way(lr, n), 8)
        for name, (busy, wall) in parts.items():
            print(f"{panels} panel(s)  {name:14} processor {busy:6.1f}  wall {wall:6.1f}")
        print(f"{panels} panel(s)  first display  {first:6.0f}")


if __name__ == "__main__":
    main()
