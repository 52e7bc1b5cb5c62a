"""Valid calls of what loops, trains, searches or draws numbers; for the fuzzer as in `calls`."""

import numpy as np

from course_lib import (
    activations,
    augmentation,
    data,
    diagnostics,
    gradcheck,
    initializers,
    layers,
    objectives,
    optimizers,
    schedules,
    search,
    training,
)
from course_lib.network import mlp
from course_lib.objectives import bowl, value_and_gradient
from tests.fuzz.calls import GRAD, IMAGES, THETA, T, X, augmented, forward, rng, scheduled

RELU = activations.relu
LABELS = np.arange(6) % 3
ROWS = rng().standard_normal((6, 4))
SPACE = {"lr": search.LogUniform(1e-3, 1.0), "units": search.IntUniform(1, 9)}
DRAWN = {"space": SPACE, "rng": rng()}


def network():
    return mlp([4, 5, 3], rng=rng())


def trained(function):
    """Give a new network unless the caller gives something else."""
    return lambda **arguments: function(**{"network": network(), **arguments})


def fit(**arguments):
    arguments = {"network": network(), "optimizer": optimizers.SGD(0.1), "rng": rng(), **arguments}
    return training.fit(**arguments).loss


def loss(config, budget=1):
    if isinstance(config, list):
        return [one["lr"] / budget for one in config]
    return config["lr"] / budget


def searched(function):
    def call(**arguments):
        return function(**{"objective": loss, "rng": rng(), **arguments}).values

    return call


def grid(**arguments):
    return search.grid_search(**{"objective": loss, **arguments}).values


def observed(metric=1.0, **arguments):
    return schedules.ReduceOnPlateau(**arguments).observe(metric)


def averaged(beta, theta):
    average = optimizers.ExponentialAverage(beta)
    average.update(theta)
    return average.value


def minimized(function, **given):
    def call(**arguments):
        found = function(**{"value_and_gradient": value_and_gradient(bowl), **given, **arguments})
        return found.theta, found.value

    return call


def mixed(images=IMAGES, targets=T[:3], **arguments):
    return augmentation.mixup(**arguments)(images, targets, rng())


def stopped(**arguments):
    return training.EarlyStopping(**arguments).update(network(), 1, 0.5)


