"""Parameters are views of one vector; saving loses nothing and refuses what does not fit."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.activations import tanh
from course_lib.network import mlp
from course_lib.optimizers import SGD, Adam, ExponentialAverage
from course_lib.parameters import Parameter, decay_mask, flatten, load, save


def make_network(seed=0, sizes=(3, 4, 2)):
    return mlp(sizes, rng=np.random.default_rng(seed), activation=tanh)


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=4))
def test_flatten_keeps_values_and_makes_views(shapes):
    rng = np.random.default_rng(0)
    values = [rng.standard_normal(shape) for shape in shapes]
    parameters = [Parameter(f"p{i}", value) for i, value in enumerate(values)]
    theta, grad = flatten(parameters)
    np.testing.assert_array_equal(theta, np.concatenate([v.ravel() for v in values]))
    theta += 1
    grad += 2
    for parameter, value in zip(parameters, values, strict=True):
        np.testing.assert_array_equal(parameter.value, value + 1)
        assert (parameter.grad == 2).all()
        parameter.value[...] = 0
    assert not theta.any()


def test_trials_become_leading_axes_of_theta(rng):
    W = Parameter("W", rng.standard_normal((2, 5, 3, 4)), trial_axes=2)
    b = Parameter("b", rng.standard_normal((2, 5, 4)), trial_axes=2)
    W_before, b_before = W.value.copy(), b.value.copy()
    theta, _ = flatten([W, b])
    assert theta.shape == (2, 5, 16)
    np.testing.assert_array_equal(theta[1, 3, :12], W_before[1, 3].ravel())
    np.testing.assert_array_equal(theta[1, 3, 12:], b_before[1, 3])
    assert np.shares_memory(theta, W.value)
    assert np.shares_memory(theta, b.value)


def test_value_and_grad_can_be_filled_but_not_replaced():
    p = Parameter("p", [1.0, 2.0])
    p.value[...] = 5
    assert p.value.tolist() == [5, 5]
    for name in ("value", "grad"):
        with pytest.raises(AttributeError, match=rf"^Parameter: .* Fill it: {name}\[\.\.\.\] = "):
            setattr(p, name, np.zeros(2))


def test_the_callers_array_is_copied():
    value = np.ones(2)
    Parameter("p", value).value[...] = 0
    assert value.tolist() == [1, 1]


def test_decay_mask_follows_the_order_of_theta():
    parameters = [Parameter("W", np.ones((2, 2))), Parameter("b", np.ones(3), decay=False)]
    assert decay_mask(parameters).tolist() == [True] * 4 + [False] * 3
    assert decay_mask([]).shape == (0,)


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_of_a_network_is_whole_and_independent(twin_of, rng):
    network = make_network()
    twin = twin_of(network)
    x = rng.standard_normal((5, 3))
    np.testing.assert_array_equal(twin.predict(x), network.predict(x))
    twin.theta += 1  # moves the copy, and only the copy
    assert not np.allclose(twin.predict(x), network.predict(x))
    np.testing.assert_array_equal(twin.layers[0].W.value, network.layers[0].W.value + 1)


def test_a_network_that_has_diverged_can_be_copied_too():
    network = make_network()
    network.theta[0] = np.nan
    assert np.isnan(copy.deepcopy(network).theta[0])


def test_save_and_load_give_back_the_same_network(tmp_path, rng):
    network, other = make_network(0), make_network(1)
    save(tmp_path / "net.npz", network)
    load(tmp_path / "net.npz", other)
    np.testing.assert_array_equal(other.theta, network.theta)
    x = rng.standard_normal((5, 3))
    np.testing.assert_array_equal(other.predict(x), network.predict(x))
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path, network = tmp_path / "net.npz", make_network()
    save(path, network)
    before = path.read_bytes()

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save(path, network)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]


def test_no_pickle_is_read(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, format=np.array("course_lib network 1"), x=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match=r"damaged or not ours"):
        load(path, make_network())


@pytest.mark.parametrize("length", [0, 3, 200])
def test_a_damaged_file_is_refused_by_name(tmp_path, length):
    path, network = tmp_path / "net.npz", make_network()
    save(path, network)
    path.write_bytes(path.read_bytes()[:length])
    before = network.theta.copy()
    with pytest.raises(ValueError, match=r"load: expected a file of save, got .*net\.npz"):
        load(path, network)
    np.testing.assert_array_equal(network.theta, before)


def test_a_foreign_or_newer_file_is_refused(tmp_path):
    np.savez(tmp_path / "foreign.npz", a=np.ones(2))
    np.savez(tmp_path / "newer.npz", format=np.array("course_lib network 3"))
    with pytest.raises(ValueError, match="damaged or not ours"):
        load(tmp_path / "foreign.npz", make_network())
    with pytest.raises(ValueError, match=r"expected format 'course_lib network 2', got .*3"):
        load(tmp_path / "newer.npz", make_network())
    with pytest.raises(FileNotFoundError, match=r"missing\.npz"):
        load(tmp_path / "missing.npz", make_network())


@pytest.mark.parametrize("sizes", [(3, 5, 2), (3, 4, 4, 2)])
def test_the_file_of_another_network_is_refused_and_nothing_changes(tmp_path, sizes):
    save(tmp_path / "net.npz", make_network())
    other = make_network(1, sizes)
    before = other.theta.copy()
    with pytest.raises(ValueError, match=r"load: expected parameter\.\S+ of shape"):
        load(tmp_path / "net.npz", other)
    np.testing.assert_array_equal(other.theta, before)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        (lambda: [Parameter("a", np.ones(2, np.float32)), Parameter("b", [1.0])], "one dtype"),
        (lambda: [Parameter("a", [[1.0]], trial_axes=1), Parameter("b", [1.0])], "one trials"),
        (lambda: [p := Parameter("a", [1.0]), p], "expected parameters once, got 'a' twice"),
    ],
)
def test_parameters_that_cannot_share_a_vector_are_refused(parameters, text):
    with pytest.raises(ValueError, match=text):
        flatten(parameters())


def test_nan_is_refused():
    with pytest.raises(ValueError, match="finite W, got 1 of 2 values NaN"):
        Parameter("W", [1.0, np.nan])


def stepped(network, optimizer, times):
    for _ in range(times):
        optimizer.step(network.theta, np.ones_like(network.theta))


def test_a_checkpoint_is_also_a_network(tmp_path):
    network, optimizer = make_network(), Adam()
    stepped(network, optimizer, 2)
    save(tmp_path / "net.npz", network, optimizer)
    other = make_network(1)
    load(tmp_path / "net.npz", other)
    np.testing.assert_array_equal(other.theta, network.theta)


@pytest.mark.parametrize(("saved", "text"), [(None, "got none in"), (SGD(0.1), "got SGD in")])
def test_the_memory_of_another_optimizer_is_refused_and_nothing_changes(saved, text, tmp_path):
    save(tmp_path / "net.npz", make_network(), saved)
    other, adam = make_network(1), Adam()
    before = other.theta.copy()
    with pytest.raises(
        ValueError, match=rf"load: expected the memory of Adam as optimizer, {text} .*net\.npz"
    ):
        load(tmp_path / "net.npz", other, adam)
    np.testing.assert_array_equal(other.theta, before)
    assert adam.t == 0


def test_a_file_of_the_first_version_goes_on(tmp_path):
    network, adam = make_network(), Adam()
    stepped(network, adam, 2)
    arrays = {f"parameter.{name}": p.value for name, p in network.named_parameters()}
    arrays |= {"optimizer.m": adam.m, "optimizer.v": adam.v, "optimizer.t": np.array(2)}
    arrays |= {"format": "course_lib network 1", "optimizer.class": "Adam"}
    np.savez(tmp_path / "net.npz", **arrays)
    other, again = make_network(1), Adam()
    load(tmp_path / "net.npz", other, again)
    stepped(network, adam, 2)
    stepped(other, again, 2)
    np.testing.assert_array_equal(other.theta, network.theta)


class Own:
    """A part that remembers whatever it is given."""

    def __init__(self, **memory):
        self.memory = memory

    def state_dict(self):
        return self.memory

    def load_state_dict(self, state):
        self.memory = {name: state[name] for name in self.memory}


def test_a_part_of_ones_own_comes_back_under_its_name(tmp_path):
    path, memory = tmp_path / "net.npz", {"n": 2**60, "x": 0.1, "name": "ü", "a": np.ones((0, 3))}
    save(path, make_network(), first=Own(**memory), second=Own(n=1), third=None)
    first, second = Own(**dict.fromkeys(memory)), Own(n=0)
    load(path, make_network(), second=second, first=first)
    assert {**first.memory, "a": 0} == {**memory, "a": 0}
    assert first.memory["a"].shape == (0, 3)
    assert second.memory == {"n": 1}


@pytest.mark.parametrize(
    ("parts", "error", "text"),
    [
        ({"optimizer": Adam}, TypeError, r"optimizer with state_dict and load_state_dict, got <cl"),
        ({"optimizer": 0.1}, TypeError, r"optimizer with state_dict and load_state_dict, got 0.1"),
        (
            {"rate": lambda step: 0.1},
            TypeError,
            r"rate with state_dict and load_state_dict, got <f",
        ),
        ({"lr": Own(n=1)}, ValueError, r"another name of the part, got lr="),
        ({"buffer": Own(n=1)}, ValueError, r"another name of the part, got buffer="),
        ({"own": Own(n={1, 2})}, TypeError, r"arrays, numbers and texts in own, got n=\{1, 2\}"),
        ({"own": Own(n=[[1], [2, 3]])}, ValueError, r"a rectangular array own\.n, got ragged rows"),
    ],
)
def test_what_cannot_be_saved_whole_is_refused_and_the_old_file_stays(parts, error, text, tmp_path):
    path = tmp_path / "net.npz"
    save(path, make_network())
    before = path.read_bytes()
    with pytest.raises(error, match=f"save: expected {text}"):
        save(path, make_network(), **parts)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [before]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, r"all that was saved, or the network alone, got no average of"),
        ({"mean": ExponentialAverage(0.5)}, r"the memory of ExponentialAverage as mean, got none"),
        ({"average": Adam()}, r"the memory of Adam as average, got ExponentialAverage in"),
    ],
)
def test_parts_that_do_not_fit_are_refused_and_nothing_changes(parts, text, tmp_path):
    path, adam, average = tmp_path / "net.npz", Adam(), ExponentialAverage(0.5)
    save(path, make_network(), adam, average=average)
    network, fresh = make_network(1), Adam()
    stepped(network, fresh, 2)
    before = network.theta.copy()
    with pytest.raises(ValueError, match=rf"load: expected {text} .*net\.npz"):
        load(path, network, fresh, **parts)
    np.testing.assert_array_equal(network.theta, before)
    assert fresh.t == 2


def test_a_part_that_misses_something_is_refused_and_nothing_changes(tmp_path):
    path, adam = tmp_path / "net.npz", Adam()
    save(path, make_network(), adam, own=Own(n=1))
    network = make_network(1)
    stepped(network, adam, 2)
    before = network.theta.copy()
    with pytest.raises(ValueError, match=r"load: expected own\.other, got none in .*net\.npz"):
        load(path, network, adam, own=Own(n=1, other=2))
    np.testing.assert_array_equal(network.theta, before)
    assert adam.t == 2
