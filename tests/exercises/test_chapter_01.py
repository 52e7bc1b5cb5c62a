"""Assignment 1: one rule trains every network."""

from itertools import combinations

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_loop(f, x, h):
    x = np.array(x, dtype=float)
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def q1_in_place(f, x, h):
    x, g = x.astype(float), np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        old = x[i]
        x[i] = old + h
        upper = f(x)
        x[i] = old - h
        g[i] = (upper - f(x)) / 2 / h
        x[i] = old
    return g


@wrong("its shape is")
def q1_flat(f, x, h):
    return q1_loop(f, x, h).ravel()[: x.shape[0]]


def q2_one_line(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h).imag / h


def q2_entry_by_entry(f, x, k):
    h, slopes = float(f"1e-{k}"), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        slopes[i] = np.imag(f(complex(x[i], h))) / h
    return slopes


@wrong("length of your step is still in")
def q2_not_divided(f, x, k):
    return f(x + 1j * 10.0**-k).imag


@wrong("never left the real axis")
def q2_real_step(f, x, k):
    return np.imag(f(x + 10.0**-k)) / 10.0**-k


@wrong("the result is complex")
def q2_all_of_it(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h) / h


def q3_table(op, a, b, dy):
    slopes = {"add": (1, 1), "multiply": (b, a), "max": (float(a >= b), float(b > a))}
    return tuple(dy * slope for slope in slopes[op])


def q4_formula(a, b, k):
    s = np.tanh(a * b + a)
    inner = 2 * s / np.cosh(a * b + a) ** 2
    return np.array(s**2 + k * b), inner * (b + 1), inner * a + k


@wrong("three numbers are needed")
def q4_slopes_only(a, b, k):
    return q4_formula(a, b, k)[1:]


def q5_ready_first(graph, output):
    waiting = dict.fromkeys(graph, 0)
    for edges in graph.values():
        for parent, _ in edges:
            waiting[parent] += 1
    ready = [node for node, uses in waiting.items() if uses == 0]
    grads = {node: float(node == output) for node in graph}
    while ready:
        node = ready.pop()
        for parent, slope in graph[node]:
            grads[parent] += slope * grads[node]
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return grads


def q5_only_the_new_part(graph, output):
    grads = dict.fromkeys(graph, 0.0)

    def send(node, part):
        grads[node] += part
        for parent, slope in graph[node]:
            send(parent, part * slope)

    send(output, 1.0)
    return grads


@wrong("its keys are")
def q5_reached_only(graph, output):
    grads = {output: 1.0}
    for node in list(q5_ready_first(graph, output))[::-1]:
        for parent, slope in graph[node]:
            grads[parent] = grads.get(parent, 0.0) + grads.get(node, 0.0) * slope
    return {node: value for node, value in grads.items() if value != 1.0}


def q6_matrices(x, W, dy):
    return x.T @ dy, dy.sum(axis=0), dy @ W.T


def q6_loops(x, W, dy):
    dW, db, dx = np.zeros(W.shape), np.zeros(W.shape[1]), np.zeros(x.shape)
    for n in range(len(x)):
        for j in range(W.shape[1]):
            db[j] += dy[n, j]
            for i in range(W.shape[0]):
                dW[i, j] += x[n, i] * dy[n, j]
                dx[n, i] += dy[n, j] * W[i, j]
    return dW, db, dx


def q6_einsum(x, W, dy):
    return [np.einsum("ni,nj->ij", x, dy), np.ones(len(x)) @ dy, np.einsum("nj,ij->ni", dy, W)]


@wrong("its shape is (1, 3)")
def q6_bias_as_row(x, W, dy):
    return x.T @ dy, dy.sum(axis=0, keepdims=True), dy @ W.T


def q7_row_by_row(z, t):
    loss, dz = 0.0, np.zeros(z.shape)
    for n, row in enumerate(z):
        e = np.exp(row - max(row))
        p = e / sum(e)
        loss += np.log(sum(e)) - (row[t[n]] - max(row))
        for i in range(len(row)):
            dz[n, i] = (p[i] - (i == t[n])) / len(z)
    return loss / len(z), dz


def q8_walk(eta, kappa, digits):
    if not 0 < eta < 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while abs(x) > 10**-digits:
        x -= eta * kappa * x
        steps += 1
    return steps


