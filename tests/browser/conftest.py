"""A Chromium for the tests, and what they look at: decks, site, JupyterLab.

Where Chromium, npm or the packages of the group ``docs`` are missing the tests are skipped; with
``COURSE_BROWSER_TESTS=required``, as in CI, they fail instead.
"""

import importlib.util
import os
import shutil

import pytest

PACKAGES = ("playwright", "sphinx", "myst_nb", "sphinx_book_theme", "nbconvert")


def missing():
    """Name what the browser tests need and do not find."""
    wanted = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if not wanted:
        from publish.browser import executable

        wanted += [] if executable() else ["Chromium"]
    return wanted + ([] if shutil.which("npm") else ["npm"])


@pytest.fixture(scope="session")
def chromium():
    if lacking := missing():
        reason = f"needs {', '.join(lacking)}: uv run --group docs pytest -m browser tests/browser"
        if os.environ.get("COURSE_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from publish import browser

    with browser.chromium() as running:
        yield running
