"""Valid calls of public functions, one line each; the fuzzer replaces one argument at a time."""

import copy

import numpy as np

from course_lib import (
    activations,
    augmentation,
    data,
    gradcheck,
    initializers,
    layers,
    losses,
    optimizers,
    penalties,
    preprocessing,
    schedules,
)
from course_lib.network import mlp
from course_lib.search import Choice, IntUniform, LogUniform, Uniform


def rng():
    return np.random.default_rng(0)


def fresh(arguments):
    """Copy the arguments; generators anew, for copies of NumPy 1.26's spawn other generators."""
    return {
        name: rng() if isinstance(value, np.random.Generator) else copy.deepcopy(value)
        for name, value in arguments.items()
    }


X, Y = rng().standard_normal((2, 4, 3))
T, IMAGES = np.array([0, 1, 2, 1]), rng().random((3, 1, 6, 6))
THETA, GRAD = rng().standard_normal(5), rng().standard_normal(5)


def forward(make, x):
    return lambda **arguments: make(**arguments).forward(x, train=True, rng=rng())


def step(make):
    def call(theta, grad, **arguments):
        make(**arguments).step(theta, grad)
        return theta

    return call


def scheduled(make):
    return lambda t=3, **arguments: make(**arguments)(t)


def augmented(make):
    return lambda images=IMAGES, **arguments: make(**arguments)(images, rng())


def fitted(make):
    return lambda x, **arguments: make(**arguments).fit(x).transform(x)


def drawn(make):
    return lambda shape=(3, 2), **arguments: make(**arguments)(shape, rng())


CALLS = {
    **{f"activation {n}": (f, {"x": X}) for n, f in activations.ACTIVATIONS.items()},
    "softmax": (activations.softmax, {"x": X}),
    "log_softmax": (activations.log_softmax, {"x": X}),
    "mean_squared_error": (losses.mean_squared_error, {"prediction": X, "target": Y}),
    "mean_absolute_error": (losses.mean_absolute_error, {"prediction": X, "target": Y}),
    "softmax_cross_entropy": (losses.softmax_cross_entropy, {"logits": X, "target": T}),
    "binary_cross_entropy": (
        losses.binary_cross_entropy,
        {"logits": X, "target": (Y > 0).astype(float)},
    ),
    "l1": (penalties.l1, {"theta": THETA, "strength": 0.1}),
    "l2": (penalties.l2, {"theta": THETA, "strength": 0.1}),
    "elastic_net": (
        penalties.elastic_net,
        {"theta": THETA, "l1_strength": 0.1, "l2_strength": 0.2},
    ),
    "constant start": (drawn(initializers.constant), {"value": 0.1, "shape": (3, 2)}),
    "normal": (drawn(initializers.normal), {"std": 0.1, "shape": (3, 2)}),
    "variance_scaling": (
        drawn(initializers.variance_scaling),
        {"gain": 1.4, "mode": "fan_in", "distribution": "normal", "shape": (3, 2)},
    ),
    "fans": (initializers.fans, {"shape": (3, 2)}),
    "Standardizer": (fitted(preprocessing.Standardizer), {"x": X, "scale": True}),
    "PCA": (fitted(preprocessing.PCA), {"x": X, "n_components": 2}),
    "Whitening": (fitted(preprocessing.Whitening), {"x": X, "kind": "zca", "eps": 1e-3}),
    "step_decay": (scheduled(schedules.step_decay), {"lr": 0.1, "every": 2, "factor": 0.5, "t": 3}),
    "exponential": (scheduled(schedules.exponential), {"lr": 0.1, "factor": 0.9, "t": 3}),
    "inverse_time": (scheduled(schedules.inverse_time), {"lr": 0.1, "decay": 0.1, "t": 3}),
    "cosine": (scheduled(schedules.cosine), {"lr": 0.1, "steps": 9, "final": 0.0, "t": 3}),
    "warmup": (scheduled(schedules.warmup), {"schedule": 0.1, "steps": 4, "start_share": 0.1}),
    "cyclic": (scheduled(schedules.cyclic), {"low": 0.1, "high": 0.3, "half_cycle": 4}),
    "horizontal_flip": (augmented(augmentation.horizontal_flip), {"p": 0.5, "images": IMAGES}),
    "random_crop": (augmented(augmentation.random_crop), {"size": 4, "padding": 1}),
    "translate": (augmented(augmentation.translate), {"pixels": 2, "fill": 0.0}),
    "random_scale": (augmented(augmentation.random_scale), {"low": 0.8, "high": 1.2}),
    "rotate": (augmented(augmentation.rotate), {"degrees": 10.0, "fill": 0.0}),
    "cutout": (augmented(augmentation.cutout), {"size": 2, "fill": 0.0, "images": IMAGES}),
    "color_jitter": (augmented(augmentation.color_jitter), {"brightness": 0.2, "contrast": 0.2}),
    "Linear": (
        forward(lambda **a: layers.Linear(rng=rng(), **a), X),
        {"d_in": 3, "d_out": 2, "bias": 0.1},
    ),
    "BatchNorm": (forward(layers.BatchNorm, X), {"features": 3, "eps": 1e-5, "momentum": 0.1}),
    "LayerNorm": (forward(layers.LayerNorm, X), {"features": 3, "eps": 1e-5}),
    "Dropout": (forward(layers.Dropout, X), {"p": 0.3}),
    "DropConnect": (
        forward(lambda **a: layers.DropConnect(rng=rng(), **a), X),
        {"d_in": 3, "d_out": 2, "p": 0.4},
    ),
    "MaxPool2d": (forward(layers.MaxPool2d, IMAGES), {"size": 2, "stride": 2}),
    "FractionalMaxPool2d": (forward(layers.FractionalMaxPool2d, IMAGES), {"alpha": 1.4}),
    **{
        kind.__name__: (step(kind), {"lr": 0.1, "theta": THETA, "grad": GRAD})
        for kind in (
            optimizers.SGD,
            optimizers.AdaGrad,
            optimizers.RMSProp,
            optimizers.Adam,
            optimizers.AdamW,
        )
    },
    "momentum": (
        step(optimizers.SGD),
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01, "theta": THETA, "grad": GRAD},
    ),
    "clip_by_norm": (optimizers.clip_by_norm, {"grad": GRAD, "max_norm": 1.0}),
    "momentum_rate": (
        optimizers.momentum_rate,
        {"lr": 0.1, "momentum": 0.9, "curvatures": [1.0]},
    ),
    "numerical_gradient": (
        gradcheck.numerical_gradient,
        {"f": lambda x: float((x**2).sum()), "x": X},
    ),
    "mlp": (lambda **a: mlp(rng=rng(), **a).forward(X, train=False), {"sizes": [3, 4, 2]}),
    "batches": (
        lambda **a: next(iter(data.batches(rng=rng(), **a))),
        {"x": X, "y": T, "size": 2},
    ),
    "Uniform": (Uniform, {"low": 0.1, "high": 1.0}),
    "LogUniform": (LogUniform, {"low": 0.1, "high": 1.0}),
    "IntUniform": (IntUniform, {"low": 1, "high": 9}),
    "Choice": (Choice, {"options": ["relu", "tanh"]}),
}
