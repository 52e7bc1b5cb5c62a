"""The seven assignments by name, their questions, and the numbers that each student gets."""

from __future__ import annotations

import hashlib
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from course_exercises.checks.question import Question
from course_lib._validate import message

MODULES = {
    "01_chain_rule": "course_exercises.questions.chapter_01",
    "02_vanishing_gradients": "course_exercises.questions.chapter_02",
    "03_optimizers": "course_exercises.questions.chapter_03",
    "04_initialization": "course_exercises.questions.chapter_04",
    "05_batch_norm": "course_exercises.questions.chapter_05",
    "06_dropout": "course_exercises.questions.chapter_06",
    "07_hyperparameter_search": "course_exercises.questions.chapter_07",
}
"""Where the questions of an assignment stand: a module with a tuple ``QUESTIONS``."""
BANK = "COURSE_QUESTIONS"
"""The environment variable that names a folder of questions outside of this package: files
``NAME.py`` or packages ``NAME/`` with a tuple ``QUESTIONS``, used like the assignments here.
"""


def modules() -> dict[str, str]:
    """Return the module of each assignment by name, those of the private folder too.

    Raises
    ------
    ValueError
        If the private folder is not there.
    """
    bank = os.environ.get(BANK)
    if not bank:
        return MODULES
    folder = Path(bank)
    if not folder.is_dir():
        raise ValueError(message("questions", "a folder of questions", bank))
    if bank not in sys.path:
        sys.path.append(bank)
    files = [*folder.glob("[0-9][0-9]_*.py"), *folder.glob("[0-9][0-9]_*/__init__.py")]
    names = [(f.parent if f.name == "__init__.py" else f).stem for f in files]
    return MODULES | {name: name for name in sorted(names)}


def questions(name: str) -> dict[str, Question]:
    """Return the questions of assignment `name` by key, in order.

    Raises
    ------
    ValueError
        If there is no such assignment.
    """
    known = modules()
    if name not in known:
        close = get_close_matches(str(name), known, 1)
        remedy = f'Did you mean "{close[0]}"?' if close else f"There are {', '.join(known)}."
        raise ValueError(message("assignment", "the name of an assignment", repr(name), remedy))
    return {question.key: question for question in import_module(known[name]).QUESTIONS}


def pick(name: str, key: str) -> Question:
    """Return the question `key` ("q1") of assignment `name`.

    Raises
    ------
    ValueError
        If there is no such question or assignment.
    """
    found = questions(name)
    if key not in found:
        remedy = f"This assignment has {', '.join(found)}."
        raise ValueError(message("check", "the key of a question", repr(key), remedy))
    return found[key]


def generator(*words: str) -> np.random.Generator:
    """Return a random generator that depends on `words` only, on every machine."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def numbers_of(name: str, student: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the numbers of each question, ``{"q3": {"slope": 0.2}}``, for one student.

    They are drawn from the names of assignment, question and student, so release, notebook and
    grader agree without a list; ``student=None`` gives the numbers that are the same for everybody.

    Raises
    ------
    ValueError
        If there is no such assignment, or the id of the student is empty or no text.
    """
    if student is not None and (not isinstance(student, str) or not student.strip()):
        rule = "the student's id, a text, or None"
        raise ValueError(message("assignment", rule, repr(student), 'Pass student="ada".'))
    who = [] if student is None else [student]
    return {
        key: dict(question.numbers(generator(name, key, "numbers", *who)))
        for key, question in questions(name).items()
    }
