"""The tool that breaks the library: what it breaks, what it leaves running, its scores."""

import ast
import subprocess
import time
from pathlib import Path

import pytest
from scipy.stats import binomtest

from scripts.mutation import modules, mutants
from scripts.mutation.mutants import breakable, mutant, spots
from scripts.mutation.plan import Plan
from scripts.mutation.running import wait
from scripts.mutation.scoring import fits, interval

SOURCE = '''
LIMIT = 3


class Box:
    size: int = 0

    def grow(self, by=1):
        """Grow, 7 times at most."""
        if by < 0 or not self.size:
            raise ValueError(-1.5)
        self.size += by
        return self.size ** 2, True, "3"
'''
CHANGES = {
    ("the module", "LIMIT = 3  ->  LIMIT = 4", ()),
    ("Box", "size: int = 0  ->  size: int = 1", ()),
    ("Box.grow", "self, by=1  ->  self, by=2", ()),
    ("Box.grow", "by < 0 or not self.size  ->  by < 0 and (not self.size)", (10,)),
    ("Box.grow", "by < 0  ->  by <= 0", (10,)),
    ("Box.grow", "by < 0  ->  by < 1", (10,)),
    ("Box.grow", "by < 0 or not self.size  ->  by < 0 or not not self.size", (10,)),
    ("Box.grow", "ValueError(-1.5)  ->  ValueError(+1.5)", (11,)),
    ("Box.grow", "ValueError(-1.5)  ->  ValueError(-1.9500000000000002)", (11,)),
    ("Box.grow", "self.size += by  ->  self.size -= by", (12,)),
    ("Box.grow", "self.size ** 2  ->  self.size * 2", (13,)),
    ("Box.grow", "self.size ** 2  ->  self.size ** 3", (13,)),
    ("Box.grow", "(self.size ** 2, True, '3')  ->  (self.size ** 2, False, '3')", (13,)),
}


@pytest.fixture
def found(tmp_path, monkeypatch):
    (tmp_path / "box.py").write_text(SOURCE)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    return [mutant(*place) for place in spots("box.py")]


def test_every_operator_number_and_sign_is_broken_once(found):
    assert {(m.scope, m.change, m.lines) for m in found} == CHANGES
    assert len(found) == len(CHANGES)


def test_a_mutant_is_one_change_away_from_the_original(found):
    before = ast.unparse(ast.parse(SOURCE)).splitlines()
    for m in found:
        changed = zip(before, m.text.splitlines(), strict=True)
        assert sum(old != new for old, new in changed) == 1, m
        compile(m.text, "box.py", "exec")


def test_texts_and_names_are_left_alone():
    nodes = ast.walk(ast.parse("x = 'text'\ny = [x, None]\nz = f(a, *b)"))
    assert not any(map(breakable, nodes))


def waited(script, seconds):
    """What becomes of a shell that leads a process group, as the tool's children do."""
    child = subprocess.Popen(["sh", "-c", script], start_new_session=True)
    try:
        outcome = wait(child.pid, seconds)
    finally:
        child.wait()  # lets it know; `wait` has the status
    return outcome.noticed, outcome.hung


def gone(number):
    """Whether a process ends within seconds; one that nobody has waited for is gone too."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            with open(f"/proc/{number}/stat") as file:  # noqa: PTH123
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


def test_what_a_mutant_leaves_running_is_killed(tmp_path):
    assert waited(f"sleep 60 & echo $! > {tmp_path}/pid", 60) == (False, False)
    assert gone(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("script", "seconds", "hung"),
    [
        ("sleep 60", 0.5, True),
        ("exit 1", 60, False),
        ("kill -TERM $$", 60, False),
        ("kill -XCPU $$", 60, True),
    ],
)
def test_a_mutant_that_hangs_or_crashes_is_noticed(script, seconds, hung):
    assert waited(script, seconds) == (True, hung)


def test_a_mutant_that_meets_no_test_is_an_error_and_not_a_success():
    with pytest.raises(RuntimeError, match="no test"):
        waited(f"exit {pytest.ExitCode.NO_TESTS_COLLECTED:d}", 60)


@pytest.mark.parametrize(("killed", "of"), [(0, 7), (45, 60), (60, 60)])
def test_the_interval_is_wilsons(killed, of):
    expected = binomtest(killed, of).proportion_ci(method="wilson")
    assert interval(killed, of) == f"{expected.low:.1%} to {expected.high:.1%}"


def test_rules_have_wildcards_but_brackets_are_brackets(found):
    (power,) = (m for m in found if m.change.endswith("self.size * 2"))
    assert fits(power, ("box.*", "Box.*", "self.size ** 2  ->  *"))
    assert not fits(power, ("box.*", "the module", "*"))
    assert not fits(power, ("[b]ox.py", "*", "*"))


FILLED = """
import runpy
import pytest

@pytest.fixture(scope="module")
def box():
    return runpy.run_path("course_lib/box.py")["fill"]()

def test_first(box):
    assert box

def test_second(box):
    assert box == [1]

def test_third():
    pass
"""


def test_what_a_shared_fixture_runs_belongs_to_every_test_of_its_file(tmp_path, monkeypatch):
    (tmp_path / "course_lib").mkdir()
    (tmp_path / "course_lib" / "box.py").write_text("def fill():\n    return [1]\n")
    (tmp_path / "test_box.py").write_text(FILLED)
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setitem(modules.TESTS, "box", ["test_box.py", "test_other.py"])
    plan = Plan("box", tmp_path, 1)
    broken = mutants.Mutant(Path("course_lib/box.py"), 2, "fill", "", (2,), "")
    names = {f"test_box.py::test_{name}" for name in ("first", "second", "third")}
    assert set(plan.order(broken)) == names
    assert plan.usual(["test_box.py::test_third"]) >= plan.shared["test_box.py"] > 0
