"""64 trials of a small MLP: one after the other, along the trial axis, and the peers' loops.

Every trial trains 49-32-10 for 5 epochs on 1,000 images of 7 × 7 with its own learning rate, all
in float32. Each way draws the same 64 learning rates; peers join where they are installed.

    python benchmarks/search.py
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from _timing import interleave, print_table, ratio, typical  # before NumPy: fixes the threads

# isort: split
import numpy as np

from course_lib.data import fashion_mnist
from course_lib.network import mlp
from course_lib.optimizers import Adam
from course_lib.search import LogUniform, random_search
from course_lib.training import fit

TRIALS, HIDDEN, EPOCHS, BATCH, CYCLES = 64, 32, 5, 50, 5
DATA = fashion_mnist(train=1000, test=10, size=14, flat=False)
X = DATA.x_train.reshape(1000, 7, 2, 7, 2).mean(axis=(2, 4)).reshape(1000, 49).astype(np.float32)
Y = DATA.y_train
SPACE = {"lr": LogUniform(1e-4, 1e-1)}


def train(rates: np.ndarray | float, trials: int | tuple[()]) -> np.ndarray:
    """Return the final loss of a network for each learning rate."""
    network = mlp([49, HIDDEN, 10], rng=np.random.default_rng(0), trials=trials, dtype=np.float32)
    history = fit(
        network,
        X,
        Y,
        optimizer=Adam(rates),
        epochs=EPOCHS,
        batch_size=BATCH,
        rng=np.random.default_rng(0),
    )
    return np.atleast_1d(history.loss[-1])


def search(batch: int | None) -> Callable[[], object]:
    """Return a random search over 64 learning rates, `batch` trials at once."""

    def along_axis(configs: list[dict[str, float]]) -> list[float]:
        return train(np.array([c["lr"] for c in configs]), len(configs)).tolist()

    def alone(config: dict[str, float]) -> float:
        return float(train(config["lr"], ())[0])

    objective = alone if batch is None else along_axis
    return lambda: random_search(
        objective, SPACE, TRIALS, rng=np.random.default_rng(0), batch=batch
    )


def sklearn_loop() -> Callable[[], object]:
    """Return the loop over scikit-learn's MLPClassifier."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    rates = 10 ** np.random.default_rng(0).uniform(-4, -1, TRIALS)

    def loop() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 5 epochs do not converge; nor should they
            for lr in rates:
                MLPClassifier(
                    (HIDDEN,), batch_size=BATCH, max_iter=EPOCHS, learning_rate_init=lr, alpha=0.0
                ).fit(X, Y)

    return loop


def torch_loop() -> Callable[[], object]:
    """Return the eager PyTorch loop with its default Adam."""
    import torch

    torch.set_num_threads(1)
    x, y = torch.tensor(X), torch.tensor(Y)
    rates = 10 ** np.random.default_rng(0).uniform(-4, -1, TRIALS)

    def loop() -> None:
        for lr in rates:
            net = torch.nn.Sequential(
                torch.nn.Linear(49, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10)
            )
            optimizer = torch.optim.Adam(net.parameters(), lr=float(lr))
            for _ in range(EPOCHS):
                for part in torch.randperm(len(x)).split(BATCH):
                    optimizer.zero_grad()
                    torch.nn.functional.cross_entropy(net(x[part]), y[part]).backward()
                    optimizer.step()

    return loop


def main() -> None:
    """Print the table."""
    peers = {
        "one after the other": search(None),
        "along the trial axis, 64 at once": search(64),
        "along the trial axis, 16 at once": search(16),
    }
    if find_spec("sklearn"):
        peers["scikit-learn MLPClassifier, loop"] = sklearn_loop()
    if find_spec("torch"):
        peers["PyTorch eager, loop"] = torch_loop()
    seconds = interleave(peers, cycles=CYCLES)
    fastest = seconds["along the trial axis, 64 at once"]
    rows = [[name, f"{typical(s):.2f} s", ratio(s, fastest)] for name, s in seconds.items()]
    print_table("64 trials of a small MLP", ["way", "time", "ratio"], rows, CYCLES)


if __name__ == "__main__":
    main()
