"""What holds for every question: minutes and points stand in it alone, hidden checks, inputs."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from course_exercises.assignments import MODULES, questions
from course_exercises.classroom.release import filled
from tests.exercises.answers import EACH_QUESTION

SOURCE = Path(__file__).parents[2] / "exercises" / "source"
EACH = pytest.mark.parametrize(("name", "key"), EACH_QUESTION)


def author(name):
    return json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))


def by_id(notebook):
    found = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]
    }
    return {grade_id: ("".join(c["source"]), c["metadata"]) for grade_id, c in found.items()}


@pytest.mark.parametrize("name", MODULES)
def test_minutes_and_points_are_typed_nowhere_and_filled_in_everywhere(name):
    typed = re.compile(r"\d+ min(?:utes)?, \d+ points|# A[^#]*\d (?:questions|points|minutes)")
    assert not [text for text, _ in by_id(author(name)).values() if typed.search(text)]
    cells = by_id(filled(author(name), name, None))
    asked = {key: (q.minutes, q.points) for key, q in questions(name).items()}
    for key, (_, metadata) in cells.items():
        if "minutes" in metadata:  # prose, marked by hand
            asked[key] = metadata["minutes"], metadata["nbgrader"]["points"]
    for key, pair in asked.items():
        said = re.search(r"(\d+) min(?:utes)?, (\d+) points", cells[f"{key}-text"][0])
        assert tuple(map(int, said.groups())) == pair
    title = next(text for text, _ in cells.values() if text.startswith("# Assignment"))
    minutes, points = map(sum, zip(*asked.values(), strict=True))
    for words in (f"{len(asked)} questions", f"{points} points", f"about {minutes} minutes"):
        assert words in title


@EACH
def test_the_gradebook_gets_the_points_of_the_question(name, key):
    _, metadata = by_id(author(name))[f"{key}-check"]
    assert metadata["nbgrader"]["points"] == questions(name)[key].points


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
