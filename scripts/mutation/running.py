"""Try mutants: in a fork of what is imported where that can be done, else with a fresh import."""

from __future__ import annotations

import inspect
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import hypothesis  # noqa: F401 - loaded here, so that no mutant has to
import pytest
import scipy.linalg
import scipy.optimize
import scipy.special  # noqa: F401

from scripts.mutation.modules import ROOT
from scripts.mutation.mutants import Mutant
from scripts.mutation.plan import Chosen, Plan, in_a_fork, run_pytest

NO_SHRINKING = """
from hypothesis import Phase
settings.register_profile(
    "mutants", settings.get_profile("course"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutants")
"""
"""Ends the copied conftest: that a test fails is enough, by which example does not matter."""


class Outcome(NamedTuple):
    """What became of one mutant; `seconds` of processor time."""

    noticed: bool
    seconds: float
    hung: bool = False


class Live:
    """A pytest plugin: instead of running the tests, try mutants on them, a fork for each."""

    def __init__(self, plan: Plan, found: list[Mutant]) -> None:
        self.plan, self.found = plan, found
        self.noticed: list[Outcome | None] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant on its tests."""
        items = {item.nodeid: item for item in session.items}
        for mutant in self.found:
            order = [] if self.plan.at_import(mutant) else self.plan.order(mutant) or []
            chosen = [items[name] for name in order]
            outcome = None
            if chosen:
                outcome = tried(self.plan, mutant, order, lambda m=mutant, c=chosen: live(m, c))
            self.noticed.append(outcome if outcome and outcome.noticed else None)
        return True


def live(mutant: Mutant, items: list[pytest.Item]) -> int:
    """Run these tests with the mutant in place; return the exit code."""
    if put_in(mutant):
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                return 1
    return 0


def put_in(mutant: Mutant) -> bool:
    """Replace the code of the mutant's function where it is in use; return whether that went."""
    at: Any = sys.modules.get(".".join(mutant.path.with_suffix("").parts))
    code = compile(mutant.text, str(mutant.path), "exec")
    for part in mutant.scope.split("."):
        inner = [c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == part]
        at = vars(at).get(part) if at is not None else None
        if len(inner) != 1 or at is None:
            return False
        code = inner[0]
        at = at.fget if isinstance(at, property) else at
        at = inspect.unwrap(getattr(at, "__func__", at))
        if isinstance(at, FunctionType):
            fits = (at.__name__, at.__code__.co_freevars) == (part, code.co_freevars)
            if fits:
                at.__code__ = code
            return fits
    return False


def live_share(plan: Plan, found: list[Mutant]) -> list[Outcome | None]:
    """Return what the forks noticed; None where a fresh import has to decide."""
    plugin = Live(plan, found)
    if not plan.one_file_each:
        run_pytest(plan.copy, plan.tests, plugin)
    return plugin.noticed or [None] * len(found)


def fresh(plan: Plan, mutant: Mutant) -> Outcome:
    """Return whether a test fails (or hangs) with the mutant imported."""
    order = plan.order(mutant)
    files = plan.files(mutant, order)
    return tried(plan, mutant, order, lambda: run_pytest(plan.copy, files, Chosen(order)))


def tried(plan: Plan, mutant: Mutant, order: list[str] | None, test: Callable[[], int]) -> Outcome:
    """Run `test` in a fork, with the file changed for the processes that it starts."""
    place = plan.copy / mutant.path
    place.write_text(mutant.text)
    limit = int((60 if plan.one_file_each else 10) + plan.patience * plan.usual(order))
    try:
        if (child := os.fork()) == 0:
            os.setsid()
            sys.dont_write_bytecode = True
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            try:
                os._exit(test())
            finally:
                os._exit(3)
        return wait(child, 10 * limit)  # asleep, or on a busy machine
    finally:
        shutil.copy2(ROOT / mutant.path, place)


def wait(child: int, seconds: float) -> Outcome:
    """Wait for the leader of a process group, kill what it leaves behind or, in time, itself."""
    end = time.monotonic() + seconds
    pid, status, used = os.wait4(child, os.WNOHANG)
    while not pid and time.monotonic() < end:
        time.sleep(0.01)
        pid, status, used = os.wait4(child, os.WNOHANG)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not pid:
        _, status, used = os.wait4(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise RuntimeError("a mutant has met no test")
    hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU)
    return Outcome(status != 0, used.ru_utime + used.ru_stime, hung)


def run(module: str, found: list[Mutant], workers: int, patience: float) -> list[Outcome]:
    """Return for each mutant what became of it."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [copy_of_project(Path(folder) / str(k)) for k in range(workers)]
        plan = Plan(module, copies[0], patience)
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            shares = [found[k::workers] for k in range(workers)]
            parts = list(pool.map(run_share, [plan] * workers, copies, shares))
        return [parts[k % workers][k // workers] for k in range(len(found))]


def run_share(plan: Plan, copy: Path, found: list[Mutant]) -> list[Outcome]:
    """Try some of the mutants in a copy of their own; print those that survive or hang."""
    plan.copy = copy
    results = []
    for mutant, outcome in zip(found, in_a_fork(live_share, plan, found), strict=True):
        results.append(outcome or fresh(plan, mutant))
        if results[-1].hung:
            print(f"  hung {mutant}", flush=True)
        elif not results[-1].noticed:
            print(f"  survived {mutant}", flush=True)
    return results


def copy_of_project(folder: Path) -> Path:
    """Copy what the tests of a module need."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("course_lib", "tests", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    with (folder / "tests" / "conftest.py").open("a") as file:
        file.write(NO_SHRINKING)
    return folder
