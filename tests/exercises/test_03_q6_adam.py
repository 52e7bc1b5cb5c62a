"""Question 3.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q6_adam import QUESTION
from tests.exercises.battery import battery


def vectorised(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def loop(theta, grad, m, v, t, lr, b1, b2, eps):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        m[i] += (1 - b1) * (grad[i] - m[i])
        v[i] += (1 - b2) * (grad[i] ** 2 - v[i])
        root = (v[i] / (1 - b2**t)) ** 0.5
        theta[i] -= lr / (1 - b1**t) * m[i] / (root + eps)
    return [theta, m, v]


def made(c1=lambda b, t: 1 - b**t, step=None, kept=False):
    """A student's Adam with one thing changed."""

    def answer(theta, grad, m, v, t, lr, beta1, beta2, eps):
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad * grad
        mh, vh = m / np.float64(c1(beta1, t)), v / np.float64(c1(beta2, t))
        if step is None:
            theta = theta - lr * mh / (np.sqrt(vh) + eps)
        else:
            theta = theta + step(mh, vh, lr, eps)
        return (theta, mh, vh) if kept else (theta, m, v)

    return answer


def swapped(theta, grad, m, v, t, lr, beta1, beta2, eps):
    return vectorised(theta, grad, m, v, t, lr, beta2, beta1, eps)


def square_of_m(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    return theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def theta_only(theta, grad, m, v, t, lr, beta1, beta2, eps):
    return vectorised(theta, grad, m, v, t, lr, beta1, beta2, eps)[0]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "no bias correction": made(lambda b, t: 1.0),
        "counts t from 0": made(lambda b, t: 1 - b ** (t - 1)),
        "one step too many": made(lambda b, t: 1 - b ** (t + 1)),
        "multiplies β by t": made(lambda b, t: 1 - b * t),
        "does not know t": made(lambda b, t: 1 - b),
        "ε stands inside": made(step=lambda m, v, lr, eps: -lr * m / np.sqrt(v + eps)),
        "root of v is missing": made(step=lambda m, v, lr, eps: -lr * m / (v + eps)),
        "goes uphill": made(step=lambda m, v, lr, eps: lr * m / (np.sqrt(v) + eps)),
        "correct them again": made(kept=True),
        "are swapped": swapped,
        "square of m": square_of_m,
        "3 values are needed": theta_only,
    },
)
