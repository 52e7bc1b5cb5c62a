"""Assignment 5: normalise inside the network."""

import numpy as np
import pytest

from course_exercises.assignments import pick
from tests.exercises.battery import battery, wrong

CLINIC = pick("05_batch_norm", "q6")


def q1_loop(x, gamma, beta, eps):
    n, d = x.shape
    out = [[0.0] * d for _ in range(n)]
    for j in range(d):
        mu = sum(x[i, j] for i in range(n)) / n
        var = sum((x[i, j] - mu) ** 2 for i in range(n)) / n
        for i in range(n):
            out[i][j] = gamma[j] * (x[i, j] - mu) / (var + eps) ** 0.5 + beta[j]
    return out


def q2_stepped(running_mean, running_var, x, *, momentum):
    n, d = x.shape
    means, variances = [], []
    for j in range(d):
        mu = sum(x[:, j]) / n
        var = sum((v - mu) ** 2 for v in x[:, j]) / (n - 1)
        means.append(running_mean[j] + momentum * (mu - running_mean[j]))
        variances.append(running_var[j] + momentum * (var - running_var[j]))
    return [np.array(means), np.array(variances)]


@wrong("2 values")
def q2_one_value(running_mean, running_var, x, *, momentum):
    return q2_stepped(running_mean, running_var, x, momentum=momentum)[0]


def q3_affine(x, gamma, beta, running_mean, running_var, *, eps):
    rows = []
    for row in x:
        a = [g / (v + eps) ** 0.5 for g, v in zip(gamma, running_var, strict=True)]
        rows.append([a[j] * row[j] + beta[j] - a[j] * running_mean[j] for j in range(len(row))])
    return np.array(rows)


def q4_by_jacobian(dy, x, gamma, eps):
    n, d = x.shape
    dx = np.zeros_like(x)
    dgamma, dbeta = np.zeros(d), np.zeros(d)
    for j in range(d):
        s = np.sqrt(x[:, j].var() + eps)
        h = (x[:, j] - x[:, j].mean()) / s
        jacobian = gamma[j] / s * (np.eye(n) - 1 / n - np.outer(h, h) / n)
        dx[:, j] = jacobian @ dy[:, j]
        dgamma[j], dbeta[j] = dy[:, j] @ h, dy[:, j].sum()
    return dx, dgamma, dbeta


def q5_loop(W, b, gamma, beta, running_mean, running_var, *, eps):
    W2, b2 = W.copy(), b.copy()
    for j in range(len(b)):
        a = gamma[j] / (running_var[j] + eps) ** 0.5
        W2[:, j] = a * W[:, j]
        b2[j] = a * (b[j] - running_mean[j]) + beta[j]
    return W2, b2


def q6_rules(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    if not np.allclose(trained, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)):
        return "wrong axes"
    if (running_var == 1).all():
        return "variance never updated"
    if not np.allclose(running_mean, momentum * x.mean(0)):
        return "momentum reversed"
    if np.allclose(running_var, 1 + momentum * (x.var(0) - 1)):
        return "biased variance"
    wanted = (fresh - running_mean) / np.sqrt(running_var + 1e-5)
    return "healthy" if np.allclose(evaluated, wanted) else "batch statistics in evaluation"


@wrong("mixed up, or not asked")
def q6_never_biased(*records, momentum):
    """No variance is compared, so none is compared with the wrong one."""
    found = q6_rules(*records, momentum=momentum)
    return "healthy" if found == "biased variance" else found


