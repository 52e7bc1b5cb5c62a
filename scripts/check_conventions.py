"""Run what ``docs/conventions.md`` says about PyTorch and Keras, row by row.

By hand, in an environment of its own: ``pip install torch keras``, then
``KERAS_BACKEND=torch python scripts/check_conventions.py``. Every line must say ``ok``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import keras
import numpy as np
import torch
from torch import nn
from torch.nn import functional

Row = tuple[str, bool]


def close(found: float, expected: float) -> bool:
    return bool(np.isclose(found, expected, rtol=1e-5))


def torch_steps(make: Callable, rates: tuple, grad: float, start: float) -> list[float]:
    """Return the parameter after each step with the same gradient."""
    theta = nn.Parameter(torch.tensor([start]))
    optimizer, path = make([theta]), []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        theta.grad = torch.tensor([grad])
        optimizer.step()
        path.append(theta.item())
    return path


def keras_steps(optimizer: keras.Optimizer, rates: tuple, grad: float, start: float) -> list[float]:
    """Return the parameter after each step with the same gradient."""
    theta, path = keras.Variable([start]), []
    optimizer.build([theta])
    for rate in rates:
        optimizer.learning_rate = rate
        optimizer.apply([keras.ops.convert_to_tensor([grad])], [theta])
        path.append(float(keras.ops.convert_to_numpy(theta)[0]))
    return path


def shapes_and_losses() -> Iterator[Row]:
    dense = keras.layers.Dense(5)
    dense.build((None, 3))
    yield "dense: PyTorch (out, in)", nn.Linear(3, 5).weight.shape == (5, 3)
    yield "dense: Keras (in, out)", dense.kernel.shape == (3, 5)
    yield "images: PyTorch N, C, H, W", nn.Conv2d(3, 4, 3)(torch.zeros(2, 3, 8, 8)).shape[1] == 4
    yield "images: Keras N, H, W, C", keras.config.image_data_format() == "channels_last"
    logits, targets = torch.tensor([[1.0, 2, 0], [0, 1, 3]]), torch.tensor([0, 2])
    mean = functional.cross_entropy(logits, targets, reduction="none").mean().item()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    yield "loss: PyTorch mean", close(functional.cross_entropy(logits, targets).item(), mean)
    yield "loss: Keras mean", close(float(loss(targets.numpy(), logits.numpy())), mean)
    a, b = np.ones((2, 3), np.float32), np.eye(2, 3, dtype=np.float32) * 4
    squared = functional.mse_loss(torch.tensor(a), torch.tensor(b)).item()
    yield "squared error: PyTorch mean over both", close(squared, ((a - b) ** 2).mean())
    yield (
        "squared error: Keras the same",
        close(float(keras.losses.MeanSquaredError()(a, b)), squared),
    )


def penalties() -> Iterator[Row]:
    sgd = torch_steps(lambda p: torch.optim.SGD(p, weight_decay=0.5), (0.1,), 0.0, 2.0)
    yield "L2: PyTorch adds λ W", close(sgd[0], 2 - 0.1 * 0.5 * 2)
    penalty = keras.regularizers.L2(0.5)(keras.ops.convert_to_tensor([3.0]))
    yield "L2: Keras λ ‖W‖²", close(float(penalty), 0.5 * 9)
    adam_w = torch_steps(lambda p: torch.optim.AdamW(p, weight_decay=0.5), (0.1,), 0.0, 2.0)
    yield "AdamW: PyTorch decoupled, times η", close(adam_w[0], 2 * (1 - 0.1 * 0.5))
    for name in ("AdamW", "SGD"):
        optimizer = getattr(keras.optimizers, name)(weight_decay=0.5)
        decayed = keras_steps(optimizer, (0.1,), 0.0, 2.0)[0]
        yield f"{name}: Keras decoupled, times η", close(decayed, 2 * (1 - 0.1 * 0.5))
    layer = nn.Linear(1, 1)
    listed = [
        p is layer.bias for p in torch.optim.SGD(layer.parameters()).param_groups[0]["params"]
    ]
    yield "bias: PyTorch decays it", any(listed)
    excludes = hasattr(keras.optimizers.AdamW(), "exclude_from_weight_decay")
    yield "bias: Keras decays it unless excluded", excludes


def optimizers() -> Iterator[Row]:
    rates = (0.1, 0.05)
    path = torch_steps(lambda p: torch.optim.SGD(p, momentum=0.9), rates, 1.0, 0.0)
    yield "momentum: PyTorch v ← μv + g", close(path[1], -0.1 - 0.05 * 1.9)
    path = keras_steps(keras.optimizers.SGD(momentum=0.9), rates, 1.0, 0.0)
    yield "momentum: Keras v ← μv − ηg", close(path[1], -0.1 + (-0.9 * 0.1 - 0.05))
    theta = [nn.Parameter(torch.zeros(1))]
    yield "RMSProp: PyTorch alpha 0.99", torch.optim.RMSprop(theta).defaults["alpha"] == 0.99
    yield "RMSProp: Keras rho 0.9", keras.optimizers.RMSprop().rho == 0.9
    g = eps = 1e-3  # so large an ε shows where it is added
    after = torch_steps(lambda p: torch.optim.Adam(p, eps=eps), (1.0,), g, 0.0)[0]
    yield "ε in Adam: PyTorch after the correction", close(after, -g / (g + eps))
    before = keras_steps(keras.optimizers.Adam(epsilon=eps), (1.0,), g, 0.0)[0]
    root = np.sqrt(0.001)
    yield "ε in Adam: Keras before it", close(before, -root * g / (root * g + eps))


def layers() -> Iterator[Row]:
    x = torch.tensor([[0.0], [2.0], [4.0]])  # variance 4 unbiased, 8/3 biased
    norm, other = nn.BatchNorm1d(1), keras.layers.BatchNormalization()
    norm(x)
    other(x.numpy(), training=True)
    mean, variance = (
        float(keras.ops.convert_to_numpy(v)[0]) for v in other.non_trainable_variables[:2]
    )
    yield "batch norm: PyTorch 0.1 of the new", close(norm.running_mean.item(), 0.1 * 2)
    yield "batch norm: Keras 0.99 of the old", close(mean, 0.01 * 2)
    yield "variance: PyTorch unbiased", close(norm.running_var.item(), 0.9 + 0.1 * 4)
    yield "variance: Keras biased", close(variance, 0.99 + 0.01 * 8 / 3)
    ones = np.ones(100_000, np.float32)
    dropped = functional.dropout(torch.tensor(ones), 0.2).numpy()
    also = keras.ops.convert_to_numpy(keras.layers.Dropout(0.2)(ones, training=True))
    for name, out in [("PyTorch", dropped), ("Keras", also)]:
        share = abs((out == 0).mean() - 0.2) < 0.01
        yield f"dropout: {name} drops p, scales in training", share and close(out.max(), 1.25)
    for name, relu in [("PyTorch", functional.relu), ("Keras", keras.ops.relu)]:
        zero = torch.zeros(1, requires_grad=True)
        relu(zero).sum().backward()
        yield f"ReLU: {name} slope 0 at 0", zero.grad.item() == 0
    yield "precision: PyTorch float32", torch.get_default_dtype() == torch.float32
    yield "precision: Keras float32", keras.config.floatx() == "float32"
    yield "mode: PyTorch .train(), .eval()", norm.training and not norm.eval().training


def main() -> int:
    print(f"PyTorch {torch.__version__}, Keras {keras.__version__} on {keras.backend.backend()}")
    wrong = 0
    for part in (shapes_and_losses, penalties, optimizers, layers):
        for row, holds in part():
            print("ok   " if holds else "WRONG", row)
            wrong += not holds
    return min(1, wrong)


if __name__ == "__main__":
    sys.exit(main())
