"""Run a chapter with all its random generators shifted, and list the claims that then fail.

    python -m scripts.shift_seeds notebooks/01_chain_rule.ipynb --shifts 20

A finding that depends on luck is no finding: over 20 shifts no claim may fail more than once. Shift
k replaces ``np.random.default_rng(seed)`` by ``np.random.default_rng([seed, k])`` before the first
cell; claims that fail are written down instead of stopping the chapter. Nothing is stored.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from scripts.run_notebooks import kernel_environment

FAILED, VERDICT = "FAILED CLAIM ", "VERDICT "
PROLOGUE = """
import numpy as np
from course_lib import claims

def shifted(seed=None, make=np.random.default_rng):
    plain = isinstance(seed, (int, np.integer, list, tuple))
    return make([*np.atleast_1d(seed).tolist(), SHIFT]) if plain else make(seed)

def forgiving(*args, real=claims.claim, **bounds):
    try:
        real(*args, **bounds)
    except AssertionError as error:
        print("FAILED CLAIM " + str(error))

def noted(*args, real=claims.compare, **options):
    result = real(*args, **options)
    print("VERDICT " + result.verdict)
    return result

np.random.default_rng, claims.claim, claims.compare = shifted, forgiving, noted
"""


def failures(shift: int, path: Path) -> list[str]:
    """Return the claims of the chapter at `path` that fail under one shift, and its verdicts."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, new_code_cell(PROLOGUE.replace("SHIFT]", f"{shift}]")))
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        allow_errors=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        extra_arguments=["--log-level=ERROR"],
    )
    with TemporaryDirectory() as profile:
        client.execute(env=kernel_environment(profile))
    return [line for cell in notebook.cells for line in _found(cell)]


def _found(cell: nbformat.NotebookNode) -> list[str]:
    """Return what one cell has to report; an error that its author did not expect, too."""
    found = []
    for output in cell.get("outputs", []):
        found += [
            line
            for line in output.get("text", "").splitlines()
            if line.startswith((FAILED, VERDICT))
        ]
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if output.output_type == "error" and not expected:
            found.append(f"{FAILED}cell {cell.id}: {output.ename}: {output.evalue}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print for each chapter its failures by shift; fail if a claim fails more than once."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--shifts", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    worst = 0
    with ProcessPoolExecutor(options.workers) as pool:
        for path in options.notebooks:
            shifts = range(1, options.shifts + 1)
            runs = list(pool.map(partial(failures, path=path), shifts))
            worst = max(worst, _report(path, runs))
    return int(worst > 1)


def _report(path: Path, runs: list[list[str]]) -> int:
    """Print what failed in how many runs; return the largest number."""
    # The measured number differs from run to run: the sentence before it names the claim.
    fell = Counter(
        line.removeprefix(FAILED).rpartition(": ")[0] or line.removeprefix(FAILED)
        for run in runs
        for line in set(run)
        if line.startswith(FAILED)
    )
    verdicts = Counter(
        line.removeprefix(VERDICT) for run in runs for line in run if VERDICT in line
    )
    print(f"{path.name}: {len(runs)} shifts, {len(fell)} claims fell")
    for sentence, count in fell.most_common():
        print(f"  {count:2} × {sentence}")
    for verdict, count in sorted(verdicts.items()):
        print(f"  {count:2} × verdict: {verdict}")
    return max(fell.values(), default=0)


if __name__ == "__main__":
    sys.exit(main())
