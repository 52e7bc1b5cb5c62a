"""Valid calls of formulas: activations, losses, penalties, objectives, derivatives, graphs."""

import numpy as np

from course_lib import activations, gradcheck, layers, losses, objectives, penalties
from course_lib.claims import claim, compare
from course_lib.graph import Value, jacobian
from tests.fuzz.values import RNG, START, THETA, New, T, X, Y, rng

bowl = objectives.bowl


def squares(x):
    return float((x**2).sum())


def slopes(outputs, inputs, mode):
    x = Value(2.0)
    return jacobian(
        [x * x] if outputs is None else outputs, [x] if inputs is None else inputs, mode
    ).rows


DECAY = {"decay": np.array([True, False, True, True, False])}
FORMULAS = {
    **{f"activations.{n}": (f, {"x": X}) for n, f in activations.ACTIVATIONS.items()},
    "activations.softmax": (activations.softmax, {"x": X, "axis": -1}),
    "claims.claim": (
        claim,
        {"sentence": "One is one", "measured": 1.0, "between": (0.5, 1.5), "unit": " %"},
    ),
    "claims.compare": (
        compare,
        {
            "first": "Adam",
            "a": np.arange(8.0),
            "second": "SGD",
            "b": np.arange(8.0) / 2,
            "margin": 1.0,
            "unit": "points",
            "lower_is_better": True,
        },
    ),
    "losses.mean_squared_error": (losses.mean_squared_error, {"prediction": X, "target": Y}),
    "losses.mean_absolute_error": (losses.mean_absolute_error, {"prediction": X, "target": Y}),
    "losses.softmax_cross_entropy": (losses.softmax_cross_entropy, {"logits": X, "target": T}),
    "losses.binary_cross_entropy": (
        losses.binary_cross_entropy,
        {"logits": X, "target": (Y > 0).astype(float)},
    ),
    "penalties.l1": (penalties.l1, {"theta": THETA, "strength": 0.1, **DECAY}),
    "penalties.l2": (penalties.l2, {"theta": THETA, "strength": 0.1, **DECAY}),
    "penalties.elastic_net": (
        penalties.elastic_net,
        {"theta": THETA, "l1_strength": 0.1, "l2_strength": 0.2, **DECAY},
    ),
    "objectives.rosenbrock": (objectives.rosenbrock, {"x": START}),
    "objectives.parabola": (objectives.parabola, {"x": THETA}),
    "objectives.quadratic": (
        lambda **a: objectives.quadratic(**a)(START),
        {"hessian": np.eye(2), "centre": START, "start": START, "name": "quadratic"},
    ),
    "objectives.surface_grid": (objectives.surface_grid, {"objective": bowl, "points": 3}),
    "objectives.value_and_gradient": (
        lambda objective: objectives.value_and_gradient(objective)(START),
        {"objective": bowl},
    ),
    "gradcheck.numerical_gradient": (
        gradcheck.numerical_gradient,
        {"f": squares, "x": X, "method": "central", "h": 1e-5},
    ),
    "gradcheck.numerical_derivative": (
        gradcheck.numerical_derivative,
        {"f": np.square, "x": THETA, "method": "central", "h": 1e-5},
    ),
    "gradcheck.directional_error": (
        gradcheck.directional_error,
        {"f": squares, "x": THETA, "gradient": 2 * THETA, "h": 1e-5, **RNG},
    ),
    "gradcheck.check_layer": (
        lambda **a: gradcheck.check_layer(**a).errors["x"],
        {
            "layer": New(lambda: layers.Linear(3, 2, rng=rng())),
            "x": X,
            "h": 1e-5,
            "max_entries": 9,
            **RNG,
        },
    ),
    "graph.Value": (lambda **a: (Value(**a) * 2.0).data, {"data": 1.5, "label": "x"}),
    "graph.jacobian": (slopes, {"outputs": None, "inputs": None, "mode": "reverse"}),
}
