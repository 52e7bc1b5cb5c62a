"""A full disk, a real one of a few pages: the file before stays, and the error names it.

The data file of the course, cut and with a flipped bit: `tests/test_data_fashion.py`; damaged
checkpoints and files of searches: `tests/test_parameters.py`, `tests/search`. No network:
`tests/conftest.py` and `tests/project/test_offline.py`.
"""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exercises.needs import needs_sandbox

ROOT = Path(__file__).parents[2]
TRAINING = """
import sys
from pathlib import Path
from course_lib.parameters import load, save
from tests.faults.runs import build
path = Path(sys.argv[1], "net.npz")
network, optimizer = build()
save(path, network, optimizer)
before = path.read_bytes()
Path(sys.argv[1], "filler").write_bytes(bytes(SIZE - len(before) - 8192))
optimizer.m = optimizer.v = network.theta * 0
try:
    for _ in range(2):
        save(path, network, optimizer)
except OSError as error:
    print(error.errno, error)
assert path.read_bytes() == before
load(path, *build())
"""
SEARCH = """
import sys
from pathlib import Path
from course_lib.search import SearchResult
from tests.faults.runs import search
path, filler = Path(sys.argv[1], "search.json"), Path(sys.argv[1], "filler")
def fill(size):
    filler.write_bytes(bytes(SIZE - 4096))
try:
    search(path, fill)
except OSError as error:
    print(error.errno, error)
assert len(SearchResult.load(path).trials) == 3
filler.unlink()
assert search(path)[0] == search(Path(sys.argv[1], "other.json"))[0]
"""
SIZE = 65536


@needs_sandbox()
@pytest.mark.parametrize("code", [TRAINING, SEARCH], ids=["checkpoint", "search"])
def test_the_old_file_stays_and_the_error_says_so(code, tmp_path):
    disk = ["bwrap", "--dev-bind", "/", "/", "--size", str(SIZE), "--tmpfs", str(tmp_path)]
    command = [*disk, sys.executable, "-c", code.replace("SIZE", str(SIZE)), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{errno.ENOSPC} ")
    assert "No space left on device; a file that was there is as before" in done.stdout
    assert str(tmp_path) in done.stdout
