"""What every layer promises, tested for all of them: the list is in `registry`."""

import copy
import inspect
import pickle
from types import SimpleNamespace

import numpy as np
import pytest

import course_lib.layers
from course_lib.gradcheck import TOLERANCE, check_layer
from course_lib.network import Sequential

from .registry import LAYERS, build


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.label)


EACH = each(LAYERS)
LEARNING = each([case for case in LAYERS if build(case, np.random.default_rng(0)).parameters()])
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def batch(case, rng, *lead, dtype=np.float64):
    return rng.standard_normal((*lead, *case.shape)).astype(dtype)


def train(layer, x, seed=0):
    return layer.forward(x, train=True, rng=np.random.default_rng(seed))


def train_often(layer, x):
    """Stochastic depth leaves its block out in some passes, and checks nothing there."""
    for seed in range(20):
        train(layer, x, seed)


def step(layer, x, rng, seed=0):
    """Forward and backward; return y, dy, dx and copies of all gradients."""
    y = train(layer, x, seed)
    dy = rng.standard_normal(y.shape).astype(y.dtype)
    return y, dy, layer.backward(dy), [p.grad.copy() for p in layer.parameters()]


def in_mode(layer, training):
    """The layer, always in training or always in evaluation."""

    def forward(x, *, train, rng):
        return layer.forward(x, train=training, rng=rng if training else None)

    return SimpleNamespace(
        forward=forward,
        backward=layer.backward,
        buffers=layer.buffers,
        parameters=layer.parameters,
    )


def one_name_each(layer):
    """A Sequential names parameters only in its own list: check θ as a whole."""
    if not isinstance(layer, Sequential):
        return layer
    theta = SimpleNamespace(name="theta", value=layer.theta, grad=layer.grad)
    return SimpleNamespace(
        forward=layer.forward,
        backward=layer.backward,
        buffers=layer.buffers,
        parameters=lambda: [theta],
    )


def test_every_public_layer_is_in_the_list(rng):
    built = {type(case.make(rng, np.float64, ())).__name__ for case in LAYERS}
    public = {
        name
        for name in course_lib.layers.__all__
        if inspect.isclass(getattr(course_lib.layers, name))
    }
    assert built == public - {"Layer"} | {"Sequential"}


@EACH
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_gradients_are_those_of_central_differences(case, seed, training):
    rng = np.random.default_rng(seed)
    layer = build(case, rng)
    step(layer, batch(case, rng), rng)  # an earlier batch, of no influence
    report = check_layer(in_mode(one_name_each(layer), training), batch(case, rng), rng)
    assert report.max_error < TOLERANCE, report


@LEARNING
def test_float32_parameters_compute_in_float32_whatever_the_data(case, rng):
    layer, x = build(case, rng, np.float32), batch(case, rng)
    y = train(layer, x)
    dx = layer.backward(np.ones(y.shape))
    evaluated = layer.forward(x, train=False)
    arrays = (y, dx, evaluated, layer.backward(np.ones(y.shape)))
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


@EACH
@DTYPES
def test_dtype_is_kept(case, dtype, rng):
    layer = build(case, rng, dtype)
    y, _, dx, gradients = step(layer, batch(case, rng, dtype=dtype), rng)
    evaluated = layer.forward(batch(case, rng, dtype=dtype), train=False)
    arrays = [y, dx, evaluated, *gradients, *layer.buffers().values()]
    assert {a.dtype for a in arrays} == {np.dtype(dtype)}


