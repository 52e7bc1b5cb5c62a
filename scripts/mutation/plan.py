"""Which tests a mutant meets: those that run its line, noted in a first run without a change."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import coverage
import pytest

from scripts.mutation.modules import EVERY, EXERCISES, LAWS, OF_EVERY, TESTS
from scripts.mutation.mutants import Mutant

QUIET = ["-x", "-q", "--no-header", "--tb=no", "-o", "addopts=", "-p", "no:cacheprovider"]
PLUGIN = ["-p", "_hypothesis_pytestplugin"]

QUICK = 0.5
"""Seconds of a test that comes first even if its file has another name than the mutant's."""


class Chosen:
    """A pytest plugin: run these tests in this order, and note how long each takes.

    `shared`: seconds of the fixtures that the tests of a file share.
    """

    def __init__(self, order: Iterable[str] | None = None) -> None:
        self.order = None if order is None else {name: k for k, name in enumerate(order)}
        self.seconds: dict[str, float] = defaultdict(float)
        self.shared: dict[str, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests, in their order."""
        if self.order is not None:
            kept = [item for item in items if item.nodeid in self.order]
            items[:] = sorted(kept, key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up set-up, test and tear-down."""
        self.seconds[report.nodeid] += report.duration

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Tell coverage which test begins."""
        if (traced := coverage.Coverage.current()) is not None:
            traced.switch_context(item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """Tell coverage what many tests share: what it runs belongs to all of their file."""
        traced = coverage.Coverage.current()
        if traced is None or fixturedef.scope == "function":
            return (yield)
        file, begun = file_of(request._pyfuncitem.nodeid), time.perf_counter()
        traced.switch_context(f"{file}::")
        try:
            return (yield)
        finally:
            traced.switch_context(request._pyfuncitem.nodeid)
            self.shared[file] += time.perf_counter() - begun


def file_of(name: str) -> str:
    """Return the file of a test."""
    return name.split("::")[0]


class Plan:
    """Which tests of a module run which line, and their seconds.

    `patience`: a mutant hangs that takes so many times as long as its tests usually do.
    """

    def __init__(self, module: str, copy: Path, patience: float) -> None:
        self.tests, self.copy, self.patience = TESTS[module], copy, patience
        self.by_line: dict[str, dict[int, list[str]]] = {}
        self.seconds: dict[str, float] = {}
        self.shared: dict[str, float] = {}
        self.one_file_each = module == "questions"
        if not self.one_file_each:
            code, self.by_line, self.seconds, self.shared = in_a_fork(traced_run, copy, self.tests)
            if code:
                raise SystemExit(f"{module}: the tests fail without any mutation")

    def order(self, mutant: Mutant) -> list[str] | None:
        """Return the tests to run, best first; None for all tests of `files`."""
        if self.one_file_each:
            return None
        near = self._near(mutant)
        rest = set() if mutant.lines and near else set(self.seconds) - near
        stem = mutant.path.stem.strip("_")

        def key(name: str) -> tuple[bool, bool, float]:
            seconds = self.seconds[name] + self.shared.get(file_of(name), 0)
            return seconds > QUICK, stem not in file_of(name), seconds

        return [*sorted(near, key=key), *sorted(rest, key=key)]

    def usual(self, order: list[str] | None) -> float:
        """Return the seconds that these tests took without a mutation."""
        files = {file_of(name) for name in order or ()}
        own = sum(self.seconds[name] for name in order or ())
        return own + sum(self.shared.get(file, 0) for file in files)

    def _near(self, mutant: Mutant) -> set[str]:
        by_line = self.by_line.get(str(mutant.path), {})
        met = {n for line in mutant.lines or by_line for n in by_line.get(line, ())} - {""}
        shared = tuple(name for name in met if name.endswith("::"))
        return {name for name in self.seconds if name in met or name.startswith(shared)}

    def at_import(self, mutant: Mutant) -> bool:
        """Return whether something of the mutant's statement runs while tests are collected."""
        by_line = self.by_line.get(str(mutant.path), {})
        met = {name for line in mutant.lines for name in by_line.get(line, ())}
        return not met or "" in met

    def files(self, mutant: Mutant, order: list[str] | None) -> list[str]:
        """Return the test files to collect."""
        if order is not None:
            return list(dict.fromkeys(map(file_of, order)))
        chapter, stem = mutant.path.parent.name[-2:], mutant.path.stem
        own = f"{EXERCISES}/test_{chapter}_{stem}.py"
        if own not in self.tests:
            return [test for test in self.tests if f"test_{chapter}_" in test]
        case = f"[{chapter}-{stem.split('_')[0]}]"
        return [own, LAWS, *(f"{EVERY}::{name}{case}" for name in OF_EVERY)]


def in_a_fork(function: Callable[..., Any], *args: Any) -> Any:
    """Return what the function returns in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(function, *args).result()


def traced_run(copy: Path, tests: list[str]) -> tuple[int, Any, dict[str, float], dict[str, float]]:
    """Run all tests, unchanged; return code, tests of each line, seconds of tests and files."""
    traced = coverage.Coverage(data_file=None, source=[str(copy / "course_lib")])
    chosen = Chosen()
    traced.start()
    code = run_pytest(copy, tests, chosen)
    traced.stop()
    data = traced.get_data()
    lines = {str(Path(f).relative_to(copy)): data.contexts_by_lineno(f)
             for f in data.measured_files()}  # fmt: skip
    return code, lines, dict(chosen.seconds), dict(chosen.shared)


def run_pytest(copy: Path, tests: list[str], plugin: object) -> int:
    """Run pytest, without a word, in the copy of the project."""
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)
    sys.path.insert(0, str(copy))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    return int(pytest.main([*QUIET, *PLUGIN, *tests], plugins=[plugin]))
