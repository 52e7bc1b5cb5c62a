"""Dead units: nothing passes through them, so nothing before them learns (chapter 2).

    unit j is dead   ⇔   f'(xₙⱼ) = 0 for every example n

A ReLU dies when a large step, or a bad start, pushes its input below 0 for all data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib._validate import Array
from course_lib.diagnostics._passages import check_inputs, slope, visit_layers
from course_lib.network import Sequential, check_network


@dataclass(frozen=True, eq=False)
class DeadUnits:
    """Which units are dead, in every layer with an activation function.

    Attributes
    ----------
    names : tuple of str
        Position and layer, for example ``"1 Elementwise(relu)"``.
    masks : tuple of array of bool, shapes (*trials, D)
        True for the dead ones among the D units, or channels, of each layer.
    share : array, shape (layers, *trials)
        Share of dead units.
    """

    names: tuple[str, ...]
    masks: tuple[Array, ...]
    share: Array

    def __str__(self) -> str:
        counts = (
            f"{mask.sum():,} of {mask.size:,} in {name}"
            for name, mask in zip(self.names, self.masks, strict=True)
        )
        return f"dead units: {', '.join(counts) or 'no layer with an activation function'}"


def dead_units(network: Sequential, x: object) -> DeadUnits:
    """Return which units have the slope ``f'(x) = 0`` for every example.

    A dead ReLU answers 0 to every example. The definition holds for any activation: a sigmoid is
    dead where its slope rounds to 0 for all data. `Maxout` cannot die, the piece that wins has
    slope 1.

    Parameters
    ----------
    network : Sequential
        Not modified; run in evaluation mode.
    x : array, shape (N, ...)
        Examples, shared by all trials; the whole training set, to be sure.

    Returns
    -------
    DeadUnits
        One row for each `Elementwise`, `PReLU` and `Maxout`, also inside a `Residual`, a network or
        `Frozen`. On images a unit is a channel.

    Examples
    --------
    >>> from course_lib.activations import relu
    >>> from course_lib.layers import Elementwise
    >>> print(dead_units(Sequential(Elementwise(relu)), [[-1.0, 1.0, 0.0], [-2.0, -3.0, 0.0]]))
    dead units: 2 of 3 in 0 Elementwise(relu)

    References
    ----------
    Lu, Shin, Su and Karniadakis, "Dying ReLU and initialization: theory and numerical examples",
    Communications in Computational Physics, 2020.
    """
    check_network("dead_units", network)
    trials = network.theta.shape[:-1]
    names, masks = [], []
    for passage in visit_layers(network.layers, check_inputs("dead_units", x), open_blocks=True):
        f_slope = slope(passage)
        if f_slope is not None:
            dead = _everywhere(f_slope == 0, passage.axes)
            names.append(passage.name)
            masks.append(np.broadcast_to(dead, (*trials, dead.shape[-1])))
    share = np.array([mask.mean(axis=-1) for mask in masks]).reshape(len(masks), *trials)
    return DeadUnits(tuple(names), tuple(masks), share)


def _everywhere(flat: Array, trial_axes: int) -> Array:
    """Return ``(*trials, D)``: flat for every example, and on images at every place."""
    unit_axis = trial_axes + 1
    axes = tuple(axis for axis in range(trial_axes, flat.ndim) if axis != unit_axis)
    return np.asarray(flat.all(axis=axes))
