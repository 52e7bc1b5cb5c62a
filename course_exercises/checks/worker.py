"""The untrusted side of grading: run a student's cells and call what they define.

One file that needs Python and NumPy alone, because nothing else of the course is in the sandbox. It
is started as a program and spoken to in lines of JSON:

    {"cell": source}                 -> {"said": [errors of single statements]}
    {"call": name, "args": [values]} -> {"value": value}, {"error": text}, {"changed": position},
                                        {"unwritten": true} or {"missing": type name or null}

Values are written by `encode`; the trusted side reads them with `decode`, which believes nothing.
"""

from __future__ import annotations

import ast
import base64
import inspect
import json
import math
import os
import re
import sys
import types
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

PLAIN = (str, int, float, bool, type(None))
DEPTH = 20


class UnreadableError(ValueError):
    """A value that no answer may have; the text says what it is."""


def encode(value: Any, depth: int = 0) -> Any:
    """Return what JSON can carry of `value`.

    Numbers, texts, flags and None stay; arrays, lists, tuples and dicts become objects with one
    tag, as do functions given as `text` and generators given as `value` (`Source`, `Seed`).

    Raises
    ------
    UnreadableError
        If `value` holds anything else, or is nested more than 20 deep.
    """
    if depth > DEPTH:
        raise UnreadableError("values nested without end")
    if isinstance(value, np.generic) and value.dtype.kind in "biufU":
        value = value.item()
    if type(value) in PLAIN:
        return value
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if isinstance(value, list | tuple):
        tag = "list" if isinstance(value, list) else "tuple"
        return {tag: [encode(item, depth + 1) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]}
    recipe = type(value).__name__
    if recipe in ("Source", "Seed"):
        return {recipe: value.text if recipe == "Source" else value.value}
    raise UnreadableError(f"an object of type {recipe[:40]}")


def _encode_array(value: Any) -> dict[str, Any]:
    kind = value.dtype.kind
    if kind not in "biufc":
        raise UnreadableError(f"an array of {value.dtype.name[:40]}")
    wide, most = (np.complex128, 16) if kind == "c" else (np.float64, 8)
    array = np.asarray(value, wide if value.dtype.itemsize > most else value.dtype)
    array = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).reshape(value.shape)
    text = base64.b64encode(array.tobytes()).decode()
    return {"array": text, "dtype": array.dtype.str, "shape": list(array.shape)}


def decode(value: Any, recipes: bool = False, depth: int = 0) -> Any:
    """Return what `encode` was given; functions and generators only if `recipes`.

    Raises
    ------
    UnreadableError
        If `value` is not what `encode` writes.
    """
    if depth > DEPTH:
        raise UnreadableError("values nested without end")
    if type(value) in PLAIN:
        return value
    tag = next(iter(value), "") if isinstance(value, dict) else ""
    if tag == "array":
        return _decode_array(value)
    if recipes and tag == "Source":
        return eval(value[tag], {"np": np})
    if recipes and tag == "Seed":
        return np.random.default_rng(value[tag])
    if tag not in ("list", "tuple", "dict") or len(value) != 1 or type(value[tag]) is not list:
        raise UnreadableError("a value of no known form")
    items = [decode(item, recipes, depth + 1) for item in value[tag]] if tag != "dict" else []
    if tag == "dict":
        return _decode_dict(value[tag], recipes, depth)
    return items if tag == "list" else tuple(items)


def _decode_dict(pairs: list[Any], recipes: bool, depth: int) -> dict[Any, Any]:
    out = {}
    for pair in pairs:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in PLAIN:
            raise UnreadableError("a dict of no known form")
        out[pair[0]] = decode(pair[1], recipes, depth + 1)
    return out


def _decode_array(value: dict[str, Any]) -> Any:
    shape, kind, text = value.get("shape"), value.get("dtype"), value["array"]
    if set(value) != {"array", "dtype", "shape"} or not isinstance(text, str):
        raise UnreadableError("an array of no known form")
    if not isinstance(kind, str) or not re.fullmatch("[<|][biuf][1248]|<c8|<c16", kind):
        raise UnreadableError("an array of no known form")
    if not isinstance(shape, list) or any(type(n) is not int or n < 0 for n in shape[:33]):
        raise UnreadableError("an array of no known form")
    try:
        data, dtype = base64.b64decode(text, validate=True), np.dtype(kind)
    except (ValueError, TypeError):
        raise UnreadableError("an array of no known form") from None
    if len(shape) > 32 or len(data) != math.prod(shape) * dtype.itemsize:
        raise UnreadableError("an array of the wrong length")
    return np.frombuffer(data, dtype).reshape(shape).copy()


