"""The scalar graph as a witness: each layer written from its definition, one number at a time.

The graph knows neither layers nor their backward formulas; it only has the local slopes of
``+ - * /``, roots and maxima. Output, dx and every parameter's gradient must agree with it.
"""

import functools

import numpy as np
import pytest

from course_lib import layers
from course_lib.graph import Value

wrap = np.vectorize(lambda number: Value(float(number)), otypes=[object])
unwrap = np.vectorize(lambda value: value.data, otypes=[float])
gradient = np.vectorize(lambda value: value.grad, otypes=[float])
root = np.vectorize(Value.sqrt, otypes=[object])
SEEDS = pytest.mark.parametrize("seed", range(3))


def compare(layer, formula, shape, seed):
    """Compare `layer` with ``formula(x, *parameters)`` on a batch, with parameters moved."""
    rng = np.random.default_rng(seed)
    for p in layer.parameters():
        p.value[...] += 0.3 * rng.standard_normal(p.value.shape)
    x, leaves = rng.standard_normal(shape), [wrap(p.value) for p in layer.parameters()]
    y = layer.forward(x, train=True, rng=np.random.default_rng(seed))
    dy = rng.standard_normal(y.shape)
    dx = layer.backward(dy)
    x_graph = wrap(x)
    y_graph = formula(x_graph, *leaves)
    (y_graph * dy).sum().backward()
    close = functools.partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)
    close(y, unwrap(y_graph))
    close(dx, gradient(x_graph))
    for p, leaf in zip(layer.parameters(), leaves, strict=True):
        close(p.grad, gradient(leaf), err_msg=p.name)


def normalize(x, gamma, beta, axis):
    centred = x - x.mean(axis=axis, keepdims=True)
    variance = (centred * centred).mean(axis=axis, keepdims=True)
    return gamma * (centred / root(variance + 1e-5)) + beta


def largest(numbers):
    return functools.reduce(Value.maximum, numbers)


@SEEDS
def test_linear(seed):
    layer = layers.Linear(3, 2, rng=np.random.default_rng(seed))
    compare(layer, lambda x, W, b: x @ W + b, (3, 3), seed)


@SEEDS
def test_batch_norm(seed):
    compare(layers.BatchNorm(2), functools.partial(normalize, axis=0), (3, 2), seed)


@SEEDS
def test_layer_norm(seed):
    compare(layers.LayerNorm(3), functools.partial(normalize, axis=1), (2, 3), seed)


@SEEDS
@pytest.mark.parametrize("shared", [False, True])
def test_prelu(shared, seed):
    def formula(x, a):
        slopes = np.broadcast_to(a, x.shape)
        return np.array(
            [v if v.data > 0 else s * v for v, s in zip(x.flat, slopes.flat, strict=True)]
        ).reshape(x.shape)

    compare(layers.PReLU(3, shared=shared), formula, (3, 3), seed)


@SEEDS
def test_maxout(seed):
    def formula(x, W, b):
        z = [x @ W[j] + b[j] for j in range(3)]
        return np.vectorize(lambda *pieces: largest(pieces), otypes=[object])(*z)

    compare(layers.Maxout(2, 2, 3, rng=np.random.default_rng(seed)), formula, (3, 2), seed)


@SEEDS
def test_drop_connect(seed):
    layer = layers.DropConnect(4, 3, 0.4, rng=np.random.default_rng(seed))
    # Unit vectors show which weights this seed keeps (b is still 0).
    kept = layer.forward(np.eye(4), train=True, rng=np.random.default_rng(seed)) != 0
    assert 0 < kept.mean() < 1
    compare(layer, lambda x, W, b: x @ (W * (kept / 0.6)) + b, (3, 4), seed)