DATA = {"x": ROWS, "y": LABELS}
START = np.array([1.0, 2.0])
LOOPS = {
    "fit": (
        fit,
        {
            **DATA,
            "epochs": 1,
            "batch_size": 4,
            "max_norm": 1.0,
            "optimizer": optimizers.SGD(0.1),
            "rng": rng(),
            "network": network(),
            "evaluate_every": 2,
            "penalty": None,
            "augment": None,
            "mix": None,
            "validation": (ROWS, LABELS),
            "after_step": (),
            "early_stopping": None,
            "on_divergence": "raise",
            "progress": False,
            "evaluate_training": False,
        },
    ),
    "evaluate network": (
        trained(training.evaluate),
        {**DATA, "batch_size": 4, "network": network()},
    ),
    "accuracy": (lambda prediction: training.accuracy(prediction, T), {"prediction": X}),
    "ensemble_predict": (
        lambda **a: training.ensemble_predict(**a),
        {"networks": [network()], "x": ROWS},
    ),
    "EarlyStopping": (stopped, {"patience": 2, "min_delta": 0.1}),
    "take_snapshot": (
        lambda network: training.take_snapshot(network).theta,
        {"network": network()},
    ),
    "own_examples": (
        lambda **a: training.own_examples(**a).rows,
        {"x": np.stack([ROWS, ROWS]), "y": np.stack([LABELS, LABELS])},
    ),
    "activation_histograms": (
        trained(diagnostics.activation_histograms),
        {"x": ROWS, "low": -1.0, "high": 1.0, "bins": 5, "network": network()},
    ),
    "activation_statistics": (
        trained(lambda **a: diagnostics.activation_statistics(**a).mean),
        {"x": ROWS, "flat": 0.1},
    ),
    "dead_units": (
        trained(lambda **a: diagnostics.dead_units(**a).share),
        {"x": ROWS, "network": network()},
    ),
    "gradient_norms": (trained(lambda **a: diagnostics.gradient_norms(**a).dy), DATA),
    "initial_loss_check": (
        trained(lambda **a: diagnostics.initial_loss_check(**a).measured),
        {**DATA, "tolerance": 0.1, "network": network()},
    ),
    "lr_range_test": (
        trained(
            lambda **a: (
                diagnostics.lr_range_test(**{"optimizer": optimizers.SGD, "rng": rng(), **a}).final
            )
        ),
        {**DATA, "lrs": [0.01, 0.1], "optimizer": optimizers.SGD},
    ),
    "overfit_small_batch": (
        trained(lambda **a: diagnostics.overfit_small_batch(**a).loss),
        {**DATA, "examples": 3, "max_steps": 3},
    ),
    "random_search": (
        searched(search.random_search),
        {**DRAWN, "trials": 3, "budget": 2, "batch": None, "workers": None, "executor": None},
    ),
    "sobol_search": (searched(search.sobol_search), {**DRAWN, "trials": 3, "budget": 2}),
    "grid_search": (grid, {"space": SPACE, "points": 2, "budget": 2, "objective": loss}),
    "successive_halving": (
        searched(search.successive_halving),
        {**DRAWN, "configs": 4, "max_budget": 4, "min_budget": 1, "eta": 2},
    ),
    "hyperband": (searched(search.hyperband), {**DRAWN, "max_budget": 4, "eta": 2}),
    "bayesian_search": (
        searched(search.bayesian_search),
        {**DRAWN, "trials": 3, "initial": 2, "batch_size": 1},
    ),
    "run": (
        lambda **a: search.run(**{"searcher": search.Random(SPACE, 2, rng=rng()), **a}).values,
        {"objective": loss, "batch": None, "workers": None},
    ),
    "brackets": (search.brackets, {"max_budget": 9, "eta": 3}),
    "border_hits": (
        lambda **a: search.border_hits(search.random_search(loss, SPACE, 4, rng=rng()), **a),
        {"best": 2, "margin": 0.1},
    ),
    "sample": (search.sample, {"space": SPACE, "rng": rng()}),
    "from_unit": (search.from_unit, {"space": SPACE, "point": [0.2, 0.7]}),
    "to_unit": (search.to_unit, {"space": SPACE, "config": {"lr": 0.1, "units": 3}}),
    "expected_improvement": (
        search.expected_improvement,
        {"mean": THETA, "std": np.abs(GRAD), "best": 0.1},
    ),
    "gradient_descent": (
        minimized(optimizers.gradient_descent),
        {"theta0": START, "lr": 0.1, "steps": 3, "tolerance": 1e-8},
    ),
    "newton": (
        minimized(optimizers.newton),
        {
            "hessian": bowl.hessian,
            "value_and_gradient": value_and_gradient(bowl),
            "theta0": START,
            "lr": 1.0,
            "steps": 3,
            "tolerance": 1e-8,
            "line_search": True,
        },
    ),
    "lbfgs": (
        minimized(optimizers.lbfgs),
        {"theta0": START, "history": 3, "steps": 3, "tolerance": 1e-8},
    ),
    "walk": (
        lambda **a: optimizers.walk(optimizers.SGD(0.1), **a),
        {"gradient": bowl.gradient, "theta0": START, "steps": 3},
    ),
    "steps_to_stay": (
        lambda **a: np.nan_to_num(optimizers.steps_to_stay(**a)),  # NaN: never within it
        {"path": np.ones((4, 2)), "minimum": np.zeros(2), "radius": 2.0},
    ),
    "best_momentum": (optimizers.best_momentum, {"smallest": 0.1, "largest": 2.0}),
    "ExponentialAverage": (averaged, {"beta": 0.9, "theta": THETA}),
    "constant": (scheduled(schedules.constant), {"lr": 0.1, "t": 3}),
    "one_cycle": (scheduled(schedules.one_cycle), {"lr": 0.1, "steps": 9, "rise": 0.3, "t": 3}),
    "ReduceOnPlateau": (
        observed,
        {
            "lr": 0.1,
            "factor": 0.5,
            "patience": 1,
            "threshold": 1e-4,
            "mode": "min",
            "cooldown": 0,
            "min_lr": 0.0,
            "metric": 1.0,
        },
    ),
    "mixup": (
        mixed,
        {"alpha": 0.2, "classes": 3, "images": IMAGES, "targets": np.array([0, 1, 2])},
    ),
    "compose": (
        augmented(lambda one: augmentation.compose(one)),
        {"one": augmentation.horizontal_flip(), "images": IMAGES},
    ),
    "orthogonal": (
        lambda shape=(3, 2), **a: initializers.orthogonal(shape, rng(), **a),
        {"shape": (3, 2), "gain": 1.0, "dtype": np.float64},
    ),
    **{
        f.__name__: (lambda f=f, **a: f(rng=rng(), **a), {"shape": (3, 2), "dtype": np.float64})
        for f in (
            initializers.he_normal,
            initializers.he_uniform,
            initializers.lecun_normal,
            initializers.xavier_normal,
            initializers.xavier_uniform,
        )
    },
    "gain": (initializers.gain, {"activation": np.tanh}),
    "lsuv": (
        lambda **a: initializers.lsuv(network().layers, rng=rng(), **a),
        {"x": ROWS, "tolerance": 0.1, "max_iterations": 3},
    ),
    "blobs": (
        lambda **a: data.blobs(rng=rng(), **a),
        {"n": 6, "centers": [[0.0, 1.0], [2.0, 1.0]], "spread": 0.5},
    ),
    "moons": (lambda **a: data.moons(rng=rng(), **a), {"n": 6, "noise": 0.1}),
    "spirals": (
        lambda **a: data.spirals(rng=rng(), **a),
        {"n": 6, "classes": 3, "turns": 0.7, "noise": 0.1},
    ),
    "Dataset": (
        lambda **a: data.Dataset(**a).x_train,
        {
            "x_train": ROWS,
            "y_train": LABELS,
            "x_test": ROWS,
            "y_test": LABELS,
            "class_names": ("a", "b", "c"),
        },
    ),
    "surface": (objectives.rosenbrock, {"x": START}),
    "curve": (objectives.parabola, {"x": THETA}),
    "quadratic": (
        lambda **a: objectives.quadratic(**a)(START),
        {"hessian": np.eye(2), "centre": START, "start": START},
    ),
    "condition_number": (objectives.condition_number, {"hessian": np.diag([1.0, 2.0])}),
    "surface_grid": (objectives.surface_grid, {"objective": bowl, "points": 3}),
    "numerical_derivative": (
        gradcheck.numerical_derivative,
        {"f": np.square, "x": THETA, "method": "central", "h": 1e-5},
    ),
    "directional_error": (
        lambda **a: gradcheck.directional_error(lambda x: float((x**2).sum()), rng=rng(), **a),
        {"x": THETA, "gradient": 2 * THETA, "h": 1e-5},
    ),
    "check_layer": (
        lambda **a: gradcheck.check_layer(layers.Linear(3, 2, rng=rng()), rng=rng(), **a).errors[
            "x"
        ],
        {"x": X, "h": 1e-5, "max_entries": 9},
    ),
    "PReLU": (forward(layers.PReLU, X), {"features": 3, "init": 0.25}),
    "Maxout": (
        forward(lambda **a: layers.Maxout(rng=rng(), **a), X),
        {"d_in": 3, "d_out": 2, "pieces": 2, "bias": 0.1},
    ),
    "Elementwise": (forward(layers.Elementwise, X), {"activation": RELU}),
    "Residual": (
        forward(lambda **a: layers.Residual(layers.Linear(3, 3, rng=rng()), **a), X),
        {"survival": 0.5},
    ),
    "Conv2d": (
        forward(lambda **a: layers.Conv2d(rng=rng(), **a), IMAGES),
        {"c_in": 1, "c_out": 2, "size": 3, "stride": 1, "padding": 1, "bias": 0.1},
    ),
    "linear_survival": (layers.linear_survival, {"blocks": 3, "last": 0.5}),
}
