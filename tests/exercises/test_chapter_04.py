"""Assignment 4: start so that the signal survives."""

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_vectorised(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (x_train - mean) / std, (x_test - mean) / std


def q1_loop(x_train, x_test):
    out = [x_train.copy(), x_test.copy()]
    for j in range(x_train.shape[1]):
        column = x_train[:, j]
        centre, spread = np.mean(column), np.sqrt(np.mean((column - np.mean(column)) ** 2))
        for z in out:
            z[:, j] = (z[:, j] - centre) / (spread if spread > 0 else 1)
    return out


def q2_singular_values(x):
    U, S, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    return U * S, S**2 / (len(x) - 1)


def q2_sorted_by_hand(x):
    values, V = np.linalg.eig(np.cov(x, rowvar=False))
    order = np.argsort(-values)
    z = np.array([[(row - x.mean(axis=0)) @ V[:, j] for j in order] for row in x])
    return [z, values[order]]


@wrong("shape of z")
def q2_one_direction(x):
    z, variances = q2_singular_values(x)
    return z[:, :1], variances


def q3_eigenvectors(x, eps):
    centred = x - x.mean(axis=0)
    values, V = np.linalg.eigh(np.cov(centred.T))
    return (centred @ V / np.sqrt(values + eps)) @ V.T


def q3_singular_values(x, eps):
    centred = x - x.mean(axis=0)
    _, S, Vt = np.linalg.svd(centred, full_matrices=False)
    matrix = sum(
        np.outer(v, v) / np.sqrt(s * s / (len(x) - 1) + eps) for s, v in zip(S, Vt, strict=True)
    )
    return centred @ matrix


def _q4_with_ones(x):
    return np.column_stack([x, np.ones(len(x))])


def q4_eigenvalues(x):
    inputs = _q4_with_ones(x)
    _q4_spectrum = np.linalg.eigvalsh(inputs.T @ inputs / len(x))
    return 2 / _q4_spectrum[-1], _q4_spectrum[-1] / _q4_spectrum[0]


def q4_by_hand(x):
    N, D = x.shape
    H = np.ones((D + 1, D + 1))
    for i in range(D):
        H[i, D] = H[D, i] = sum(x[:, i]) / N
        for j in range(D):
            H[i, j] = sum(x[:, i] * x[:, j]) / N
    return [2 / np.linalg.norm(H, 2), np.linalg.cond(H)]


def _q4_spectrum(inputs, N):
    return np.linalg.eigvalsh(inputs.T @ inputs / N)


@wrong("of your rate diverges")
def q4_product(x):
    inputs = _q4_with_ones(x)
    return 2 / np.max(inputs.T @ inputs / len(x)), q4_eigenvalues(x)[1]


def q5_vectorised(f, rng):
    return 1 / np.sqrt(np.mean(f(rng.standard_normal(200_000)) ** 2))


def q5_in_batches(f, rng):
    total = 0.0
    for _ in range(100):
        y = f(rng.normal(0, 1, size=(50, 60)))
        total += np.sum(y * y)
    return (total / 300_000) ** -0.5


@wrong("are there random draws")
def q5_grid(f, rng):
    z = np.linspace(-8, 8, 10_001)
    weight = np.exp(-(z**2) / 2)
    return (np.sum(weight) / np.sum(weight * f(z) ** 2)) ** 0.5


@wrong("do not keep the signal")
def q5_table(f, rng):
    return np.sqrt(2)


def q6_column_by_column(n_in, n_out, rng):
    std = ((n_in + n_out) / 2) ** -0.5
    return np.array([rng.normal(0, std, n_in) for _ in range(n_out)]).T


def q6_uniform(n_in, n_out, rng):
    end = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-end, end, (n_in, n_out))


@wrong("two units start alike")
def q6_alike(n_in, n_out, rng):
    return np.sqrt(2 / (n_in + n_out)) * np.tile(rng.standard_normal((n_in, 1)), n_out)


def q7_normal(n_in, n_out, rng, slope):
    return np.sqrt(2 / (1 + slope**2) / n_in) * rng.standard_normal((n_in, n_out))


