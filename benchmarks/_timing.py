"""What all benchmarks share: one BLAS thread, peers interleaved in one run, one table.

Import this module before NumPy or any peer: BLAS reads its number of threads when it is loaded.
"""

# ruff: noqa: E402 (the environment comes first)

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import platform
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from time import process_time
from typing import Any

import numpy as np

CYCLES = 40
"""How often the peers take turns: noise of a shared machine hits all of them alike."""
LOW = 30
"""The percentile reported: below the median, because other programs only ever make us slower."""


def interleave(
    peers: Mapping[str, Callable[[], object]],
    *,
    calls: int = 1,
    cycles: int = CYCLES,
    clock: Callable[[], float] = process_time,
) -> dict[str, np.ndarray]:
    """Return seconds per call, one number per cycle, of peers that take turns.

    In each cycle every peer is called once untimed (its data return to the cache) and then
    `calls` times; the order is drawn anew in each cycle. Seconds are those of the processor,
    which do not run while other programs have it: with one thread, and alone on the machine,
    the same as on the wall.
    """
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    order = np.random.default_rng(0)
    for _ in range(cycles):
        for name in order.permutation(list(peers)):
            peers[name]()
            start = clock()
            for _ in range(calls):
                peers[name]()
            seconds[name].append((clock() - start) / calls)
    return {name: np.array(values) for name, values in seconds.items()}


def with_other_checkout(script: str, checkout: str) -> dict[str, Any]:
    """Return the names of a benchmark whose `course_lib` is that of another checkout, beside ours.

    So old and new take turns in one process: ``interleave({"old": …, "new": …})``.
    """
    ours = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith("course_lib")}
    sys.path.insert(0, checkout)
    try:
        return runpy.run_path(script)
    finally:
        sys.path.remove(checkout)
        for name in [name for name in sys.modules if name.startswith("course_lib")]:
            del sys.modules[name]
        sys.modules.update(ours)


def typical(seconds: np.ndarray) -> float:
    """Return the 30th percentile of the cycles."""
    return float(np.percentile(seconds, LOW))


def ratio(seconds: np.ndarray, reference: np.ndarray) -> str:
    """Return the typical ratio to `reference` and the middle half of the ratios, cycle by cycle."""
    low, high = np.percentile(seconds / reference, (25, 75))
    return f"{typical(seconds) / typical(reference):.2f} ({low:.2f}–{high:.2f})"


def print_table(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], cycles: int = CYCLES
) -> None:
    """Print a Markdown table, and under what conditions it was measured."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}\n")
    for i, line in enumerate(lines):
        print("| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |")
        if i == 0:
            print("|" + "|".join("-" * (w + 2) for w in widths) + "|")
    print(
        f"\n{platform.processor() or platform.machine()}, {os.cpu_count()} cores, 1 BLAS thread, "
        f"Python {platform.python_version()}, NumPy {np.__version__}; "
        f"{LOW}th percentile (middle half) of processor time in {cycles} interleaved cycles."
    )