class Stub:
    """Stands for `course_exercises` in a student's first cell; nothing else of the course is there.

    Notebooks handed out earlier say ``from course_lib.exercises import assignment``.
    """

    def __init__(self, numbers: dict[str, Any]) -> None:
        self.numbers = numbers
        names = ("course_exercises", "course_lib", "course_lib.exercises")
        modules = {name: types.ModuleType(name) for name in names}
        for name in ("course_exercises", "course_lib.exercises"):
            vars(modules[name])["assignment"] = self.assignment
        vars(modules["course_lib"])["exercises"] = modules["course_lib.exercises"]
        for name in ("course_exercises", "course_lib"):
            modules[name].__path__ = []
        sys.modules.update(modules)
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, *_: Any) -> None:
        """Refuse to look for a part of the course."""
        if name.split(".")[0] in ("course_lib", "course_exercises"):
            raise ImportError(f"{name}: the grader has no course_lib, write it with NumPy alone")

    def assignment(self, *_: Any, **__: Any) -> tuple[Any, Any, dict[str, Any]]:
        """Return a `check` and a `hint` that do nothing, and the numbers the grader knows."""
        return self.nothing, self.nothing, self.numbers

    def nothing(self, *_: Any, **__: Any) -> None:
        """Stand for `check` and `hint`."""


def run(source: str, names: dict[str, Any]) -> list[str]:
    """Run one cell in `names`, statement by statement; return the errors in words.

    A statement that fails does not take those after it along: a plot that the sandbox cannot draw
    costs nothing. Lines for Jupyter (``%``, ``!``) are left out.
    """
    source = re.sub(r"(?m)^([ \t]*)[%!].*$", r"\1pass", source)
    try:
        body = ast.parse(source, "<cell>").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return [said(error)]
    errors = []
    for statement in body:
        try:
            exec(compile(ast.Module([statement], []), "<cell>", "exec"), names)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            errors.append(said(error))
    return errors[:20]


def said(error: BaseException) -> str:
    """Return an error in one line: type, message, line of the student's cell."""
    line, step = getattr(error, "lineno", 0), error.__traceback__
    while step is not None:
        line = step.tb_lineno if step.tb_frame.f_code.co_filename == "<cell>" else line
        step = step.tb_next
    try:
        text = " ".join(str(error).split())[:200]
    except BaseException:
        text = ""
    where = f" (line {line} of its cell)" if line else ""
    return f"{type(error).__name__[:40]}{': ' if text else ''}{text}{where}"


def misfit(function: Callable[..., Any], args: Sequence[Any], numbers: dict[str, Any]) -> str:
    """Return in words how `function` cannot be called with these arguments, or ""."""
    try:
        signature = inspect.signature(function)
    except ValueError:  # some built-in functions have none
        return ""
    try:
        signature.bind(*args, **numbers)
    except TypeError:
        needed = f"{len(args)} argument{'s' * (len(args) != 1)}"
        return f"it must take {needed}, yours takes {str(signature)[:100]}"
    return ""


def call(names: dict[str, Any], name: str, written: list[Any]) -> dict[str, Any]:
    """Call the student's function `name`; return its value or what went wrong."""
    function = names.get(name)
    if not callable(function):
        return {"missing": None if function is None else type(function).__name__[:40]}
    args, before = ([decode(v, recipes=True) for v in written] for _ in range(2))
    try:
        if wrong := misfit(function, args, {}):
            return {"error": wrong}
        with np.errstate(all="ignore"):
            value = encode(function(*args))
    except NotImplementedError:
        return {"unwritten": True}
    except UnreadableError as error:
        return {"error": f"it returns {error}"}
    except BaseException as error:
        return {"error": said(error)}
    for position, pair in enumerate(zip(args, before, strict=True), 1):
        if not _same(*pair):
            return {"changed": position}
    return {"value": value}


def _same(now: Any, before: Any) -> bool:
    if callable(before) or isinstance(before, np.random.Generator):
        return True
    return json.dumps(encode(now)) == json.dumps(encode(before))


def limit(limits: dict[str, int]) -> None:
    """Set limits of this process that it cannot raise again, by the names of `resource`."""
    import resource

    for name, value in limits.items():
        hard = resource.getrlimit(getattr(resource, name))[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(getattr(resource, name), (value, value))


def main(setup: dict[str, Any]) -> None:
    """Answer requests from standard input until it ends; students print to nowhere."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    stub = Stub(setup["numbers"])
    limit(setup["limits"])
    names: dict[str, Any] = {"__name__": "__main__", "np": np, "numbers": deepcopy(stub.numbers)}
    names.update(check=stub.nothing, hint=stub.nothing)
    answer: dict[str, Any] = {"ready": True}
    while True:
        outbox.write(json.dumps(answer).encode() + b"\n")
        outbox.flush()
        line = inbox.readline()
        if not line:
            return
        request = json.loads(line)
        if "cell" in request:
            answer = {"said": run(request["cell"], names)}
        else:
            answer = call(names, request["call"], request["args"])


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
