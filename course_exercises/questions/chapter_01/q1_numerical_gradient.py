"""Question 1.1: the gradient of any function, by central differences."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib import gradcheck


def _points(rng, h):
    for n in (3, 1, 5):
        a, b = (float(v) for v in rng.uniform(0.5, 2, 2))
        text = f"lambda x: {a:.3f} * np.sum(np.sin(x)) + {b:.3f} * np.prod(x)"
        yield Source(text), rng.uniform(0.5, 1.5, n)


def _matrices(rng, h):
    for shape in ((2, 3), (4, 1)):
        yield Source("lambda w: np.sum(np.exp(w)) + np.prod(w)"), rng.uniform(-1, 1, shape)


def _whole(rng, h):
    for n in (2, 4):
        yield Source("lambda x: np.sum(np.exp(x / 2)) + np.prod(x)"), rng.permutation(4)[:n] + 1


def _reference(f, x, h):
    return gradcheck.numerical_gradient(f, x.astype(float), h=h)


def _same_twice(call, f, x, h):
    first = call(f, x)
    wrong = difference(first, _reference(f, x, h), rtol=1e-3)
    return wrong or difference(call(f, x), np.asarray(first), rtol=0, atol=0)


def loop(f, x, h):
    x = np.array(x, dtype=float)
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def right_unit_vectors(f, x, h):
    eye = np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in eye]).reshape(x.shape)


@mistake("only one side of x is used: that is the forward difference")
def forward(f, x, h):
    g = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        z = x.astype(float)
        z[i] += h
        g[i] = (f(z) - f(x)) / h
    return g


@mistake("all entries of x move at once: that is the slope along one direction")
def everything_moves(f, x, h):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * np.ones(x.shape)


@mistake("an entry of x is not put back before the next one moves")
def moved_for_good(f, x, h):
    x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        a = f(x)
        x[i] -= h + h
        g[i] = (a - f(x)) / (2 * h)
    return g


@mistake("x holds whole numbers, and so does your copy of it: h is rounded away")
def integer_copy(f, x, h):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


@mistake("the array for the slopes holds whole numbers, because x does: fractions are cut off")
def integer_slopes(f, x, h):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        g[i] = loop(f, x, h)[i]
    return g


QUESTION = Question(
    key="q1",
    function="numerical_gradient",
    minutes=10,
    numbers=lambda rng: {"h": int(rng.integers(2, 10)) / 1000},
    reference=_reference,
    checks=(
        Check("is the central difference with your h", _points, points=2, rtol=1e-9),
        Check("gives the same slopes twice", _points, law=_same_twice),
        Check("works for a matrix of weights", _matrices, hidden=True, rtol=1e-9),
        Check("works where x holds whole numbers", _whole, hidden=True, rtol=1e-9),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the difference is divided by h, but the two points are further apart than that",
            lambda f, x, h: 2 * loop(f, x, h),
        ),
        Mistake(
            "the sign is reversed: the lower point minus the upper one",
            lambda f, x, h: -right_unit_vectors(f, x, h),
        ),
        Mistake(
            "these are central differences, but with another step than your h",
            lambda f, x, h: loop(f, x, 1e-6),
        ),
    ),
    hints=(
        "A partial slope: one number of x moves, all the others stay.",
        (
            "Loop over the indices (np.ndindex(x.shape)). In a fresh copy of floats move one entry "
            "up, in another one down; two calls of f give one slope."
        ),
        "slopes[i] = (f(up) - f(down)) / (2 * h)",
    ),
)
