"""The shape of the code: who imports whom, what an import costs, how long files may grow."""

import ast
import importlib
import inspect
import subprocess
import sys
import tomllib
import types
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("course_lib", "course_exercises")
LIBRARY = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))
DRAWING = ("plots", "widgets")


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def in_new_interpreter(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_imports_only_point_to_lower_levels():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_stands_in_the_import_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c for c in contract["contracts"] if c["type"] == "layers")["layers"]
    listed = {name.strip("() ") for line in layers for name in line.replace("|", ":").split(":")}
    present = {p.stem if p.is_file() else p.name for p in (ROOT / "course_lib").iterdir()
               if p.suffix == ".py" or (p / "__init__.py").exists()}  # fmt: skip
    assert present - {"__init__", "exercises"} == listed


def test_only_the_drawing_packages_may_import_what_draws():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (rule,) = (c for c in contract["contracts"] if "matplotlib" in c.get("forbidden_modules", ()))
    present = {f"course_lib.{p.relative_to(ROOT / 'course_lib').parts[0].removesuffix('.py')}"
               for p in (ROOT / "course_lib").rglob("*.py")}  # fmt: skip
    allowed = {f"course_lib.{name}" for name in (*DRAWING, "__init__", "exercises")}
    assert set(rule["source_modules"]) == present - allowed | {"course_exercises"}


def test_nothing_heavy_is_loaded_before_it_is_needed():
    names = [module_name(p) for p in LIBRARY if not set(p.relative_to(ROOT).parts) & set(DRAWING)]
    loaded = in_new_interpreter(f"import sys, {', '.join(names)}\nprint(*sys.modules)").split()
    assert not {"matplotlib", "ipywidgets", "scipy", "tqdm", "distributed"} & set(loaded)


def test_the_package_itself_loads_nothing():
    loaded = in_new_interpreter("import sys, course_lib\nprint(*sys.modules)").split()
    assert not {"numpy", "course_lib._validate"} & set(loaded)


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_on_one_screen(path):
    text = path.read_text()
    assert sum(bool(line.strip()) for line in text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert body_lines(node) <= 25, f"{node.name} has {body_lines(node)} lines"


def body_lines(node):
    """Lines of the statements of a function, without signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


MUTABLE = list | dict | set | bytearray | np.ndarray | np.random.Generator


@pytest.mark.parametrize("name", [module_name(p) for p in LIBRARY])
def test_no_default_can_be_changed_by_a_caller(name):
    """A default is made once: what one call changes in it, the next call would get."""
    for function in functions_of(importlib.import_module(name)):
        defaults = {
            p.name: p.default
            for p in inspect.signature(function).parameters.values()
            if isinstance(p.default, MUTABLE)
        }
        assert not defaults, f"{function.__qualname__} has mutable defaults {defaults}"


def functions_of(module):
    """Yield the functions of a module and the methods of its classes, private ones too."""
    for value in vars(module).values():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        inside = vars(value).values() if inspect.isclass(value) else [value]
        yield from (unwrapped for f in inside if inspect.isfunction(unwrapped := unwrap(f)))


def unwrap(value):
    return getattr(value, "__func__", getattr(value, "fget", value))


def test_the_search_for_mutable_defaults_finds_them():
    module = types.ModuleType("sample")
    code = """
class A:
    def method(self, x={}): pass
    @classmethod
    def made(cls, *, x=[]): pass
def f(rng=np.random.default_rng(0)): pass
"""
    module.np = np
    exec(code, vars(module))
    found = {
        f.__name__
        for f in functions_of(module)
        for p in inspect.signature(f).parameters.values()
        if isinstance(p.default, MUTABLE)
    }
    assert found == {"method", "made", "f"}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_says_what_it_is_about(path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
