"""The scalar graph as a witness: each layer written from its definition, one number at a time.

The graph knows neither layers nor their backward formulas; it only has the local slopes of
``+ - * /``, roots and maxima. Output, dx and every parameter's gradient must agree with it.
"""

import functools

import numpy as np
import pytest

from course_lib import layers
from course_lib.activations import tanh
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
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_conv2d(stride, padding, seed):
    def formula(x, W, b):
        n, _, height, width = x.shape
        y = np.empty(
            (n, len(W), *((s + 2 * padding - 2) // stride + 1 for s in (height, width))), object
        )
        for i, o, h, w in np.ndindex(y.shape):
            y[i, o, h, w] = b[o]
            for c, r, s in np.ndindex(W.shape[1:]):
                row, column = h * stride + r - padding, w * stride + s - padding
                if 0 <= row < height and 0 <= column < width:
                    y[i, o, h, w] = y[i, o, h, w] + W[o, c, r, s] * x[i, c, row, column]
        return y

    layer = layers.Conv2d(2, 2, 2, stride=stride, padding=padding, rng=np.random.default_rng(seed))
    compare(layer, formula, (2, 2, 3, 4), seed)


@SEEDS
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1)])
def test_max_pool(size, stride, seed):
    def formula(x):
        height, width = ((s - size) // stride + 1 for s in x.shape[-2:])
        y = np.empty((*x.shape[:2], height, width), object)
        for i, c, h, w in np.ndindex(y.shape):
            top, left = h * stride, w * stride
            y[i, c, h, w] = largest(x[i, c, top : top + size, left : left + size].flat)
        return y

    compare(layers.MaxPool2d(size, stride), formula, (2, 1, 4, 5), seed)


@SEEDS
def test_drop_connect(seed):
    layer = layers.DropConnect(4, 3, 0.4, rng=np.random.default_rng(seed))
    # Unit vectors show which weights this seed keeps (b is still 0).
    kept = layer.forward(np.eye(4), train=True, rng=np.random.default_rng(seed)) != 0
    assert 0 < kept.mean() < 1
    compare(layer, lambda x, W, b: x @ (W * (kept / 0.6)) + b, (3, 4), seed)


@SEEDS
def test_residual(seed):
    rng = np.random.default_rng(seed)
    layer = layers.Residual(
        layers.Linear(2, 2, rng=rng), layers.Elementwise(tanh), layers.LayerNorm(2)
    )
    compare(
        layer, lambda x, W, b, *norm: x + normalize(np.tanh(x @ W + b), *norm, axis=1), (3, 2), seed
    )
