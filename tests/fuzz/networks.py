"""Valid calls of what networks are made of: starts, parameters, layers."""

import numpy as np

from course_lib import initializers, layers
from course_lib.activations import relu
from course_lib.layers import Frozen, Residual
from course_lib.network import Sequential, mlp
from course_lib.parameters import Parameter
from tests.fuzz.values import FLOAT, IMAGES, RNG, ROWS, New, X, forward, network, rng


def drawn(make):
    return lambda shape, **arguments: make(**arguments)(shape, rng())


def linear():
    return layers.Linear(3, 3, rng=rng())


def residual(layers, **arguments):
    return Residual(layers, **arguments)


SHAPE = {"shape": (3, 2)}
KINDS = {"trials": (), **FLOAT}
START = {"init": initializers.he_normal, "bias": 0.1, **RNG, **KINDS}
NETWORKS = {
    "initializers.constant": (drawn(initializers.constant), {"value": 0.1, **SHAPE}),
    "initializers.normal": (drawn(initializers.normal), {"std": 0.1, **SHAPE}),
    "initializers.variance_scaling": (
        drawn(initializers.variance_scaling),
        {"gain": 1.4, "mode": "fan_in", "distribution": "normal", **SHAPE},
    ),
    "initializers.fans": (initializers.fans, SHAPE),
    "initializers.gain": (initializers.gain, {"activation": np.tanh}),
    "initializers.orthogonal": (
        initializers.orthogonal,
        {"gain": 1.0, **SHAPE, **RNG, **FLOAT},
    ),
    **{
        f"initializers.{f.__name__}": (f, {**SHAPE, **RNG, **FLOAT})
        for f in (
            initializers.zeros,
            initializers.he_normal,
            initializers.he_uniform,
            initializers.lecun_normal,
            initializers.xavier_normal,
            initializers.xavier_uniform,
        )
    },
    "initializers.lsuv": (
        initializers.lsuv,
        {
            "layers": New(lambda: network().layers),
            "x": ROWS,
            "tolerance": 0.1,
            "max_iterations": 3,
            **RNG,
        },
    ),
    "parameters.Parameter": (
        lambda **a: Parameter(**a).value,
        {"name": "W", "value": X, "decay": True, "trial_axes": 0},
    ),
    "layers.Linear": (forward(layers.Linear, X), {"d_in": 3, "d_out": 2, **START}),
    "layers.DropConnect": (
        forward(layers.DropConnect, X),
        {"d_in": 3, "d_out": 2, "p": 0.4, **START},
    ),
    "layers.Maxout": (
        forward(layers.Maxout, X),
        {"d_in": 3, "d_out": 2, "pieces": 2, **START},
    ),
    "layers.Conv2d": (
        forward(layers.Conv2d, IMAGES),
        {"c_in": 1, "c_out": 2, "size": 3, "stride": 1, "padding": 1, **START},
    ),
    "layers.BatchNorm": (
        forward(layers.BatchNorm, X),
        {"features": 3, "eps": 1e-5, "momentum": 0.1, "images": False, **KINDS},
    ),
    "layers.LayerNorm": (forward(layers.LayerNorm, X), {"features": 3, "eps": 1e-5, **KINDS}),
    "layers.RMSNorm": (forward(layers.RMSNorm, X), {"features": 3, "eps": 1e-5, **KINDS}),
    "layers.GroupNorm": (
        forward(layers.GroupNorm, IMAGES),
        {"groups": 1, "channels": 1, "eps": 1e-5, **KINDS},
    ),
    "layers.PReLU": (
        forward(layers.PReLU, X),
        {"features": 3, "init": 0.25, "shared": False, "images": False, **KINDS},
    ),
    "layers.Dropout": (forward(layers.Dropout, X), {"p": 0.3, "trials": ()}),
    "layers.Flatten": (forward(layers.Flatten, IMAGES), {"trials": ()}),
    "layers.AvgPool2d": (forward(layers.AvgPool2d, IMAGES), {"size": 2, "stride": 2}),
    "layers.Frozen": (forward(lambda layers: Frozen(layers), X), {"layers": New(linear)}),
    "layers.MaxPool2d": (forward(layers.MaxPool2d, IMAGES), {"size": 2, "stride": 2}),
    "layers.FractionalMaxPool2d": (
        forward(layers.FractionalMaxPool2d, IMAGES),
        {"alpha": 1.4, "sequence": "pseudorandom", "overlapping": True},
    ),
    "layers.Elementwise": (forward(layers.Elementwise, X), {"activation": relu}),
    "layers.Residual": (
        forward(residual, X),
        {"layers": New(linear), "survival": 0.5},
    ),
    "layers.linear_survival": (layers.linear_survival, {"blocks": 3, "last": 0.5}),
    "network.Sequential": (
        forward(lambda layers: Sequential(layers), X),
        {"layers": New(linear)},
    ),
    "network.mlp": (
        forward(mlp, X),
        {
            "sizes": [3, 4, 2],
            "activation": relu,
            "between": lambda width: [],
            "after": lambda width: [],
            **START,
        },
    ),
}
