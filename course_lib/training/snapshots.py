"""Snapshots: the complete state of a network at one moment, and back (chapters 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from course_lib._validate import Array, message
from course_lib.network import Sequential, check_network


@dataclass(frozen=True)
class Snapshot:
    """Parameters and buffers of a network, copied.

    Raises
    ------
    ValueError
        By both methods, for a network with parameters or buffers of other shapes.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> network = mlp([2, 3], rng=np.random.default_rng(0))
    >>> start = take_snapshot(network)
    >>> network.theta += 1
    >>> start.restore(network)
    >>> bool((network.theta == start.theta).all())
    True
    """

    theta: Array
    buffers: dict[str, Array]

    def restore(self, network: Sequential) -> None:
        """Put the state back, in place."""
        self._check(network)
        network.theta[...] = self.theta
        for name, buffer in network.buffers().items():
            buffer[...] = self.buffers[name]

    def replace_where(self, better: Array | bool, network: Sequential) -> None:
        """Take in the present state of `network`, only of the trials that are `better`."""
        self._check(network)
        _copy_where(better, self.theta, network.theta)
        for name, buffer in network.buffers().items():
            _copy_where(better, self.buffers[name], buffer)

    def _check(self, network: Sequential) -> None:
        """Refuse another network: NumPy would spread a smaller state over a larger one."""
        rule = _shapes(self.theta, self.buffers)
        received = _shapes(network.theta, network.buffers())
        if rule != received:
            remedy = "Restore into the network that the snapshot was taken of, or a copy."
            raise ValueError(message("Snapshot", f"a network of {rule}", received, remedy))


def take_snapshot(network: Sequential) -> Snapshot:
    """Return a copy of the present state of `network`."""
    check_network("take_snapshot", network)
    return Snapshot(network.theta.copy(), {n: b.copy() for n, b in network.buffers().items()})


def _shapes(theta: Array, buffers: Mapping[str, Array]) -> str:
    return ", ".join(f"{n} {b.shape}" for n, b in {"theta": theta, **buffers}.items())


def _copy_where(better: Array | bool, old: Array, new: Array) -> None:
    mask = np.asarray(better)
    np.copyto(old, new, where=mask.reshape(mask.shape + (1,) * (old.ndim - mask.ndim)))
