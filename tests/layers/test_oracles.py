"""PyTorch 2.13.0 computes the same: layers and activations against recorded numbers.

Conventions that differ, and are translated here: PyTorch keeps the weights of ``Linear`` as
``(out, in)`` and calls γ, β of the norms and the slope of PReLU ``weight`` and ``bias``.
All others agree, among them: momentum is the share of the new batch, the running variance is
unbiased, ε is added inside the root, pooling leaves out a rest, kinks have the slope from the left.
"""

from pathlib import Path

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.layers import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    GroupNorm,
    LayerNorm,
    Linear,
    MaxPool2d,
    PReLU,
    RMSNorm,
)

TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}
RNG = np.random.default_rng(0)  # its weights are replaced by the recorded ones
LAYERS = {
    "linear": lambda: Linear(3, 2, rng=RNG),
    "conv": lambda: Conv2d(2, 3, 3, rng=RNG),
    "conv_stride_padding": lambda: Conv2d(2, 3, 3, stride=2, padding=2, rng=RNG),
    "max_pool": lambda: MaxPool2d(2),
    "max_pool_stride": lambda: MaxPool2d(3, stride=2),
    "batch_norm": lambda: BatchNorm(3),
    "batch_norm_settings": lambda: BatchNorm(3, momentum=0.3, eps=0.1),
    "batch_norm_images": lambda: BatchNorm(2, images=True),
    "avg_pool": lambda: AvgPool2d(2),
    "avg_pool_stride": lambda: AvgPool2d(3, stride=2),
    "avg_pool_global": lambda: AvgPool2d(),
    "group_norm": lambda: GroupNorm(2, 4),
    "group_norm_one": lambda: GroupNorm(1, 4, eps=0.1),
    "rms_norm": lambda: RMSNorm(3),
    "layer_norm": lambda: LayerNorm(3),
    "layer_norm_eps": lambda: LayerNorm(3, eps=0.1),
    "prelu": lambda: PReLU(3),
    "prelu_shared": lambda: PReLU(3, shared=True),
    "prelu_images": lambda: PReLU(2, images=True),
}
THEIR_NAMES = {"W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "a": "weight"}


@pytest.fixture(scope="module")
def recorded():
    with np.load(Path(__file__).parents[1] / "fixtures" / "layers.npz") as file:
        return dict(file)


def transposed_if_linear(layer, array):
    return array.T if isinstance(layer, Linear) and array.ndim == 2 else array


def test_the_fixture_says_who_made_it(recorded):
    assert str(recorded["version"]).startswith("PyTorch 2.13.0")


def test_every_recorded_case_is_compared(recorded):
    names = {key.split("/")[0] for key in recorded} - {"version", "activation"}
    activations = {key.split("/")[1] for key in recorded if key.startswith("activation")}
    assert names == set(LAYERS)
    assert activations == set(ACTIVATIONS) - {"identity"}


def assert_gradients(layer, theirs, prefix):
    dx = layer.backward(theirs["dy"])
    np.testing.assert_allclose(dx, theirs[f"{prefix}dx"], **TOLERANCE)
    for p in layer.parameters():
        gradient = theirs[f"{prefix}d{THEIR_NAMES[p.name]}"]
        np.testing.assert_allclose(p.grad, transposed_if_linear(layer, gradient), **TOLERANCE)


@pytest.mark.parametrize("name", LAYERS)
def test_layer(name, recorded):
    own = f"{name}/"
    theirs = {k.removeprefix(own): v for k, v in recorded.items() if k.startswith(own)}
    layer = LAYERS[name]()
    for p in layer.parameters():
        p.value[...] = transposed_if_linear(layer, theirs[THEIR_NAMES[p.name]])

    layer.forward(theirs["first"], train=True)
    np.testing.assert_allclose(layer.forward(theirs["x"], train=True), theirs["y"], **TOLERANCE)
    assert_gradients(layer, theirs, "")
    for key, buffer in layer.buffers().items():
        np.testing.assert_allclose(buffer, theirs[key], **TOLERANCE)
    evaluated = layer.forward(theirs["other"], train=False)
    np.testing.assert_allclose(evaluated, theirs["evaluated"], **TOLERANCE)
    assert_gradients(layer, theirs, "evaluated_")


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"identity"}))
def test_activation_and_slope(name, recorded):
    x, y, slope = (recorded[f"activation/{name}/{key}"] for key in ("x", "y", "slope"))
    np.testing.assert_allclose(ACTIVATIONS[name](x), y, **TOLERANCE)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(x), slope, **TOLERANCE)
