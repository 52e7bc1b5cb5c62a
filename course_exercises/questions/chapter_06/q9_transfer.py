"""Question 6.9: transfer: keep the body, train a new last layer."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import softmax


def _task(rng, steps):
    labels = rng.permutation(np.array([0, 0, 0, 1, 1, 2, 2, 2]))
    x = np.eye(3)[labels] + rng.normal(0, 0.3, (8, 3))
    return rng.normal(0, 1, (3, 4)) + np.eye(3, 4), x, labels, steps


def _many(rng, lr):
    yield _task(rng, 10)
    body, x, labels, steps = _task(rng, 40)
    yield body, x, labels % 2, steps  # nobody of the last class


def _train(body, x, labels, steps, lr):
    """Descend from zero on the softmax cross-entropy of three classes."""
    features = np.maximum(x @ body, 0)
    W, b = np.zeros((features.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dz = (softmax(features @ W + b) - np.eye(3)[labels]) / len(x)
        W, b = W - lr * features.T @ dz, b - lr * dz.sum(axis=0)
    return W, b


def _learns(call, body, x, labels, steps, lr):
    features = np.maximum(x @ body, 0)

    def loss(head):
        p = softmax(features @ np.asarray(head[0]) + np.asarray(head[1]))
        return float(-np.log(p[np.arange(len(x)), labels] + 1e-300).mean())

    losses = [loss(call(body, x, labels, n)) for n in (0, steps, 4 * steps)]
    if difference(losses[0], np.log(3)):
        return "without a step the new layer should know nothing: loss log 3"
    return None if losses[0] > losses[1] > losses[2] else "more steps do not give a lower loss"


def gradients(features, labels, W, b):
    z = features @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), labels] -= 1
    return features.T @ p / len(p), p.mean(axis=0)


def right(body, x, labels, steps, lr):
    features = np.maximum(x @ body, 0)
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dW, db = gradients(features, labels, W, b)
        W, b = W - lr * dW, b - lr * db
    return W, b


@mistake("the activation of the body is missing: features are what comes after the ReLU")
def no_relu(body, x, labels, steps, lr):
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dW, db = gradients(x @ body, labels, W, b)
        W, b = W - lr * dW, b - lr * db
    return W, b


@mistake("the bias is not trained")
def no_bias(body, x, labels, steps, lr):
    features, W, b = np.maximum(x @ body, 0), np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        W = W - lr * gradients(features, labels, W, b)[0]
    return W, b


@mistake("the same gradient is used in every step: it has to be computed anew")
def frozen_gradient(body, x, labels, steps, lr):
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    dW, db = gradients(np.maximum(x @ body, 0), labels, W, b)
    for _ in range(steps):
        W, b = W - lr * dW, b - lr * db
    return W, b


QUESTION = Question(
    key="q9",
    function="retrain_last_layer",
    minutes=20,
    numbers=lambda rng: {"lr": float(rng.choice([0.1, 0.15, 0.2, 0.25, 0.3]))},
    reference=_train,
    checks=(
        Check(
            "the new layer after a few steps",
            lambda rng, lr: (_task(rng, steps) for steps in (1, 3)),
            points=3,
        ),
        Check("the loss falls", _many, law=_learns),
        Check("the new layer after many steps", _many, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the gradient is a sum over the examples: the loss is their mean",
            lambda body, x, labels, steps, lr: right(body, x, labels, steps, lr=lr * len(x)),
        ),
        Mistake(
            "it climbs: the sign of the step is wrong",
            lambda body, x, labels, steps, lr: right(body, x, labels, steps, lr=-lr),
        ),
        Mistake(
            "one step too many",
            lambda body, x, labels, steps, lr: right(body, x, labels, steps + 1, lr),
        ),
    ),
    hints=(
        "The body never changes, so its features need to be computed only once.",
        "Features; W and b of zeros; in a loop: softmax, p - t, divided by n, two updates.",
        "dz = (p - np.eye(3)[labels]) / len(x); W = W - lr * features.T @ dz",
    ),
)
