"""From the notebooks to lecture slides and the course site; see ``python -m publish --help``."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"
"""Everything that is made; git ignores it."""


def chapters() -> list[Path]:
    """Return the notebooks that are chapters, in order."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
