"""Question 2.9: a skip connection, forward and backward."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import tanh
from course_lib.layers import Elementwise, Linear, Residual


def _draw(rng, n, d):
    x, dy = rng.standard_normal((2, n, d))
    return x, rng.standard_normal((d, d)), dy


def _asleep(rng):
    for d in (2, 4):
        x, W, dy = _draw(rng, 3, d)
        yield x, 0 * W, dy


def _reference(x, W, dy):
    linear = Linear(*W.shape, rng=np.random.default_rng(0))
    linear.W.value[...] = W
    block = Residual(linear, Elementwise(tanh))
    y = block.forward(x, train=True)
    return y, block.backward(dy)


@mistake("the detour is missing, forward and backward: this is a plain layer")
def plain_layer(x, W, dy):
    f = np.tanh(x @ W)
    return f, (dy * (1 - f**2)) @ W.T


@mistake("backward: the detour is missing, all of the gradient goes through the layer")
def no_detour_back(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, (dy * (1 - f**2)) @ W.T


@mistake("backward: a 1 is added to the gradient; it is the slope of the detour that is 1")
def one_added(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, 1 + (dy * (1 - f**2)) @ W.T


@mistake("backward: x is added, as in the forward pass; what arrives on the way back?")
def input_added(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, x + (dy * (1 - f**2)) @ W.T


@mistake("backward: the slope of tanh is worked out from x + tanh, not from tanh")
def slope_from_sum(x, W, dy):
    y = x + np.tanh(x @ W)
    return y, dy + (dy * (1 - y**2)) @ W.T


@mistake("backward: W has to turn on the way back")
def unturned(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, dy + (dy * (1 - f**2)) @ W


QUESTION = Question(
    key="q9",
    function="residual",
    minutes=10,
    reference=_reference,
    checks=(
        Check(
            "output and gradient",
            lambda rng: (_draw(rng, *sizes) for sizes in ((3, 2), (2, 3))),
            points=2,
        ),
        Check("with W = 0 everything passes unchanged", _asleep),
        Check(
            "other sizes",
            lambda rng: (_draw(rng, *sizes) for sizes in ((1, 4), (6, 5))),
            hidden=True,
        ),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "backward: only the detour is there, nothing comes through the layer",
            lambda x, W, dy: (x + np.tanh(x @ W), dy.copy()),
        ),
        Mistake(
            "backward: the slope of tanh is missing",
            lambda x, W, dy: (x + np.tanh(x @ W), dy + dy @ W.T),
        ),
    ),
    hints=(
        "x is used twice: by the layer and by the sum. What do gradients of a reused node do?",
        (
            "Keep the output of tanh from the forward pass. Backward: the gradient that comes "
            "through the layer (slope, then weights), and to it what comes along the detour."
        ),
        "dx = dy + (dy * (1 - f**2)) @ W.T",
    ),
)
