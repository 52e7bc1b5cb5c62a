"""Learning rate against momentum, coloured by how fast a run converges: where is it safe?

The colour is the number of steps that one more right digit costs, ``−1 / log₁₀ ρ`` for a rate ρ
(the factor on the distance at each step): light is fast, dark is slow, grey diverges. Theory is
drawn on top as thin lines. Used in chapter 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm

from course_lib._validate import Array, message
from course_lib.plots.arguments import check_axes, check_spaced, real_numbers
from course_lib.plots.heatmaps import MISSING
from course_lib.plots.style import MAGNITUDE

FASTEST, SLOWEST = 3.0, 300.0
"""Steps for a digit at the ends of the colours."""


def steps_per_digit(rate: object) -> Array:
    """Return ``−1 / log₁₀ ρ``, the steps until the distance is a tenth; NaN where ρ >= 1.

    Examples
    --------
    >>> steps_per_digit([0.1, 0.9, 1.2]).round(1)
    array([ 1. , 21.9,  nan])
    """
    rate = real_numbers("steps_per_digit", "rate", rate)
    stable = np.where((rate < 1) & (rate > 0), rate, np.nan)
    steps: Array = -1 / np.log10(stable)
    return steps


def phase_diagram(ax: Axes, lr: object, momentum: object, rate: object) -> Axes:
    """Draw ``rate[i, j]`` at learning rate ``lr[j]`` and momentum ``momentum[i]``.

    Parameters
    ----------
    ax : Axes
        Drawn into, and returned; ``ax.images[0]`` holds the steps for each digit.
    lr, momentum : sequences of shape (L,), (M,)
        The grid, equally spaced, two or more each.
    rate : array of shape (M, L)
        The factor on the distance at each step; 1 or more, or NaN, is a run that diverges.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> rate = [[0.5, 0.9, 1.1], [0.7, 0.8, 0.95]]
    >>> ax = phase_diagram(Figure().subplots(), [0.1, 0.2, 0.3], [0.0, 0.5], rate)
    >>> int(np.ma.getmaskarray(ax.images[0].get_array()).sum())
    1
    """
    check_axes("phase_diagram", ax)
    x = check_spaced("phase_diagram", "lr", lr)
    y = check_spaced("phase_diagram", "momentum", momentum)
    steps = np.ma.masked_invalid(steps_per_digit(rate))
    if steps.shape != (y.size, x.size):
        rule = f"a rate of shape (len(momentum), len(lr)) = ({y.size}, {x.size})"
        raise ValueError(message("phase_diagram", rule, steps.shape))
    colors: Any = colormaps[MAGNITUDE].reversed().with_extremes(bad=MISSING)
    half = np.ptp(x) / (x.size - 1) / 2, np.ptp(y) / (y.size - 1) / 2  # of a pixel
    extent = (x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1])
    look = {"cmap": colors, "norm": LogNorm(FASTEST, SLOWEST), "aspect": "auto"}
    ax.imshow(steps, extent=extent, origin="lower", **look)
    ax.set(xlabel="learning rate η", ylabel="momentum μ")
    ax.grid(visible=False)
    return ax