def q6_symptoms(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    """By other signs: spreads, shares, the mean of the evaluated batch."""
    if np.ptp(trained.std(axis=0)) > 1e-3:
        return "wrong axes"
    if np.ptp(running_var) == 0:
        return "variance never updated"
    share = running_mean[1] / x[:, 1].mean()
    if abs(share - momentum) > 1e-9:
        return "momentum reversed"
    grown = (running_var[2] - 1 + share) / share
    if abs(grown - x[:, 2].var()) < abs(grown - x[:, 2].var(ddof=1)):
        return "biased variance"
    centred = np.abs(evaluated.mean(axis=0)).max() < 1e-9
    return "batch statistics in evaluation" if centred else "healthy"


def _q6_layer(x, fresh, momentum):
    """A healthy layer, by hand: after one training batch, in evaluation."""
    mean, var = momentum * x.mean(0), 1 + momentum * (x.var(0, ddof=1) - 1)
    trained = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    return [x, trained, mean, var, fresh, (fresh - mean) / np.sqrt(var + 1e-5)]


@pytest.mark.parametrize("seed", range(3))
def test_records_are_those_of_a_layer_except_for_the_bug(seed):
    found = []
    for check in CLINIC.checks:
        for records in check.cases(np.random.default_rng(seed), momentum=0.1):
            healthy = _q6_layer(records[0], records[4], 0.1)
            pairs = zip(records, healthy, strict=True)
            found.append([np.allclose(a, b, rtol=1e-9, atol=0) for a, b in pairs])
    assert found[:2] == [[True] * 6] * 2
    assert all(row[0] and row[4] and not all(row) for row in found[2:])
    assert found[-2:] == [[True] * 5 + [False]] * 2  # the bug that shows in evaluation alone


def test_the_bug_in_evaluation_takes_mean_and_variance_of_the_fresh_batch():
    for *_, fresh, evaluated in CLINIC.checks[-1].cases(np.random.default_rng(0), momentum=0.1):
        np.testing.assert_allclose(evaluated.mean(0), 0, atol=1e-12)
        np.testing.assert_allclose(evaluated.var(0), 1 / (1 + 1e-5 / fresh.var(0)), rtol=1e-9)


def q7_row_by_row(x, gamma, beta, *, eps):
    rows = []
    for row in x:
        centred = row - row.sum() / len(row)
        var = (centred @ centred) / len(row)
        rows.append(gamma * centred / (var + eps) ** 0.5 + beta)
    return np.stack(rows)


def q8_unit_by_unit(dy, x, W, b):
    n, dW, db = len(x), np.zeros_like(W), np.zeros_like(b)
    for j in range(W.shape[1]):
        c = x @ W[:, j] + b[j]
        c = c - c.mean()
        r = 1 / np.sqrt((c @ c) / n + 1e-5)
        dc = r * dy[:, j] - r**3 * (dy[:, j] @ c) * c / n
        dz = dc - dc.mean()
        for i in range(n):
            dW[:, j] += x[i] * dz[i]
            db[j] += dz[i]
    return dW, db


def q9_vectorised(x, sizes, rng):
    noise = {}
    for n in sizes:
        company = x[rng.integers(1, len(x), (3000, n))]
        company[:, 0] = x[0]
        normal = (company - company.mean(1)[:, None]) / company.std(1)[:, None]
        noise[n] = normal[:, 0].std()
    return list(noise.values())


def q9_loop(x, sizes, rng):
    noise = []
    for n in sizes:
        answers = []
        for _ in range(1000):
            batch = np.append(x[0], rng.choice(x, n - 1))
            answers.append((x[0] - batch.mean()) / np.sqrt(batch.var() + 1e-5))
        noise.append(np.std(answers))
    return np.array(noise)


@wrong("new company each time")
def q9_another_each_time(x, sizes, rng):
    noise = []
    for n in sizes:
        batches = rng.choice(x, (1000, n))
        noise.append(((batches[:, 0] - batches.mean(1)) / batches.std(1)).std())
    return np.array(noise)


@wrong("too large or too small by one factor")
def q9_not_normalised(x, sizes, rng):
    return 2 * q9_loop(x, sizes, rng)


@wrong("one for each batch size")
def q9_averages(x, sizes, rng):
    return q9_loop(x, sizes, rng)[:1]


test_right, test_wrong = battery(__name__)
