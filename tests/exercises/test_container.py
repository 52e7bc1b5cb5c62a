"""The container recipe fits the project; that it builds can be tried only where Docker runs."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "exercises" / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_it_installs_what_grading_needs_in_the_versions_of_the_project():
    (nbgrader,) = (s for s in PROJECT["dependency-groups"]["test"] if s.startswith("nbgrader"))
    assert f'pip install --no-cache-dir . "{nbgrader}"' in RECIPE
    assert "bubblewrap" in RECIPE
    python = re.search(r"FROM python:3\.(\d+)", RECIPE)[1]
    assert int(python) >= int(PROJECT["project"]["requires-python"].removeprefix(">=3."))


def test_it_copies_all_that_the_wheel_is_built_from():
    copied = {
        word for line in re.findall(r"^COPY (.*) \S+$", RECIPE, re.M) for word in line.split()
    }
    built = {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], "pyproject.toml"}
    assert copied == built | {PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]}
    assert all((ROOT / name).exists() for name in copied)
