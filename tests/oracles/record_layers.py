"""Record PyTorch's layers, activations and losses: tests/fixtures/layers.npz and losses.npz.

Called by ``tests/record_oracles.py``. Everything in float64. Of each layer: parameters, two
training passes (the second one with its gradients), running averages, one evaluation with its.

Where our conventions differ from PyTorch's: it stores the weights of ``Linear`` as ``(out, in)``,
its ``PReLU`` shares one slope by default, and its losses are recorded with ``reduction="sum"``,
because ours are the mean over the batch of the sum over the outputs.
"""

import platform
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

ROWS, IMAGES, CHANNELS = (5, 3), (2, 2, 5, 6), (2, 4, 2, 3)
LAYERS = {
    "linear": (lambda: nn.Linear(3, 2), ROWS),
    "conv": (lambda: nn.Conv2d(2, 3, 3), IMAGES),
    "conv_stride_padding": (lambda: nn.Conv2d(2, 3, 3, stride=2, padding=2), IMAGES),
    "max_pool": (lambda: nn.MaxPool2d(2), IMAGES),
    "max_pool_stride": (lambda: nn.MaxPool2d(3, stride=2), IMAGES),
    "batch_norm": (lambda: nn.BatchNorm1d(3), ROWS),
    "batch_norm_settings": (lambda: nn.BatchNorm1d(3, momentum=0.3, eps=0.1), ROWS),
    "batch_norm_images": (lambda: nn.BatchNorm2d(2), IMAGES),
    "avg_pool": (lambda: nn.AvgPool2d(2), IMAGES),
    "avg_pool_stride": (lambda: nn.AvgPool2d(3, stride=2), IMAGES),
    "avg_pool_global": (lambda: nn.AdaptiveAvgPool2d(1), IMAGES),
    "group_norm": (lambda: nn.GroupNorm(2, 4), CHANNELS),
    "group_norm_one": (lambda: nn.GroupNorm(1, 4, eps=0.1), CHANNELS),
    "rms_norm": (lambda: nn.RMSNorm(3, eps=1e-5), ROWS),
    "layer_norm": (lambda: nn.LayerNorm(3), ROWS),
    "layer_norm_eps": (lambda: nn.LayerNorm(3, eps=0.1), ROWS),
    "prelu": (lambda: nn.PReLU(3), ROWS),
    "prelu_shared": (lambda: nn.PReLU(), ROWS),
    "prelu_images": (lambda: nn.PReLU(2), IMAGES),
}
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
}


def record(folder: Path) -> None:
    """Write both files into `folder`."""
    torch.manual_seed(0)
    version = np.array(f"PyTorch {torch.__version__}, Python {platform.python_version()}")
    rng = np.random.default_rng(0)
    layers = {"version": version}
    for name, (make, shape) in LAYERS.items():
        layers |= {f"{name}/{key}": value for key, value in passes(make(), shape, rng).items()}
    for name, function in ACTIVATIONS.items():
        layers |= {f"activation/{name}/{k}": v for k, v in curve(function).items()}
    np.savez_compressed(folder / "layers.npz", **layers)
    np.savez_compressed(folder / "losses.npz", version=version, **losses(rng))


def passes(layer: nn.Module, shape: tuple[int, ...], rng: np.random.Generator) -> dict:
    """Two training passes and one in evaluation; parameters first moved away from 0 and 1."""
    layer = layer.double()
    with torch.no_grad():
        for p in layer.parameters():
            p += torch.from_numpy(0.3 * rng.standard_normal(tuple(p.shape)))
    first, x, other = (torch.from_numpy(2 * rng.standard_normal(shape) + 1) for _ in range(3))
    out = {name: p.detach().numpy().copy() for name, p in layer.named_parameters()}
    layer(first)
    y = layer(x.requires_grad_())
    dy = torch.from_numpy(rng.standard_normal(tuple(y.shape)))
    y.backward(dy)
    out |= {"first": first, "x": x, "other": other, "y": y, "dy": dy, "dx": x.grad}
    out |= {f"d{name}": p.grad for name, p in layer.named_parameters()}
    out |= {name: b.clone() for name, b in layer.named_buffers() if b.ndim}
    layer.zero_grad()
    evaluated = layer.eval()(other.requires_grad_())
    evaluated.backward(dy)
    out |= {"evaluated": evaluated, "evaluated_dx": other.grad}
    out |= {f"evaluated_d{name}": p.grad for name, p in layer.named_parameters()}
    return {k: v.detach().numpy() if isinstance(v, torch.Tensor) else v for k, v in out.items()}


def curve(function) -> dict:
    """An activation and its slope, also far out and at the kink."""
    x = torch.cat([torch.linspace(-6, 6, 25), torch.tensor([-30.0, 30.0])]).double()
    y = function(x.requires_grad_())
    y.sum().backward()
    return {"x": x.detach().numpy(), "y": y.detach().numpy(), "slope": x.grad.numpy()}


def losses(rng: np.random.Generator) -> dict:
    """Sum and gradient of the sum of each loss, on 5 examples of 4 outputs."""
    z = 3 * rng.standard_normal((5, 4))
    labels, probabilities = rng.integers(0, 4, 5), rng.dirichlet(np.ones(4), 5)
    real, between = rng.standard_normal((5, 4)), rng.random((5, 4))
    questions = {
        "cross_entropy_labels": (functional.cross_entropy, labels),
        "cross_entropy_probabilities": (functional.cross_entropy, probabilities),
        "binary_cross_entropy": (functional.binary_cross_entropy_with_logits, between),
        "mean_squared_error": (functional.mse_loss, real),
        "mean_absolute_error": (functional.l1_loss, real),
    }
    out = {"prediction": z}
    for name, (function, target) in questions.items():
        prediction = torch.from_numpy(z).clone().requires_grad_()
        value = function(prediction, torch.from_numpy(target), reduction="sum")
        value.backward()
        out[f"{name}/target"] = target
        out[f"{name}/sum"] = value.detach().numpy()
        out[f"{name}/gradient"] = prediction.grad.numpy()
    return out
