"""Assignment 6: add noise in training, average it out in testing."""

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_loop(x, draws, train, *, p):
    y = x.copy()
    for i in np.ndindex(x.shape):
        if train:
            y[i] = 0 if draws[i] < p else x[i] / (1 - p)
    return y


@wrong("mask is not divided by 1 - p", "training has already taken care")
def q1_scaled_in_testing(x, draws, train, *, p):
    return x * (draws >= p) if train else x * (1 - p)


@wrong("divided by p,")
def q1_divided_by_p(x, draws, train, *, p):
    return x * (draws >= p) / p if train else x


@wrong("should be dropped is kept")
def q1_inverted(x, draws, train, *, p):
    return x * (draws < p) / (1 - p) if train else x


@wrong("smaller")
def q1_multiplied(x, draws, train, *, p):
    return q1_loop(x, draws, train, p=p) * (1 - p) ** 2 if train else x


@wrong("changes its argument 1 in place")
def q1_in_place(x, draws, train, *, p):
    if train:
        x *= (draws >= p) / (1 - p)
    return x


def q2_loop(x, W, b, draws, dy, *, p):
    y, dW = np.tile(b, (len(x), 1)), np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        if draws[i, j] >= p:
            for n in range(len(x)):
                y[n, j] += x[n, i] * W[i, j] / (1 - p)
                dW[i, j] += x[n, i] * dy[n, j] / (1 - p)
    return [y, dW]


@wrong("2 values")
def q2_gradient_missing(x, W, b, draws, dy, *, p):
    return q2_loop(x, W, b, draws, dy, p=p)[0]


def q3_loop(theta, decay, *, l1, l2):
    value, gradient = 0.0, []
    for t, m in zip(theta, decay, strict=True):
        sign = 1 if t > 0 else -1 if t < 0 else 0
        value += m * (l1 * abs(t) + 0.5 * l2 * t * t)
        gradient.append(m * (l1 * sign + l2 * t))
    return value, np.array(gradient)


@wrong("wrong")
def q4_counts_from_one(losses, *, patience):
    stop, best = q4_by_distance(losses, patience=patience)
    return stop + 1, best + 1


def q4_by_distance(losses, *, patience):
    """Stop at the first evaluation that is `patience` behind the best so far."""
    for i in range(len(losses)):
        best = int(losses[: i + 1].argmin())
        if i - best >= patience:
            return [i, best]
    return [len(losses) - 1, int(losses.argmin())]


def q5_pixels(images, centres, *, size):
    out = np.array(images)
    for n, i, j in np.ndindex(images.shape):
        if max(abs(i - centres[n, 0]), abs(j - centres[n, 1])) <= (size - 1) / 2:
            out[n, i, j] = 0.0
    return out


@wrong("changes its argument 1 in place")
def q5_in_place(images, centres, *, size):
    images[...] = q5_pixels(images, centres, size=size)
    return images


def q7_loop(x, weights, draws, *, last):
    count = len(weights)
    for i in range(count):
        p = 1 - (i + 1) / count * (1 - last)
        f = np.maximum(x @ weights[i], 0)
        if draws is None:
            x = x + p * f
        elif draws[i] < p:
            x = x + f
    return x


@wrong("the ReLU in each block is missing")
def q7_linear(x, weights, draws, *, last):
    for i, W in enumerate(weights):
        p = 1 - (i + 1) / len(weights) * (1 - last)
        x = x + (p if draws is None else draws[i] < p) * (x @ W)
    return x


def q7_rates_first(x, weights, draws, *, last):
    p = 1 - np.linspace(0, 1, len(weights) + 1)[1:] * (1 - last)
    m = p if draws is None else (draws < p).astype(float)
    for W, share in zip(weights, m, strict=True):
        z = x @ W
        x = x + share * z * (z > 0)
    return x


def q8_loop(logits):
    total = 0
    for member in logits:
        rows = [np.exp(z - max(z)) for z in member]
        total = total + np.array([row / row.sum() for row in rows])
    return total / len(logits)


@wrong("each example's own maximum")
def q8_one_maximum_for_all(logits):
    e = np.exp(logits - logits.max())
    return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


@wrong("the logits are averaged")
def q8_geometric_mean(logits):
    """The mean of the logits in disguise."""
    p = np.prod([q8_loop(member[None]) for member in logits], axis=0) ** (1 / len(logits))
    return p / p.sum(axis=-1, keepdims=True)


def _q9_gradients(features, labels, W, b):
    z = features @ W + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), labels] -= 1
    return features.T @ p / len(p), p.mean(axis=0)


def q9_loop(body, x, labels, steps, *, lr):
    features = np.maximum(x @ body, 0)
    W, b = np.zeros((body.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dW, db = _q9_gradients(features, labels, W, b)
        W, b = W - lr * dW, b - lr * db
    return W, b


def q9_one_matrix(body, x, labels, steps, *, lr):
    """The bias as a row of the weights, the features with a column of ones."""
    features = np.column_stack([np.clip(x @ body, 0, None), np.ones(len(x))])
    theta = np.zeros((features.shape[1], 3))
    for _ in range(steps):
        theta -= lr * _q9_gradients(features, labels, theta, 0)[0]
    return theta[:-1], theta[-1]


@wrong("changes its argument 1 in place")
def q9_body_trained(body, x, labels, steps, *, lr):
    body *= 1 - lr
    return q9_loop(body, x, labels, steps, lr=lr)


def q10_vectorised(x, w, rates, rng):
    mean, std = [], []
    for p in rates:
        masks = (rng.random((3000, len(x))) >= p) / (1 - p)
        z = (masks * x) @ w
        mean.append(z.mean())
        std.append(z.std())
    return {"mean": mean, "std": std}


def q10_loop(x, w, rates, rng):
    result = {"mean": np.zeros(len(rates)), "std": np.zeros(len(rates))}
    for k, p in enumerate(rates):
        inputs = [w @ (x * rng.binomial(1, 1 - p, len(x)) / (1 - p)) for _ in range(2000)]
        result["mean"][k], result["std"][k] = np.mean(inputs), np.std(inputs, ddof=1)
    return result


@wrong("the mask is not divided by 1 - p")
def q10_not_divided(x, w, rates, rng):
    found = q10_vectorised(x, w, rates, rng)
    return {key: np.array(value) * (1 - np.array(rates)) for key, value in found.items()}


@wrong("this is the variance")
def q10_variance(x, w, rates, rng):
    found = q10_vectorised(x, w, rates, rng)
    return {"mean": found["mean"], "std": np.square(found["std"])}


@wrong("does every unit have a coin of its own")
def q10_one_coin(x, w, rates, rng):
    """The whole input is dropped or kept."""
    table = [(w @ x) * (rng.random(3000) >= p) / (1 - p) for p in rates]
    return {"mean": [z.mean() for z in table], "std": [z.std() for z in table]}


@wrong("form")
def q10_other_keys(x, w, rates, rng):
    found = q10_vectorised(x, w, rates, rng)
    return {"means": found["mean"], "stds": found["std"]}


test_right, test_wrong = battery(__name__)
