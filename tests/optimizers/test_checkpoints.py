"""Everything that remembers is saved whole: what a step changes comes back, to the bit."""

import dataclasses
import inspect

import numpy as np
import pytest
from optimizer_registry import MINIMIZERS, STEPPERS

import course_lib.optimizers as package
from course_lib.network import mlp
from course_lib.optimizers import ExponentialAverage
from course_lib.parameters import load, save
from course_lib.schedules import ReduceOnPlateau


@dataclasses.dataclass(frozen=True)
class Averaging:
    """The running average in the clothes of an optimizer: a step of it sees θ."""

    label: str = "ExponentialAverage"
    kind: type = ExponentialAverage

    def __call__(self, lr):
        return ExponentialAverage(0.9)


KINDS = {ExponentialAverage, *(stepper.kind for stepper in STEPPERS)}
ALL = pytest.mark.parametrize("make", [*STEPPERS, Averaging()], ids=lambda m: m.label)
NETWORKS = pytest.mark.parametrize(
    "options", [{}, {"dtype": np.float32}, {"trials": 2}], ids=["float64", "float32", "trials"]
)


def network(seed=0, **options):
    return mlp([3, 4, 2], rng=np.random.default_rng(seed), **options)


def run(net, optimizer, times):
    """Take steps along gradients that depend on the number of the step alone."""
    for _ in range(times):
        rng = np.random.default_rng(optimizer.t)
        grad = rng.standard_normal(net.theta.shape).astype(net.theta.dtype)
        if isinstance(optimizer, ExponentialAverage):
            net.theta[...] += grad
            optimizer.update(net.theta)
        else:
            optimizer.step(net.theta, grad, net.decay)
    return net.theta


def memory(optimizer):
    """All attributes as bytes, functions and objects by identity; not which θ it moved."""
    return {
        name: (np.asarray(value).dtype.str, np.shape(value), np.asarray(value).tobytes())
        for name, value in vars(optimizer).items()
        if name != "_theta"
    }


def test_every_class_with_a_memory_is_in_the_list():
    classes = {v for v in vars(package).values() if inspect.isclass(v)} - {package.Stepper}
    results = {cls for cls in classes if dataclasses.is_dataclass(cls)} - KINDS
    assert all(cls.__dataclass_params__.frozen for cls in results)  # frozen: nothing changes
    assert classes - results == KINDS


@ALL
def test_what_a_step_changes_is_what_is_saved(make):
    optimizer = make(0.1)
    before = memory(optimizer)
    run(network(), optimizer, 2)
    after = memory(optimizer)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= set(optimizer.state_dict()) <= set(after)


@ALL
@NETWORKS
@pytest.mark.parametrize("before", [0, 3])
def test_a_loaded_run_goes_on_to_the_bit(make, options, before, tmp_path):
    path, net, optimizer = tmp_path / "net.npz", network(**options), make(0.1)
    run(net, optimizer, before)
    save(path, net, optimizer)
    again, other = network(1, **options), make(0.1)
    run(again, other, 2)  # what it remembers of this is forgotten
    load(path, again, other)
    assert other.t == before
    np.testing.assert_array_equal(run(again, other, 3), run(net, optimizer, 3))
    assert memory(other) == memory(optimizer)


@ALL
def test_two_that_share_a_state_share_no_array(make):
    optimizer, other, net = make(0.1), make(0.1), network()
    run(net, optimizer, 2)
    other.load_state_dict(optimizer.state_dict())
    before = memory(other)
    run(net, optimizer, 1)
    assert memory(other) == before


@pytest.mark.parametrize("losses", [(1.0, 2.0), (1.0, 2.0, 2.0)], ids=["waiting", "resting"])
@pytest.mark.parametrize("stepper", STEPPERS, ids=lambda s: s.label)
def test_a_rate_with_a_memory_goes_with_its_optimizer(stepper, losses, tmp_path):
    settings = {"patience": 1, "cooldown": 2}
    path, net, plateau = tmp_path / "net.npz", network(), ReduceOnPlateau(0.1, **settings)
    optimizer = stepper(plateau)
    run(net, optimizer, 2)
    for loss in losses:
        plateau.observe(loss)
    save(path, net, optimizer)
    again, other = network(1), ReduceOnPlateau(0.1, **settings)
    resumed = stepper(other)
    load(path, again, resumed)
    assert resumed.lr is other
    expected = [plateau.observe(loss) for loss in (3, 3, 3, 3, 3)]
    assert [other.observe(loss) for loss in (3, 3, 3, 3, 3)] == expected
    np.testing.assert_array_equal(run(again, resumed, 2), run(net, optimizer, 2))


@pytest.mark.parametrize("stepper", STEPPERS, ids=lambda s: s.label)
def test_a_rate_whose_memory_is_not_in_the_file_is_refused(stepper, tmp_path):
    path, optimizer = tmp_path / "net.npz", stepper(ReduceOnPlateau(0.1))
    save(path, network(), stepper(0.1))
    with pytest.raises(
        ValueError, match=r"load: expected the memory of ReduceOnPlateau as lr, got"
    ):
        load(path, network(), optimizer)
    save(path, network(), optimizer)
    with pytest.raises(ValueError, match=r"load: expected all that was saved.*got no lr of .*net"):
        load(path, network(), stepper(0.1))


@pytest.mark.parametrize("minimizer", MINIMIZERS, ids=lambda m: m.label)
def test_a_minimizer_is_refused_it_forgets_all_when_it_returns(minimizer, tmp_path):
    with pytest.raises(TypeError, match=r"save: expected optimizer with state_dict and load_state"):
        save(tmp_path / "net.npz", network(), minimizer.function)
    assert not list(tmp_path.iterdir())