@EACH
def test_input_and_gradient_are_only_read(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    x.flags.writeable = False
    y, dy, _, _ = step(layer, x, rng)
    dy.flags.writeable = False
    before = y.copy()
    layer.backward(dy)
    layer.backward_parameters(dy)
    layer.forward(x, train=False)
    np.testing.assert_array_equal(y, before)  # nor is the output touched any more


@EACH
def test_batch_of_one(case, rng):
    layer, x = build(case, rng), batch(case, rng)[:1]
    y = layer.forward(x, train=False)
    assert (len(y), layer.backward(np.ones_like(y)).shape) == (1, x.shape)
    if case.one:
        y, _, dx, _ = step(layer, x, rng, seed=2)
        assert (len(y), dx.shape) == (1, x.shape)
    else:
        with pytest.raises(ValueError, match=r"2 values or more per feature .* take LayerNorm"):
            train_often(layer, x)


@EACH
@pytest.mark.parametrize("training", [True, False])
def test_empty_batch_is_refused(case, training, rng):
    with pytest.raises(ValueError, match="expected a batch of 1 example or more, got an empty"):
        build(case, rng).forward(batch(case, rng)[:0], train=training, rng=rng)


@EACH
def test_memory_layout_of_the_input_does_not_matter(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    scattered = np.repeat(np.asfortranarray(x), 2, axis=0)[::2]
    y, dy, dx, gradients = step(layer, x, rng)
    np.testing.assert_allclose(train(layer, scattered), y, rtol=1e-13, atol=1e-15)
    again = layer.backward(np.asfortranarray(np.repeat(dy, 2, axis=-1))[..., ::2])
    np.testing.assert_allclose(again, dx, rtol=1e-12, atol=1e-14)
    for p, gradient in zip(layer.parameters(), gradients, strict=True):
        np.testing.assert_allclose(p.grad, gradient, rtol=1e-12, atol=1e-14)


@EACH
@pytest.mark.parametrize("seed", range(3))
def test_backward_overwrites_every_gradient(case, seed, rng):
    layer = build(case, rng)
    _, dy, dx, gradients = step(layer, batch(case, rng), rng, seed)
    for backward in (layer.backward, layer.backward_parameters):
        for p in layer.parameters():
            p.grad[...] = np.nan
        again = backward(dy)
        if again is not None:
            np.testing.assert_array_equal(again, dx)
        for p, gradient in zip(layer.parameters(), gradients, strict=True):
            np.testing.assert_array_equal(p.grad, gradient)


@EACH
@pytest.mark.parametrize("training", [True, False])
def test_backward_needs_a_forward_pass_that_is_not_forgotten(case, training, rng):
    layer, x = build(case, rng), batch(case, rng)
    dy = np.ones_like(build(case, rng).forward(x, train=False))
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"^\w+: expected a forward pass before backward"):
            layer.backward(dy)
        layer.forward(x, train=training, rng=rng)
        layer.backward(dy)
        layer.forget()


@EACH
def test_evaluation_is_deterministic_and_leaves_no_trace(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    train(layer, batch(case, rng))
    state = [a.copy() for a in (*(p.value for p in layer.parameters()), *layer.buffers().values())]
    first = layer.forward(x, train=False)
    np.testing.assert_array_equal(layer.forward(x, train=False), first)
    after = [*(p.value for p in layer.parameters()), *layer.buffers().values()]
    for old, new in zip(state, after, strict=True):
        np.testing.assert_array_equal(old, new)


@EACH
def test_same_generator_same_output(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    outputs = [train(layer, x, seed) for seed in range(12)]
    np.testing.assert_array_equal(train(layer, x, seed=0), outputs[0])
    assert any((y != outputs[0]).any() for y in outputs) == case.random


@EACH
def test_only_random_layers_need_a_generator(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    if case.random:
        with pytest.raises(TypeError, match=r"Generator rng, got None. Pass rng=np.random.default"):
            layer.forward(x, train=True)
    else:
        layer.forward(x, train=True)


@EACH
def test_trials_are_layers_one_by_one(case):
    rng, trials = np.random.default_rng(3), (2, 3)
    together = build(case, [np.random.default_rng(k) for k in range(6)], trials=trials)
    x = batch(case, rng, *trials)
    buffers = [buffer.copy() for buffer in together.buffers().values()]
    y, dy, dx, gradients = step(together, x, rng)
    evaluated = together.forward(x, train=False)
    dx_evaluated = together.backward(dy)
    for k in np.ndindex(trials):
        alone = case.make(np.random.default_rng(0), np.float64, ())
        for mine, all_of_them in zip(alone.parameters(), together.parameters(), strict=True):
            mine.value[...] = all_of_them.value[k]
        for mine, all_of_them in zip(alone.buffers().values(), buffers, strict=True):
            mine[...] = all_of_them[k]
        np.testing.assert_allclose(train(alone, x[k]), y[k], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(alone.backward(dy[k]), dx[k], rtol=1e-11, atol=1e-13)
        for p, gradient in zip(alone.parameters(), gradients, strict=True):
            np.testing.assert_allclose(p.grad, gradient[k], rtol=1e-11, atol=1e-13)
        for mine, theirs in zip(alone.buffers().values(), together.buffers().values(), strict=True):
            np.testing.assert_allclose(mine, theirs[k], rtol=1e-12)
        evaluated_alone = alone.forward(x[k], train=False)
        np.testing.assert_allclose(evaluated_alone, evaluated[k], rtol=1e-12, atol=1e-14)
        dx_alone = alone.backward(dy[k])
        np.testing.assert_allclose(dx_alone, dx_evaluated[k], rtol=1e-11, atol=1e-13)


@LEARNING
def test_trials_may_share_their_training_data(case):
    rng, survives = np.random.default_rng(4), 2
    layer = build(case, rng, trials=(3,))
    x = batch(case, rng)
    y, dy, dx, gradients = step(layer, x, rng, survives)
    each_its_own = train(layer, np.stack([x] * 3), survives)
    np.testing.assert_allclose(y, each_its_own, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dx, layer.backward(dy), rtol=1e-11, atol=1e-13)
    for p, gradient in zip(layer.parameters(), gradients, strict=True):
        np.testing.assert_allclose(gradient, p.grad, rtol=1e-11, atol=1e-13)


@LEARNING
def test_other_trials_are_refused(case, rng):
    layer, x = build(case, rng), batch(case, rng, 3)
    with pytest.raises(ValueError, match=r"training data \(N.*\) or with trial axes \(\), got"):
        train_often(layer, x)


@each([case for case in LAYERS if case.features])
def test_wrong_number_of_features_is_refused(case, rng):
    layer, x = build(case, rng), batch(case, rng)
    axis = 1  # features of rows, channels of images
    with pytest.raises(ValueError, match=r"expected .*shape \(\.\.\., N, \d+.*\), got \(\d, 5"):
        layer.forward(np.repeat(x, 5, axis=axis).take(range(5), axis=axis), train=False)


@EACH
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda a: pickle.loads(pickle.dumps(a))])
def test_a_copy_is_equal_and_independent(case, duplicate, rng):
    layer, x = build(case, rng), batch(case, rng)
    train(layer, batch(case, rng))
    twin = duplicate(layer)
    expected = layer.forward(x, train=False)
    np.testing.assert_array_equal(twin.forward(x, train=False), expected)
    for p in twin.parameters():
        p.value[...] += 1
    for buffer in twin.buffers().values():
        buffer[...] += 1
    np.testing.assert_array_equal(layer.forward(x, train=False), expected)
    assert repr(twin) == repr(layer)


@EACH
def test_text_form_names_the_class(case, rng):
    layer = case.make(rng, np.float64, ())
    assert repr(layer).startswith(f"{type(layer).__name__}(")


def test_weight_decay_spares_everything_but_weights(rng):
    for case in LAYERS:
        for p in build(case, rng).parameters():
            assert p.decay == p.name.endswith("W"), (case.label, p.name)
