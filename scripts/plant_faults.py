"""Plant twenty faults in the library, one at a time: do the notebooks notice, do the unit tests?

    python scripts/plant_faults.py                 all of them, and how many each side caught
    python scripts/plant_faults.py --only 3 7      some of them

Each fault is one a person makes: a sign, a missing factor, ε in the wrong place, an axis, a count
that starts at 0. For each, nbval runs the named chapters, and pytest the named tests, in a copy of
the project. The exit code is 0 if nbval alone catches at least 16 and the unit tests catch all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENOUGH = 16


@dataclass(frozen=True)
class Fault:
    """One replaced line: where, what it was, what it becomes, and who should notice."""

    name: str
    file: str
    old: str
    new: str
    chapters: tuple[str, ...]
    tests: tuple[str, ...]


ADAM, BN = "optimizers/adam.py", "layers/batch_norm.py"
FAULTS = (
    Fault("tanh: slope 1 + y²", "activations.py", "1 - y * y", "1 + y * y",
          ("02",), ("test_activations.py",)),
    Fault("sigmoid: slope without 1 − y", "activations.py", "lambda x, y: y * (1 - y)",
          "lambda x, y: y", ("02",), ("test_activations.py",)),
    Fault("ELU: slope without alpha", "activations.py", "y + scale * alpha)", "y + scale)",
          ("02",), ("test_activations.py",)),
    Fault("cross-entropy: gradient not divided by N", "losses.py", "    p /= z.shape[-2]\n", "",
          ("01", "02"), ("test_losses.py",)),
    Fault("mean squared error: gradient without 2", "losses.py", "(2 / y.shape[-2])",
          "(1 / y.shape[-2])", ("01", "02"), ("test_losses.py",)),
    Fault("Linear: db is a mean", "layers/linear.py", "dy.sum(axis=-2, out=self.b.grad)",
          "dy.mean(axis=-2, out=self.b.grad)", ("01",), ("layers/test_contract.py",)),
    Fault("graph: a reused node keeps one path only", "graph/value.py", "+=", "=",
          ("01",), ("test_graph.py",)),
    Fault("SGD: climbs", "optimizers/sgd.py", "x -= lr *", "x += lr *",
          ("03",), ("optimizers",)),
    Fault("Nesterov: the old velocity", "optimizers/sgd.py",
          "g + momentum * v if", "g + v if", ("03",), ("optimizers",)),
    Fault("AdaGrad: forgets to square", "optimizers/adaptive.py", "h += g * g", "h += abs(g)",
          ("03",), ("optimizers",)),
    Fault("Adam: t counts from 0 after the first step", ADAM, "beta2**self.t) ** 0.5",
          "beta2**(self.t + 1)) ** 0.5", ("03",), ("optimizers",)),
    Fault("Adam: ε inside the root", ADAM,
          "root = np.sqrt(v)\n        root += eps * scale",
          "root = np.sqrt(v + eps)", ("03",), ("optimizers",)),
    Fault("AdamW: decay twice", "optimizers/frame.py", "lr * weight_decay if",
          "2 * lr * weight_decay if", ("03", "06"), ("optimizers",)),
    Fault("He: n is fan-out", "initializers/scaling.py", "math.sqrt(fans(shape)[0])",
          "math.sqrt(fans(shape)[1])", ("04",), ("test_initializers.py",)),
    Fault("PCA: divided by N", "preprocessing/rotation.py", "/ (len(x) - 1))", "/ len(x))",
          ("04",), ("test_preprocessing.py",)),
    Fault("batch norm: dx without the mean of dy", BN,
          "        dx -= spread(self.beta.grad / n, self.images)\n", "", ("05",), ("layers",)),
    Fault("batch norm: biased running variance", BN, "var * (n / (n - 1))", "var",
          ("05",), ("layers",)),
    Fault("batch norm: momentum reversed", BN,
          "self.running_mean += self.momentum *", "self.running_mean += (1 - self.momentum) *",
          ("05",), ("layers",)),
    Fault("dropout: mask not divided by 1 − p", "layers/dropout.py",
          "np.multiply(keep, 1 / (1 - p), dtype", "np.multiply(keep, 1.0, dtype",
          ("06", "05"), ("layers",)),
    Fault("halving: keeps the worst rungs' counts", "search/halving.py",
          "(configs // eta**i,", "(configs // eta ** (i + 1) + 1,",
          ("07",), ("search/test_search_halving.py",)),
)  # fmt: skip


def copy_of_project(folder: Path) -> Path:
    """Copy what both kinds of run need."""
    for name in ("course_lib", "tests", "notebooks", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def plant(project: Path, fault: Fault) -> None:
    """Write the fault into the copy; it must fit exactly once or, for a sign, at least once."""
    path = project / "course_lib" / fault.file
    text = path.read_text(encoding="utf-8")
    if fault.old not in text:
        raise SystemExit(f"{fault.name}: {fault.old!r} is no longer in {fault.file}")
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")


def fails(project: Path, arguments: list[str]) -> bool:
    """Run pytest in the copy; return whether a test failed."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(project), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [*command, *arguments], cwd=project, env=environment, capture_output=True, check=False
    )
    if run.returncode not in (0, 1):
        raise SystemExit(run.stdout.decode()[-2000:] + run.stderr.decode()[-2000:])
    return run.returncode == 1


def caught(project: Path, fault: Fault) -> tuple[bool, bool]:
    """Return whether nbval and whether the unit tests notice; the copy is mended afterwards."""
    path = project / "course_lib" / fault.file
    plant(project, fault)
    try:
        found = (p for c in fault.chapters for p in sorted(project.glob(f"notebooks/{c}_*.ipynb")))
        by_notebooks = any(fails(project, [str(p.relative_to(project))]) for p in found)
        by_tests = fails(project, [f"tests/{name}" for name in fault.tests])
    finally:
        shutil.copy(ROOT / "course_lib" / fault.file, path)
    return by_notebooks, by_tests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", type=int, help="numbers of faults, from 1")
    options = parser.parse_args()
    chosen = [FAULTS[k - 1] for k in options.only] if options.only else list(FAULTS)
    print(f"{'fault':<46} {'nbval':<8}unit tests")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_project(Path(folder) / "project")
        for fault in chosen:
            results.append(caught(project, fault))
            words = ["caught" if caught else "MISSED" for caught in results[-1]]
            print(f"{fault.name:<46} {words[0]:<8}{words[1]}", flush=True)
    notebooks, tests = (sum(column) for column in zip(*results, strict=True))
    print(f"nbval caught {notebooks}, the unit tests {tests}, of {len(results)}")
    return 0 if notebooks >= min(ENOUGH, len(results)) and tests == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
