"""Question 5.8: the gradients of a linear layer before a batch norm."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers import BatchNorm, Linear
from course_lib.network import Sequential


def _blocks(rng):
    for n, d_in, d_out in ((8, 4, 3), (6, 3, 3)):
        yield (
            rng.normal(0.5, 1, (n, d_out)), rng.normal(1, 1, (n, d_in)),
            rng.normal(0, 2, (d_in, d_out)), rng.uniform(0.5, 1, d_out),
        )  # fmt: skip


def _reference(dy, x, W, b):
    linear = Linear(*W.shape, rng=np.random.default_rng(0))
    linear.W.value[:], linear.b.value[:] = W, b
    block = Sequential(linear, BatchNorm(W.shape[1]))
    block.forward(x, train=True)
    block.backward(dy)
    return linear.W.grad, linear.b.grad


def _bias(call, dy, x, W, b):
    dW, db = call(dy, x, W, b)
    if difference(db, np.zeros(b.shape)):
        return "the bias has a gradient, but shifting the whole batch changes no output"
    return None if np.all(dW) and np.all(np.isfinite(dW)) else "the weights have no gradient"


def _orthogonal(call, dy, x, W, b):
    dW = np.asarray(call(dy, x, W, b)[0])
    dW_10 = np.asarray(call(dy, x, 10 * W, b)[0])
    size = np.linalg.norm(dW)
    if not np.abs((W * dW).sum(axis=0)).max() < 1e-3 * size * np.linalg.norm(W):
        return "a gradient has a component along its weights, but stretching them changes nothing"
    if not np.linalg.norm(10 * dW_10 - dW) < 1e-3 * size:
        return "with weights ten times larger the gradient is not ten times smaller"
    return None


def right(dy, x, W, b):
    z = x @ W + b
    s = np.sqrt(z.var(0) + 1e-5)
    h = (z - z.mean(0)) / s
    dz = (dy - dy.mean(0) - h * (dy * h).mean(0)) / s
    return x.T @ dz, dz.sum(0)


@mistake("mean and variance are taken as constants: they depend on W and b")
def constants(dy, x, W, b):
    dz = dy / np.sqrt((x @ W + b).var(axis=0) + 1e-5)
    return x.T @ dz, dz.sum(axis=0)


@mistake("the gradient is averaged over the batch: the examples of a sum add up")
def averaged(dy, x, W, b):
    dW, db = right(dy, x, W, b)
    return dW / len(x), db / len(x)


@mistake("dW is transposed: it has the shape of W")
def wrong_way(dy, x, W, b):
    dW, db = right(dy, x, W, b)
    return dW.T, db


QUESTION = Question(
    key="q8",
    function="block_gradients",
    minutes=12,
    reference=_reference,
    checks=(
        Check("the gradients of W and b", _blocks, points=2),
        Check("the bias learns nothing", _blocks, law=_bias),
        Check("the scale of the weights does not matter", _blocks, law=_orthogonal, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the batch norm is not in the backward pass at all",
            lambda dy, x, W, b: (x.T @ dy, dy.sum(axis=0)),
        ),
        Mistake(
            "db is that of a layer without batch norm behind it",
            lambda dy, x, W, b: (right(dy, x, W, b)[0], dy.sum(axis=0)),
        ),
    ),
    hints=(
        "Two backward passes, one after the other: which one comes first?",
        "z = x @ W + b; its gradient as in question 4; then the linear layer's.",
        "dW = x.T @ dz, with dz from batch_norm_backward(dy, z, 1, 1e-5)",
    ),
)
