"""Question 1.4: a backward pass by hand, with inputs that are used twice."""

import math

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in
from course_lib.graph import Value


def _draws(rng, k):
    for _ in range(3):
        a, b = rng.uniform(0.3, 0.9, 2)
        yield float(a), float(b)


def _negative(rng, k):
    for sign in (-1, 1):
        a, b = rng.uniform(0.3, 0.9, 2)
        yield float(sign * a), float(-b)


def _reference(a, b, k):
    left, right = Value(a), Value(b)
    s = (left * right + left).tanh()
    out = s * s + right * k
    out.backward()
    return out.data, left.grad, right.grad


def _forward(call, a, b, k):
    got = call(a, b)
    if not isinstance(got, tuple | list) or len(got) != 3:
        return "three numbers are needed: out, da, db"
    return difference(got[0], _reference(a, b, k)[0])


def right(a, b, k):
    q = a * b + a
    s = math.tanh(q)
    ds = s + s
    dq = ds * (1 - s * s)
    da = dq * b
    da += dq
    return s * s + k * b, da, dq * a + k


@mistake("a is used twice, but only its use in the product a*b is counted")
def second_a_lost(a, b, k):
    out, _, db = right(a, b, k)
    return out, (db - k) / a * b, db


@mistake("a is used twice, but only its use in the sum is counted")
def product_lost(a, b, k):
    out, _, db = right(a, b, k)
    return out, (db - k) / a, db


@mistake("b is used twice, but its direct way into out is missing")
def direct_b_lost(a, b, k):
    out, da, db = right(a, b, k)
    return out, da, db - k


@mistake("s is used twice in s*s, but counted once")
def square_counted_once(a, b, k):
    s = np.tanh(a * b + a)
    dq = s * (1 - s**2)
    return s * s + k * b, dq * (b + 1), dq * a + k


@mistake("the slope of tanh is missing on the way back")
def no_tanh_slope(a, b, k):
    s = np.tanh(a * b + a)
    return s * s + k * b, 2 * s * (b + 1), 2 * s * a + k


@mistake("the slope of tanh is not 1 - s: what is it in terms of the output s?")
def no_square_in_slope(a, b, k):
    s = np.tanh(a * b + a)
    dq = 2 * s * (1 - s)
    return s * s + k * b, dq * (b + 1), dq * a + k


@mistake("the slope of tanh is taken from the sum before tanh instead of from its output")
def slope_of_the_sum(a, b, k):
    q = a * b + a
    dq = 2 * np.tanh(q) * (1 - q * q)
    return np.tanh(q) ** 2 + k * b, dq * (b + 1), dq * a + k


@mistake("the direct way of b into out is counted with slope 1, but out holds a multiple of b")
def slope_one(a, b, k):
    out, da, db = right(a, b, k)
    return out, da, db - k + 1


QUESTION = Question(
    key="q4",
    function="backward_by_hand",
    minutes=12,
    numbers=lambda rng: {"k": int(rng.integers(2, 8))},
    reference=_reference,
    checks=(
        Check("the value of out", _draws, law=_forward),
        Check("the slopes by a and b", _draws, points=2),
        Check("the slopes at negative inputs", _negative, hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Name every node of the graph (p = a*b, q = p + a, s = tanh(q), ...), then go back.",
        "Work out ds, dq, dp. A node that is used twice gets the sum of two terms: a, b and s.",
        "dq = 2 * s * (1 - s**2), then da = dq * b + dq",
    ),
)
