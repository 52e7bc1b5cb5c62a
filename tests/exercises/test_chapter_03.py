"""Assignment 3: which way, and how far."""

import math

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_vectorised(theta, grad, v, lr, mu):
    v = mu * v + grad
    return theta - lr * v, v


def q1_loop(theta, grad, v, lr, mu):
    theta, v = theta.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        v[i] = mu * v[i] + grad[i]
        theta[i] -= lr * v[i]
    return [theta, v]


def q1_translated(theta, grad, v, lr, mu):
    move = mu * (-lr * v) - lr * grad
    return theta + move, -move / lr


@wrong("in place: work on a copy")
def q1_in_place(theta, grad, v, lr, mu):
    v *= mu
    v += grad
    theta -= lr * v
    return theta, v


@wrong("2 values")
def q1_one_value(theta, grad, v, lr, mu):
    return theta - lr * (mu * v + grad)


def q2_published(theta, v, gradient, lr, mu):
    ahead = theta + mu * v
    v = mu * v - lr * gradient(ahead)
    return theta + v, v


def q2_coordinates(theta, v, gradient, lr, mu):
    v = mu * v
    slope = gradient(theta + v)
    for i in range(len(v)):
        v[i] -= lr * slope[i]
    return theta + v, v


@wrong("its shape is")
def q2_scalar(theta, v, gradient, lr, mu):
    theta, v = q2_published(theta, v, gradient, lr, mu)
    return np.mean(theta), np.mean(v)


def q3_by_condition(H):
    values = np.linalg.eig(H)[0].real
    smallest, root = min(values), np.sqrt(np.linalg.cond(H))
    rate = (root - 1) / (root + 1)
    return [4 / (smallest * (1 + root) ** 2), rate * rate, rate]


def q4_vectorised(theta, grad, h, lr, eps):
    h = h + grad * grad
    return theta - lr * grad / (np.sqrt(h) + eps), h


def q4_loop(theta, grad, h, lr, eps):
    theta, h = theta.copy(), h.copy()
    for i in np.ndindex(grad.shape):
        h[i] += grad[i] ** 2
        theta[i] -= lr / (h[i] ** 0.5 + eps) * grad[i]
    return theta, h


def q5_vectorised(theta, grad, h, lr, eps, rho):
    h = rho * h + (1 - rho) * grad**2
    return theta - lr * grad / (np.sqrt(h) + eps), h


def q5_loop(theta, grad, h, lr, eps, rho):
    theta, h = theta.copy(), h.copy()
    for i in np.ndindex(grad.shape):
        h[i] += (1 - rho) * (grad[i] ** 2 - h[i])
        theta[i] = theta[i] - lr * grad[i] / (h[i] ** 0.5 + eps)
    return theta, h


def q6_loop(theta, grad, m, v, t, lr, b1, b2, eps):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        m[i] += (1 - b1) * (grad[i] - m[i])
        v[i] += (1 - b2) * (grad[i] ** 2 - v[i])
        root = (v[i] / (1 - b2**t)) ** 0.5
        theta[i] -= lr / (1 - b1**t) * m[i] / (root + eps)
    return [theta, m, v]


@wrong("3 values")
def q6_theta_only(theta, grad, m, v, t, lr, beta1, beta2, eps):
    return q6_loop(theta, grad, m, v, t, lr, beta1, beta2, eps)[0]


def _q7_adam(theta, grad, m, v, t, lr):
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    return theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


def q7_decay_first(theta, grad, m, v, t, lr, decay):
    theta = theta - lr * decay * theta
    return _q7_adam(theta, grad, m, v, t, lr)


def q7_one_formula(theta, grad, m, v, t, lr, decay):
    new, m, v = _q7_adam(theta, grad, m, v, t, lr)
    return new - lr * decay * theta, m, v


def q7_loop(theta, grad, m, v, t, lr, decay):
    rows = [
        _q7_adam(x * (1 - lr * decay), g, a, b, t, lr)
        for x, g, a, b in zip(theta.flat, grad.flat, m.flat, v.flat, strict=True)
    ]
    return tuple(np.reshape(column, theta.shape) for column in zip(*rows, strict=True))


