"""What the sweeps over all arguments found to fail in Python's or NumPy's words: now in ours."""

import re

import numpy as np
import pytest

from course_lib import (
    activations,
    data,
    diagnostics,
    gradcheck,
    graph,
    initializers,
    layers,
    objectives,
    optimizers,
    penalties,
    preprocessing,
    schedules,
    search,
)
from course_lib.network import mlp
from tests.fuzz.values import LABELS, ROWS, THETA, X, network, rng

WRONG = {
    "softmax: expected axis < 2": lambda: activations.softmax(X, axis=2),
    "softmax: expected an integer axis": lambda: activations.softmax(X, axis=None),
    "Linear: expected an initializer init": lambda: layers.Linear(3, 2, rng=rng(), init=0.1),
    "Maxout: expected an initializer init": lambda: layers.Maxout(3, 2, rng=rng(), init=0.1),
    "mlp: expected a function between": lambda: mlp([3, 4, 2], rng=rng(), between=None),
    "batches: expected True or False for drop_last": lambda: next(
        iter(data.batches(ROWS, LABELS, 2, drop_last="no"))
    ),
    "cosine: expected True or False": lambda: schedules.cosine(0.1, 9, restart="no"),
    "momentum_rate: expected True or False": lambda: optimizers.momentum_rate(
        0.1, 0.9, [1.0], nesterov="no"
    ),
    "SGD: expected a gradient of numbers": lambda: optimizers.SGD(0.1).step(
        THETA.copy(), THETA.astype(str)
    ),
    "walk: expected optimizer with a method step": lambda: optimizers.walk(
        optimizers.SGD, np.square, THETA, 3
    ),
    "value_and_gradient: expected an Objective": lambda: objectives.value_and_gradient(None),
    "l2: expected real numbers in decay": lambda: penalties.l2(THETA, 0.1, decay="all"),
    "Standardizer: expected an integer": lambda: preprocessing.Standardizer(axis="rows"),
    "Standardizer: expected different axes": lambda: preprocessing.Standardizer(axis=(0, -2)).fit(
        X
    ),
    "check_layer: expected layer with": lambda: gradcheck.check_layer(None, X, rng()),
    "directional_error: expected a function f": lambda: gradcheck.directional_error(
        None, X, X, rng()
    ),
    "numerical_gradient: expected one number h": lambda: gradcheck.numerical_gradient(
        np.sum, X, h=np.ones((4, 3))
    ),
    "jacobian: expected Values": lambda: graph.jacobian([graph.Value(1.0)], [2.0]),
    "lsuv: expected every layer with": lambda: initializers.lsuv(["relu"], ROWS, rng=rng()),
    "gradient_norms: expected a function loss": lambda: diagnostics.gradient_norms(
        network(), ROWS, LABELS, loss=None
    ),
    "activation_statistics: expected a class": lambda: diagnostics.activation_statistics(
        network(), ROWS, of="Linear"
    ),
    "overfit_small_batch: expected optimizer with": lambda: diagnostics.overfit_small_batch(
        network(), ROWS, LABELS, optimizer=optimizers.Adam
    ),
    "border_hits: expected a SearchResult": lambda: search.border_hits(None),
    "run: expected searcher with": lambda: search.run(search.Searcher, len),
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_part_is_named(words):
    with pytest.raises((TypeError, ValueError), match="^" + re.escape(words)):
        WRONG[words]()
