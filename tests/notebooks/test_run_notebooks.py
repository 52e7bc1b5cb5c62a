"""The executor stores the same bytes every time; nothing when it checks or when a cell fails."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from scripts.run_notebooks import main, normalise

WIDGET = "import ipywidgets as widgets\n\nprint('½')\nwidgets.IntSlider(3)"


@pytest.fixture
def write(tmp_path):
    def write(*sources):
        cells = [new_code_cell(source, id=f"c{i:03}") for i, source in enumerate(sources)]
        nbformat.write(new_notebook(cells=cells), tmp_path / "example.ipynb")
        return tmp_path / "example.ipynb"

    return write


def test_stored_outputs_check_until_they_are_changed(write, capsys):
    path = write("x = 2", WIDGET)
    assert main([str(path), "--profile"]) == 0
    assert " s  cell 1" in capsys.readouterr().out
    assert main([str(path), "--check"]) == 0
    changed = path.read_bytes().replace("½".encode(), b"1/2", 1)
    path.write_bytes(changed)
    assert main([str(path), "--check"]) == 1
    assert "example.ipynb" in (report := capsys.readouterr().out)
    assert "cell 1 (id c001): outputs" in report
    assert path.read_bytes() == changed


def test_a_failing_cell_stores_nothing(write, capsys):
    path = write("print(1)", "1 / 0")
    before = path.read_bytes()
    assert main([str(path)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_normalising_keeps_what_the_author_wrote():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1f"}, "text/plain": "a"}
    error = new_output("error", ename="E", evalue="no", traceback=["\x1b[31mFile /a/b.py", "x"])
    display = new_output("display_data", data=view, metadata={"alt": "A line"})
    kept = {"slideshow": {"slide_type": "slide"}, "tags": ["explorer"], "minutes": 10}
    cell = new_code_cell("x", outputs=[display, error], metadata={**kept, "scrolled": True})
    notebook = new_notebook(cells=[cell], metadata={"widgets": {"state": {}}})
    normalise(notebook)
    assert cell.metadata == kept
    assert display.data == {"text/plain": "a"}
    assert display.metadata == {"alt": "A line"}
    assert error.traceback == ["E: no"]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
