"""ONE list of all layers: to join the contract battery, a layer adds a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.activations import ACTIVATIONS, relu, sigmoid
from course_lib.layers import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    DropConnect,
    Dropout,
    Elementwise,
    Flatten,
    FractionalMaxPool2d,
    Frozen,
    GroupNorm,
    LayerNorm,
    Linear,
    Maxout,
    MaxPool2d,
    PReLU,
    Residual,
    RMSNorm,
)
from course_lib.network import Sequential


@dataclass(frozen=True)
class Case:
    """One layer in one setting.

    ``make(rng, dtype, trials)`` builds it; `shape` is that of a batch. `features`: it knows how
    many features to expect. `random`: it is random in training. `one`: a batch of one will do.
    """

    label: str
    make: Callable[[Any, Any, Any], Any]
    shape: tuple[int, ...]
    features: bool = True
    random: bool = False
    one: bool = True


def _anywhere(label, make, shape, **settings):
    """A layer that learns nothing and so knows neither dtype nor features."""
    return Case(label, lambda rng, dtype, trials: make(trials), shape, features=False, **settings)


ROWS, IMAGES = (4, 3), (3, 2, 6, 7)

LAYERS = [
    Case("Linear", lambda r, d, t: Linear(3, 2, rng=r, bias=0.1, trials=t, dtype=d), ROWS),
    *(
        _anywhere(f"Elementwise-{name}", lambda t, a=activation: Elementwise(a), ROWS)
        for name, activation in ACTIVATIONS.items()
    ),
    Case("PReLU", lambda r, d, t: PReLU(3, trials=t, dtype=d), ROWS),
    Case("PReLU-shared", lambda r, d, t: PReLU(3, shared=True, trials=t, dtype=d), ROWS),
    Case("PReLU-images", lambda r, d, t: PReLU(2, images=True, trials=t, dtype=d), IMAGES),
    Case("Maxout", lambda r, d, t: Maxout(3, 2, rng=r, bias=0.1, trials=t, dtype=d), ROWS),
    Case("Maxout-3", lambda r, d, t: Maxout(3, 2, 3, rng=r, trials=t, dtype=d), ROWS),
    Case("BatchNorm", lambda r, d, t: BatchNorm(3, trials=t, dtype=d), ROWS, one=False),
    Case("BatchNorm-images", lambda r, d, t: BatchNorm(2, images=True, trials=t, dtype=d), IMAGES),
    Case("GroupNorm-1", lambda r, d, t: GroupNorm(1, 2, trials=t, dtype=d), IMAGES),
    Case("GroupNorm-2", lambda r, d, t: GroupNorm(2, 4, trials=t, dtype=d), (3, 4, 2, 3)),
    Case("RMSNorm", lambda r, d, t: RMSNorm(3, trials=t, dtype=d), ROWS),
    Case("LayerNorm", lambda r, d, t: LayerNorm(3, trials=t, dtype=d), ROWS),
    _anywhere("Dropout", lambda t: Dropout(0.3, trials=t), ROWS, random=True),
    _anywhere("Dropout-images", lambda t: Dropout(0.3, trials=t), IMAGES, random=True),
    Case(
        "DropConnect",
        lambda r, d, t: DropConnect(3, 2, 0.4, rng=r, bias=0.1, trials=t, dtype=d),
        ROWS,
        random=True,
    ),
    _anywhere("Flatten", lambda t: Flatten(trials=t), IMAGES),
    Case(
        "Conv2d",
        lambda r, d, t: Conv2d(2, 3, 3, rng=r, bias=0.1, trials=t, dtype=d),
        IMAGES,
    ),
    Case(
        "Conv2d-stride-padding",
        lambda r, d, t: Conv2d(2, 3, 3, stride=2, padding=1, rng=r, trials=t, dtype=d),
        IMAGES,
    ),
    *(
        Case(
            f"{kind.__name__}-no-bias",
            lambda r, d, t, kind=kind, sizes=sizes: kind(
                *sizes, rng=r, bias=False, trials=t, dtype=d
            ),
            shape,
            random=kind is DropConnect,
        )
        for kind, sizes, shape in (
            (Linear, (3, 2), ROWS),
            (Maxout, (3, 2), ROWS),
            (DropConnect, (3, 2), ROWS),
            (Conv2d, (2, 3, 3), IMAGES),
        )
    ),
    _anywhere("AvgPool2d", lambda t: AvgPool2d(2), IMAGES),
    _anywhere("AvgPool2d-overlapping", lambda t: AvgPool2d(3, stride=2), IMAGES),
    _anywhere("AvgPool2d-global", lambda t: AvgPool2d(), IMAGES),
    _anywhere("MaxPool2d", lambda t: MaxPool2d(2), IMAGES),
    _anywhere("MaxPool2d-overlapping", lambda t: MaxPool2d(3, stride=2), IMAGES),
    *(
        _anywhere(
            f"FractionalMaxPool2d-{sequence}-{'overlapping' if overlapping else 'disjoint'}",
            lambda t, s=sequence, o=overlapping: FractionalMaxPool2d(
                1.4, sequence=s, overlapping=o
            ),
            IMAGES,
            random=True,
        )
        for sequence in ("random", "pseudorandom")
        for overlapping in (True, False)
    ),
    Case(
        "Residual",
        lambda r, d, t: Residual(
            Linear(3, 3, rng=r, trials=t, dtype=d),
            Elementwise(sigmoid),
            Linear(3, 3, rng=r, trials=t, dtype=d),
        ),
        ROWS,
    ),
    Case(
        "Residual-stochastic-depth",
        lambda r, d, t: Residual(
            BatchNorm(3, trials=t, dtype=d), Linear(3, 3, rng=r, trials=t, dtype=d), survival=0.5
        ),
        ROWS,
        random=True,
        one=False,
    ),
    Case(
        "Frozen",
        lambda r, d, t: Frozen(
            Linear(3, 4, rng=r, trials=t, dtype=d),
            BatchNorm(4, trials=t, dtype=d),
            Dropout(0.3, trials=t),
        ),
        ROWS,
    ),
    Case(
        "Sequential",
        lambda r, d, t: Sequential(
            Linear(3, 4, rng=r, trials=t, dtype=d),
            BatchNorm(4, trials=t, dtype=d),
            Elementwise(relu),
            Dropout(0.3, trials=t),
            Linear(4, 2, rng=r, trials=t, dtype=d),
        ),
        ROWS,
        random=True,
        one=False,
    ),
    Case(
        "Sequential-images",
        lambda r, d, t: Sequential(
            Conv2d(2, 3, 3, rng=r, trials=t, dtype=d),
            PReLU(3, images=True, trials=t, dtype=d),
            MaxPool2d(2),
            Flatten(trials=t),
            Linear(12, 2, rng=r, trials=t, dtype=d),
        ),
        IMAGES,
    ),
]


def build(case: Case, rng, dtype=np.float64, trials=()):
    """Return the layer with all parameters moved away from their special start (γ = 1, b = 0)."""
    layer = case.make(rng, dtype, trials)
    noise = np.random.default_rng(77)
    for p in layer.parameters():
        p.value[...] += 0.2 * noise.standard_normal(p.value.shape)
    return layer
