"""Every hygiene rule fires on a notebook that breaks it, and only then."""

import pytest
from hygiene import CHAPTER, GENERAL, rules
from nbformat import v4
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from stored_notebook import Notebook

from scripts.run_notebooks import METADATA

ALT = "Two curves that cross at 1"
CLAIMS = "".join(f'claim("Sentence {i}", {i} < 9)\n' for i in range(8))
ANSWERS = "<details><summary>Why?</summary>Because.</details>\n" * 5
WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
TEXT = "A sentence of five words. $x + y$ `code`\n" * 170


def markdown(source):
    return new_markdown_cell(source, metadata={"slideshow": {"slide_type": "slide"}})


def code(source, *outputs, tags=()):
    metadata = {"slideshow": {"slide_type": "skip"}, "tags": list(tags)}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def picture():
    data = {"image/png": "aGk=", "text/plain": f"Explorer: 1 panel, data 5f3a9c · {ALT}"}
    return new_output("display_data", data=data, metadata={"image/png": {"alt": ALT}})


def good_chapter():
    """A chapter without a fault: claims, two explorers, an expected error, text between."""
    error = new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
    cells = [
        markdown("# One rule\n\nText."),
        code("from course_lib.claims import claim", tags=["plumbing"]),
        code(CLAIMS.strip(), new_output("stream", name="stdout", text="✓ Sentence 0\n")),
        markdown("## 1. Slopes (25 min)\n\n![The rule as a graph](conftest.py)\n\n" + TEXT),
        code("slope_explorer = 1", picture(), tags=["explorer"]),
        code("graph_explorer = 2", picture(), tags=["explorer"]),
        markdown("## 2. Graphs (20 min)\n\n### Answers\n\n```text\n# no heading\n```\n" + ANSWERS),
        code('raise ValueError("no")', error, tags=["raises-exception"]),
    ]
    notebook = new_notebook(cells=cells, metadata=METADATA)
    for number, cell in enumerate(cells):
        cell.id = f"c{number:03}"
    for count, cell in enumerate([c for c in cells if c.cell_type == "code"], start=1):
        cell.execution_count = count
    return notebook


def broken_rules(document, name="01_example.ipynb"):
    notebook = Notebook(name, (v4.writes(document) + "\n").encode())
    return {name for name, rule in rules(notebook).items() if list(rule(notebook))}


def print_text(text):
    return lambda nb: nb.cells[2].outputs[0].update(text=text)


def source(number, text):
    return lambda nb: nb.cells[number].update(source=text)


def replace(number, old, new):
    def change(nb):
        assert old in nb.cells[number].source
        nb.cells[number].source = nb.cells[number].source.replace(old, new)

    return change


def output_text(number, text):
    return lambda nb: nb.cells[number].outputs[0].data.update({"text/plain": text})


def metadata(number, **values):
    return lambda nb: nb.cells[number].metadata.update(values)


