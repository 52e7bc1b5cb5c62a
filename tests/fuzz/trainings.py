"""Valid calls of what trains networks and looks into them."""

from course_lib import diagnostics, layers, optimizers, training
from course_lib.losses import softmax_cross_entropy
from tests.fuzz.values import LABELS, NETWORK, RNG, ROWS, New, T, X, network


def stopped(**arguments):
    return training.EarlyStopping(**arguments).update(network(), 1, 0.5)


DATA = {"x": ROWS, "y": LABELS, **NETWORK}
LOSS = {"loss": softmax_cross_entropy}
LOOK = {"x": ROWS, "of": layers.Layer, "train": False, **NETWORK, **RNG}
TRAININGS = {
    "training.fit": (
        lambda **a: training.fit(**a).loss,
        {
            **DATA,
            **RNG,
            **LOSS,
            "epochs": 1,
            "batch_size": 4,
            "max_norm": 1.0,
            "optimizer": optimizers.SGD(0.1),
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
            "drop_last": False,
            "data_per_trial": False,
            "metrics": None,
        },
    ),
    "training.evaluate": (
        lambda **a: tuple(training.evaluate(**a)),
        {**DATA, **LOSS, "batch_size": 4, "metrics": None, "data_per_trial": False},
    ),
    "training.accuracy": (lambda prediction: training.accuracy(prediction, T), {"prediction": X}),
    "training.ensemble_predict": (
        training.ensemble_predict,
        {"networks": New(lambda: [network()]), "x": ROWS},
    ),
    "training.EarlyStopping": (
        stopped,
        {"patience": 2, "min_delta": 0.1, "monitor": "loss", "maximize": False},
    ),
    "training.take_snapshot": (
        lambda network: training.take_snapshot(network).theta,
        NETWORK,
    ),
    "diagnostics.activation_histograms": (
        diagnostics.activation_histograms,
        {"low": -1.0, "high": 1.0, "bins": 5, **LOOK},
    ),
    "diagnostics.activation_statistics": (
        lambda **a: diagnostics.activation_statistics(**a).mean,
        {"flat": 0.1, **LOOK},
    ),
    "diagnostics.dead_units": (
        lambda **a: diagnostics.dead_units(**a).share,
        {"x": ROWS, **NETWORK},
    ),
    "diagnostics.gradient_norms": (
        lambda **a: diagnostics.gradient_norms(**a).dy,
        {**DATA, **LOSS, **RNG},
    ),
    "diagnostics.initial_loss_check": (
        lambda **a: diagnostics.initial_loss_check(**a).measured,
        {**DATA, "tolerance": 0.1},
    ),
    "diagnostics.lr_range_test": (
        lambda **a: diagnostics.lr_range_test(**a).final,
        {
            **DATA,
            **RNG,
            **LOSS,
            "lrs": [0.01, 0.1],
            "optimizer": optimizers.SGD,
            "steps": 2,
            "batch_size": 4,
        },
    ),
    "diagnostics.overfit_small_batch": (
        lambda **a: diagnostics.overfit_small_batch(**a).loss,
        {
            **DATA,
            **RNG,
            "examples": 3,
            "max_steps": 3,
            "optimizer": optimizers.SGD(0.1),
        },
    ),
}
