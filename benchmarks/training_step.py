"""One training step against its matrix products, PyTorch and scikit-learn.

A step is forward, softmax cross-entropy, backward, Adam, in float32. The *floor* is only the
matrix products of the step, written into arrays that exist already; ratios are to the floor of
the same run. Peers join where they are installed.

    python benchmarks/training_step.py                   one table: all nets, all kinds
    python benchmarks/training_step.py --only A plain    a part of it
    python benchmarks/training_step.py --against PATH    beside another checkout, by turns
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import pairwise

from _timing import (  # before NumPy: fixes the threads
    CYCLES,
    interleave,
    print_table,
    ratio,
    typical,
    with_other_checkout,
)

# isort: split
import numpy as np

from course_lib.activations import relu
from course_lib.layers import BatchNorm, Dropout, Elementwise, Layer, Linear
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Adam
from course_lib.training import fit

NETS = {"A": ([784, 256, 256, 10], 128), "B": ([784, 100, 100, 100, 100, 100, 10], 100)}
KINDS = ("plain", "batch norm", "dropout")
LR = 1e-5  # of no influence on time; so small that no gradient dies out into denormal numbers
STEPS = 10  # in a row, per cycle

Step = Callable[[], object]


def floor(sizes: list[int], batch: int, rng: np.random.Generator) -> Step:
    """Return the matrix products of a step: y = x W, dW = xᵀ dy, dx = dy Wᵀ (not of the data)."""
    weights = [_normal(rng, *shape) for shape in pairwise(sizes)]
    values = [_normal(rng, batch, size) for size in sizes]
    d_weights = [np.empty_like(W) for W in weights]
    d_values = [_normal(rng, batch, size) for size in sizes]

    def step() -> None:
        for i, W in enumerate(weights):
            np.matmul(values[i], W, out=values[i + 1])
        for i in reversed(range(len(weights))):
            np.matmul(values[i].T, d_values[i + 1], out=d_weights[i])
            if i > 0:
                np.matmul(d_values[i + 1], weights[i].T, out=d_values[i])

    return step


def ours(kind: str, sizes: list[int], x: np.ndarray, y: np.ndarray) -> Step:
    """Return our step."""
    network, optimizer, rng = _network(kind, sizes), Adam(LR), np.random.default_rng(1)

    def step() -> None:
        _, dy = softmax_cross_entropy(network.forward(x, train=True, rng=rng), y)
        network.backward_parameters(dy)
        optimizer.step(network.theta, network.grad, network.decay)

    return step


def our_fit(kind: str, sizes: list[int], x: np.ndarray, y: np.ndarray) -> Step:
    """Return our step as part of `fit`: with its mini-batch, its checks and its record."""
    network, optimizer = _network(kind, sizes), Adam(LR)
    x, y, batch = np.tile(x, (STEPS, 1)), np.tile(y, STEPS), len(x)

    def epoch() -> None:
        rng = np.random.default_rng(1)
        fit(network, x, y, optimizer=optimizer, epochs=1, batch_size=batch, rng=rng)

    return epoch


def torch_step(kind: str, sizes: list[int], x: np.ndarray, y: np.ndarray, fused: bool) -> Step:
    """Return PyTorch's eager step, as its tutorials write it."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layers: list[nn.Module] = []
    for d_in, d_out in pairwise(sizes[:-1]):
        layers.append(nn.Linear(d_in, d_out))
        layers += [nn.BatchNorm1d(d_out)] if kind == "batch norm" else []
        layers.append(nn.ReLU())
        layers += [nn.Dropout(0.5)] if kind == "dropout" else []
    network = nn.Sequential(*layers, nn.Linear(*sizes[-2:]))
    optimizer = torch.optim.Adam(network.parameters(), lr=LR, fused=fused or None)
    loss, inputs, labels = nn.CrossEntropyLoss(), torch.from_numpy(x), torch.from_numpy(y)

    def step() -> None:
        optimizer.zero_grad()
        loss(network(inputs), labels).backward()
        optimizer.step()

    return step


