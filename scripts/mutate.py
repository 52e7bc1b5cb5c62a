"""Mutation testing: break the library on purpose and count which breaks the tests notice.

Each mutant changes one operator, comparison, number or sign of one module in a copy of the
project. A first run without any change notes which test runs which line and how long it takes;
a mutant then meets the tests that run its line, those named like its file first, the quick ones
first, until one fails. One that hangs counts as noticed. A mutant that survives is printed.

Where it can be done, the change is made in a fork of a process that has imported and collected
everything already; what runs at import, and whatever survives there, gets a fresh import.

    python scripts/mutate.py                          all modules of the table below
    python scripts/mutate.py losses optimizers        some of them
    python scripts/mutate.py --sample 120 questions   120 mutants of each, drawn with `--seed`

Mutants that cannot change what the library does stand, each with the reason, in
`mutate_equivalent.toml`. Two scores are printed: of all mutants, and of all but these.
Needs Linux or macOS (fork).
"""

from __future__ import annotations

import argparse
import ast
import inspect
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

os.environ |= {
    "OPENBLAS_NUM_THREADS": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
import coverage
import hypothesis
import pytest
import scipy.linalg
import scipy.optimize
import scipy.special

__all__ = ["hypothesis", "scipy"]  # loaded here, so that no mutant has to
ROOT = Path(__file__).parents[1]
EXERCISES = "tests/exercises"
GRADER = {"__main__", "gradebook", "grading", "release", "remote", "sandbox"}
"""What needs a sandbox and a gradebook to be tested, and so takes long."""
LAWS = f"{EXERCISES}/test_answers_of_a_kind.py"
EVERY = f"{EXERCISES}/test_every_question.py"
OF_EVERY = (
    "test_the_notebook_says_its_minutes_and_points",
    "test_students_see_some_checks_and_one_at_least_is_hidden",
    "test_each_check_tries_two_inputs_or_more_and_each_run_has_inputs_of_its_own",
)
"""Tests with a case for each question."""
TESTS = {
    "activations": ["tests/test_activations.py", "tests/layers/test_oracles.py"],
    "exercises": [
        f"{EXERCISES}/test_{name}.py"
        for name in (
            "01_q5_accumulate",
            "03_q6_adam",
            "comparing",
            "feedback",
            "judging",
            "limits_of_answers",
            "reading",
            "seccomp",
            "session",
            "worker",
        )
    ],
    "grader": [
        f"{EXERCISES}/test_{name}.py"
        for name in ("feedback", "reading", "release", "report", "grading", "restart")
    ],
    "graph": ["tests/test_graph.py", "tests/test_graph_witness_functions.py"],
    "initializers": ["tests/test_initializers.py", "tests/test_lsuv.py"],
    "layers": ["tests/layers", "tests/test_network.py"],
    "losses": ["tests/test_losses.py", "tests/test_loss_oracles.py"],
    "optimizers": ["tests/optimizers"],
    "penalties": ["tests/test_penalties.py"],
    "questions": [str(p.relative_to(ROOT)) for p in sorted((ROOT / EXERCISES).glob("test_0*.py"))],
    "search": [
        str(p.relative_to(ROOT))
        for p in sorted((ROOT / "tests/search").glob("test_*.py"))
        if p.stem not in ("test_search_dask", "test_search_workers")
    ],
    "workers": ["tests/search/test_search_workers.py"],
}
OPERATORS: dict[type[ast.AST], type[Any]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
QUIET = ["-x", "-q", "--no-header", "--tb=no", "-o", "addopts=", "-p", "no:cacheprovider"]
PLUGIN = ["-p", "_hypothesis_pytestplugin"]
DRAW = "another draw, as good an input of a check as the one before"
NO_SHRINKING = """
from hypothesis import Phase
settings.register_profile(
    "mutants", settings.get_profile("course"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutants")
"""
"""Ends the copied conftest: that a test fails is enough, by which example does not matter."""


@dataclass(frozen=True)
class Mutant:
    """One changed file; `lines` are those of the statement, none if it runs at import.

    `draws`: it stands where a question of the exercises draws inputs for its checks.
    """

    path: Path
    line: int
    scope: str
    change: str
    lines: tuple[int, ...]
    text: str
    draws: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  in {self.scope}:  {self.change}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="module")
    parser.add_argument("--sample", type=int, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--only", default="", help="files whose path contains this text")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    for module in options.modules:
        places = [s for p in sources(module) if options.only in str(p) for s in spots(p)]
        drawn = places
        if options.sample is not None and options.sample < len(places):
            drawn = random.Random(options.seed).sample(places, options.sample)
        found = [mutant(*place) for place in drawn]
        report(module, found, len(places), run(module, found, options.workers))
    return 0


def sources(module: str) -> list[Path]:
    """Return the files of a module, relative to the root."""
    base = ROOT / "course_lib" / module
    if module == "questions":
        files = sorted((ROOT / "course_lib" / "exercises").glob("chapter_*/*.py"))
    elif module == "workers":
        files = [ROOT / "course_lib" / "search" / "workers.py"]
    elif module == "grader":
        files = [ROOT / "course_lib" / "exercises" / f"{name}.py" for name in sorted(GRADER)]
    else:
        files = sorted(base.glob("*.py")) if base.is_dir() else [base.with_suffix(".py")]
    left_out = {"search": {"workers"}, "exercises": GRADER}.get(module, set()) | {"__init__"}
    return [path.relative_to(ROOT) for path in files if path.stem not in left_out]


# --- the mutants -----------------------------------------------------------------------------


def spots(path: Path) -> list[tuple[Path, int]]:
    """Return the places of a file at which something can be broken."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return [(path, k) for k, node in enumerate(nodes) if breakable(node)]


def mutant(path: Path, spot: int) -> Mutant:
    """Return the mutant that breaks the node number `spot` of the file."""
    tree = ast.parse((ROOT / path).read_text())
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    target = next(node for k, node in enumerate(ast.walk(tree)) if k == spot)
    shown = target
    while isinstance(shown, ast.Constant | ast.UnaryOp):
        shown = above[shown]
    before = ast.unparse(shown).split("\n")[0]
    break_(target)
    change = f"{before}  ->  {ast.unparse(shown)}".split("\n")[0]
    scope, lines = place(target, above)
    draws = "chapter_" in str(path) and draws_inputs(target, above)
    return Mutant(path, target.lineno, scope, change, lines, ast.unparse(tree), draws)


def draws_inputs(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Return whether a node stands in a function, not the reference, that has a generator `rng`."""
    while node in above:
        node = above[node]
        if isinstance(node, ast.FunctionDef) and node.name != "_reference":
            for argument in node.args.args:
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                if argument.arg == "rng" and kind == "np.random.Generator":
                    return True
    return False


def breakable(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op):
            return type(op) in OPERATORS
        case ast.Compare(ops=[op]):
            return type(op) in OPERATORS
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub | ast.Not)
        case ast.Constant(value=bool() | int() | float()):
            return True
    return False


def break_(node: ast.AST) -> None:
    """Break `node` in place."""
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            node.op = OPERATORS[type(node.op)]()
        case ast.Compare(ops=[op]):
            node.ops = [OPERATORS[type(op)]()]
        case ast.UnaryOp(op=ast.USub()):
            node.op = ast.UAdd()
        case ast.UnaryOp(op=ast.Not(), operand=ast.expr() as operand):
            node.operand = ast.UnaryOp(ast.Not(), operand)
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() | float() as value):
            node.value = value + 1 if isinstance(value, int) or value == 0 else value * 1.3


