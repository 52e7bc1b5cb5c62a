"""What a student reads in the notebook, whatever the state of the answer."""

import importlib

import numpy as np
import pytest

from course_exercises import assignment, assignments
from tests.exercises.sample import NAME, SCALED, SOFTMAX

STATES = {
    "": "✗ softmax is not defined yet: run the cell in which you write it",
    "softmax = 3": "✗ softmax is no function but int",
    "def softmax(x):\n    raise NotImplementedError()": "✗ softmax is not written yet",
    "def softmax(x):\n    pass": "it returns None (is there a return?)",
    "def softmax(x, y):\n    return x": "it must take 1 argument, yours takes (x, y)",
    "def softmax(x):\n    return z": "NameError: name 'z' is not defined (line 2 of its cell)",
    "def softmax(x):\n    while True:\n        pass": "no answer within 0.3 s",
    "def softmax(x):\n    return softmax(x)": "it calls itself without end",
    "def softmax(x):\n    x -= 1\n    return x": "it changes its argument 1 in place",
    "from course_lib.gradcheck import numerical_gradient as softmax": (
        "uses course_lib (numerical_gradient)"
    ),
    "import course_lib as c\ndef helper(x):\n    return c\ndef softmax(x):\n    return helper(x)": (
        "uses course_lib (c)"
    ),
    "def softmax(x):\n    from course_lib import losses\n    return x": "uses course_lib",
    "import scipy.special as s\ndef softmax(x):\n    return s.softmax(x)": (
        "softmax uses scipy (s): the grader has Python and NumPy alone"
    ),
    "from scipy.special import erf\ndef softmax(x):\n    return erf(x)": "uses scipy (erf)",
    "from scipy.special import softmax": "uses scipy (softmax)",
    "from scipy import linalg\nof = {'e': linalg.expm}\ndef softmax(x):\n    return of['e'](x)": (
        "uses scipy (of)"
    ),
    "import scipy.linalg as l\ndef softmax(x, f=l.expm):\n    return f(x)": (
        "uses scipy (a default)"
    ),
    "import scipy.linalg as l\ndef make(f):\n    def g(x):\n        return f(x)\n    return g\n"
    "softmax = make(l.expm)": "uses scipy (f)",
    "def softmax(x):\n    import pandas.io\n    return x": "uses pandas (pandas.io)",
    "import yaml\ndef helper():\n    return yaml\ndef softmax(x):\n    return helper()": (
        "uses yaml (yaml)"
    ),
    "from fractions import Fraction\ndef softmax(x):\n    return Fraction(1)": (
        "it returns an object of type Fraction"
    ),
    "def softmax(x):\n    return [[0.0]] * 10_001": "more than 10000 values outside of an array",
    "def softmax(x):\n    return np.zeros(100_000)": "it returns 100000 values, many more than",
    "def softmax(x):\n    return 'no'": "expected numbers, got str",
    "def softmax(x):\n    raise SystemExit": "SystemExit (line 2 of its cell)",
}


@pytest.fixture(autouse=True)
def sample(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    monkeypatch.setattr("course_exercises.checks.calling.calling.__defaults__", (0.3,))
    monkeypatch.chdir(tmp_path)


def printed(capsys, code, key="q2", student=None):
    check, hint, numbers = assignment(NAME, student)
    names = {"np": np, "check": check, "hint": hint, "numbers": numbers}
    exec(code, names)
    exec(f"check({key!r})", names)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("code", STATES)
def test_every_state_has_a_line(capsys, code):
    lines = printed(capsys, code)
    assert any(STATES[code] in line for line in lines), lines
    assert all(line.startswith("✗") for line in lines)


def test_a_right_answer_gets_a_tick_per_public_check(capsys):
    assert printed(capsys, SOFTMAX) == ["✓ gives the probabilities", "✓ sums to one"]


@pytest.mark.parametrize("student", [None, "ada"])
def test_numbers_are_the_students_own(capsys, student):
    assert printed(capsys, SCALED, "q1", student) == ["✓ multiplies by the slope"]


def test_a_known_mistake_has_its_name(capsys):
    (line,) = printed(capsys, SCALED.replace("*", "+"), "q1")
    assert line.startswith("✗ multiplies by the slope: scaled([")
    assert line.endswith("; the slope is added")


def test_hints_come_one_by_one_and_are_counted(capsys, tmp_path):
    _, hint, _ = assignment(NAME)
    for _ in range(4):
        hint("q1")
    hint("q2")
    assert capsys.readouterr().out.splitlines() == [
        "Hint 1 of 3: a nudge",
        "Hint 2 of 3: a plan",
        "Hint 3 of 3: the key line",
        "Hint 3 of 3: the key line",
        "Hint 1 of 3: a nudge",
    ]
    assert (tmp_path / f"hints_{NAME}.json").read_text() == '{"q1": 3, "q2": 1}'


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match='Did you mean "01_chain_rule"'):
        assignment("01_chain_rul")
    check, _, _ = assignment(NAME)
    with pytest.raises(ValueError, match="This assignment has q1, q2"):
        check("q7")
    with pytest.raises(ValueError, match="the student's id"):
        assignment(NAME, " ")


def test_notebooks_handed_out_before_the_move_still_open():
    old = importlib.import_module("course_lib.exercises")
    assert old.assignment is assignment


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import math, collections", "math, collections"),
        ("from functools import partial", "partial"),
        ("import matplotlib.pyplot as plt\nfrom tqdm import tqdm", "plt, tqdm"),
        ("erf = np.frompyfunc(lambda v: v, 1, 1)", "erf"),
    ],
)
def test_what_the_grader_has_is_not_refused(capsys, code, names):
    used = SOFTMAX.replace("(x):\n", f"(x):\n    {names}\n")
    lines = printed(capsys, f"{code}\n{used}")
    assert lines == ["✓ gives the probabilities", "✓ sums to one"]


def test_one_student_has_one_set_of_numbers_however_the_id_is_written():
    composed, decomposed = (assignment(NAME, student)[2] for student in ("Åsa", "A\u030asa"))
    assert composed == decomposed
