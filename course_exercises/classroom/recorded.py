"""Questions from data: what a student's package has instead of the questions themselves.

This file goes into the package as its ``assignments.py``, with ``NAME.json`` beside it: for each
public check the cases, what is expected there, and what each mistake gives there. A reference or a
mistake is then a table: it knows its answer for the recorded arguments, and for no others.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.checks.wire import decode, encode

TEXTS: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
"""The text of each function that was given as a recipe: `prepare` hands out the function alone."""
MORE = {"more": True}
"""Stands for a value that is an object: what is asked of it is recorded on."""


def value(written: Any) -> Any:
    """Return what `encode` was given; functions and generators stay recipes."""
    tag = next(iter(written), "") if isinstance(written, dict) else ""
    if tag == "Seed":
        return Seed(written[tag])
    if tag == "Source":
        source = Source(written[tag])
        TEXTS[source.function] = source.text
        return source
    if tag in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[tag](map(value, written[tag]))
    if tag == "draws":
        kind, seed, scale, shift, shape = written[tag]
        draws = getattr(Seed(seed).generator(), kind)(shape)
        return scale * draws + shift
    if tag == "dict":
        return {value(k): value(v) for k, v in written[tag]}
    return decode(written)


def place(*args: Any, **names: Any) -> str:
    """Return a short text that says which arguments these are, as recipes or prepared."""
    text = json.dumps([_word([*args]), _word(names)])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _word(argument: Any) -> Any:
    if isinstance(argument, Table):
        return argument.path
    if isinstance(argument, Seed):
        argument = argument.generator()
    if isinstance(argument, np.random.Generator):
        return {"generator": str(argument.bit_generator.state)}
    if isinstance(argument, list | tuple):
        return [type(argument).__name__, *map(_word, argument)]
    if isinstance(argument, dict):
        return [[_word(k), _word(v)] for k, v in argument.items()]
    if isinstance(argument, types.FunctionType):
        if argument in TEXTS:
            return {"Source": TEXTS[argument]}
        return {"function": [_word(c.cell_contents) for c in argument.__closure__ or ()]}
    return encode(argument)


class Table:
    """A function, or an object, that is known only by what was recorded of it."""

    def __init__(self, values: Mapping[str, Any], path: str) -> None:
        self.values, self.path = values, path

    def __call__(self, *args: Any, **names: Any) -> Any:
        """Return the recorded value."""
        return self.step(f"{self.path}({place(*args, **names)})")

    def __getattr__(self, name: str) -> Any:
        """Return the recorded attribute."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self.step(f"{self.path}.{name}")

    def step(self, path: str) -> Any:
        """Return what is recorded at `path`."""
        written = self.values[path]
        return Table(self.values, path) if written == MORE else value(written)


def law(written: Mapping[str, Any]) -> Any:
    """Return a law from its source and the table of what it asks of functions that stay behind."""
    names = {name: Table(written["values"], name) for name in written["tables"]}
    exec(compile(written["source"], f"<{written['name']}>", "exec"), names)
    return names[written["name"]]


def question(written: Mapping[str, Any]) -> Question:
    """Return a question from data."""
    reference = Table(written["expected"], "")
    mistakes = tuple(
        Mistake(said, _known(Table(values, ""))) for said, values in written["mistakes"]
    )
    checks = tuple(map(_check, written["checks"]))
    return Question(
        key=written["key"],
        function=written["function"],
        minutes=written["minutes"],
        checks=checks,
        hints=tuple(written["hints"]),
        reference=(lambda *args, **_: reference(*args)) if written["expected"] else None,
        mistakes=mistakes,
        numbers=lambda rng: written["numbers"],
    )


def _known(table: Table) -> Any:
    """Return the mistake; None, which is nobody's answer, where it gives none."""

    def wrong(*args: Any, **_: Any) -> Any:
        try:
            return table(*args)
        except KeyError:
            return None

    return wrong


def _check(written: Mapping[str, Any]) -> Check:
    return Check(
        name=written["name"],
        cases=lambda rng, **_: [value(case) for case in written["cases"]],
        law=law(written["law"]) if written["law"] else None,
        points=written["points"],
        rtol=written["rtol"],
        atol=written["atol"],
    )


def _read(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / f"{name}.json"
    if not path.exists():
        raise ValueError(f"assignment: expected the name of this assignment, got {name!r}.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def questions(name: str) -> dict[str, Question]:
    """Return the questions of assignment `name` by key, in order."""
    return {written["key"]: question(written) for written in _read(name)["questions"]}


def pick(name: str, key: str) -> Question:
    """Return the question `key` ("q1") of assignment `name`."""
    found = {written["key"]: written for written in _read(name)["questions"]}
    if key not in found:
        known = ", ".join(found)
        raise ValueError(
            f"check: expected the key of a question, got {key!r}. This assignment has {known}."
        )
    return question(found[key])


def numbers_of(name: str, student: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the numbers of each question; the package is made for one student, or everybody."""
    found = _read(name)
    if found["student"] != student:
        raise ValueError(
            f"assignment: expected student={found['student']!r}, for whom these checks are, "
            f"got {student!r}."
        )
    return {written["key"]: written["numbers"] for written in found["questions"]}


def generator(*words: str) -> np.random.Generator:
    """Return a random generator; the cases are recorded, so that it decides nothing."""
    return np.random.default_rng(0)
