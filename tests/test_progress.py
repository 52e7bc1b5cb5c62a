"""Who sees a progress bar: a person at a terminal or a notebook, nobody else unless asked."""

import sys

import pytest

from course_lib._progress import progress_bar


@pytest.fixture
def unwatched(monkeypatch):
    """Neither terminal nor notebook, nor a wish for silence."""
    monkeypatch.delenv("COURSE_LIB_QUIET", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)


@pytest.mark.parametrize(
    ("terminal", "notebook", "quiet", "shown"),
    [
        (False, False, "", False),
        (True, False, "", True),
        (False, True, "", True),
        (True, True, "1", False),
    ],
)
def test_a_bar_is_for_a_person_who_watches(
    terminal, notebook, quiet, shown, unwatched, monkeypatch
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    if notebook:
        monkeypatch.setitem(sys.modules, "ipykernel", pytest)
    monkeypatch.setenv("COURSE_LIB_QUIET", quiet)
    with progress_bar(10) as bar:
        assert bar.disable is not shown
    with progress_bar(10, show=True) as bar:
        assert not bar.disable
    with progress_bar(10, show=False) as bar:
        assert bar.disable


def test_a_short_run_shows_nothing_even_to_a_person(unwatched, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_bar(3) as bar:
        bar.update(3)
    assert capsys.readouterr() == ("", "")
