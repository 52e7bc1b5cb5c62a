"""The net holds: a changed number, figure or library constant makes the notebook run fail.

Each test runs nbval, with the project's own settings, in a copy of the project: unchanged, with
changed stored outputs, with a changed library.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from scripts.run_notebooks import execute

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = ROOT / "notebooks" / "01_chain_rule.ipynb"
CELLS = {
    "a semicolon hides the value": "1 + 1;",
    "a widget keeps what it captures": """\
import ipywidgets as widgets

box = widgets.Output()
with box:
    print(0.5)
box""",
    "a number of the library": """\
import numpy as np

from course_lib.activations import selu

x = np.linspace(-2, 0, 5)
print(np.round(selu(x), 3))""",
    "a figure of the library's numbers": """\
import matplotlib.pyplot as plt

from course_lib.plots.show import show

fig, ax = plt.subplots()
ax.plot(x, selu(x))
show(fig, "SELU falls less and less to the left.")""",
    "a number of its own": "print(1 / 8)",
}
NUMBER, FIGURE = 2, 3


@pytest.fixture
def project(tmp_path):
    """Copy what a notebook run needs, without the notebooks."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "course_lib", tmp_path / "course_lib", ignore=without)
    files = ["notebooks/conftest.py", "scripts/run_notebooks.py", "scripts/lessons.py"]
    for name in [*files, "pyproject.toml"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Return the path of a small executed notebook."""
    path = tmp_path_factory.mktemp("example") / "example.ipynb"
    cells = [new_code_cell(source, id=f"c{i:03}") for i, source in enumerate(CELLS.values())]
    nbformat.write(new_notebook(cells=cells), path)
    path.write_bytes(execute(path).content)
    return path


def run_nbval(project, *options):
    """Return the numbers of the code cells that failed, and how many passed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    plain = ["-n0", "-p", "no:cacheprovider", "--color=no", "-rf"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, *options, "notebooks"],
        cwd=project,
        env={**environment, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", run.stdout, re.MULTILINE)}
    passed = re.search(r"(\d+) passed", run.stdout)
    assert run.returncode == (1 if failed else 0), run.stdout + run.stderr
    return failed, int(passed[1]) if passed else 0


def change_constant(project, file, old, new):
    path = project / "course_lib" / file
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")


def change_number(output):
    """Change the last digit that a cell printed."""
    output.text = re.sub(r"\d(?=\D*$)", lambda digit: str(9 - int(digit[0])), output.text)


def change_digest(output):
    """Change the first digit of a figure's digest, as other data would."""
    plain = output.data["text/plain"]
    output.data["text/plain"] = re.sub(r"(?<=\bdata )\w", lambda d: "10"[d[0] == "1"], plain)


def test_an_unchanged_notebook_passes(project, example):
    shutil.copy(example, project / "notebooks")
    assert run_nbval(project) == (set(), len(CELLS))


def test_changed_stored_outputs_fail(project, example):
    notebook = nbformat.read(example, as_version=4)
    change_number(notebook.cells[NUMBER].outputs[0])
    change_digest(notebook.cells[FIGURE].outputs[0])
    nbformat.write(notebook, project / "notebooks" / example.name)
    assert run_nbval(project) == ({NUMBER, FIGURE}, len(CELLS) - 2)


def test_a_changed_constant_of_the_library_fails(project, example):
    """It fails the printed number and the figure, whose own code has not changed."""
    shutil.copy(example, project / "notebooks")
    change_constant(project, "activations.py", "SELU_ALPHA: Final = 1.6", "SELU_ALPHA: Final = 1.5")
    assert run_nbval(project) == ({NUMBER, FIGURE}, len(CELLS) - 2)


def test_chapter_1_notices_changed_stored_outputs(project):
    """Its first printed number and its first figure; the cells after them are left out."""
    notebook = nbformat.read(CHAPTER, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [(i, output) for i, cell in enumerate(code) for output in cell.outputs]
    number, stream = next(pair for pair in outputs if re.search(r"\d", pair[1].get("text", "")))
    figure, picture = next(pair for pair in outputs if "image/png" in pair[1].get("data", {}))
    change_number(stream)
    change_digest(picture)
    notebook.cells = code[: max(number, figure) + 1]
    nbformat.write(notebook, project / "notebooks" / CHAPTER.name)
    expected = {number, figure}
    assert run_nbval(project) == (expected, len(notebook.cells) - len(expected))


def test_chapter_1_notices_a_changed_constant_of_the_library(project):
    """The slope of tanh, with which chapter 1 builds its first graph."""
    shutil.copy(CHAPTER, project / "notebooks")
    change_constant(project, "graph/value.py", "(1.0 - t * t,)", "(1.1 - t * t,)")
    failed, _ = run_nbval(project, "--exitfirst")
    assert failed
