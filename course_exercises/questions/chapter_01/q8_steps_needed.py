"""Question 1.8: how many steps of gradient descent a parabola needs, or whether it diverges."""

import math

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _rate(rng, digits, sign):
    """Return a step size and a curvature such that the goal falls between two steps, and that
    different mistakes lead to different numbers.
    """
    factor = 10 ** (-digits / (int(rng.integers(8, 40)) - 0.5))
    kappa = float(rng.uniform(3, 9))
    eta = (1 - sign * factor) / kappa
    wrong = _count(1 - 2 * eta, digits), _count(1 - eta * kappa, digits / math.log(10))
    steps = _reference(eta, kappa, digits)
    if len({*wrong, steps - 1, steps, steps + 1}) < 5:
        return _rate(rng, digits, sign)
    return eta, kappa


def _slides(rng, digits):
    yield from (_rate(rng, digits, 1) for _ in range(3))


def _diverges(rng, digits):
    for excess in (1.4, 1.01, 3.0):
        kappa = float(rng.uniform(0.2, 9))
        yield 2 * excess / kappa, kappa
    yield 0.5, 4.0  # it stays as far away
    for step in (1.9, 0.004):
        yield step / kappa, kappa  # it does arrive


def _count(factor, digits):
    """Return the number of steps until the distance is 10^-digits, or -1."""
    if abs(factor) >= 1:
        return -1
    return 1 if factor == 0 else max(1, math.ceil(-digits / math.log10(abs(factor))))


def _reference(eta, kappa, digits):
    return _count(1 - eta * kappa, digits)


def walk(eta, kappa, digits):
    if not 0 < eta < 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while abs(x) > 10**-digits:
        x -= eta * kappa * x
        steps += 1
    return steps


def right_logarithm(eta, kappa, digits):
    ratio = abs(1 - eta * kappa)
    if ratio >= 1:
        return -1
    if ratio < 1e-12:
        return 1
    return math.ceil(-digits * math.log(10) / math.log(ratio))


@mistake("the curvature is left out: so many steps are right on x² only")
def of_x_squared(eta, kappa, digits):
    x, steps = 1.0, 0
    while abs(x) > 10**-digits and steps < 10_000:
        x = (1 - 2 * eta) * x
        steps += 1
    return steps if abs(x) < 1 else -1


@mistake("one step too few: after these steps the goal is not yet reached")
def rounded_down(eta, kappa, digits):
    steps = right_logarithm(eta, kappa, digits)
    return steps if steps < 0 else steps - 1


@mistake("one step too many: the goal was reached before")
def one_more(eta, kappa, digits):
    steps = walk(eta, kappa, digits)
    return steps if steps < 0 else steps + 1


@mistake("x itself is compared with the goal, not its distance from the minimum")
def without_abs(eta, kappa, digits):
    if eta > 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while x > 10**-digits:
        x *= 1 - eta * kappa
        steps += 1
    return steps


@mistake("digits are powers of ten; yours are powers of e")
def natural_digits(eta, kappa, digits):
    if eta >= 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while abs(x) > math.exp(-digits):
        x *= 1 - eta * kappa
        steps += 1
    return steps


QUESTION = Question(
    key="q8",
    function="steps_needed",
    minutes=12,
    numbers=lambda rng: {"digits": int(rng.integers(3, 7))},
    reference=_reference,
    checks=(
        Check("paths that slide in", _slides),
        Check(
            "paths that zigzag in", lambda rng, digits: (_rate(rng, digits, -1) for _ in range(3))
        ),
        Check("-1 where descent never arrives", _diverges),
        Check(
            "the step that lands on the minimum",
            lambda rng, digits: ((1 / kappa, kappa) for kappa in (4.0, 0.5)),
            hidden=True,
        ),
        Check("other rates", _slides, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "-1 already where the path only zigzags: it changes sides and arrives all the same",
            lambda eta, kappa, digits: -1 if eta > 1 / kappa else walk(eta, kappa, digits),
        ),
        Mistake(
            "a negative number of steps: this path moves away from the minimum",
            lambda eta, kappa, digits: math.ceil(-digits / math.log10(abs(1 - eta * kappa))),
        ),
    ),
    hints=(
        "What does one step on a parabola multiply the distance from its minimum by?",
        (
            "Find that factor. If its size is 1 or more, the answer is -1. Otherwise count how "
            "often it has to be applied: a while loop is enough."
        ),
        "distance *= abs(1 - eta * kappa); steps += 1",
    ),
)
