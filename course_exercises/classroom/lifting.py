"""The source of a public law with all that it needs, and nothing that answers the question.

What a law works out from the case travels as values, what it works out from the student's answer
as code. Functions of `course_lib`, the reference and the mistakes never travel as code unless a law
applies them to the answer, and the reference and the mistakes not even then.
"""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
import types
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any


class LiftError(Exception):
    """A law cannot travel; the text says why."""


@dataclass
class Lifted:
    """A law as source: its name, the lines, and the functions that it asks a table for."""

    name: str
    lines: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The whole source."""
        return "\n\n".join(["from __future__ import annotations", *self.lines.values(), ""])


def lift(law: Callable[..., Any], stay: Collection[int], code: Collection[int] = ()) -> Lifted:
    """Return the source of `law`.

    Parameters
    ----------
    law : callable
    stay : collection of int
        The ``id`` of each function that must not travel as code.
    code : collection of int
        The ``id`` of each function of `course_lib` that may.

    Raises
    ------
    LiftError
        If something has no source, or is neither a function nor plain data.
    """
    lifted = Lifted(law.__name__)
    _function(law, lifted, stay, code)
    return lifted


def _function(function: Any, lifted: Lifted, stay: Collection[int], code: Collection[int]) -> None:
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
        (node,) = ast.parse(source).body
    except (OSError, TypeError, SyntaxError, ValueError) as error:
        raise LiftError(f"{function!r} has no source ({error})") from None
    if not isinstance(node, ast.FunctionDef):
        raise LiftError(f"{function.__name__} is written inside of another expression")
    for name, needed in _needed(inspect.unwrap(function), node):
        _name(name, needed, lifted, stay, code)
    lifted.lines[function.__name__] = source.rstrip()


def _name(
    name: str, needed: Any, lifted: Lifted, stay: Collection[int], code: Collection[int]
) -> None:
    if name in lifted.tables or name in lifted.lines:
        return
    home = str(getattr(needed, "__module__", "") or "")
    ours = home.startswith(("course_exercises.checks", "numpy", "functools", "collections", "math"))
    if isinstance(needed, types.ModuleType):
        if needed.__name__.startswith("course"):
            raise LiftError(f"{name} is a module of the course")
        lifted.lines[name] = f"import {needed.__name__} as {name}"
    elif id(needed) in stay or (home.startswith("course_lib") and id(needed) not in code):
        lifted.tables[name] = needed
    elif callable(needed) and ours:
        lifted.lines[name] = f"from {home} import {needed.__name__} as {name}"
    elif isinstance(inspect.unwrap(needed) if callable(needed) else None, types.FunctionType):
        _function(needed, lifted, stay, code)
        if needed.__name__ != name:
            lifted.lines[name] = f"{name} = {needed.__name__}"
    else:
        lifted.lines[name] = f"{name} = {_plain(name, needed)}"


def _plain(name: str, needed: Any) -> str:
    text = repr(needed)
    try:
        same = ast.literal_eval(text) == needed
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise LiftError(f"{name} is no plain value")
    return text


def _needed(function: types.FunctionType, node: ast.FunctionDef) -> Iterator[tuple[str, Any]]:
    """Yield the names that `function` takes from outside, and what they are."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    yield from ((name, cell.cell_contents) for name, cell in cells)
    early = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    names = {n.id for tree in early for n in ast.walk(tree) if isinstance(n, ast.Name)}
    for name in sorted(names | set(_globals(function.__code__)) - {function.__name__}):
        if name in function.__globals__:
            yield name, function.__globals__[name]


def _globals(code: types.CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _globals(constant)
