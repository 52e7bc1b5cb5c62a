"""The content: the questions of the seven assignments."""

import re
from importlib import import_module
from pkgutil import iter_modules

from course_exercises.checks.question import Question


def questions_in(package: str) -> tuple[Question, ...]:
    """Return the questions of a package, one in each module ``qNUMBER_name``, by number."""
    names = [module.name for module in iter_modules(import_module(package).__path__)]
    names = sorted(filter(re.compile(r"q\d").match, names), key=lambda n: int(n[1:].split("_")[0]))
    return tuple(import_module(f"{package}.{name}").QUESTION for name in names)
