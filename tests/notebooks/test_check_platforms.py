"""The check of other processors fails when a setting did not reach BLAS, or a cell differs."""

import nbformat
import pytest

from scripts import check_platforms
from scripts.check_platforms import CORES, THREADS, Outcome, Platform, compare, main


@pytest.fixture
def pretend(monkeypatch):
    """Let every process see what its variables ask for, except `wrong`; runs give `outcome`."""

    def pretend(outcome, **wrong):
        def in_process(environment):
            core = environment.get("OPENBLAS_CORETYPE", "Zen").replace("Prescott", "Katmai")
            simd = [] if "NPY_DISABLE_CPU_FEATURES" in environment else ["AVX2"]
            threads = int(environment.get("OPENBLAS_NUM_THREADS", "4"))
            return {"cores": [core, core], "threads": [threads], "simd": simd} | wrong

        monkeypatch.setattr(check_platforms, "in_process", in_process)
        monkeypatch.setattr(check_platforms, "compare", lambda *_: outcome)

    return pretend


def test_all_equal_is_success(pretend, capsys):
    pretend(Outcome(7, [], []))
    assert main(["a.ipynb"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(CORES) * len(THREADS) + 1 + 1
    assert lines[-1] == "all equal"


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        (Outcome(6, ["a.ipynb Cell 6"], []), {}),
        (Outcome(6, [], ["a.ipynb Cell 6"]), {}),
        (Outcome(0, [], []), {}),
        (Outcome(7, [], []), {"cores": ["SkylakeX"]}),
        (Outcome(7, [], []), {"cores": ["Haswell", "SkylakeX"]}),
        (Outcome(7, [], []), {"cores": []}),
        (Outcome(7, [], []), {"threads": [64]}),
        (Outcome(7, [], []), {"simd": ["AVX2"]}),
    ],
)
def test_a_difference_or_a_setting_without_effect_is_failure(pretend, capsys, outcome, wrong):
    pretend(outcome, **wrong)
    assert main(["a.ipynb"]) == 1
    assert capsys.readouterr().out.endswith("NOT all equal\n")


def test_the_table_says_which_cells_only_took_too_long(pretend, capsys):
    pretend(Outcome(5, ["a.ipynb Cell 1"], ["a.ipynb Cell 6"]))
    assert main(["a.ipynb"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[-4:-1] == ["5", "1", "1"]
    assert lines[2:4] == ["    a.ipynb Cell 1", "    timed out: a.ipynb Cell 6"]


def test_a_slow_cell_and_those_after_it_are_not_called_different(tmp_path, monkeypatch):
    """A real run of nbval; it marks cells after a timeout in a way of its own."""
    sources = {"print(1)": "1", "import time\ntime.sleep(60)\nx = 3": "", "print(x)": "3",
               "print(4)": "4"}  # fmt: skip
    cells = [nbformat.v4.new_code_cell("print(0)", execution_count=1)]  # differs: nothing stored
    for source, text in sources.items():
        stored = [nbformat.v4.new_output("stream", text=f"{text}\n")] if text else []
        cells.append(nbformat.v4.new_code_cell(source, execution_count=1, outputs=stored))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "slow.ipynb")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = --nbval --nbval-current-env\nxfail_strict = true"
    )
    monkeypatch.setattr(check_platforms, "ROOT", tmp_path)
    found = compare(Platform(None, 1), [str(tmp_path / "slow.ipynb")], timeout=1)
    names = [[name.split()[-1] for name in part] for part in found[1:]]
    assert (found.equal, names) == (1, [["0"], ["2", "3", "4"]])