def sklearn_step(sizes: list[int], x: np.ndarray, y: np.ndarray) -> Step:
    """Return scikit-learn's epoch of STEPS mini-batches."""
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(tuple(sizes[1:-1]), batch_size=len(x), learning_rate_init=LR)
    x, y = np.tile(x, (STEPS, 1)), np.tile(y, STEPS)
    classes = np.arange(sizes[-1])
    return lambda: network.partial_fit(x, y, classes=classes)


def _network(kind: str, sizes: list[int]) -> Sequential:
    rng = np.random.default_rng(0)
    layers: list[Layer] = []
    for d_in, d_out in pairwise(sizes[:-1]):
        layers.append(Linear(d_in, d_out, rng=rng, dtype=np.float32))
        layers += [BatchNorm(d_out, dtype=np.float32)] if kind == "batch norm" else []
        layers.append(Elementwise(relu))
        layers += [Dropout(0.5)] if kind == "dropout" else []
    return Sequential(*layers, Linear(*sizes[-2:], rng=rng, dtype=np.float32))


def _normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.standard_normal(shape, np.float32)


def measure(net: str, kind: str) -> list[tuple[str, ...]]:
    """Return the rows of one net and kind."""
    (sizes, batch), rng = NETS[net], np.random.default_rng(0)
    x, y = _normal(rng, batch, sizes[0]), rng.integers(0, sizes[-1], batch)
    peers = {"floor": floor(sizes, batch, rng), "course_lib": ours(kind, sizes, x, y)}
    epochs = {"course_lib, in fit": our_fit(kind, sizes, x, y)}
    if find_spec("torch"):
        peers["PyTorch, default Adam"] = torch_step(kind, sizes, x, y, fused=False)
        peers["PyTorch, fused Adam"] = torch_step(kind, sizes, x, y, fused=True)
    if find_spec("sklearn") and kind == "plain":
        epochs["scikit-learn"] = sklearn_step(sizes, x, y)
    rounds = {name: _repeat(step) for name, step in peers.items()} | epochs
    seconds = interleave(rounds)
    reference = seconds["floor"]
    return [
        (net, kind, name, f"{1e3 * typical(s) / STEPS:.2f}", ratio(s, reference))
        for name, s in seconds.items()
    ]


def compare(checkout: str, net: str, kind: str) -> list[tuple[str, ...]]:
    """Return the rows of our step, alone and in `fit`, over that of another checkout."""
    (sizes, batch), rng = NETS[net], np.random.default_rng(0)
    x, y = _normal(rng, batch, sizes[0]), rng.integers(0, sizes[-1], batch)
    other, rows = with_other_checkout(__file__, checkout), []
    for name in ("ours", "our_fit"):
        pair = {"old": other[name](kind, sizes, x, y), "new": globals()[name](kind, sizes, x, y)}
        calls = STEPS if name == "ours" else 1
        old, new = interleave(pair, calls=calls, cycles=3 * CYCLES).values()
        rows.append((net, kind, name, f"{1e3 * typical(new):.2f}", ratio(new, old)))
    return rows


def _repeat(step: Step) -> Step:
    def steps() -> None:
        for _ in range(STEPS):
            step()

    return steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=[*NETS, *KINDS], default=[*NETS, *KINDS])
    parser.add_argument("--against", help="another checkout of this project: old and new by turns")
    options = parser.parse_args()
    nets = [net for net in NETS if net in options.only] or list(NETS)
    kinds = [kind for kind in KINDS if kind in options.only] or list(KINDS)
    measured = partial(compare, options.against) if options.against else measure
    rows = [row for kind in kinds for net in nets for row in measured(net, kind)]
    reference = "the other checkout" if options.against else "the floor"
    header = ("net", "kind", "step", "ms", f"ratio to {reference} (middle half)")
    print_table("A = 784-256-256-10, batch 128; B = 784-5×100-10, batch 100", header, rows)


if __name__ == "__main__":
    main()
