"""What tests of the grader need from the machine."""

import os

import pytest

from course_exercises.grader import sandbox


def reason_to_skip():
    """Why there is no sandbox here; where CI requires one, that is an error."""
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        if os.environ.get("COURSE_LIB_REQUIRE_SANDBOX"):
            raise
        return str(error)
    return ""


def needs_sandbox():
    """A mark that skips, with its reason, where bubblewrap does not work."""
    reason = reason_to_skip()
    return pytest.mark.skipif(bool(reason), reason=reason or "bubblewrap works")
