"""Every way to install the course asks for the same packages, and no file names a machine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_FORGE_NAMES = {"matplotlib": "matplotlib-base"}  # the one without Qt

# Each pattern holds a bracketed letter, so that it does not match itself.
REGISTRY = r"[p]ypi\.org/simple|[f]iles\.pythonhosted\.org|[r]egistry\.npmjs|[c]onda\.anaconda\.org"
OPTIONS = r"[-]-(extra-)?index-url|[-]-find-links|(UV|PIP)_[I]NDEX|[e]xtra-index"
MACHINE = r"(^|[^\w.])/([r]oot|[h]ome|[U]sers|[w]ork|[o]pt)/\w|[A-Z]:\\[U]sers"

needs_git = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(),
    reason="asks git which files are tracked; this is not a clone",
)


def ranges(requirements):
    """Return name -> version range; conda writes both of them as pip does."""
    parsed = [Requirement(line) for line in requirements]
    return {canonicalize_name(item.name): item.specifier for item in parsed}


def git(*command):
    command = ("git", "-c", "safe.directory=*", *command)
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return run.stdout


def test_conda_asks_for_what_pyproject_asks_for():
    wanted = ranges(PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"])
    wanted = {CONDA_FORGE_NAMES.get(name, name): versions for name, versions in wanted.items()}
    python, *listed = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    assert re.fullmatch(r"python =\d+\.\d+", python)  # the only form that repo2docker reads
    assert python.split("=")[1] in SpecifierSet(PROJECT["project"]["requires-python"])
    assert ranges(listed) == wanted | {"pip": SpecifierSet()}
    assert len(listed) == len(ranges(listed))


def test_conda_installs_the_course_itself_and_nothing_else_with_pip():
    assert [line for line in CONDA["dependencies"] if isinstance(line, dict)] == [{"pip": ["-e ."]}]
    assert CONDA["name"] == PROJECT["project"]["name"]
    assert CONDA["channels"][0] == "conda-forge"


def test_every_range_is_open_to_new_releases():
    groups = PROJECT["dependency-groups"]
    listed = ranges(PROJECT["project"]["dependencies"] + groups["test"] + groups["docs"])
    operators = {item.operator for versions in listed.values() for item in versions}
    assert operators <= {">=", "<"}
    assert all(any(item.operator == ">=" for item in versions) for versions in listed.values())


@needs_git
@pytest.mark.parametrize("pattern", [REGISTRY, OPTIONS, MACHINE])
def test_no_tracked_file_names_a_registry_or_a_machine(pattern):
    assert git("grep", "-I", "-n", "-P", pattern) == ""


@needs_git
def test_the_lock_file_stays_out_because_it_names_a_registry():
    assert git("check-ignore", "uv.lock").strip() == "uv.lock"
    assert git("ls-files", "uv.lock") == ""


def test_machine_patterns_see_what_they_should():
    assert re.search(MACHINE, "path = /" + "home/student")
    assert re.search(REGISTRY, "https://files." + "pythonhosted.org/packages")
    assert not re.search(MACHINE, "the ratio work/home, see notebooks/home/x")
