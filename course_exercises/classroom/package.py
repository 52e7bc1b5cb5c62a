"""The student's package: ``check`` and ``hint`` without solutions, rubrics and hidden checks.

It is a folder ``course_exercises`` beside the notebook, which Python finds first: the engine
that judges (`checks`, `session`), and the public checks of one assignment as data.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import course_exercises
from course_exercises.assignments import generator, numbers_of, questions
from course_exercises.checks.arguments import Seed, prepare
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.checks.wire import UnreadableError, encode
from course_exercises.classroom.course import write
from course_exercises.classroom.lifting import Lifted, LiftError, lift
from course_exercises.classroom.recorded import MORE, Table, law, place, value

SHAKEN = 3
"""How many answers are made from a right one by shaking its numbers."""
LARGE = 2000
"""Values in an array above which an array that a law asks for is recorded by what it is asked."""
Numbers = dict[str, Any]


def write_package(folder: Path, name: str, student: str | None) -> list[str]:
    """Write the package of an assignment into `folder` and return the public checks that it has
    not, because they cannot travel: they run when grading only.
    """
    home, target = Path(course_exercises.__file__).parent, folder / "course_exercises"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(
        home / "checks", target / "checks", ignore=shutil.ignore_patterns("__pycache__")
    )
    for source, copy in (
        ("__init__.py", "__init__.py"),
        ("session.py", "session.py"),
        ("classroom/recorded.py", "assignments.py"),
    ):
        shutil.copyfile(home / source, target / copy)
    data, left_out = record(name, student)
    write(target / f"{name}.json", json.dumps(data))
    return left_out


def record(name: str, student: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return the public checks of an assignment as data, and those that cannot be."""
    left_out: list[str] = []
    numbers = numbers_of(name, student)
    written = [
        _question(question, generator(name, key), numbers[key], left_out)
        for key, question in questions(name).items()
    ]
    return {"name": name, "student": student, "questions": written}, left_out


def _question(
    question: Question, rng: np.random.Generator, numbers: Numbers, left_out: list[str]
) -> dict[str, Any]:
    checks: list[dict[str, Any]] = []
    every: list[tuple[Any, ...]] = []
    rngs = rng.spawn(len(question.checks))
    with np.errstate(all="ignore"):
        for check, own in zip(question.checks, rngs, strict=True):
            cases = [] if check.hidden else list(check.cases(own, **numbers))
            try:
                asked = list(cases)
                checks += [] if check.hidden else [_check(question, check, cases, numbers, asked)]
                every += asked
            except LiftError as error:
                left_out.append(f"{question.key} {check.name}: {error}")
        expected = _values(question.reference, every, numbers) if question.reference else {}
        mistakes = [
            (mistake.message, _values(partial(_wrong, mistake), every, numbers))
            for mistake in question.mistakes
        ]
    return {
        "key": question.key, "function": question.function, "minutes": question.minutes,
        "hints": question.hints, "numbers": numbers, "checks": checks, "expected": expected,
        "mistakes": mistakes,
    }  # fmt: skip


def _wrong(mistake: Mistake, *args: Any, **numbers: Any) -> Any:
    return mistake.wrong(*map(prepare, args), **numbers)