def place(node: ast.AST, above: dict[ast.AST, ast.AST]) -> tuple[str, tuple[int, ...]]:
    """Return the scope of a node, and the lines of its statement (none if it runs at import)."""
    names: list[str] = []
    lines: tuple[int, ...] | None = None
    inside = False
    while node in above:
        child, node = node, above[node]
        if lines is None and isinstance(child, ast.stmt):
            lines = () if isinstance(child, ast.FunctionDef | ast.ClassDef) else span(child)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
            inside |= isinstance(node, ast.FunctionDef) and child in node.body
    return ".".join(reversed(names)) or "the module", (lines or ()) if inside else ()


def span(statement: ast.stmt) -> tuple[int, ...]:
    """Return the lines of a statement without those of the statements in it."""
    inner = [n.lineno for n in ast.walk(statement) if isinstance(n, ast.stmt)]
    last = min((n for n in inner if n > statement.lineno), default=statement.end_lineno + 1)
    return tuple(range(statement.lineno, max(last, statement.lineno + 1)))


# --- running the tests -----------------------------------------------------------------------


class Chosen:
    """A pytest plugin: run these tests in this order, and note how long each takes."""

    def __init__(self, order: Iterable[str] | None = None) -> None:
        self.order = None if order is None else {name: k for k, name in enumerate(order)}
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.order is not None:
            kept = [item for item in items if item.nodeid in self.order]
            items[:] = sorted(kept, key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        if (traced := coverage.Coverage.current()) is not None:
            traced.switch_context(item.nodeid)


class Plan:
    """Which tests of a module run which line, and their seconds."""

    def __init__(self, module: str, copy: Path) -> None:
        self.tests, self.copy = TESTS[module], copy
        self.by_line: dict[str, dict[int, list[str]]] = {}
        self.seconds: dict[str, float] = {}
        self.one_file_each = module == "questions"
        if not self.one_file_each:
            code, self.by_line, self.seconds = in_a_fork(traced_run, copy, self.tests)
            if code:
                raise SystemExit(f"{module}: the tests fail without any mutation")

    def order(self, mutant: Mutant) -> list[str] | None:
        """Return the tests to run, best first; None for all tests of `files`."""
        if self.one_file_each:
            return None
        near = self._near(mutant)
        rest = set() if mutant.lines and near else set(self.seconds) - near
        stem = mutant.path.stem.strip("_")

        def key(name: str) -> tuple[bool, float]:
            return stem not in name.split("::")[0], self.seconds[name]

        return [*sorted(near, key=key), *sorted(rest, key=key)]

    def _near(self, mutant: Mutant) -> set[str]:
        by_line = self.by_line.get(str(mutant.path), {})
        return {n for line in mutant.lines or by_line for n in by_line.get(line, ())} - {""}

    def at_import(self, mutant: Mutant) -> bool:
        """Return whether something of the mutant's statement runs while tests are collected."""
        by_line = self.by_line.get(str(mutant.path), {})
        met = {name for line in mutant.lines for name in by_line.get(line, ())}
        return not met or "" in met

    def files(self, mutant: Mutant, order: list[str] | None) -> list[str]:
        """Return the test files to collect."""
        if order is not None:
            return list(dict.fromkeys(name.split("::")[0] for name in order))
        chapter, stem = mutant.path.parent.name[-2:], mutant.path.stem
        own = f"{EXERCISES}/test_{chapter}_{stem}.py"
        if own not in self.tests:
            return [test for test in self.tests if f"test_{chapter}_" in test]
        case = f"[{chapter}-{stem.split('_')[0]}]"
        return [own, LAWS, *(f"{EVERY}::{name}{case}" for name in OF_EVERY)]


def in_a_fork(function: Callable[..., Any], *args: Any) -> Any:
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(function, *args).result()


def traced_run(copy: Path, tests: list[str]) -> tuple[int, dict[str, Any], dict[str, float]]:
    """Run all tests, unchanged, in this process; return code, tests of each line, seconds."""
    traced = coverage.Coverage(data_file=None, source=[str(copy / "course_lib")])
    chosen = Chosen()
    traced.start()
    code = run_pytest(copy, tests, chosen)
    traced.stop()
    data = traced.get_data()
    lines = {str(Path(f).relative_to(copy)): data.contexts_by_lineno(f)
             for f in data.measured_files()}  # fmt: skip
    return code, lines, dict(chosen.seconds)


def run_pytest(copy: Path, tests: list[str], plugin: object) -> int:
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)
    sys.path.insert(0, str(copy))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    return int(pytest.main([*QUIET, *PLUGIN, *tests], plugins=[plugin]))


