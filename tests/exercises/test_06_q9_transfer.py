"""Question 6.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q9_transfer import QUESTION
from tests.exercises.battery import battery


def gradients(features, labels, W, b):
    z = features @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), labels] -= 1
    return features.T @ p / len(p), p.mean(axis=0)


def loop(body, x, labels, steps, *, lr):
    features = np.maximum(x @ body, 0)
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dW, db = gradients(features, labels, W, b)
        W, b = W - lr * dW, b - lr * db
    return W, b


def one_matrix(body, x, labels, steps, *, lr):
    """The bias as a row of the weights, the features with a column of ones."""
    features = np.column_stack([np.clip(x @ body, 0, None), np.ones(len(x))])
    theta = np.zeros((features.shape[1], 3))
    for _ in range(steps):
        theta -= lr * gradients(features, labels, theta, 0)[0]
    return theta[:-1], theta[-1]


def summed(body, x, labels, steps, *, lr):
    return loop(body, x, labels, steps, lr=lr * len(x))


def no_relu(body, x, labels, steps, *, lr):
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dW, db = gradients(x @ body, labels, W, b)
        W, b = W - lr * dW, b - lr * db
    return W, b


def no_bias(body, x, labels, steps, *, lr):
    features, W, b = np.maximum(x @ body, 0), np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        W = W - lr * gradients(features, labels, W, b)[0]
    return W, b


def uphill(body, x, labels, steps, *, lr):
    return loop(body, x, labels, steps, lr=-lr)


def one_more(body, x, labels, steps, *, lr):
    return loop(body, x, labels, steps + 1, lr=lr)


def frozen_gradient(body, x, labels, steps, *, lr):
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    dW, db = gradients(np.maximum(x @ body, 0), labels, W, b)
    for _ in range(steps):
        W, b = W - lr * dW, b - lr * db
    return W, b


def body_trained(body, x, labels, steps, *, lr):
    body *= 1 - lr
    return loop(body, x, labels, steps, lr=lr)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, one_matrix],
    {
        "the gradient is a sum": summed,
        "the activation of the body is missing": no_relu,
        "the bias is not trained": no_bias,
        "it climbs": uphill,
        "one step too many": one_more,
        "the same gradient": frozen_gradient,
        "changes its argument 1 in place": body_trained,
    },
)