def _values(
    function: Callable[..., Any], cases: list[tuple[Any, ...]], numbers: Numbers
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for case in cases:
        key = f"({place(*case)})"
        if key in found:
            continue
        try:
            answer = function(*case, **numbers)
            found[key] = _as_draw(answer, case) or encode(answer)
        except Exception:  # a mistake that gives no answer here is nobody's answer
            continue
    return found


def _as_draw(answer: Any, case: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return how a large array comes from a seed among the arguments: ``scale · draws + shift``."""
    if not isinstance(answer, np.ndarray) or answer.size <= LARGE:
        return None
    flat = answer.ravel()
    for seed in (argument for argument in case if isinstance(argument, Seed)):
        for kind in ("standard_normal", "random"):
            draws = getattr(seed.generator(), kind)(flat.size)
            scale = (flat[1] - flat[0]) / (draws[1] - draws[0])
            shift = flat[0] - scale * draws[0]
            if np.allclose(scale * draws + shift, flat, rtol=1e-10, atol=1e-12):
                return {"draws": [kind, seed.value, scale, shift, list(answer.shape)]}
    return None


def _check(
    question: Question,
    check: Check,
    cases: list[tuple[Any, ...]],
    numbers: Numbers,
    asked: list[tuple[Any, ...]],
) -> dict[str, Any]:
    return {
        "name": check.name, "points": check.points, "rtol": check.rtol, "atol": check.atol,
        "cases": [encode(tuple(case)) for case in cases],
        "law": _law(question, check.law, cases, numbers, asked) if check.law else None,
    }  # fmt: skip


def _law(
    question: Question,
    ours: Callable[..., Any],
    cases: list[tuple[Any, ...]],
    numbers: Numbers,
    asked: list[tuple[Any, ...]],
) -> dict[str, Any]:
    """Return a law as source and tables, tried on right, wrong and nearly right answers; add to
    `asked` what it calls known answers with.
    """
    answers = list(known_answers(question, numbers))
    for answer in answers[:-SHAKEN]:
        for case in cases:
            _said(ours, _noting(answer, asked), case, numbers)
    never = {id(question.reference), *(id(m.wrong) for m in question.mistakes)}
    stay, code = never | set(_parts(question)), set[int]()
    for _ in range(5):
        lifted = lift(ours, stay, code)
        written, depends = _recorded(lifted, answers, cases, numbers)
        if not depends:
            break
        if depends & never:
            raise LiftError("it compares the answer with the solution at inputs of its own")
        stay, code = stay - depends, code | depends
    theirs = law(json.loads(json.dumps(written)))
    for answer in answers:
        for case in cases:
            if _said(ours, answer, case, numbers) != _said(theirs, answer, case, numbers):
                raise LiftError("it says something else without the course")
    return written


def _parts(question: Question) -> Iterator[int]:
    """Yield what the reference and the mistakes are made of: it travels as values if it can."""
    waiting: list[Any] = [question.reference, *(m.wrong for m in question.mistakes)]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        inner = getattr(part, "__wrapped__", part)
        if id(part) in seen or not hasattr(inner, "__code__"):
            continue
        seen.add(id(part))
        yield id(part)
        cells = [cell.cell_contents for cell in inner.__closure__ or ()]
        named = [inner.__globals__.get(name) for name in inner.__code__.co_names]
        waiting += [p for p in (*cells, *named) if callable(p)]


def _noting(answer: Callable[..., Any], asked: list[tuple[Any, ...]]) -> Callable[..., Any]:
    def noting(*args: Any) -> Any:
        asked.append(args)
        return answer(*args)

    return noting


def known_answers(question: Question, numbers: Numbers) -> Iterator[Callable[..., Any]]:
    """Yield answers to a question: the right one, the mistakes, and three with other numbers."""
    known = [question.reference] if question.reference else []
    known += [partial(_wrong, mistake) for mistake in question.mistakes]
    for function in known:
        yield lambda *args, f=function: f(*args, **numbers)
    for seed in range(SHAKEN):
        yield lambda *args, s=seed: _shaken(known[0](*args, **numbers), np.random.default_rng(s))


def _shaken(answer: Any, rng: np.random.Generator) -> Any:
    """Return an answer of the same form with other numbers."""
    if isinstance(answer, dict):
        return {key: _shaken(entry, rng) for key, entry in answer.items()}
    if isinstance(answer, list | tuple):
        return type(answer)(_shaken(entry, rng) for entry in answer)
    number = isinstance(answer, float) or np.asarray(answer).dtype.kind == "f"
    return answer * (1 + 0.3 * rng.standard_normal(np.shape(answer))) if number else answer


def _recorded(
    lifted: Lifted,
    answers: list[Callable[..., Any]],
    cases: list[tuple[Any, ...]],
    numbers: Numbers,
) -> tuple[dict[str, Any], set[int]]:
    """Return the law with its tables, and the functions that it applies to the answer."""
    values: dict[str, Any] = {}
    names: dict[str, Any] = {
        name: Recorder(values, name, function) for name, function in lifted.tables.items()
    }
    exec(compile(lifted.source, "<law>", "exec"), names)
    asked = []
    for answer in answers:
        before = set(values)
        for case in cases:
            _said(names[lifted.name], answer, case, numbers)
        asked.append({path.split("(")[0].split(".")[0] for path in set(values) - before})
    depends = asked[-1] & asked[-2]  # new questions for each answer that is only shaken
    written = {"name": lifted.name, "source": lifted.source, "tables": [*lifted.tables]}
    return written | {"values": values}, {id(lifted.tables[name]) for name in depends}


def _said(
    law: Callable[..., Any], answer: Callable[..., Any], case: tuple[Any, ...], numbers: Numbers
) -> str | None:
    try:
        said: str | None = law(answer, *value(encode(tuple(case))), **numbers)
        return said
    except Exception:
        return "it stumbles"


class Recorder(Table):
    """A function, or an object, that notes in `values` what is asked of it."""

    def __init__(self, values: dict[str, Any], path: str, known: Any) -> None:
        super().__init__(values, path)
        self.known = known

    def __call__(self, *args: Any, **names: Any) -> Any:
        """Return the value, and note it."""
        path = f"{self.path}({place(*args, **names)})"
        inner = [a.known if isinstance(a, Recorder) else a for a in args]
        return self.note(path, self.known(*inner, **names))

    def __getattr__(self, name: str) -> Any:
        """Return the attribute, and note it."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self.note(f"{self.path}.{name}", getattr(self.known, name))

    def note(self, path: str, found: Any) -> Any:
        """Note `found` at `path` and return it, or a recorder for an object."""
        values: Any = self.values
        try:
            if getattr(found, "size", 0) <= LARGE:
                values[path] = encode(found)
                return found
        except UnreadableError:
            pass
        values[path] = MORE
        return Recorder(values, path, found)
