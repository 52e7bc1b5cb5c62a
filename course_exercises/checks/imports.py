"""Which package does an answer need that the grader does not have?"""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from course_exercises.checks.standins import AVAILABLE

ITS_OWN = ("__main__", "builtins", "None")
"""Modules of the notebook itself."""


def unavailable(function: Any) -> tuple[str, str] | None:
    """Return ``package, name`` through which `function` or a helper of it reaches a package that
    the grader does not have, or None.

    The grader has Python and NumPy; what draws, shows or counts does nothing there.
    """
    waiting, known = [("", function)], set()
    while waiting:
        name, item = waiting.pop()
        package = _package(item)
        if package not in AVAILABLE and package not in ITS_OWN:
            return package, name or str(getattr(item, "__name__", item))
        code = getattr(item, "__code__", None)
        if not isinstance(code, types.CodeType) or code in known:
            continue
        known.add(code)
        for imported in _loaded(code, "IMPORT_NAME"):
            if _root(imported) not in AVAILABLE:
                return _root(imported), imported
        waiting += _reached(item, code)
    return None


def _package(value: Any) -> str:
    if isinstance(value, types.ModuleType):
        name = value.__name__
    elif isinstance(value, np.ufunc):  # those of SciPy do not say whose they are
        name = (
            "numpy"
            if _has(np, value)
            else next((m for m in _SCIPY if _has_module(m, value)), "numpy")
        )
    else:
        name = str(getattr(value, "__module__", None) or type(value).__module__)
    return _root(name)


def _root(name: str) -> str:
    package = name.split(".")[0]
    return "course_lib" if package == "course_exercises" else package


_SCIPY = ("scipy.special",)


def _has_module(module: str, value: np.ufunc) -> bool:
    return module in sys.modules and _has(sys.modules[module], value)


def _has(module: Any, value: np.ufunc) -> bool:
    return getattr(module, value.__name__, None) is value


def _loaded(code: types.CodeType, *kinds: str) -> Iterator[str]:
    """Yield the names that instructions of these kinds load, in inner functions too."""
    for step in dis.get_instructions(code):
        if step.opname in kinds:
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _loaded(constant, *kinds)


def _reached(function: Any, code: types.CodeType) -> Iterator[tuple[str, Any]]:
    """Yield what a function can reach: its globals by name, its closure, its defaults."""
    names = getattr(function, "__globals__", {})
    found = [
        (name, names[name]) for name in _loaded(code, "LOAD_GLOBAL", "LOAD_NAME") if name in names
    ]
    cells = getattr(function, "__closure__", None) or ()
    found += [
        (n, c.cell_contents) for n, c in zip(code.co_freevars, cells, strict=False) if _full(c)
    ]
    kept = [*(getattr(function, "__defaults__", None) or ())]
    kept += (getattr(function, "__kwdefaults__", None) or {}).values()
    for name, value in [*found, *(("a default", value) for value in kept)]:
        yield name, value
        if isinstance(value, dict | list | tuple):
            items = value.values() if isinstance(value, dict) else value
            yield from ((name, item) for item in items)


def _full(cell: types.CellType) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:  # not assigned yet
        return False