class Live:
    """A pytest plugin: instead of running the tests, try mutants on them, a fork for each."""

    def __init__(self, plan: Plan, found: list[Mutant]) -> None:
        self.plan, self.found = plan, found
        self.noticed: list[float | None] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for mutant in self.found:
            order = [] if self.plan.at_import(mutant) else self.plan.order(mutant) or []
            chosen = [items[name] for name in order]
            dead, used = False, 0.0
            if chosen:
                dead, used = tried(self.plan, mutant, order, lambda m=mutant, c=chosen: live(m, c))
            self.noticed.append(used if dead else None)
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


def live_share(plan: Plan, found: list[Mutant]) -> list[float | None]:
    plugin = Live(plan, found)
    if not plan.one_file_each:
        run_pytest(plan.copy, plan.tests, plugin)
    return plugin.noticed or [None] * len(found)


def fresh(plan: Plan, mutant: Mutant) -> tuple[bool, float]:
    """Return whether a test fails (or hangs) with the mutant imported, and processor seconds."""
    order = plan.order(mutant)
    files = plan.files(mutant, order)
    return tried(plan, mutant, order, lambda: run_pytest(plan.copy, files, Chosen(order)))


def tried(
    plan: Plan, mutant: Mutant, order: list[str] | None, test: Callable[[], int]
) -> tuple[bool, float]:
    usual = sum(plan.seconds[name] for name in order or ())
    place = plan.copy / mutant.path
    place.write_text(mutant.text)
    try:
        if (child := os.fork()) == 0:
            os.setsid()
            sys.dont_write_bytecode = True
            limit = int(10 + 2 * usual)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            try:
                os._exit(test())
            finally:
                os._exit(3)
        return wait(child, 90 + 5 * usual)
    finally:
        shutil.copy2(ROOT / mutant.path, place)


