"""Your turn, chapter 1: a score, a step, two slopes, a layer, scores, steps, Newton."""

from functools import partial

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question

PARAMETERS = (0.5, -0.4, -0.2, 0.3, 0.1, -0.2, 0.8, -0.5, 0.1)
BOOT = (2.5, 4.3)


def _score(x1, x2, theta=PARAMETERS):
    w1, w2, w3, w4, b1, b2, w5, w6, b3 = theta
    a1, a2 = w1 * x1 + w3 * x2 + b1, w2 * x1 + w4 * x2 + b2
    return w5 * np.tanh(a1) + w6 * np.tanh(a2) + b3


def _score_without_tanh(x1, x2):
    w1, w2, w3, w4, b1, b2, w5, w6, b3 = PARAMETERS
    return w5 * (w1 * x1 + w3 * x2 + b1) + w6 * (w2 * x1 + w4 * x2 + b2) + b3


def _score_of_swapped_wires(x1, x2):
    w1, w2, w3, w4, b1, b2, w5, w6, b3 = PARAMETERS
    return w5 * np.tanh(w1 * x1 + w2 * x2 + b1) + w6 * np.tanh(w3 * x1 + w4 * x2 + b2) + b3


def _score_without_biases(x1, x2):
    w1, w2, w3, w4, _, _, w5, w6, _ = PARAMETERS
    return w5 * np.tanh(w1 * x1 + w3 * x2) + w6 * np.tanh(w2 * x1 + w4 * x2)


def _probability(x1, x2):
    return 1 / (1 + np.exp(-_score(x1, x2)))


def _shoes(rng):
    yield 1.0, 2.6
    yield 2.5, 4.3
    for _ in range(2):
        yield tuple(rng.uniform(0.5, 5, 2).round(1).tolist())


def _loss(theta):
    return np.log1p(np.exp(-_score(*BOOT, theta)))


def _after(theta, slopes, step=-0.1):
    return _loss(theta + step * slopes)


def _parameters_and_slopes(rng):
    yield np.array(PARAMETERS), np.array([-0.63, 0.49, -1.08, 0.85, -0.25, 0.2, -0.18, -0.04, -0.4])
    for _ in range(2):
        yield rng.normal(0, 0.5, 9), rng.normal(0, 0.5, 9)


def _path(rng):
    for t in (1, 0, 1):
        x1, w6 = rng.uniform(0.5, 3), -rng.uniform(0.3, 1.5)
        yield x1, rng.uniform(0.3, 0.9), w6, rng.uniform(0.2, 0.8), t


def _slope(x1, u2, w6, p, t):
    return (p - t) * w6 * (1 - u2**2) * x1


def _layer(rng):
    for n, inputs, units in ((2, 2, 2), (4, 3, 2), (1, 2, 5)):
        yield (
            rng.normal(size=(n, inputs)),
            rng.normal(size=(inputs, units)),
            rng.normal(size=(n, units)),
        )


def _affine(x, W, da):
    return x.T @ da, da.sum(axis=0), da @ W.T


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _scores(rng):
    for n, classes in ((2, 3), (5, 4)):
        yield rng.normal(size=(n, classes)), rng.integers(classes, size=n)


def _targets(z, right):
    return np.eye(z.shape[1])[right]


def _dz(z, right):
    return (_softmax(z) - _targets(z, right)) / len(z)


def _valleys(rng):
    yield 2.0, 0.4
    yield 2.0, 0.6
    yield 2.0, 1.2
    yield 2.0, 1.0
    yield 5.0, 0.2
    yield round(float(rng.uniform(1, 4)), 2), 0.1


def _steps(curvature, lr, limit=0.01):
    factor = abs(1 - lr * curvature)
    if factor >= 1:
        return np.inf
    x, steps = 1.0, 0
    while x > limit:
        x, steps = factor * x, steps + 1
    return steps


def _points(rng):
    yield 2.0, 9.0, 13.0
    for _ in range(2):
        yield tuple(rng.uniform(0.5, 5, 3).round(2).tolist())


def _newton(x, slope, curvature):
    return x - slope / curvature


