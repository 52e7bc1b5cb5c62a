"""What students get says what the course says, and holds nothing that answers a question."""

import inspect
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from course_exercises import assignments
from course_exercises.assignments import MODULES, generator, numbers_of, questions
from course_exercises.checks.judging import AnswerError, judge
from course_exercises.checks.question import Check, Question
from course_exercises.classroom import package, recorded
from course_exercises.classroom.lifting import LiftError, lift
from course_exercises.session import line
from tests.exercises.sample import NAME, SCALED, SOFTMAX

SOURCE = Path(__file__).parents[2] / "exercises" / "source"
LEFT_OUT = {"06_dropout": ["q9 the loss falls"]}
"""Public checks that run when grading only: their laws use the course on the answer itself."""
TAUGHT = {"y = np.where(z > 0, z, slope * z)"}
"""The leaky ReLU: a public law sends a signal through it, a model answer too."""


def lines(question, answer, name, numbers, but=()):
    def call(*args):
        try:
            return answer(*args)
        except Exception as error:  # as students' functions do
            raise AnswerError(type(error).__name__) from None

    found = judge(question, call, generator(name, question.key), numbers, hidden=False)
    return [line(outcome) for outcome in found if f"{question.key} {outcome.check.name}" not in but]


def answers(question, numbers):
    """Right, wrong and blank ones, some with other numbers, and a right one of the wrong form."""
    known = list(package.known_answers(question, numbers))
    yield from known
    yield lambda *args: {}
    yield lambda *args: np.zeros(3)
    yield lambda *args: (known[0](*args),)


@cache
def record(name):
    return package.record(name, whose(name))


def whose(name):
    """Every second assignment is that of one student."""
    return "ada" if [*MODULES].index(name) % 2 else None


@pytest.mark.parametrize("name", MODULES)
def test_check_says_the_same_with_and_without_the_course(name):
    data, left_out = record(name)
    assert [words.split(":")[0] for words in left_out] == LEFT_OUT.get(name, [])
    written, numbers = json.loads(json.dumps(data)), numbers_of(name, whose(name))
    assert {q["key"]: q["numbers"] for q in written["questions"]} == numbers
    for ours, data in zip(questions(name).values(), written["questions"], strict=True):
        theirs, own = recorded.question(data), numbers[ours.key]
        assert (theirs.key, theirs.function, [*theirs.hints]) == (
            ours.key, ours.function, [*ours.hints],
        )  # fmt: skip
        for answer in answers(ours, own):
            due = lines(ours, answer, name, own, LEFT_OUT.get(name, ()))
            assert lines(theirs, answer, name, own) == due


def text_of(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def telling(source):
    """The lines of a solution that nothing else would have."""
    found = (" ".join(line.split()) for line in source.splitlines())
    return {line for line in found if len(line) > 24 and not line.startswith(('"""', "#", "def "))}


@pytest.mark.parametrize("name", MODULES)
def test_no_solution_no_rubric_and_no_hidden_check_is_inside(name, tmp_path, monkeypatch):
    monkeypatch.setattr(package, "record", lambda name, _: record(name))
    package.write_package(tmp_path, name, None)
    text = " ".join(text_of(tmp_path).replace("\\n", "\n").split())
    asked = questions(name).values()
    names = {
        flag: {c.name for q in asked for c in q.checks if c.hidden is flag}
        for flag in (False, True)
    }
    data = (tmp_path / "course_exercises" / f"{name}.json").read_text(encoding="utf-8")
    assert [check for check in names[True] - names[False] if json.dumps(check) in data] == []
    secret = set()
    for question in asked:
        for solution in (question.reference, *(mistake.wrong for mistake in question.mistakes)):
            if inspect.isfunction(solution) and "<lambda>" not in solution.__qualname__:
                secret |= telling(inspect.getsource(solution))
    cells = json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))["cells"]
    for cell in cells:
        for part in "".join(cell["source"]).split("### BEGIN SOLUTION")[1:]:
            secret |= telling(part.split("### END SOLUTION")[0])
    hints = {" ".join(hint.split()) for question in asked for hint in question.hints}
    assert len(secret) > 20
    found = {s for s in secret if s in text and not any(s in hint for hint in hints)}
    assert found - TAUGHT == set()


def run(folder, code):
    """Run what a notebook runs there, with NumPy and nothing else that is installed."""
    start = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(Path(np.__file__).parents[1])!r}]\n"
    command = [sys.executable, "-I", "-S", "-c", start + code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.stdout.splitlines() or done.stderr.splitlines()[-1:]


@pytest.fixture
def packed(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    assert package.write_package(tmp_path, NAME, "ada") == []
    return tmp_path


BEGIN = f"""
import numpy as np
from course_exercises import assignment
check, hint, numbers = assignment("{NAME}", student="ada")
"""


def test_a_notebook_works_with_the_package_alone(packed):
    code = f'{BEGIN}{SCALED}{SOFTMAX}check("q1")\ncheck("q2")\nhint("q1")\n'
    assert run(packed, code) == [
        "✓ multiplies by the slope", "✓ gives the probabilities", "✓ sums to one",
        "Hint 1 of 3: a nudge",
    ]  # fmt: skip
    wrong = SCALED.replace("*", "+")
    (said,) = run(packed, f'{BEGIN}{wrong}check("q1")')
    assert said.endswith("; the slope is added")
    assert run(packed, "import course_lib")[0].startswith("ModuleNotFoundError")


def test_the_package_refuses_what_it_is_not_for(packed):
    (said,) = run(packed, BEGIN.replace("ada", "bob"))
    assert "expected student='ada'" in said
    (said,) = run(packed, BEGIN.replace(NAME, "09_none"))
    assert "got '09_none'" in said
    (said,) = run(packed, f'{BEGIN}check("q7")')
    assert "This assignment has q1, q2" in said


def helper(x):
    return helper(x - 1) if x > 1 else LIMITS["low"]


LIMITS, THINGS = {"low": 1.5}, [object()]


def with_helper(call, x):
    return None if call(x) > helper(x) else "too small"


def with_things(call, x):
    return str(THINGS)


def test_a_law_travels_with_its_helpers_and_constants():
    lifted = lift(with_helper, stay=())
    names = {}
    exec(lifted.source, names)
    assert names["with_helper"](lambda x: 2, 3) is None
    assert names["with_helper"](lambda x: 1, 3) == "too small"
    lifted = lift(with_helper, stay={id(helper)})
    assert lifted.tables == {"helper": helper}
    assert "def helper" not in lifted.source


@pytest.mark.parametrize("law", [with_things, np.sum, eval("lambda call, x: None")])
def test_a_law_that_cannot_travel_says_why(law):
    with pytest.raises(LiftError):
        lift(law, stay=())


def test_a_law_that_needs_the_solution_elsewhere_is_left_out(monkeypatch):
    def solution(x, **_):
        return x + 1

    def elsewhere(call, x, **_):
        return None if call(x) == solution(call(x)) - 1 else "no"

    check = Check("elsewhere", lambda rng: [(1.5,), (2.5,)], elsewhere)
    ours = Question("q1", "f", 1, (check,), ("a", "b", "c"), solution)
    monkeypatch.setattr(package, "questions", lambda name: {"q1": ours})
    monkeypatch.setattr(package, "numbers_of", lambda name, student: {"q1": {}})
    data, (said,) = package.record(NAME)
    assert said.startswith("q1 elsewhere: it compares the answer with the solution")
    assert data["questions"][0]["checks"] == []
