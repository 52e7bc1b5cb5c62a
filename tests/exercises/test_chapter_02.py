"""Assignment 2: why deep networks refused to learn."""

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_loop(name, y):
    slopes = np.empty(y.shape)
    for i, value in np.ndenumerate(y):
        slopes[i] = value - value**2 if name == "sigmoid" else (1 - value) * (1 + value)
    return slopes


def q2_halves(z, dy, alpha):
    y, dz = z.copy(), dy.copy()
    y[z < 0] *= alpha
    dz[z < 0] *= alpha
    return y, dz


def q2_maximum(z, dy, alpha):
    return np.maximum(alpha * z, z), dy * ((z > 0) + alpha * (z <= 0))


def q3_from_output(z, alpha):
    y = z.copy()
    y[z <= 0] = alpha * np.expm1(z[z <= 0])
    slope = np.ones(z.shape)
    slope[z <= 0] = y[z <= 0] + alpha
    return y, slope


def q3_loop(z, alpha):
    pairs = [(v, 1.0) if v > 0 else (alpha * (np.exp(v) - 1), alpha * np.exp(v)) for v in z]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def q4_loops(x, W1, W2, dy):
    y, dW1, dW2 = np.zeros(dy.shape), np.zeros(W1.shape), np.zeros(W2.shape)
    for n in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            a, b = x[n] @ W1[:, j], x[n] @ W2[:, j]
            y[n, j] = max(a, b)
            (dW1 if a > b else dW2)[:, j] += x[n] * dy[n, j]
    return y, dW1, dW2


def q5_recursive(x, weights, dy):
    def back(x, k):
        """Return the gradient that arrives at the input of layer k."""
        if k == len(weights):
            return dy
        z = x @ weights[k]
        arriving = back(np.tanh(z), k + 1)
        profile[k] = np.sqrt(np.sum(arriving * arriving))
        return (arriving / np.cosh(z) ** 2) @ weights[k].T

    profile = np.zeros(len(weights))
    back(x, 0)
    return profile


@wrong("its shape is (), not (2,)")
def q5_first_only(x, weights, dy):
    return q5_recursive(x, weights, dy)[0]


def q6_loop(slopes, layers):
    total = 0.0
    for value in slopes.ravel():
        total += value * value
    share = 1.0
    for _ in range(layers):
        share *= (total / slopes.size) ** 0.5
    return share


def q7_masks(x, W, b):
    return (x @ W + b <= 0).all(axis=0).mean()


def q7_largest(x, W, b):
    y = np.maximum(x @ W + b, 0)
    return np.count_nonzero(y.max(axis=0) == 0) / y.shape[1]


def q7_loop(x, W, b):
    dead = 0
    for j in range(len(b)):
        dead += not any(x[n] @ W[:, j] + b[j] > 0 for n in range(len(x)))
    return dead / len(b)


def q8_one_vector(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if norm <= max_norm:
        return tuple(grads)
    return tuple(max_norm * g / norm for g in grads)


@wrong("still longer than your limit")
def q8_untouched(grads, max_norm):
    return list(grads)


@wrong("in place")
def q8_in_place(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    for g in grads:
        g *= min(1.0, max_norm / norm)
    return grads


def q9_matrices(x, W, dy):
    f = np.tanh(x @ W)
    return x + f, dy + (dy * (1 - f**2)) @ W.T


def q9_jacobian(x, W, dy):
    y, dx = np.zeros(x.shape), np.zeros(x.shape)
    for n in range(len(x)):
        f = np.tanh(x[n] @ W)
        y[n] = x[n] + f
        dx[n] = (np.eye(len(W)) + W * (1 - f * f)) @ dy[n]
    return y, dx


def q10_inputs_alone(x, dz):
    """The sign of dz turns all signs of an example at once, so it does not matter."""
    return np.mean(np.sign(x).min(axis=1) == np.sign(x).max(axis=1))


def _q11_activation(name, z):
    if name == "relu":
        return np.maximum(z, 0), (z > 0) * 1.0
    y = np.tanh(z) if name == "tanh" else 1 / (1 + np.exp(-z))
    return y, 1 - y * y if name == "tanh" else y * (1 - y)


def _q11_ratio(name, rng, scale, layers=16, width=60, slopes=True):
    """With the smallest network that the question allows."""
    x, kept = rng.standard_normal((20, width)), []
    for _ in range(layers):
        W = rng.standard_normal((width, width)) * scale / np.sqrt(width)
        x, slope = _q11_activation(name, x @ W)
        kept.append((W, slope if slopes else 1.0))
    dx = dy = rng.standard_normal(x.shape)
    for W, slope in reversed(kept):
        dx = (dx * slope) @ W.T
    return np.linalg.norm(dx) / np.linalg.norm(dy)


def q11_root_of_the_ratio(name, rng, scale):
    return _q11_ratio(name, rng, scale) ** (1 / 16)


def q11_layer_by_layer(name, rng, scale):
    """Mean of the logarithm of the factor over 20 layers, each measured on its own."""
    width, logs = 100, []
    x = rng.standard_normal((40, width))
    for _ in range(20):
        W = rng.standard_normal((width, width)) * scale / width**0.5
        x, slope = _q11_activation(name, x @ W)
        dy = rng.standard_normal(x.shape)
        logs.append(np.log(np.linalg.norm((dy * slope) @ W.T) / np.linalg.norm(dy)))
    return np.exp(np.mean(logs))


def q11_mean_square(name, rng, scale):
    x, factors = rng.standard_normal((100, 80)), []
    for _ in range(16):
        W = rng.normal(0, scale / np.sqrt(80), (80, 80))
        x, slope = _q11_activation(name, x @ W)
        factors.append(scale * np.sqrt(np.mean(slope**2)))
    return np.mean(factors)


@wrong("after all of them")
def q11_whole_product(name, rng, scale):
    return _q11_ratio(name, rng, scale)


@wrong("shrinks faster than that")
def q11_no_slopes(name, rng, scale):
    return _q11_ratio(name, rng, scale, slopes=False) ** (1 / 16)


@wrong("does not shrink as fast")
def q11_square_of_the_factor(name, rng, scale):
    return _q11_ratio(name, rng, scale) ** (1 / 8)


@wrong("nothing has been measured")
def q11_typed_in(name, rng, scale):
    return scale * {"sigmoid": 0.235, "relu": 0.707, "tanh": 0.9}[name]


@wrong("draw everything from rng")
def q11_own_generator(name, rng, scale):
    return _q11_ratio(name, np.random.default_rng(), scale) ** (1 / 16)


test_right, test_wrong = battery(__name__)
