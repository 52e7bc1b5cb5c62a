"""What holds for every question: minutes and points as in the notebook, hidden checks, inputs."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from course_exercises.assignments import MODULES, questions

SOURCE = Path(__file__).parents[2] / "exercises" / "source"
SAID = re.compile(r"\b(\d+) min(?:utes)?, (\d+) points?\b")
QUESTIONS = [
    pytest.param(name, key, id=f"{name[:2]}-{key}") for name in MODULES for key in questions(name)
]
EACH = pytest.mark.parametrize(("name", "key"), QUESTIONS)


def cell(name, grade_id):
    cells = json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


@EACH
def test_the_notebook_says_its_minutes_and_points(name, key):
    question = questions(name)[key]
    ((minutes, points),) = SAID.findall("".join(cell(name, f"{key}-text")["source"]))
    assert (int(minutes), int(points)) == (question.minutes, question.points)
    assert cell(name, f"{key}-check")["metadata"]["nbgrader"]["points"] == question.points


@EACH
def test_students_see_some_checks_and_one_at_least_is_hidden(name, key):
    checks = questions(name)[key].checks
    assert len({check.hidden for check in checks}) == 2
    assert not checks[0].hidden
    assert checks[-1].hidden


@EACH
def test_each_check_tries_two_inputs_or_more_and_each_run_has_inputs_of_its_own(name, key):
    question, tried = questions(name)[key], []
    for seed in (0, 1):
        numbers = question.numbers(np.random.default_rng(0))
        drawn = [[*c.cases(np.random.default_rng(seed), **numbers)] for c in question.checks]
        assert min(map(len, drawn)) >= 2
        tried.append(repr(drawn))
    assert tried[0] != tried[1]