def wait(child: int, seconds: float) -> tuple[bool, float]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            return status != 0, used.ru_utime + used.ru_stime
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    return True, used.ru_utime + used.ru_stime


def run(module: str, found: list[Mutant], workers: int) -> list[tuple[bool, float]]:
    """Return for each mutant whether the tests notice it, and the processor seconds."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [copy_of_project(Path(folder) / str(k)) for k in range(workers)]
        plan = Plan(module, copies[0])
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            shares = [found[k::workers] for k in range(workers)]
            parts = list(pool.map(run_share, [plan] * workers, copies, shares))
        return [parts[k % workers][k // workers] for k in range(len(found))]


def run_share(plan: Plan, copy: Path, found: list[Mutant]) -> list[tuple[bool, float]]:
    plan.copy = copy
    results = []
    for mutant, seconds in zip(found, in_a_fork(live_share, plan, found), strict=True):
        results.append(fresh(plan, mutant) if seconds is None else (True, seconds))
        if not results[-1][0]:
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


# --- the scores ------------------------------------------------------------------------------


def report(module: str, found: list[Mutant], whole: int, results: list[tuple[bool, float]]) -> None:
    """Print both scores, and where the list of equivalent mutants is wrong."""
    listed = equivalent()
    reasons = [DRAW if mutant.draws else listed(mutant) for mutant in found]
    same = [reason is not None for reason in reasons]
    killed = [noticed for noticed, _ in results]
    for mutant, is_same, is_killed in zip(found, same, killed, strict=True):
        if is_same and is_killed and not mutant.draws:
            print(f"  listed as equivalent, but noticed: {mutant}")
    left = sum(not (s or k) for s, k in zip(same, killed, strict=True))
    alike = sum(s and not k for s, k in zip(same, killed, strict=True))
    seconds = sum(used for _, used in results)
    drawn = f" (drawn from {whole})" if whole > len(found) else ""
    print(f"{module}: {len(found)} mutants{drawn}, {sum(killed)} killed, {alike} equivalent, "
          f"{left} survived, {seconds:.0f} s of processor time")  # fmt: skip
    counted = Counter(r for r, k in zip(reasons, killed, strict=True) if r and not k)
    for reason, count in counted.items():
        print(f"  {count} equivalent: {reason}")
    for name, of in (("raw", len(found)), ("adjusted", len(found) - alike)):
        between = f", 95 % interval {interval(sum(killed), of)}" if drawn else ""
        print(f"  {name} {sum(killed)}/{of} = {sum(killed) / max(of, 1):.1%}{between}", flush=True)


def interval(killed: int, of: int) -> str:
    """Return Wilson's 95 % confidence interval of a share."""
    z, share = 1.96, killed / of
    centre, half = (
        share + z**2 / (2 * of),
        z * (share * (1 - share) / of + (z / of / 2) ** 2) ** 0.5,
    )
    low, high = ((centre + sign * half) / (1 + z**2 / of) for sign in (-1, 1))
    return f"{low:.1%} to {high:.1%}"


def equivalent() -> Callable[[Mutant], str | None]:
    """Return a function: why a mutant stands in the list of equivalent ones, or None."""
    entries = tomllib.loads((Path(__file__).with_name("mutate_equivalent.toml")).read_text())
    rules = [
        ([t.replace("[", "[[]") for t in (e["path"], e.get("scope", "*"), change)], e["why"])
        for e in entries["mutant"]
        for change in e["changes"]
    ]

    def listed(mutant: Mutant) -> str | None:
        names = (str(mutant.path), mutant.scope, mutant.change)
        return next((why for rule, why in rules if all(map(fnmatchcase, names, rule))), None)

    return listed


if __name__ == "__main__":
    sys.exit(main())
