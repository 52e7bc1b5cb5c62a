"""The signal in 100 layers of 256 units, 256 examples: what the statistics of every layer cost.

The *products* are only the 100 matrix products, written into arrays that exist already. Ours are
what chapters 2 and 4 look at: the moments or the histogram of every layer, for a network that
is drawn once. Target: 2.2 × products.

    python benchmarks/deep_signal.py
"""

from __future__ import annotations

from collections.abc import Callable

from _timing import interleave, print_table, ratio, typical  # before NumPy: fixes the threads

# isort: split
import numpy as np

from course_lib.activations import tanh
from course_lib.diagnostics import activation_histograms, activation_statistics
from course_lib.initializers import xavier_normal
from course_lib.layers import Elementwise, Linear
from course_lib.network import Sequential, mlp

LAYERS, UNITS, EXAMPLES, BINS, CYCLES = 100, 256, 256, 50, 15
SIZES = [UNITS] * (LAYERS + 2)


def products(x: np.ndarray, network: Sequential) -> Callable[[], object]:
    """Return the matrix products alone."""
    weights = [layer.W.value for layer in network.layers if isinstance(layer, Linear)][:-1]
    y = np.empty((EXAMPLES, UNITS), x.dtype)

    def run() -> None:
        for W in weights:
            np.matmul(x, W, out=y)

    return run


def textbook(x: np.ndarray) -> Callable[[], object]:
    """Return the loop of the books: draw, multiply, `np.histogram` in every layer."""

    def run() -> None:
        rng, y = np.random.default_rng(0), x
        for _ in range(LAYERS):
            W = rng.standard_normal((UNITS, UNITS)).astype(x.dtype) / np.float32(UNITS**0.5)
            y = np.tanh(y @ W)
            np.histogram(y, BINS, (-1, 1))

    return run


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((EXAMPLES, UNITS), np.float32)

    def draw() -> Sequential:
        rng = np.random.default_rng(0)
        return mlp(SIZES, rng=rng, activation=tanh, init=xavier_normal, dtype=np.float32)

    network = draw()
    peers = {
        "products": products(x, network),
        "forward": lambda: network.predict(x),
        "activation_histograms": lambda: activation_histograms(
            network, x, low=-1, high=1, bins=BINS, of=Elementwise
        ),
        "activation_statistics": lambda: activation_statistics(network, x, of=Elementwise),
        "draw the network": draw,
        "textbook: draw, np.histogram": textbook(x),
    }
    seconds = interleave(peers, cycles=CYCLES)
    base = seconds["products"]
    rows = [[name, f"{1e3 * typical(s):.1f}", ratio(s, base)] for name, s in seconds.items()]
    title = "100 layers × 256 units × 256 examples, float32"
    print_table(title, ["pass", "ms", "ratio"], rows, CYCLES)


if __name__ == "__main__":
    main()
