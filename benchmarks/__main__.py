"""Run all benchmarks, one after the other, each in its own process.

    python -m benchmarks

Each script fixes its BLAS threads before it loads NumPy, so they cannot share an interpreter; one
at a time, so that they do not share the processor either. One that fails does not stop the rest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = (
    "training_step.py",
    "optimizers.py",
    "search.py",
    "deep_signal.py",
    "explorer_latency.py",
    "imports.py",
)


def main() -> None:
    failed = [name for name in SCRIPTS if not succeeds(name)]
    if failed:
        sys.exit(f"benchmarks: expected all to finish, these failed: {', '.join(failed)}.")


def succeeds(name: str) -> bool:
    """Run one script with its output shown; return whether it ended well."""
    print(f"\n{name}", flush=True)
    return subprocess.run([sys.executable, HERE / name], cwd=HERE.parent).returncode == 0


if __name__ == "__main__":
    main()
