"""One optimizer update against memory bandwidth, on 1e6 and 1e7 float32 parameters.

The *floor* of an update is the time to copy as many bytes as it must read and write: Adam reads
θ, g, m, v and writes θ, m, v, 7 numbers for each parameter. "Textbook" is the formula on whole
vectors, every intermediate result a new array. PyTorch joins where it is installed.

    python benchmarks/optimizers.py                 both sizes
    python benchmarks/optimizers.py --sizes 1e5     another
    python benchmarks/optimizers.py --against PATH  beside the optimizers of another checkout
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from _timing import interleave, print_table, ratio, typical  # before NumPy: fixes the threads

# isort: split
import numpy as np

from course_lib import optimizers
from course_lib.optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp

LR = 1e-5
FLOOR = "copying 7 numbers"

Step = Callable[[], object]
OURS = {
    "SGD": (SGD, {}, 3),
    "SGD, momentum": (SGD, {"momentum": 0.9}, 5),
    "SGD, Nesterov": (SGD, {"momentum": 0.9, "nesterov": True}, 5),
    "AdaGrad": (AdaGrad, {}, 5),
    "RMSProp": (RMSProp, {"rho": 0.9}, 5),
    "Adam": (Adam, {"beta1": 0.9, "beta2": 0.999}, 7),
    "AdamW": (AdamW, {"beta1": 0.9, "beta2": 0.999}, 7),
}
"""The class, its settings, and how many numbers it moves for each parameter."""


def ours(name: str, shape: tuple[int, ...], package: ModuleType = optimizers) -> Step:
    """Return a step of one of our optimizers; of trials, each with its own rate and shares."""
    kind, settings, _ = OURS[name]
    numbers = {
        key: value if value is True else np.full(shape[:-1], value) if shape[1:] else value
        for key, value in {"lr": LR, **settings}.items()
    }
    optimizer = getattr(package, kind.__name__)(**numbers)
    theta, grad = _vectors(math.prod(shape), 2).reshape(2, *shape)
    return lambda: optimizer.step(theta, grad)


def textbook_adam(size: int) -> Step:
    """Return the formula as it is printed."""
    theta, grad, m, v = _vectors(size, 4)
    v, t = np.abs(v), 0

    def step() -> None:
        nonlocal theta, m, v, t
        t += 1
        m = 0.9 * m + (1 - 0.9) * grad
        v = 0.999 * v + (1 - 0.999) * grad**2
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        theta = theta - LR * m_hat / (np.sqrt(v_hat) + 1e-8)

    return step


def copy(size: int) -> Step:
    """Return copies between 4 vectors that read and write 7 numbers for each parameter."""
    theta, grad, m, v = _vectors(size, 4)
    half = size // 2

    def step() -> None:
        np.copyto(theta, grad)
        np.copyto(m, v)
        np.copyto(theta, m)
        np.copyto(v[:half], grad[:half])

    return step


def torch_adam(size: int, **settings: bool) -> Step:
    """Return a step of PyTorch's Adam."""
    import torch

    torch.set_num_threads(1)
    theta, grad = map(torch.from_numpy, _vectors(size, 2))
    theta.requires_grad_(True)
    theta.grad = grad
    return torch.optim.Adam([theta], lr=LR, **settings).step


def peers(size: int) -> dict[str, tuple[Step, int]]:
    """Return all steps with the numbers they move for each parameter."""
    steps = {FLOOR: (copy(size), 7), "Adam, textbook": (textbook_adam(size), 7)}
    steps |= {name: (ours(name, (size,)), moved) for name, (_, _, moved) in OURS.items()}
    if find_spec("torch"):
        steps["Adam, PyTorch default"] = (torch_adam(size), 7)
        steps["Adam, PyTorch foreach"] = (torch_adam(size, foreach=True), 7)
        steps["Adam, PyTorch fused"] = (torch_adam(size, fused=True), 7)
    return steps


def other_optimizers(checkout: str) -> ModuleType:
    """Import the optimizers of another checkout, beside ours."""
    ours = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith("course_lib")}
    sys.path.insert(0, checkout)
    other = import_module("course_lib.optimizers")
    sys.path.remove(checkout)
    sys.modules.update(ours)
    return other


def compare(checkout: str, shapes: list[tuple[int, ...]]) -> None:
    """Print the time of each step over that of the other checkout."""
    other = other_optimizers(checkout)
    print(f"\nother: {other.__file__}")
    for shape in shapes:
        rows = []
        for name in OURS:
            pair = {"old": ours(name, shape, other), "new": ours(name, shape)}
            old, new = interleave(pair, calls=max(10, 400 // math.prod(shape))).values()
            times = [f"{1e6 * typical(seconds):.1f}" for seconds in (old, new)]
            rows.append([name, *times, ratio(new, old)])
        print_table(f"float32 parameters {shape}", ["update", "other, μs", "μs", "ratio"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="One optimizer update against memory bandwidth.")
    parser.add_argument("--sizes", nargs="+", type=float, default=[1e6, 1e7])
    parser.add_argument("--against", help="another checkout of this project: old and new by turns")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes]
    if options.against:
        compare(options.against, [(2,), *((size,) for size in sizes), (64, 5_000), (64, 2)])
    else:
        for size in sizes:
            against_copying(size)


def against_copying(size: int) -> None:
    """Print the time of each step over that of copying as many numbers."""
    steps = peers(size)
    seconds = interleave({name: step for name, (step, _) in steps.items()})
    rows = [
        [name, str(moved), f"{1e3 * typical(seconds[name]):.2f}", ratio(seconds[name], floor)]
        for name, (_, moved) in steps.items()
        for floor in [seconds[FLOOR] * moved / 7]
    ]
    header = ["update", "numbers moved", "ms", "time / time to copy them"]
    print_table(f"{size:.0e} float32 parameters", header, rows)
    if not find_spec("torch"):
        print("PyTorch is not installed here: its rows are left out (see benchmarks/README.md).")


def _vectors(size: int, count: int) -> np.ndarray:
    """Return `count` random vectors; their size has no influence on time, denormals would."""
    return np.random.default_rng(0).standard_normal((count, size)).astype(np.float32)


if __name__ == "__main__":
    main()
