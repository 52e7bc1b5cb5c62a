"""A student at work in JupyterLab: a wrong answer, its message, a hint, a right answer."""

import json
import urllib.request

import pytest

from course_exercises.assignments import MODULES
from course_exercises.classroom.release import filled, release
from publish import NOTEBOOKS
from tests.browser.test_jupyterlab import CELLS, READY, STOP, lab, page

__all__ = ["lab", "page"]
pytestmark = pytest.mark.browser
SOURCE = NOTEBOOKS.parent / "exercises" / "source"
NAME = "03_optimizers"
SIGNATURE = "def momentum_step(theta, grad, v, lr, mu):\n    v = mu * v + grad\n    "
WRONG = f"{SIGNATURE}return theta + lr * v, v\n"
RIGHT = f"{SIGNATURE}return theta - lr * v, v\n"
INSERT = """(index) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  return window.jupyterapp.commands.execute("notebook:insert-cell-below").then(() => 1);
}"""
SET = """() => {
  const text = [...document.querySelectorAll(".jp-Notebook .jp-RenderedMarkdown")];
  return text.length && text.every((cell) => !/\\$|{{/.test(cell.innerText))
    && !document.querySelector("mjx-merror, [data-mjx-error]");
}"""
IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const prompts = [...document.querySelectorAll(".jp-InputPrompt")];
  return panel.sessionContext.session.kernel.status === "idle"
    && prompts.every((prompt) => prompt.textContent !== "[*]:");
}"""


@pytest.fixture
def course(tmp_path):
    """The notebook of an assignment as `ada` gets it."""
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes((SOURCE / NAME / path.name).read_bytes())
    return json.loads(release(tmp_path, NAME, ["ada"])[1].read_text(encoding="utf-8"))


def visit(lab, page, name, notebook):
    """Put a notebook on the server and open it."""
    body = json.dumps({"type": "notebook", "format": "json", "content": notebook}).encode()
    address = f"{lab}/api/contents/{name}.ipynb"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    request.method = "PUT"
    with urllib.request.urlopen(request, timeout=30):
        page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(READY)


def place(page, grade_id):
    cells = page.evaluate(CELLS)
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id") or c.get("id") for c in cells]
    return ids.index(grade_id)


def run(page, index, text=None):
    """Run a cell by keyboard, with another text if there is one; return what it prints."""
    cell = page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").nth(index)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    if text is not None:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    page.wait_for_function(IDLE)
    outputs = page.evaluate(CELLS)[index]["outputs"]
    return "".join("".join(output.get("text", output.get("evalue"))) for output in outputs)


def test_a_student_is_told_the_mistake_and_gets_on(lab, page, course, tmp_path):
    visit(lab, page, NAME, course)
    solution, check = place(page, "q1"), place(page, "q1-check")
    assert run(page, place(page, "setup")) == ""
    assert run(page, solution) == ""
    assert "momentum_step is not written yet" in run(page, check)
    assert run(page, solution, WRONG) == ""
    assert run(page, check).endswith(
        "; the step is added: v sums gradients, and gradients point uphill\n"
    )
    page.screenshot(path=tmp_path / "wrong.png")
    page.evaluate(INSERT, check)
    assert run(page, check + 1, 'hint("q1")').startswith("Hint 1 of 3: ")
    page.screenshot(path=tmp_path / "hint.png")
    assert run(page, solution, RIGHT) == ""
    said = run(page, check).splitlines()
    page.screenshot(path=tmp_path / "right.png")
    assert said
    assert all(line.startswith("✓ ") for line in said)
    page.evaluate(STOP)


@pytest.mark.parametrize("name", MODULES)
def test_formulas_and_numbers_are_set(lab, page, name, tmp_path):
    path = SOURCE / name / f"{name}.ipynb"
    visit(lab, page, name, filled(json.loads(path.read_text(encoding="utf-8")), name, "ada"))
    page.wait_for_function(SET)
    page.screenshot(path=tmp_path / f"{name}.png")
    page.evaluate(STOP)
