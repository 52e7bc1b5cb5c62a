"""Question 3.6: one step of Adam."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib.optimizers import Adam


def _rates(rng):
    """Draw η, β₁, β₂ and an ε that is large enough to be seen."""
    return between(rng, 0.05, 0.2), between(rng, 0.8, 0.9), between(rng, 0.95, 0.99), 0.03


def _first(rng):
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), np.zeros(n), 1, *_rates(rng)


def _later(rng):
    for shape in ((3,), (2, 2)):
        theta, grad, m, root = away_from_zero(rng, 4, *shape)
        yield theta, grad, m, root**2, int(rng.integers(3, 30)), *_rates(rng)


def _reference(theta, grad, m, v, t, lr, beta1, beta2, eps):
    optimizer, theta = Adam(lr, beta1=beta1, beta2=beta2, eps=eps), theta.copy()
    optimizer.m, optimizer.v, optimizer.t = m.copy(), v.copy(), t - 1
    optimizer.step(theta, grad)
    return theta, optimizer.m, optimizer.v


def _walk(call, *args):
    return first_divergence(call, _reference, args, state=2, clock=True)


def downhill(m, v, lr, eps):
    return -lr * m / (np.sqrt(v) + eps)


def adam_with(correction=lambda b, t: 1 - b**t, step=downhill, kept=False):
    """Return Adam with another correction 1 - βᵗ, another step, or corrected averages kept."""

    def answer(theta, grad, m, v, t, lr, beta1, beta2, eps):
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad * grad
        m_hat, v_hat = m / np.float64(correction(beta1, t)), v / np.float64(correction(beta2, t))
        theta = theta + step(m_hat, v_hat, lr, eps)
        return (theta, m_hat, v_hat) if kept else (theta, m, v)

    return answer


right = adam_with()


@mistake("β₁ and β₂ are swapped")
def swapped(theta, grad, m, v, t, lr, beta1, beta2, eps):
    return right(theta, grad, m, v, t, lr, beta2, beta1, eps)


@mistake("v averages the square of m; it needs the square of the gradient")
def square_of_m(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    return theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


QUESTION = Question(
    key="q6",
    function="adam_step",
    minutes=12,
    reference=_reference,
    checks=(
        Check("the first step, t = 1", _first),
        Check("a later step", _later, points=2),
        Check("twenty steps down a bowl", _later, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "there is no bias correction: the averages are still too small",
            adam_with(lambda b, t: 1.0),
        ),
        Mistake(
            "the correction counts t from 0 and divides by 0 in the first step",
            adam_with(lambda b, t: 1 - b ** (t - 1)),
        ),
        Mistake(
            "the correction counts one step too many: t is 1 in the first step",
            adam_with(lambda b, t: 1 - b ** (t + 1)),
        ),
        Mistake(
            "the correction multiplies β by t, where each step multiplies by β once more",
            adam_with(lambda b, t: 1 - b * t),
        ),
        Mistake(
            "the correction does not know t: it is right in the first step only",
            adam_with(lambda b, t: 1 - b),
        ),
        Mistake(
            "ε is inside the root",
            adam_with(step=lambda m, v, lr, eps: -lr * m / np.sqrt(v + eps)),
        ),
        Mistake(
            "the root of v is missing", adam_with(step=lambda m, v, lr, eps: -lr * m / (v + eps))
        ),
        Mistake(
            "the step goes uphill", adam_with(step=lambda m, v, lr, eps: -downhill(m, v, lr, eps))
        ),
        Mistake(
            "the corrected averages are returned: the next step would correct them again",
            adam_with(kept=True),
        ),
    ),
    hints=(
        "Momentum's average above, RMSProp's below; both started at 0 and are too small at first.",
        (
            "Renew m and v; divide each by the share it has collected so far, into *new* names; "
            "step; return m and v as they were before the division."
        ),
        "m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)",
    ),
)
