"""Question 4.4: the bowl that least squares makes of the data."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _data(rng, sizes):
    for D in sizes:
        yield (rng.standard_normal((10, D)) * rng.uniform(0.5, 2, D) + rng.uniform(1, 3, D),)


def _small(rng):
    return _data(rng, (1, 2))


def _with_ones(x):
    return np.column_stack([x, np.ones(len(x))])


def _reference(x):
    """From the singular values, without H."""
    curvatures = np.linalg.svd(_with_ones(x), compute_uv=False) ** 2 / len(x)
    return float(2 / curvatures[0]), float(curvatures[0] / curvatures[-1])


def _limit(call, x):
    """Descent on a random target converges 2.5 % below the rate, and diverges 2.5 % above."""
    rate, _ = call(x)
    inputs = _with_ones(x)
    t = np.cos(np.arange(len(x)))
    losses = []
    for lr in (0.975 * rate, 1.025 * rate):
        w = np.zeros(inputs.shape[1])
        for _ in range(1000):
            w = w - lr * inputs.T @ (inputs @ w - t) / len(x)
        losses.append(float(np.mean((inputs @ w - t) ** 2)))
    if not losses[0] <= np.mean(t**2):
        return "descent with 97.5 % of your rate diverges"
    return (
        None if losses[1] > np.mean(t**2) else "descent with 102.5 % of your rate still converges"
    )


def with_ones(x):
    return np.column_stack([x, np.ones(len(x))])


def right(x):
    inputs = with_ones(x)
    spectrum = np.linalg.eigvalsh(inputs.T @ inputs / len(x))
    return 2 / spectrum[-1], spectrum[-1] / spectrum[0]


def spectrum(inputs, N):
    return np.linalg.eigvalsh(inputs.T @ inputs / N)


@mistake("the bias is forgotten: it is a column of ones")
def no_bias(x):
    s = spectrum(x, len(x))
    return 2 / s[-1], s[-1] / s[0]


@mistake("the data were centred first: the offset is what makes the bowl steep")
def centred(x):
    s = spectrum(with_ones(x - x.mean(axis=0)), len(x))
    return 2 / s[-1], s[-1] / s[0]


@mistake("the sum over the examples is not divided by N")
def summed(x):
    s = spectrum(with_ones(x), 1)
    return 2 / s[-1], s[-1] / s[0]


@mistake("N - 1 belongs to a covariance; the loss divides by N")
def sample(x):
    s = spectrum(with_ones(x), len(x) - 1)
    return 2 / s[-1], s[-1] / s[0]


@mistake("that rate reaches the bottom of the steepest direction at once; twice that is borne")
def one_over(x):
    s = spectrum(with_ones(x), len(x))
    return 1 / s[-1], s[-1] / s[0]


@mistake("the flattest direction does not limit the rate")
def flattest(x):
    s = spectrum(with_ones(x), len(x))
    return 2 / s[0], s[-1] / s[0]


@mistake("the condition number is upside down: it is never below 1")
def upside_down(x):
    s = spectrum(with_ones(x), len(x))
    return 2 / s[-1], s[0] / s[-1]


QUESTION = Question(
    key="q4",
    function="bowl",
    minutes=8,
    reference=_reference,
    checks=(
        Check("one and two features", _small, points=2),
        Check("the rate is the limit of descent", _small, law=_limit),
        Check("more features", lambda rng: _data(rng, (4, 6)), hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "this condition number is that of x, not of H: it lacks a square",
            lambda x: (right(x)[0], np.linalg.cond(with_ones(x))),
        ),
    ),
    hints=(
        "Write down H for the inputs with their column of ones.",
        "Eigenvalues of H: the largest sets the rate, the largest and smallest the condition.",
        "x1 = np.column_stack([x, np.ones(len(x))])",
    ),
)
