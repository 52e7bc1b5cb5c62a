"""One verdict: an answer that `check` ticks in Jupyter earns its points, whatever else is there.

Each answer is wrapped in a habit of notebooks and run twice: in IPython's own shell, where `check`
judges it, and in the sandbox. What the grader cannot run, `check` refuses already.
"""

import os

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_exercises.checks.judging import CallError, judge
from course_exercises.grader.remote import Student
from course_exercises.session import report
from tests.exercises.answers import EACH_QUESTION, all_answers
from tests.exercises.needs import needs_sandbox

pytestmark = needs_sandbox()
CELL = "{code}\n{answer}"
FIGURE = """import matplotlib.pyplot as plt
{}
fig, axes = plt.subplots(1, 2)
for ax in axes:
    ax.plot([1, 2])
(line,) = plt.plot([1])
counts, edges, _ = plt.hist([1, 2], bins=2)
plt.close("all")"""
PROGRESS = """from tqdm import tqdm, trange
{}
for k in tqdm([1, 2]):
    last = k
assert last == 2
for _ in trange(2):
    pass"""
HABITS = {
    "a continued line begins with %": ["rest = (7\n% 4)\n" + CELL],
    "a magic": ["%precision 4\n" + CELL],
    "a magic whose value is kept": [CELL + "\nt = %timeit -o -n1 -r1 1 + 1"],
    "a magic for the whole cell": ["%%time\n" + CELL],
    "a line for the shell": ["!true\n" + CELL],
    "a command whose lines are kept": [CELL + "\nfiles = !ls\nprint(len(files))"],
    "a question mark": [CELL + "\nnp.clip?"],
    "an installation": ["pip --version", CELL],
    "display": [CELL + "\ndisplay({function})"],
    "display, imported": ["from IPython.display import display, Markdown\n" + CELL
                          + "\ndisplay(Markdown('*x*'))"],
    "a figure": [FIGURE.format(CELL)],
    "a progress bar": [PROGRESS.format(CELL)],
    "a widget": ["import ipywidgets as widgets\n" + CELL + "\nwidgets.IntSlider(value=3)"],
    "input": ["name = input('name? ')\n" + CELL],
    "a helper further down": ["{answer_late}", "{code}\n{late}"],
    "a name that is reused further down": [CELL, "{function} = None"],
    "a slow experiment below": [CELL + "\nwhile True:\n    pass"],
    "an error below": [CELL + "\n1 / 0"],
    "an exit below": [CELL, "import sys\nsys.exit()"],
    "SciPy beside the answer": ["from scipy.special import erf\nimport scipy.linalg\n" + CELL],
    "an indented cell": ["    x = 1\n    y = 2", CELL],
    "warnings as errors": ["np.seterr(all='raise')\n" + CELL],
}  # fmt: skip
CHOSEN = [("01_chain_rule", "q6"), ("07_hyperparameter_search", "q5")]
SAMPLE = EACH_QUESTION if os.environ.get("COURSE_LIB_ALL_HABITS") else CHOSEN


def cells(habit, given):
    """The cells of one notebook."""
    code, definition = given.cells()
    name = given.question.function
    texts = {
        "{code}": code, "{answer}": definition, "{function}": name,
        "{answer_late}": f"def {name}(*args):\n    return late(*args)",
        "{late}": definition.replace(name, "late", 1),
    }  # fmt: skip
    sources = []
    for source in HABITS[habit]:
        for mark, text in texts.items():
            source = source.replace(mark, text)
        sources.append(source)
    return sources


def in_jupyter(sources, given, numbers, monkeypatch):
    """What `check` prints below the last cell that defines the function."""
    shell = InteractiveShell(colors="NoColor")
    shell.user_ns |= {"np": np, "numbers": {given.question.key: numbers}}
    monkeypatch.setattr("builtins.input", lambda *_: "")
    lines = []
    for source in sources:
        source = source.replace("while True:\n    pass", "raise KeyboardInterrupt")  # stopped
        shell.run_cell(source, silent=True)
        if shell.user_ns.get(given.question.function) is not None:
            with np.errstate():
                lines = report(given.question, shell.user_ns, np.random.default_rng(0), numbers)
    np.seterr(all="warn")
    return lines


def in_sandbox(sources, given, numbers):
    """The outcomes of the same checks when grading, and what is missing."""
    student = Student({given.question.key: numbers})
    try:
        errors = []
        for source in sources:
            errors += student.run_cell(source)
            if not source.endswith("= None"):
                student.keep("here")
        student.keep("")
        student.go_to("here")
        call = lambda *args: student.call(given.question.function, *args)  # noqa: E731
        return judge(given.question, call, np.random.default_rng(0), numbers, hidden=False)
    except CallError as error:
        return f"{error}; {errors}"
    finally:
        student.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("question", SAMPLE)
@pytest.mark.parametrize("habit", HABITS)
def test_check_and_grader_agree(habit, question, monkeypatch, capsys):
    monkeypatch.setattr("course_exercises.grader.remote.SECONDS", 1.0)
    given = all_answers(*question)[0]
    numbers = dict(given.question.numbers(np.random.default_rng([0, 1])))
    sources = cells(habit, given)
    lines = in_jupyter(sources, given, numbers, monkeypatch)
    assert lines
    assert all(line.startswith("✓") for line in lines), lines
    found = in_sandbox(sources, given, numbers)
    assert not isinstance(found, str), found
    assert all(outcome.passed for outcome in found), [(o.seen, o.mistake) for o in found]
