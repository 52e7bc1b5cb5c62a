"""Run the notebooks and store what they print: the only way an output gets into a notebook.

    python -m scripts.run_notebooks                     all notebooks, each in a fresh kernel
    python -m scripts.run_notebooks --profile FILE ...  these, and their slowest cells
    python -m scripts.run_notebooks --check             compare byte for byte, write nothing

Two runs give the same bytes: cell ids stay, timestamps and editor metadata go. Views and state of
widgets are not stored: every explorer carries a picture of its starting state, which JupyterLab,
GitHub and a printed page then show until the cell is run. ``--check`` includes the pixels of the
figures, so it needs the matplotlib version that drew them; the test suite compares their data.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from scripts.lessons import FOLDED, lessons

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = ("minutes", "nbgrader", "slideshow", "tags")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Run:
    """A notebook after execution: the bytes to store, and the seconds of cell number i."""

    content: bytes
    seconds: dict[int, float]


def kernel_environment(profile: str) -> dict[str, str]:
    """Return variables for a kernel that ignores the user's own settings and prints no warnings.

    One BLAS thread, unless the user asks for more: notebooks are tested one per core.
    """
    import matplotlib.font_manager  # noqa: F401  (a kernel that builds the font cache says so)

    inline = "module://matplotlib_inline.backend_inline"
    quiet = {"IPYTHONDIR": profile, "MPLBACKEND": inline, "COURSE_LIB_QUIET": "1"}
    return {"OPENBLAS_NUM_THREADS": "1", **os.environ, **quiet}


def execute(path: Path, timeout: int = 60) -> Run:
    """Run the notebook at `path` in a fresh kernel; `timeout` is in seconds per cell."""
    notebook = nbformat.read(path, as_version=4)
    started: dict[int, float] = {}
    seconds: dict[int, float] = {}

    def start(cell: NotebookNode, cell_index: int) -> None:
        started[cell_index] = time.perf_counter()

    def stop(cell: NotebookNode, cell_index: int, execute_reply: object) -> None:
        seconds[cell_index] = time.perf_counter() - started[cell_index]

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=timeout,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # not that local traffic is unencrypted
        coalesce_streams=True,
        on_cell_execute=start,
        on_cell_executed=stop,
    )
    with TemporaryDirectory() as profile:
        client.execute(env=kernel_environment(profile))
    normalise(notebook)
    return Run((nbformat.writes(notebook) + "\n").encode(), seconds)


def normalise(notebook: NotebookNode) -> None:
    """Remove from `notebook` what its author did not write and what differs from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        if lessons(notebook.cells) and FOLDED & set(kept.get("tags", ())):
            kept["jupyter"] = {"source_hidden": True}  # JupyterLab folds it
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if output.output_type == "error":  # the frames hold colours, paths and line numbers
                output.traceback = [f"{output.ename}: {output.evalue}"]


def differences(stored: bytes, fresh: bytes) -> Iterator[str]:
    """Yield the cells in which two versions of a notebook differ."""
    old, new = (nbformat.reads(text.decode(), as_version=4).cells for text in (stored, fresh))
    for number, (before, after) in enumerate(zip(old, new, strict=True)):
        keys = [key for key in after if before.get(key) != after[key]]
        if keys:
            yield f"cell {number} (id {after.id}): {', '.join(keys)}"


def process(path: Path, *, check: bool, profile: bool) -> bool:
    """Run one notebook, report on it, store it unless `check`; return whether all is well."""
    begun = time.perf_counter()
    try:
        run = execute(path)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(f"{path.name}: stopped, nothing stored\n{error}")
        return False
    stored = path.read_bytes()
    same = run.content == stored
    if not check and not same:
        path.write_bytes(run.content)
    verdict = "unchanged" if same else "DIFFERS" if check else "stored"
    print(f"{path.name}: {time.perf_counter() - begun:.1f} s, {verdict}", flush=True)
    for line in [] if same or not check else differences(stored, run.content):
        print(f"    {line}")
    if profile:
        for number, value in sorted(run.seconds.items(), key=lambda item: -item[1])[:10]:
            print(f"    {value:6.2f} s  cell {number}")
    return same or not check


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks named on the command line, all of the course without names."""
    description, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of the course")
    parser.add_argument("--check", action="store_true", help="compare with the stored file only")
    parser.add_argument("--profile", action="store_true", help="print the slowest cells")
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))
    results = [process(p, check=options.check, profile=options.profile) for p in paths]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
