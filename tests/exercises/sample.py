"""A small assignment for the tests of the grader: two questions with checks, one in prose."""

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_exercises.checks.question import Check, Mistake, Question

NAME = "00_sample"


def vectors(rng, **_):
    for n in (2, 5):
        yield (rng.normal(size=n),)


def large(rng, **_):
    for n in (3, 4):
        yield (rng.normal(size=n) + 1000,)


def softmax_of(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def sums_to_one(call, x):
    return None if abs(np.sum(call(x)) - 1) < 1e-6 else "the sum is not 1"


HINTS = ("a nudge", "a plan", "the key line")
QUESTIONS = (
    Question(
        key="q1",
        function="scaled",
        minutes=2,
        reference=lambda x, slope: slope * x,
        checks=(
            Check("multiplies by the slope", vectors, points=2),
            Check("also far from zero", large, hidden=True),
        ),
        mistakes=(Mistake("the slope is added", lambda x, slope: slope + x),),
        hints=HINTS,
        numbers=lambda rng: {"slope": round(float(rng.uniform(2, 9)), 2)},
    ),
    Question(
        key="q2",
        function="softmax",
        minutes=5,
        reference=softmax_of,
        checks=(
            Check("gives the probabilities", vectors),
            Check("sums to one", vectors, law=sums_to_one),
            Check("does not overflow", large, hidden=True, points=2),
        ),
        mistakes=(Mistake("subtract the maximum", lambda x: np.exp(x) / np.exp(x).sum()),),
        hints=HINTS,
    ),
)

SCALED = 'def scaled(x):\n    return numbers["q1"]["slope"] * x\n'
SOFTMAX = "def softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum()\n"
PROSE = "### BEGIN SOLUTION\nThe model answer.\n### END SOLUTION"
"""Stands in the cell that it answers, and (a remark for teachers) in one that is no answer."""
SETUP = (
    "import numpy as np\nfrom course_exercises import assignment\n"
    f'check, hint, numbers = assignment("{NAME}")\n'
)


def marks(grade_id, **flags):
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **plain, **flags}}


def solution(head, body):
    return f"{head}\n    ### BEGIN SOLUTION\n{body}    ### END SOLUTION\n"


def author():
    """The author's notebook."""
    cells = [new_markdown_cell(f"# Sample\n\n{PROSE}"), new_code_cell(SETUP)]
    for question, text, code in zip(
        QUESTIONS, ("The slope is {{ q1.slope }}.", "Softmax."), (SCALED, SOFTMAX), strict=True
    ):
        key = question.key
        head, body = code.split("\n", 1)
        cells += [
            new_markdown_cell(text, metadata=marks(f"{key}-text", locked=True)),
            new_code_cell(solution(head, body), metadata=marks(key, solution=True)),
            new_code_cell(
                f'check("{key}")',
                metadata=marks(f"{key}-check", grade=True, locked=True, points=question.points),
            ),
        ]
    cells.append(
        new_markdown_cell(PROSE, metadata=marks("q3", grade=True, solution=True, points=4))
    )
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}
        },
    )


def write_author(root):
    path = root / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(author(), path)


def answered(q1=SCALED, q2=SOFTMAX, setup=SETUP):
    """A student's notebook with these answers."""
    notebook = author()
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.source == SETUP:
            cell.source = setup
        cell.source = {"q1": q1, "q2": q2, "q3": "My *prose*."}.get(name, cell.source)
    return notebook


def hand_in(root, student, notebook):
    """Put a notebook (or any bytes) where nbgrader collects it."""
    path = root / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    text = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    path.write_bytes(text)
    return path
