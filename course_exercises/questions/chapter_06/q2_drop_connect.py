"""Question 6.2: DropConnect, forward and the gradient of its weights."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _layers(rng, p):
    for n, d_in, d_out in ((4, 3, 2), (3, 4, 4)):
        draws = rng.random((d_in, d_out))
        draws[0] = p / 2
        draws[1, 0], draws[1, 1], draws[2] = p / 2, (1 + p) / 2, (1 + p) / 2
        yield (
            rng.uniform(1, 2, (n, d_in)), rng.uniform(0.5, 2, (d_in, d_out)),
            rng.uniform(0.5, 1, d_out), draws, rng.uniform(0.5, 1, (n, d_out)),
        )  # fmt: skip


def _alone(rng, p):
    for x, W, b, draws, dy in _layers(rng, p):
        yield x[:1], W, b, draws, dy[:1]


def _masked(x, W, b, mask, dy):
    return x @ (W * mask) + b, (x.T @ dy) * mask


def _outputs(x, W, b, draws, dy, p):
    y, mask = x @ W + b, (draws[0] >= p) / (1 - p)
    return y * mask, x.T @ (dy * mask)


def right(x, W, b, draws, dy, p):
    mask = (draws >= p) / (1 - p)
    return x @ (W * mask) + b, (x.T @ dy) * mask


@mistake("the mask is not divided by 1 - p")
def not_divided(x, W, b, draws, dy, p):
    mask = np.where(draws < p, 0, 1)
    return x @ (W * mask) + b, x.T @ dy * mask


@mistake("the mask is divided by p, but p is the share that is dropped")
def divided_by_p(x, W, b, draws, dy, p):
    mask = np.where(draws < p, 0, 1 / p)
    return x @ (W * mask) + b, x.T @ dy * mask


@mistake("the mask is the wrong way round: what should be dropped is kept")
def inverted(x, W, b, draws, dy, p):
    mask = (draws < p) / (1 - p)
    return x @ (W * mask) + b, x.T @ dy * mask


@mistake("whole units of x are dropped: that is dropout, here single weights go")
def dropout_of_inputs(x, W, b, draws, dy, p):
    kept = x * (draws[:, 0] >= p) / (1 - p)
    return kept @ W + b, kept.T @ dy


@mistake("the gradient of a weight that was kept is not scaled like the weight")
def half_gradient(x, W, b, draws, dy, p):
    return right(x, W, b, draws, dy, p)[0], np.where(draws < p, 0, x.T @ dy)


@mistake("the bias is scaled as well, but it is never dropped")
def scaled_bias(x, W, b, draws, dy, p):
    y, dW = right(x, W, b, draws, dy, p)
    return y - b + b / (1 - p), dW


QUESTION = Question(
    key="q2",
    function="drop_connect",
    minutes=10,
    numbers=lambda rng: {"p": float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7]))},
    reference=lambda x, W, b, draws, dy, p: _masked(x, W, b, (draws >= p) / (1 - p), dy),
    checks=(
        Check("output and gradient of the weights", _layers, points=3),
        Check("the same for a single example", _alone, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "units of the output are dropped: that is dropout, here single weights go", _outputs
        ),
        Mistake(
            "a weight that was dropped gets a gradient",
            lambda x, W, b, draws, dy, p: (right(x, W, b, draws, dy, p)[0], x.T @ dy),
        ),
    ),
    hints=(
        "The draws have the shape of W, not of x.",
        "The scaled mask first; it multiplies W in the output and the gradient on the way back.",
        "dW = (x.T @ dy) * mask, with the mask that W was multiplied with",
    ),
)