def q8_loop_with_a_limit(eta, kappa, digits):
    distance = 1.0
    for step in range(1, 10_000):
        distance *= abs(1 - eta * kappa)
        if distance <= 10.0**-digits:
            return step
    return -1


@wrong("-1 where descent never arrives")
def q8_given_up_early(eta, kappa, digits):
    steps = q8_walk(eta, kappa, digits)
    return steps if steps < 1000 else -1


@wrong("-1 where descent never arrives")
def q8_limit_counts_as_arrival(eta, kappa, digits):
    return 10_000 if eta * kappa == 2 else q8_walk(eta, kappa, digits)


@wrong("str")
def q8_nothing_to_report(eta, kappa, digits):
    return "never" if eta > 2 / kappa else q8_walk(eta, kappa, digits)


def q9_loops(f, points, n):
    worst = -np.inf
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            u, v = points[i], points[j]
            for s in np.linspace(0, 1, n):
                worst = max(worst, f(s * u + (1 - s) * v) - s * f(u) - (1 - s) * f(v))
    return worst


def q9_every_ordered_pair(f, points, n):
    s = np.arange(n) / (n - 1)
    values = [f(p) for p in points]
    gaps = [
        np.array([f(share * u + (1 - share) * v) for share in s]) - (s * fu + (1 - s) * fv)
        for u, fu in zip(points, values, strict=True)
        for v, fv in zip(points, values, strict=True)
    ]
    return np.max(gaps)


def _q9_rises(f, points, n, pairs=combinations, sign=1, turned=False):
    s, found = np.linspace(0, 1, n), []
    for u, v in pairs(points, 2):
        a, b = (v, u) if turned else (u, v)
        curve = np.array([f(k * u + (1 - k) * v) for k in s])
        found.append(sign * (curve - s * f(a) - (1 - s) * f(b)))
    return np.array(found)


@wrong("its shape is (10,)")
def q9_every_chord(f, points, n):
    return _q9_rises(f, points, n).max(axis=1)


def q10_append(slope, curvature, x, steps):
    path = [x]
    for _ in range(steps):
        path.append(path[-1] - slope(path[-1]) / curvature(path[-1]))
    return path


@wrong("its shape is (5,), not (4,)")
def q10_one_more_step(slope, curvature, x, steps):
    return q10_append(slope, curvature, x, steps + 1)


def _q11_distance_after(slope, minimum, eta, steps=300, start=1e-4):
    x = minimum + start
    for _ in range(steps):
        x = x - eta * slope(x)
        if abs(x - minimum) > 1:
            return np.inf
    return abs(x - minimum)


def q11_halving(slope, minimum):
    low, high = 0.0, 1e-6
    while _q11_distance_after(slope, minimum, high) < 1e-4:
        low, high = high, 2 * high
    for _ in range(30):
        middle = (low + high) / 2
        if _q11_distance_after(slope, minimum, middle) < 1e-4:
            low = middle
        else:
            high = middle
    return low


def q11_one_step_ratio(slope, minimum):
    """|1 - eta kappa| grows in a straight line: two measured ratios give its crossing of 1."""
    eta = 1e-6
    shrink = (minimum + 1e-4 - eta * slope(minimum + 1e-4) - minimum) / 1e-4
    return 2 * eta / (1 - shrink)


def q11_geometric_grid(slope, minimum):
    for eta in 1e-4 * 1.01 ** np.arange(2500):
        if _q11_distance_after(slope, minimum, eta, steps=40) >= 1e-4:
            return eta
    return np.nan


@wrong("3 % above your limit")
def q11_narrow_grid(slope, minimum):
    for eta in np.linspace(0.05, 0.3, 26):
        if _q11_distance_after(slope, minimum, eta) > 1e-4:
            return eta
    return 0.3


@wrong("descent still finds")
def q11_too_few_steps(slope, minimum):
    """Asks for arrival within ten steps, so it stops well before the limit."""
    for eta in 1e-4 * 1.01 ** np.arange(2500):
        if eta > 1e-3 and _q11_distance_after(slope, minimum, eta, steps=10) > 0.5e-4:
            return eta
    return np.nan


@wrong("is a positive number")
def q11_at_random(slope, minimum):
    return -1.0


test_right, test_wrong = battery(__name__)
