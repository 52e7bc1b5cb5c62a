"""Neither home nor caches nor the course itself can be written: everything runs all the same."""

import subprocess
import sys
from pathlib import Path

from tests.exercises.needs import needs_sandbox

ROOT = Path(__file__).parents[2]
CODE = """
import numpy as np
from pathlib import Path
try:
    (Path.home() / "probe").touch()
except OSError:
    print("read-only")
from course_lib import plots
from course_lib.data import fashion_mnist
from course_lib.network import mlp
from course_lib.optimizers import Adam
from course_lib.training import fit
import matplotlib.pyplot as plt
data, rng = fashion_mnist(train=100, test=10, size=14), np.random.default_rng(0)
network = mlp([196, 10], rng=rng)
loss = fit(network, data.x_train, data.y_train, optimizer=Adam(), epochs=2, rng=rng).loss
plots.use_course_style()
fig, ax = plt.subplots()
plots.lines(ax, range(len(loss)), {"loss": loss})
plots.show(fig, "The loss of two epochs.")
"""


@needs_sandbox()
def test_a_reader_who_may_write_nowhere_but_in_tmp_reads_the_course(tmp_path):
    """As in a container with a read-only root, or for a guest of a shared computer."""
    home = tmp_path / "home"
    home.mkdir()
    machine = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    machine += ["--bind", str(tmp_path), str(tmp_path), "--ro-bind", str(home), str(home)]
    names = {"PATH": "/usr/bin", "HOME": str(home), "TMPDIR": str(tmp_path), "MPLBACKEND": "agg"}
    strict = ["-W", "error", "-W", "ignore::DeprecationWarning"]  # those are other packages' own
    command = ["bwrap", *machine, sys.executable, *strict, "-c", CODE]
    done = subprocess.run(command, cwd=ROOT, env=names, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "read-only"
    assert second.startswith("Figure: 1 panel, 1 line")
