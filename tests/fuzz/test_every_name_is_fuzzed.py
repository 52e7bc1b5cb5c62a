"""A new public name, or a new argument of one, joins the battery or the list of exceptions."""

import inspect

import pytest

from tests.fuzz.battery import ALL, ARGUMENTS_NOT_FUZZED, NOT_FUZZED
from tests.project.test_completeness import PACKAGES, public

PUBLIC = {
    f"{package}.{name}": value
    for package in PACKAGES
    if not package.startswith("_")
    for name, value in public(package).items()
}
"""Functions, classes and activations of every package."""
EXCEPTIONS = {name for names in NOT_FUZZED.values() for name in names}


def fuzzed():
    """The arguments that some call of the battery replaces, by name."""
    arguments = {}
    for call, (_, valid) in ALL.items():
        arguments.setdefault(call.partition(" ")[0], set()).update(valid)
    return arguments


def test_every_public_name_is_in_the_battery_or_has_a_reason_not_to_be():
    missing = sorted(set(PUBLIC) - set(fuzzed()) - EXCEPTIONS)
    assert not missing, f"add a valid call to tests/fuzz, or a reason to NOT_FUZZED: {missing}"


def test_the_exceptions_are_public_and_not_in_the_battery():
    assert EXCEPTIONS - set(PUBLIC) == set()
    assert EXCEPTIONS & set(fuzzed()) == set()


def test_every_call_of_the_battery_has_a_public_name():
    objectives = {"objectives.rosenbrock", "objectives.parabola"}  # not functions but objects
    assert set(fuzzed()) - set(PUBLIC) == objectives


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - EXCEPTIONS))
def test_every_argument_is_fuzzed(name):
    parameters = inspect.signature(PUBLIC[name]).parameters.values()
    taken = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    missing = taken - fuzzed()[name] - ARGUMENTS_NOT_FUZZED.get(name, set())
    assert not missing, f"add these arguments of {name} to its call in tests/fuzz: {missing}"
