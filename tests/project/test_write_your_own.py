"""The five programs of the page "write your own" run, and print what they say."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "write-your-own.md"
PROGRAMS = re.findall(
    r"^## (?:A|An) (.+?)$.*?```python\n(.*?)```", PAGE.read_text("utf-8"), re.M | re.S
)


def test_there_is_a_program_for_each_kind():
    kinds = {"layer", "optimizer", "schedule", "loss", "search method"}
    assert {kind for kind, _ in PROGRAMS} == kinds


@pytest.mark.parametrize(("kind", "program"), PROGRAMS, ids=[kind for kind, _ in PROGRAMS])
def test_a_program_prints_what_its_comment_says(kind, program, capsys):
    (promised,) = re.findall(r"^print\(.*\)  # (.+)$", program, re.MULTILINE)
    exec(compile(program, kind, "exec"), {"__name__": kind})
    assert capsys.readouterr().out.strip() == promised