QUESTIONS = (
    Question(
        key="1.1a",
        function="score_of",
        minutes=4,
        reference=_score,
        checks=(Check("the score of any shoe", _shoes),),
        mistakes=(
            Mistake("tanh is missing: it squashes a1 and a2", _score_without_tanh),
            Mistake("w2 and w3 are exchanged: a1 uses w1 and w3", _score_of_swapped_wires),
            Mistake("the three biases are missing", _score_without_biases),
            Mistake("this is the probability; the score comes before it", _probability),
        ),
    ),
    Question(
        key="1.1b",
        function="loss_after_a_step",
        minutes=4,
        reference=_after,
        checks=(Check("the loss after the step", _parameters_and_slopes),),
        mistakes=(
            Mistake("this step goes uphill: subtract the slopes", partial(_after, step=0.1)),
            Mistake("the step is not multiplied by 0.1", partial(_after, step=-1.0)),
            Mistake("this is the loss before the step", partial(_after, step=0.0)),
            Mistake(
                "this is what the slopes promise; compute the loss of the new parameters",
                lambda theta, slopes: _loss(theta) - 0.1 * (slopes**2).sum(),
            ),
            Mistake(
                "these are the new parameters: return their loss",
                lambda theta, slopes: theta - 0.1 * slopes,
            ),
        ),
    ),
    Question(
        key="1.2a",
        function="slope_of_w2",
        minutes=4,
        reference=_slope,
        checks=(Check("the product of the four slopes", _path),),
        mistakes=(
            Mistake(
                "the slope of tanh is missing: 1 − u₂²",
                lambda x1, u2, w6, p, t: (p - t) * w6 * x1,
            ),
            Mistake(
                "the slope of tanh is 1 − u₂², with the square",
                lambda x1, u2, w6, p, t: (p - t) * w6 * (1 - u2) * x1,
            ),
            Mistake(
                "the first factor is probability minus target",
                lambda x1, u2, w6, p, t: p * w6 * (1 - u2**2) * x1,
            ),
            Mistake(
                "the sign is turned: probability minus target, not target minus probability",
                lambda x1, u2, w6, p, t: (t - p) * w6 * (1 - u2**2) * x1,
            ),
            Mistake(
                "slopes along a path multiply; these are added",
                lambda x1, u2, w6, p, t: (p - t) + w6 + (1 - u2**2) + x1,
            ),
        ),
    ),
    Question(
        key="1.2b",
        function="gradients",
        minutes=4,
        reference=lambda: (3.0, 3.0),
        checks=(Check("the gradients of a and b", lambda rng: [(), ()]),),
        mistakes=(
            Mistake("the maximum routes to the larger number, and that is b", lambda: (4.0, 2.0)),
            Mistake("the product swaps: each number gets the other one", lambda: (2.0, 4.0)),
            Mistake("only the product is counted: both numbers are used twice", lambda: (3.0, 2.0)),
            Mistake("the maximum hands on to one number only", lambda: (4.0, 3.0)),
            Mistake("only the maximum is counted: both numbers are used twice", lambda: (0.0, 1.0)),
        ),
    ),
    Question(
        key="1.3a",
        function="affine_backward",
        minutes=4,
        reference=_affine,
        checks=(Check("dW, db and dx for any sizes", _layer),),
        mistakes=(
            Mistake(
                "dW is divided by N: the mean is already in da",
                lambda x, W, da: (x.T @ da / len(x), da.sum(axis=0), da @ W.T),
            ),
            Mistake(
                "db is the sum of the rows of da, not their mean",
                lambda x, W, da: (x.T @ da, da.mean(axis=0), da @ W.T),
            ),
            Mistake(
                "db has one number for each unit: sum over the pictures, axis 0",
                lambda x, W, da: (x.T @ da, da.sum(axis=1), da @ W.T),
            ),
            Mistake(
                "dx needs the gradients that arrive, da, not x",
                lambda x, W, da: (x.T @ da, da.sum(axis=0), x @ W @ W.T),
            ),
        ),
    ),
    Question(
        key="1.3b",
        function="scores_backward",
        minutes=4,
        reference=_dz,
        checks=(Check("probability minus target, for the mean loss", _scores),),
        mistakes=(
            Mistake(
                "the loss is a mean: divide by the number of pictures",
                lambda z, right: _softmax(z) - _targets(z, right),
            ),
            Mistake(
                "the sign is turned: probability minus target",
                lambda z, right: (_targets(z, right) - _softmax(z)) / len(z),
            ),
            Mistake(
                "this is score minus target: softmax is missing",
                lambda z, right: (z - _targets(z, right)) / len(z),
            ),
            Mistake(
                "the softmax is taken over the pictures; it belongs to each row",
                lambda z, right: (_softmax(z.T).T - _targets(z, right)) / len(z),
            ),
        ),
    ),
    Question(
        key="1.4a",
        function="steps_to_one_percent",
        minutes=4,
        reference=_steps,
        checks=(Check("the number of steps", _valleys),),
        mistakes=(
            Mistake(
                "a factor of −1 never arrives either: the limit itself is too long",
                lambda curvature, lr: (
                    10**6 if abs(1 - lr * curvature) == 1 else _steps(curvature, lr)
                ),
            ),
            Mistake(
                "the factor is 1 − learning rate · curvature",
                lambda curvature, lr: _steps(2 * curvature, lr),
            ),
            Mistake(
                "steps that never arrive: return np.inf",
                lambda curvature, lr: (
                    0 if np.isinf(_steps(curvature, lr)) else _steps(curvature, lr)
                ),
            ),
            Mistake(
                "the factor depends on the curvature; 1 − 2 · learning rate is that of x²",
                lambda curvature, lr: _steps(2.0, lr),
            ),
            Mistake(
                "the steps are counted down to 0.1 %",
                lambda curvature, lr: _steps(curvature, lr, 0.001),
            ),
        ),
    ),
    Question(
        key="1.4b",
        function="newton_step",
        minutes=4,
        reference=_newton,
        checks=(Check("jumps to the lowest point of the parabola", _points),),
        mistakes=(
            Mistake(
                "the step goes uphill: subtract it",
                lambda x, slope, curvature: x + slope / curvature,
            ),
            Mistake(
                "the slope is divided by the curvature, not multiplied",
                lambda x, slope, curvature: x - slope * curvature,
            ),
            Mistake(
                "this is the step; the next x is asked for",
                lambda x, slope, curvature: -slope / curvature,
            ),
            Mistake(
                "this is the step with the wrong sign; the next x is asked for",
                lambda x, slope, curvature: slope / curvature,
            ),
        ),
    ),
)
