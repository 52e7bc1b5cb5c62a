"""Do the stored outputs also hold on other processors? Run the notebooks as if on several of them.

    python scripts/check_platforms.py                       all notebooks
    python scripts/check_platforms.py notebooks/01_*.ipynb  these
    python scripts/check_platforms.py --timeout 900         with more seconds for each cell

Each run compares every stored output (nbval) while OpenBLAS, which multiplies the matrices, uses
the kernels of an older processor and one or two threads; the last run takes the vector
instructions (AVX2, AVX-512) away from NumPy's own functions such as ``exp``. Before each run the
setting is read back from the loaded libraries. Needs Linux and an x86-64 processor with AVX2. The
exit code is 0 only if every cell of every run was compared and equal.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CORES = ("Haswell", "Sandybridge", "Nehalem", "Prescott")
SAME_KERNELS = {"Katmai": "Prescott"}  # on x86-64 OpenBLAS uses one set under both names
THREADS = (1, 2)


@dataclass(frozen=True)
class Platform:
    """`core` and `threads` of OpenBLAS, and the vector instructions that NumPy may not use."""

    core: str | None
    threads: int
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the table calls it."""
        core = f"{self.core} kernels" if self.core else "own kernels"
        return f"{core}, {self.threads} thread(s)" + (", NumPy without AVX" if self.without else "")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a new process compute in this way."""
        settings = {"OPENBLAS_NUM_THREADS": str(self.threads)}
        if self.core:
            settings["OPENBLAS_CORETYPE"] = self.core
        if self.without:
            settings["NPY_DISABLE_CPU_FEATURES"] = " ".join(self.without)
        return {**os.environ, **settings}

    def took_effect(self) -> bool:
        """Read the setting back from the libraries, in a process of its own."""
        known = in_process(self.environment)
        cores = {SAME_KERNELS.get(core, core) for core in known["cores"]}
        if not cores or (self.core and cores != {self.core}):
            return False
        return set(known["threads"]) == {self.threads} and not set(self.without) & set(
            known["simd"]
        )


def in_process(environment: dict[str, str]) -> dict[str, list[Any]]:
    """Return what `loaded` sees under other environment variables."""
    command = [sys.executable, __file__, "--loaded"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, list[Any]] = json.loads(run.stdout)
    return found


def loaded() -> dict[str, list[Any]]:
    """Return the kernels and threads of every OpenBLAS here, and NumPy's vector instructions."""
    import numpy as np
    import scipy.linalg  # noqa: F401  (SciPy may bring an OpenBLAS of its own)

    try:
        from numpy._core import _multiarray_umath as umath
    except ImportError:  # NumPy 1.26
        from numpy.core import _multiarray_umath as umath
    _ = np.ones((2, 2)) @ np.ones((2, 2))
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = {line.split(maxsplit=5)[-1] for line in maps if "openblas" in line}
    libraries = [ctypes.CDLL(path) for path in sorted(paths)]
    return {
        "cores": [call(library, "get_corename", ctypes.c_char_p).decode() for library in libraries],
        "threads": [call(library, "get_num_threads", ctypes.c_int) for library in libraries],
        "simd": [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]],
    }


def call(library: ctypes.CDLL, name: str, result: type) -> Any:
    """Call ``openblas_<name>`` under whichever name this build gives it."""
    names = [f"{pre}openblas_{name}{post}" for pre in ("scipy_", "") for post in ("64_", "")]
    function = next(getattr(library, each) for each in names if hasattr(library, each))
    function.restype = result
    return function()


class Outcome(NamedTuple):
    """Of the cells of a run: how many were equal, and the names of the others, by what they were.

    A cell that ran out of time says nothing about its output, nor do those after it.
    """

    equal: int
    different: list[str]
    timed_out: list[str]


def compare(platform: Platform, notebooks: list[str], timeout: int) -> Outcome:
    """Run nbval on `platform` and give each cell `timeout` seconds."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [f"--numprocesses={min(len(notebooks), os.cpu_count() or 1) - 1}"]
        command += [f"--nbval-cell-timeout={timeout}", f"--junitxml={report}", *notebooks]
        run = subprocess.run(
            command, cwd=ROOT, env=platform.environment, capture_output=True, text=True, check=False
        )
        if not report.exists():
            return Outcome(0, [run.stdout[-500:] + run.stderr[-500:]], [])
        found = outcome(ElementTree.parse(report).iter("testcase"))
    unexplained = run.returncode != 0 and not found.different and not found.timed_out
    return found._replace(different=[run.stdout[-500:]]) if unexplained else found


def outcome(cells: Iterable[ElementTree.Element]) -> Outcome:
    """Sort the cells of a report of nbval."""
    equal, different, timed_out = 0, [], []
    for cell in cells:
        text = "".join(child.get("message", "") for child in cell)
        if not len(cell):
            equal += 1
        elif "Timeout of" in text or "Previous cell timed out" in text:
            timed_out.append(f"{cell.get('classname')} {cell.get('name')}")
        else:
            different.append(f"{cell.get('classname')} {cell.get('name')}")
    return Outcome(equal, different, timed_out)


def platforms() -> list[Platform]:
    """Return the platforms to try: every core with every number of threads, then no AVX."""
    simd = tuple(in_process(dict(os.environ))["simd"])
    return [Platform(core, n) for core in CORES for n in THREADS] + [Platform(None, 1, simd)]


def try_out(platform: Platform, notebooks: list[str], timeout: int) -> bool:
    """Print the line of one platform; return whether all of it was equal."""
    begun = time.perf_counter()
    effect = platform.took_effect()
    equal, different, timed_out = compare(platform, notebooks, timeout)
    row = f"{platform.name:44} {'yes' if effect else 'NO':>9} {equal:6} {len(different):9} "
    row += f"{len(timed_out):9} {time.perf_counter() - begun:7.1f}"
    late = [f"timed out: {name}" for name in timed_out]
    print(row, *different, *late, sep="\n    ", flush=True)
    return effect and equal > 0 and not different and not late


def main(arguments: list[str] | None = None) -> int:
    """Print one line per platform; return 0 if nothing differed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", help="default: all of the course")
    parser.add_argument("--timeout", type=int, default=300, help="seconds a cell may take (300)")
    parser.add_argument("--loaded", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.loaded:
        print(json.dumps(loaded()))
        return 0
    paths = options.notebooks or [str(path) for path in sorted(ROOT.glob("notebooks/*.ipynb"))]
    notebooks = [str(Path(path).resolve()) for path in paths]
    columns = f"{'in effect':>9} {'equal':>6} {'different':>9} {'timed out':>9} seconds"
    print(f"{'platform':44} {columns}")
    lines = [try_out(platform, notebooks, options.timeout) for platform in platforms()]
    well = all(lines)
    if not well:
        print("Timed out: say --timeout SECONDS, or try again on a quieter machine.")
        print("To see a difference: OPENBLAS_CORETYPE=… OPENBLAS_NUM_THREADS=… pytest -n0 NOTEBOOK")
    print("all equal" if well else "NOT all equal")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
