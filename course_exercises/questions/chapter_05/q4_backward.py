"""Question 5.4: the backward pass of batch norm."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.layers import BatchNorm


def _batches(rng):
    for n, d in ((7, 3), (5, 2)):
        x = rng.normal(rng.uniform(1, 5, d), rng.uniform(1.5, 3, d), (n, d))
        yield rng.normal(0.5, 1, (n, d)), x, rng.uniform(1.2, 2, d), 1e-5


def _reference(dy, x, gamma, eps):
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:] = gamma
    layer.forward(x, train=True)
    return layer.backward(dy), layer.gamma.grad, layer.beta.grad


def _gamma_beta(call, *case):
    _, dgamma, dbeta = call(*case)
    _, wanted, shift = _reference(*case)
    words = (("dgamma", difference(dgamma, wanted)), ("dbeta", difference(dbeta, shift)))
    return next((f"{name}: {word}" for name, word in words if word), None)


def _projection(call, dy, x, *rest):
    dx, shift = np.asarray(call(dy, x, *rest)[0]), np.ones(x.shape)
    if not dx.any():
        return "dx is 0 everywhere"
    if difference(dx.sum(axis=0), np.zeros(dx.shape[1:])):
        return "dx has a component along 1, but shifting the batch changes no output"
    if difference(call(dy + 3 * shift, x, *rest)[0], dx):
        return "adding a constant to dy changes dx"
    return None


def right(dy, x, gamma, eps):
    n, c = len(x), x - x.mean(axis=0)
    r = 1 / np.sqrt((c * c).mean(axis=0) + eps)
    dx_hat = gamma * dy
    dvar = -0.5 * r**3 * (dx_hat * c).sum(axis=0)
    dc = r * dx_hat + 2 / n * c * dvar
    return dc - dc.sum(axis=0) / n, (dy * c * r).sum(axis=0), dy.sum(axis=0)


def constants(dy, x, gamma, eps):
    _, dgamma, dbeta = right(dy, x, gamma, eps)
    return dy * gamma / np.sqrt(x.var(0) + eps), dgamma, dbeta


@mistake("dx forgets the path through the variance")
def mean_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = constants(dy, x, gamma, eps)
    return dx - dx.mean(axis=0), dgamma, dbeta


@mistake("dx forgets the path through the mean")
def variance_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = right(dy, x, gamma, eps)
    return dx + gamma * dy.mean(axis=0) / np.sqrt(x.var(0) + eps), dgamma, dbeta


@mistake("dgamma and dbeta are averages: the loss adds up the examples")
def averaged(dy, x, gamma, eps):
    dx, dgamma, _ = right(dy, x, gamma, eps)
    return dx, dgamma / len(x), dy.mean(axis=0)


@mistake("dgamma is computed with x where the layer multiplies another value")
def raw_x(dy, x, gamma, eps):
    dx, _, dbeta = right(dy, x, gamma, eps)
    return dx, np.sum(dy * x, axis=0), dbeta


@mistake("dgamma and dbeta are in the wrong order")
def other_order(dy, x, gamma, eps):
    dx, dgamma, dbeta = right(dy, x, gamma, eps)
    return dx, dbeta, dgamma


@mistake("dx does not pass through gamma")
def gamma_lost(dy, x, gamma, eps):
    dx, dgamma, dbeta = right(dy, x, gamma, eps)
    return dx / gamma, dgamma, dbeta


QUESTION = Question(
    key="q4",
    function="batch_norm_backward",
    minutes=20,
    reference=_reference,
    checks=(
        Check("dgamma and dbeta", _batches, law=_gamma_beta),
        Check("dx, by all three paths", _batches, points=3),
        Check("dx has no component along shift or scale", _batches, law=_projection, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("dx forgets that mean and variance depend on x", constants),
    ),
    hints=(
        "Three ways lead from x_hat back to x. Count the ones in your code.",
        "x_hat and 1/sqrt(var + eps) first; dbeta and dgamma are sums; dx needs both of them.",
        "the bracket: dy - dbeta / n - x_hat * dgamma / n",
    ),
)