def q7_by_rows(n_in, n_out, rng, slope):
    left = 0.5 * (1 + slope * slope)
    return np.stack([rng.normal(0, 1, n_out) / (left * n_in) ** 0.5 for _ in range(n_in)])


def q7_uniform(n_in, n_out, rng, slope):
    end = np.sqrt(6 / (1 + slope**2) / n_in)
    return rng.uniform(-end, end, (n_in, n_out))


@wrong("its shape is")
def q7_transposed(n_in, n_out, rng, slope):
    return q7_normal(n_in, n_out, rng, slope).T


def q8_by_qr(n, rng, gain):
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return gain * Q * np.sign(np.diag(R))


def q8_by_svd(n, rng, gain):
    U, _, Vt = np.linalg.svd(rng.normal(size=(n, n)))
    return gain * U @ Vt


def q8_gram_schmidt(n, rng, gain):
    rows = []
    while len(rows) < n:
        v = rng.standard_normal(n)
        for _ in range(2):
            for u in rows:
                v = v - (v @ u) * u
        rows.append(v / np.linalg.norm(v))
    return gain * np.array(rows)


@wrong("its shape is")
def q8_two_columns(n, rng, gain):
    return q8_by_qr(n, rng, gain)[:, :2]


def q9_vectorised(f, slope, z):
    _q9_g2 = 1 / np.mean(f(z) ** 2)
    return _q9_g2, _q9_g2 * np.mean(slope(z) ** 2)


def q9_loop(f, slope, z):
    signal = back = 0.0
    for value in z:
        signal += float(f(value)) ** 2
        back += float(slope(value)) ** 2
    return [len(z) / signal, back / signal]


def _q9_g2(y):
    return 1 / np.mean(y * y)


def q10_loop(weights, x):
    scaled, y = [], x
    for W in weights:
        W = W / (y @ W).std()
        scaled.append(W)
        y = np.tanh(y @ W)
    return scaled


def q10_recursive(weights, x):
    if not weights:
        return []
    z = x @ weights[0]
    spread = np.sqrt(np.mean((z - z.mean()) ** 2))
    return [weights[0] / spread, *q10_recursive(weights[1:], np.tanh(z / spread))]


@wrong("more has changed")
def q10_orthogonal(weights, x):
    return q10_loop([np.linalg.qr(W @ W.T)[0][:, : W.shape[1]] for W in weights], x)


@wrong("one weight for each layer")
def q10_first_only(weights, x):
    return q10_loop(weights, x)[:-1]


def _q11_rms(z, axis=None):
    return np.sqrt(np.mean(z**2, axis=axis))


def q11_loop(weights, x, gains, slope):
    factors = []
    for g in gains:
        runs = []
        for stack in weights:
            y, sizes = x, []
            for W in stack:
                z = g * y @ W
                sizes.append(_q11_rms(z))
                y = np.where(z > 0, z, slope * z)
            runs.append((sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)))
        factors.append(np.median(runs))
    best = min(zip(factors, gains, strict=True), key=lambda pair: abs(np.log(pair[0])))
    return {"factors": factors, "best": best[1]}


def q11_all_gains_at_once(weights, x, gains, slope):
    g = gains[:, None, None, None]
    z = first = g * (x @ weights[:, 0])
    for k in range(1, weights.shape[1]):
        z = g * (np.maximum(z, slope * z) @ weights[:, k])
    growth = np.log(_q11_rms(z, (2, 3)) / _q11_rms(first, (2, 3))) / (weights.shape[1] - 1)
    factors = np.exp(np.median(growth, axis=1))
    return {"factors": factors, "best": gains[np.abs(np.log(factors)).argmin()]}


@wrong("under 'factors'")
def q11_formula(weights, x, gains, slope):
    factors = gains * np.sqrt((1 + slope**2) / 2)
    return {"factors": factors, "best": gains[np.abs(factors - 1).argmin()]}


test_right, test_wrong = battery(__name__)