@wrong("value 3 of the result")
def q7_old_v(theta, grad, m, v, t, lr, decay):
    theta, m, _ = q7_decay_first(theta, grad, m, v, t, lr, decay)
    return theta, m, v


def q8_two_cases(t, lr, T, warm):
    if t < warm:
        return lr * t / warm
    return lr / 2 * (1 + math.cos(math.pi * (t - warm) / (T - warm)))


def q8_half_angle(t, lr, T, warm):
    rise = np.minimum(t / warm, 1.0)
    share = np.maximum(t - warm, 0) / (T - warm)
    return rise * lr * np.cos(np.pi / 2 * share) ** 2


@wrong("the rate jumps where the warm-up ends")
def q8_last_step_of_the_warm_up_is_larger(t, lr, T, warm):
    if t < warm:
        return lr * t / warm * (1 - 0.2 / warm)  # its last step is 1.2 of the others
    return q8_two_cases(t, lr, T, warm)


def q9_loop(rates, losses, factor):
    found = []
    for rate, row in zip(rates, losses, strict=True):
        ordered = sorted(9e9 if np.isnan(loss) else loss for loss in row)
        found.append((ordered[len(ordered) // 2], rate))
    least, best = min(found)
    usable = [rate for loss, rate in found if loss <= factor * least]
    return best, min(usable), max(usable)


@wrong("ValueError")
def q9_plain_median(rates, losses, factor):
    median = np.median(losses, axis=1)
    near = rates[median <= factor * median.min()]
    return rates[median.argmin()], near.min(), near.max()


def q10_formula(G, B):
    N = len(G)
    return G.var(axis=0).sum() / B * (N - B) / (N - 1)


def q10_sampling_theory(G, B):
    """Cochran's form: S² with N - 1, and 1 - B/N."""
    return np.trace(np.atleast_2d(np.cov(G.T))) / B * (1 - B / len(G))


def q10_loop(G, B):
    N, total = len(G), 0.0
    for column in G.T:
        total += sum((g - sum(column) / N) ** 2 for g in column) / N
    return total * (N - B) / (B * (N - 1))


@wrong("its shape is")
def q10_per_weight(G, B):
    return G.var(axis=0) / B * (len(G) - B) / (len(G) - 1)


def _q11_run(f, start, lr, mu):
    theta, v, path = start, np.zeros_like(start), [start]
    for _ in range(300):
        v = mu * v + f(theta)
        theta = theta - lr * v
        path.append(theta)
    return np.linalg.norm(path, axis=1)


def _q11_stay(far):
    outside = np.flatnonzero(~(far < 0.01))
    return np.nan if outside[-1] == 300 else outside[-1] + 1


def q11_loop(gradient, start, rates, mu):
    result = {}
    for name, m in (("descent", 0), ("momentum", mu)):
        best = None
        for lr in rates:
            steps = _q11_stay(_q11_run(gradient, start, lr, m))
            if steps == steps and (best is None or steps < best[1]):
                best = (lr, int(steps))
        result[name] = best
    return result


def q11_all_at_once(gradient, start, rates, mu):
    result = {}
    for name, m in {"descent": 0.0, "momentum": mu}.items():
        theta = np.tile(start, (len(rates), 1))
        v, last = np.zeros_like(theta), np.zeros(len(rates))
        for step in range(1, 301):
            v = m * v + gradient(theta)
            theta = theta - rates[:, None] * v
            last[~(np.sum(theta**2, axis=1) < 1e-4)] = step
        k = last.argmin()
        result[name] = [rates[k], last[k] + 1]
    return result


@wrong("its keys are")
def q11_only_descent(gradient, start, rates, mu):
    return {"descent": q11_loop(gradient, start, rates, mu)["descent"]}


@wrong("2 values")
def q11_steps_only(gradient, start, rates, mu):
    return {name: steps for name, (_, steps) in q11_loop(gradient, start, rates, mu).items()}


test_right, test_wrong = battery(__name__)
