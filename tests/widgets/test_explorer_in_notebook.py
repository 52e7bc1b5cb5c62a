"""In a real kernel figures and explorers are shown once; without one they are pictures."""

import base64

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

FIGURE = """
import matplotlib.pyplot as plt
from course_lib import plots
from course_lib.widgets import Explorer, slider
plots.use_course_style()
fig, ax = plt.subplots()
plots.lines(ax, [0, 1, 2], {"sgd": [3, 2, 1]})
plots.show(fig, "SGD halves the loss in a step or two.")
"""
EXPLORER = """
Explorer(
    "slope",
    lambda slope: [0, slope],
    lambda figure, y: {"line": figure.subplots().plot([0, 1], y)[0]},
    lambda artists, y: artists["line"].set_ydata(y),
    {"slope": slider("slope", 0, 5, 2)},
    "A line through the origin that becomes steeper.",
)
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def notebook():
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (FIGURE, EXPLORER)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    nbformat.validate(notebook)
    return notebook


def without_kernel(notebook):
    """The notebook as it is stored: without widget state."""
    stored = nbformat.from_dict(notebook)
    stored.metadata.pop("widgets", None)
    return stored


def test_a_figure_is_one_output_with_picture_words_and_metadata(notebook):
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data.keys() == {"image/png", "text/plain"}
    assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
    alt = "SGD halves the loss in a step or two."
    assert output.data["text/plain"].startswith("Figure: 1 panel, 1 line, data ")
    assert output.data["text/plain"].endswith(f" · {alt}")
    assert output.metadata == {"alt": alt, "image/png": {"alt": alt}}


def test_an_explorer_is_one_output_with_view_picture_and_words(notebook):
    (output,) = notebook.cells[1].outputs
    assert output.data.keys() == {VIEW, "image/png", "text/plain"}
    assert output.data["text/plain"].startswith("Explorer: slope, slope=2, data ")
    assert output.metadata["alt"] == "A line through the origin that becomes steeper."


@pytest.mark.parametrize("drop_view", [False, True])
def test_html_without_a_kernel_shows_both_pictures_and_their_words(notebook, drop_view):
    stored = without_kernel(notebook)
    if drop_view:
        stored.cells[1].outputs[0].data.pop(VIEW, None)
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(stored)
    for output in (cell.outputs[0] for cell in stored.cells):
        assert output.data["image/png"] in html
        assert f'alt="{output.metadata["alt"]}"' in html
    assert '<script type="application/vnd.jupyter.widget-view' not in html
