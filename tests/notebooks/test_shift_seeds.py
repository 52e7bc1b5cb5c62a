"""A claim that holds by luck falls when the generators are shifted; a solid one stands."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from scripts.shift_seeds import main

CHAPTER = """
import numpy as np
from course_lib.claims import claim, compare
a = np.random.default_rng(0).standard_normal(100)
claim("the mean is what one seed gave", a.mean(), equal=LUCK)
claim("the mean is near 0", a.mean(), between=(-0.5, 0.5))
compare("a", a[:20] + 9, "b", a[:20], margin=1)
"""


def test_luck_is_found(tmp_path, capsys):
    path = tmp_path / "01_luck.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(CHAPTER.replace("LUCK", "0.1"))]), path)
    assert main([str(path), "--shifts", "2"]) == 1
    report = capsys.readouterr().out
    assert "2 shifts, 1 claims fell" in report
    assert "2 × the mean is what one seed gave" in report
    assert "2 × verdict: a is better than b by 9" in report


def test_an_error_counts_as_a_failure(tmp_path, capsys):
    path = tmp_path / "01_error.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    assert main([str(path), "--shifts", "2"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
