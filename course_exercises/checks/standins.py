"""What replaces the rest of a notebook in the sandbox: its first cell, its shell, its figures.

Needs Python and NumPy alone.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Iterator
from copy import deepcopy
from importlib.machinery import ModuleSpec
from typing import Any

import numpy as np

DRAWING = ("matplotlib", "mpl_toolkits", "IPython", "ipywidgets", "tqdm")
"""Packages that a student's code may use to draw, show and count: here they do nothing."""
AVAILABLE = {*sys.stdlib_module_names, "numpy", *DRAWING}
"""What an answer may import."""
ALONE = "the grader has Python and NumPy alone"


class Inert:
    """Stands for a figure, a progress bar, a widget: it takes everything and does nothing."""

    items: Any = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return SPECIAL.get(name, Inert())

    def __call__(self, *args: Any, **_: Any) -> Any:
        """Return nothing of use; as a decorator, the function."""
        return args[0] if isinstance(next(iter(args), None), types.FunctionType) else Inert()

    def __iter__(self) -> Iterator[Any]:
        return iter((Inert(),) if self.items is None else self.items)

    def __getitem__(self, _: Any) -> Any:
        return self

    def __setitem__(self, *_: Any) -> None:
        """Take it."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        """Let errors pass."""


def _progress(items: Any = (), *_: Any, **__: Any) -> Inert:
    bar = Inert()
    bar.items = items
    return bar


def _subplots(nrows: int = 1, ncols: int = 1, squeeze: bool = True, **_: Any) -> Any:
    axes = np.frompyfunc(lambda _: Inert(), 1, 1)(np.zeros((nrows, ncols)))
    return Inert(), np.squeeze(axes)[()] if squeeze else axes


def _histogram(values: Any, bins: Any = 10, **_: Any) -> Any:
    return (*np.histogram(values, bins), Inert())


SPECIAL = {
    "tqdm": _progress, "trange": lambda *args, **_: _progress(range(*args)),
    "subplots": _subplots, "hist": _histogram,
}  # fmt: skip


class Absent:
    """Stands for what a cell imported from a package that the grader does not have."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ModuleNotFoundError(self.text)

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        raise ModuleNotFoundError(self.text)


class Stub:
    """What a notebook has besides Python: its first cell, its shell, and packages that draw.

    Notebooks handed out earlier say ``from course_lib.exercises import assignment``.
    """

    def __init__(self, numbers: dict[str, Any]) -> None:
        self.numbers = numbers
        self.names: dict[str, Any] = {
            "__name__": "__main__",
            "np": np,
            "numbers": deepcopy(numbers),
        }
        self.names.update(check=self.nothing, hint=self.nothing)
        names = ("course_exercises", "course_lib", "course_lib.exercises")
        modules = {name: types.ModuleType(name) for name in names}
        for name in ("course_exercises", "course_lib.exercises"):
            vars(modules[name])["assignment"] = self.assignment
        vars(modules["course_lib"])["exercises"] = modules["course_lib.exercises"]
        for name in ("course_exercises", "course_lib"):
            modules[name].__path__ = []
        sys.modules.update(modules)
        sys.meta_path.insert(0, self)
        for name, value in (("display", Inert()), ("input", lambda *_: ""), ("get_ipython", self)):
            setattr(builtins, name, (lambda: self) if value is self else value)

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Give packages that draw an empty module, and refuse what the grader does not have."""
        root = name.split(".")[0]
        if root in ("course_lib", "course_exercises"):
            raise ImportError(f"{name}: the grader has no course_lib, write it with NumPy alone")
        if root in DRAWING:
            return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]
        if root not in AVAILABLE and not root.startswith("_"):
            raise ModuleNotFoundError(f"{name}: {ALONE}", name=name)
        return None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Return a module that has every name."""
        return types.ModuleType(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Let `module` have every name."""
        vars(module)["__getattr__"] = Inert().__getattr__

    def assignment(self, *_: Any, **__: Any) -> tuple[Any, Any, dict[str, Any]]:
        """Return a `check` and a `hint` that do nothing, and the numbers the grader knows."""
        return self.nothing, self.nothing, self.numbers

    def nothing(self, *_: Any, **__: Any) -> None:
        """Stand for `check`, `hint`, a command of the shell, and a magic for a whole cell."""

    system = run_cell_magic = nothing

    def getoutput(self, *_: Any) -> list[str]:
        """Return the output of a command of the shell: there is none."""
        return []

    def run_line_magic(self, name: str, line: str, *_: Any, **__: Any) -> Inert:
        """Do nothing but what ``%time`` measures."""
        if name in ("time", "prun"):
            exec(line, self.names)
        return Inert()
