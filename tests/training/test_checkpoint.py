"""A run of `fit` that is stopped anywhere and started again is the run that was never stopped.

Killed processes: `tests/faults`. What `save` and `load` refuse: `tests/test_parameters.py`.
"""

import copy

import numpy as np
import pytest

from course_lib.layers import BatchNorm, Dropout, Linear
from course_lib.network import Sequential, mlp
from course_lib.optimizers import SGD, Adam, ExponentialAverage
from course_lib.schedules import ReduceOnPlateau
from course_lib.training import Checkpoint, DivergenceError, EarlyStopping, fit

STEPS, EPOCHS = 4, 5


class Run:
    """A program that trains: all its parts are made anew each time it is started."""

    def __init__(self, path=None, *, stop_at=None, kind=np.random.PCG64, trials=(), dtype=float):
        rng, self.stop_at = np.random.default_rng(0), stop_at
        options = {"rng": rng, "trials": trials, "dtype": dtype}
        norm = BatchNorm(6, trials=trials, dtype=dtype)
        layers = Linear(3, 6, **options), norm, Dropout(0.3), Linear(6, 3, **options)
        self.network = Sequential(*layers)
        self.plateau = ReduceOnPlateau(np.full(trials, 0.5), factor=0.5, patience=0)
        self.optimizer = SGD(self.plateau, momentum=0.9)
        self.stopping, self.average = EarlyStopping(patience=100), ExponentialAverage(0.9)
        self.rng = np.random.Generator(kind(1))
        self.checkpoint = None if path is None else Checkpoint(path, average=self.average)

    def watch(self, moment):
        if moment.step == self.stop_at:
            raise KeyboardInterrupt
        self.average.update(moment.network.theta)
        if moment.step % STEPS == 0:
            self.plateau.observe(moment.history.validation.loss[-1])

    def __call__(self, epochs=EPOCHS, **settings):
        rng = np.random.default_rng(2)
        x, y = rng.standard_normal((STEPS * 10, 3)), rng.integers(0, 3, STEPS * 10)
        x = x.astype(self.network.theta.dtype)
        given = {"optimizer": self.optimizer, "rng": self.rng, "early_stopping": self.stopping}
        given |= {"after_step": [self.watch], "checkpoint": self.checkpoint, "batch_size": 10}
        given |= {"validation": (x[::2], y[::-2]), "evaluate_training": True, "progress": False}
        given |= {"augment": lambda x, rng: x + rng.normal(size=x.shape).astype(x.dtype)}
        self.history = fit(self.network, x, y, epochs=epochs, **given | settings)
        return self.history

    def everything(self):
        """All that a run leaves, as arrays and texts."""
        theta = {"theta": self.network.theta, **self.network.buffers()}
        parts = self.optimizer, self.plateau, self.stopping, self.average, self.history
        states = {f"{type(p).__name__}.{n}": v for p in parts for n, v in p.state_dict().items()}
        return theta | states


def assert_same(run, expected):
    assert_equal(run.everything(), expected.everything())


def assert_equal(found, wanted):
    assert set(found) == set(wanted)
    for name in wanted:
        np.testing.assert_array_equal(found[name], wanted[name], err_msg=name)
        assert np.asarray(found[name]).dtype == np.asarray(wanted[name]).dtype, name


def interrupted(path, stop_at, **options):
    with pytest.raises(KeyboardInterrupt):
        Run(path, stop_at=stop_at, **options)()


KINDS = [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64]
MOMENTS = [1, STEPS - 1, STEPS, STEPS + 1, 3 * STEPS, EPOCHS * STEPS]


@pytest.mark.parametrize("stop_at", MOMENTS)
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(stop_at, tmp_path):
    path, expected = tmp_path / "run.npz", Run()
    expected()
    interrupted(path, stop_at)
    run = Run(path)
    run()
    assert_same(run, expected)
    assert run.plateau.lr < 0.5  # it did have something to remember


@pytest.mark.parametrize(
    "options",
    [{"kind": kind} for kind in KINDS] + [{"trials": (2,)}, {"dtype": np.float32}],
    ids=lambda o: "-".join(map(str, o)),
)
def test_whatever_draws_or_computes(options, tmp_path):
    path, expected = tmp_path / "run.npz", Run(**options)
    expected()
    for stop_at in (2 * STEPS + 1, 3 * STEPS):
        interrupted(path, stop_at, **options)
    run = Run(path, **options)
    run()
    assert_same(run, expected)


@pytest.mark.parametrize("trials", [(), (2,)])
@pytest.mark.parametrize("part", ["plateau", "stopping", "average", "history"])
def test_every_memory_comes_back_whole_and_shares_no_array(part, trials):
    run, other = Run(trials=trials), Run(trials=trials)
    run(evaluate_every=3)
    other(epochs=1)  # what it remembers of this is forgotten
    found, taken = getattr(run, part), getattr(other, part)
    taken.load_state_dict(found.state_dict())
    before = copy.deepcopy(found.state_dict())
    assert_equal(taken.state_dict(), before)
    run(epochs=1)
    assert_equal(taken.state_dict(), before)