FAULTS = [
    ("schema", lambda nb: nb.update(nbformat_minor=4)),
    ("schema", lambda nb: nb.cells[3].update(id=nb.cells[2].id)),
    ("schema", lambda nb: nb.cells[3].update(id="no spaces allowed")),
    ("schema", lambda nb: nb.cells[2].outputs[0].pop("name")),
    ("metadata", lambda nb: nb.metadata.update(widgets={})),
    ("metadata", lambda nb: nb.metadata.kernelspec.update(name="my-kernel")),
    ("metadata", metadata(3, scrolled=True)),
    ("metadata", metadata(3, tags=["nbval-skip"])),
    ("metadata", metadata(3, jupyter={"outputs_hidden": True})),
    ("metadata", lambda nb: nb.cells[3].update(attachments={"a.png": {"image/png": "aGk="}})),
    ("slide_type", lambda nb: nb.cells[3].metadata.pop("slideshow")),
    ("slide_type", metadata(3, slideshow={"slide_type": "slides"})),
    ("short_cells", source(4, "x = 1\n" * 20 + "x = 2")),
    ("short_cells", source(4, "# https://example.org/" + "y" * 80)),
    ("short_cells", source(4, "")),
    ("rhythm", lambda nb: nb.cells.insert(4, nb.cells.pop(3))),
    ("ruff", source(4, "x = undefined")),
    ("ruff", source(4, "x=1")),
    ("executed", lambda nb: nb.cells[4].update(execution_count=None)),
    ("executed", lambda nb: nb.cells[4].update(execution_count=7)),
    ("errors", metadata(7, tags=[])),
    ("errors", metadata(4, tags=["explorer", "raises-exception"])),
    ("stable_outputs", lambda nb: nb.cells[2].outputs[0].update(name="stderr")),
    ("stable_outputs", print_text("<Line2D at 0x7f12ab34cd>")),
    ("stable_outputs", print_text("saved in /srv/data/x.npz")),
    ("stable_outputs", print_text("saved in C:\\data")),
    ("stable_outputs", print_text("\x1b[31mred\x1b[0m")),
    ("stable_outputs", lambda nb: nb.cells[7].outputs[0].update(traceback=["File /usr/lib/x.py"])),
    ("stable_outputs", lambda nb: nb.cells[4].outputs[0].data.update(WIDGET)),
    ("figures", lambda nb: nb.cells[4].outputs[0].update(metadata={})),
    ("figures", lambda nb: nb.cells[4].outputs[0].update(metadata={"alt": "A figure"})),
    ("figures", output_text(4, "<Figure size 640x480 with 1 Axes>")),
    ("figures", output_text(4, "Figure: 1 panel, data 5f3a9c")),
    ("figures", lambda nb: nb.cells[4].outputs[0].data.pop("text/plain")),
    ("titles", lambda nb: nb.cells.insert(0, markdown("Welcome."))),
    ("titles", source(0, "Text.\n\n# One rule")),
    ("titles", replace(6, "### Answers", "# Answers")),
    ("titles", replace(6, "### Answers", "#### Answers")),
    ("local_images", replace(3, "conftest.py", "missing.png")),
    ("local_images", replace(3, "The rule as a graph", "")),
    ("local_images", replace(3, "conftest.py", "https://example.org/a.png")),
    ("local_images", replace(0, "Text.", '<img src="https://example.org/a.png" alt="A">')),
    ("local_images", replace(0, "Text.", '<a href="data:text/plain,hi">x</a>')),
    ("small_file", lambda nb: nb.cells[4].outputs[0].data.update({"image/png": "a" * 1_500_000})),
    ("comparable", source(4, "clear_output = 1")),
    ("comparable", source(4, "# NBVAL_IGNORE_OUTPUT\nx = 1")),
    ("minutes", replace(6, " (20 min)", "")),
    ("claims", replace(2, 'claim("Sentence 7", 7 < 9)', "x = 1")),
    ("explorers", metadata(4, tags=[])),
    ("explorers", lambda nb: nb.cells[4].update(outputs=[])),
    ("folded_answers", replace(6, ANSWERS, "<details><summary>Why?</summary>So.</details>")),
    ("folded_answers", replace(6, ANSWERS, ANSWERS + "<details>No end")),
]


def test_a_good_chapter_breaks_no_rule():
    assert broken_rules(good_chapter()) == set()


@pytest.mark.parametrize(("rule", "fault"), FAULTS)
def test_rule_fires(rule, fault):
    notebook = good_chapter()
    fault(notebook)
    assert broken_rules(notebook) == {rule}


def test_layout_fires_on_another_order_of_keys():
    content = v4.writes(good_chapter(), sort_keys=False).encode()
    notebook = Notebook("01_example.ipynb", content)
    assert list(GENERAL["layout"](notebook))


def test_every_rule_has_a_fault():
    assert {rule for rule, _ in FAULTS} | {"layout"} == set(GENERAL | CHAPTER)


def test_other_notebooks_need_no_minutes_claims_or_explorers():
    notebook = good_chapter()
    notebook.cells = notebook.cells[:1]
    assert broken_rules(notebook) == set(CHAPTER) - {"minutes"}
    assert broken_rules(notebook, "glossary.ipynb") == set()


@pytest.mark.parametrize("text", ["ratio 3/4", "7 km/h, m/s/s", "dL/dx", "50%/50%", "0xff"])
def test_fractions_and_units_are_not_paths(text):
    notebook = good_chapter()
    print_text(text)(notebook)
    assert broken_rules(notebook) == set()