def test_writing_changes_nothing(tmp_path):
    plain, run = Run(), Run(tmp_path / "run.npz")
    plain()
    run()
    assert_same(run, plain)
    assert plain.rng.random() == run.rng.random()
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


@pytest.mark.parametrize("stopped", ["early stopping", "callback", "divergence"])
def test_a_run_that_has_ended_is_read_and_does_not_go_on(stopped, tmp_path):
    runs = [Run(), Run(tmp_path / "run.npz"), Run(tmp_path / "run.npz")]
    for run in runs:
        run.stopping.patience = 1 if stopped == "early stopping" else 100
        callbacks = [run.watch]
        if stopped == "callback":
            callbacks.append(lambda moment: moment.step == STEPS + 2)
        if stopped == "divergence":
            run.plateau.lr = 1e200
        run(after_step=callbacks, on_divergence="record")
        assert run.history.stopped_by == stopped
        assert 0 < len(run.history.loss) < EPOCHS * STEPS
    assert_same(runs[1], runs[0])
    assert_same(runs[2], runs[0])


def test_more_epochs_go_on_from_the_last_weights(tmp_path):
    path, expected = tmp_path / "run.npz", Run()
    expected()
    Run(path)(epochs=2)
    run = Run(path)
    run()
    assert_same(run, expected)


def test_the_epoch_that_diverges_is_not_in_the_file(tmp_path):
    path, expected, failing = tmp_path / "run.npz", Run(), Run(tmp_path / "run.npz")
    expected()

    def spoil(moment):
        moment.network.theta[...] *= 1e300 if moment.step == STEPS + 2 else 1

    with pytest.raises(DivergenceError):
        failing(after_step=[failing.watch, spoil])
    run = Run(path)
    run()
    assert_same(run, expected)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"batch_size": 20}, r"fit: expected a checkpoint of 2 steps in an epoch, got 4\."),
        ({"epochs": 1}, r"fit: expected epochs >= 2, those done, got epochs=1\."),
        ({"early_stopping": None}, r"load: expected all that was saved.* got no early_stopping of"),
        ({"optimizer": SGD(0.5)}, r"load: expected all that was saved.* got no lr of"),
        ({"optimizer": Adam(0.5)}, r"load: expected the memory of Adam as optimizer, got SGD in"),
        ({"checkpoint": None}, r"load: expected all that was saved.* got no average of"),
        ({"rng": np.random.Generator(np.random.MT19937(1))}, r"an rng of MT19937, got PCG64\."),
    ],
)
def test_another_run_is_refused_and_keeps_its_network(change, text, tmp_path):
    path = tmp_path / "run.npz"
    Run(path)(epochs=2)
    before, run = path.read_bytes(), Run(path)
    theta = run.network.theta.copy()
    if "checkpoint" in change:
        change = {"checkpoint": Checkpoint(path)}
    with pytest.raises(ValueError, match=text):
        run(**{"epochs": 3, **change})
    assert path.read_bytes() == before
    if "epochs" not in change:
        np.testing.assert_array_equal(run.network.theta, theta)


def test_a_file_that_cannot_be_written_is_seen_before_the_first_step(tmp_path):
    run = Run(tmp_path / "missing" / "run.npz")
    with pytest.raises(OSError, match=r"missing/run\.npz"):
        run()
    assert run.optimizer.t == 0


def test_an_optimizer_that_does_not_say_what_it_remembers_is_refused_at_once(tmp_path):
    class Own:
        lr, t = 0.1, 0

        def step(self, theta, grad, decay=None):
            theta -= self.lr * grad
            self.t += 1

    own = Own()
    net, x, y = mlp([2, 3], rng=np.random.default_rng(0)), np.ones((6, 2)), np.arange(6) % 3
    settings = {"epochs": 1, "rng": np.random.default_rng(0)}
    with pytest.raises(TypeError, match="save: expected optimizer with state_dict"):
        fit(net, x, y, optimizer=own, checkpoint=Checkpoint(tmp_path / "run.npz"), **settings)
    assert own.t == 0
    fit(net, x, y, optimizer=own, **settings)  # without a file there is no need to
    assert own.t == 1


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: Checkpoint(None), TypeError, r"a path, got None\. Pass \"run\.npz\"\."),
        (lambda: Checkpoint("a", history=Adam()), ValueError, "another name of the part, got hist"),
        (lambda: Checkpoint("a", draws=Adam()), ValueError, "another name of the part, got draws="),
        (lambda: Checkpoint("a", format=Adam()), ValueError, "another name of the part, got form"),
        (lambda: Checkpoint("a", average=0.9), TypeError, "average with state_dict and load_state"),
    ],
)
def test_wrong_checkpoints(call, error, text):
    with pytest.raises(error, match=f"Checkpoint: expected {text}"):
        call()
