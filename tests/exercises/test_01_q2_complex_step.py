"""Question 1.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q2_complex_step import QUESTION
from tests.exercises.battery import battery


def one_line(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h).imag / h


def entry_by_entry(f, x, k):
    h, slopes = float(f"1e-{k}"), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        slopes[i] = np.imag(f(complex(x[i], h))) / h
    return slopes


def not_divided(f, x, k):
    return f(x + 1j * 10.0**-k).imag


def real_step(f, x, k):
    return np.imag(f(x + 10.0**-k)) / 10.0**-k


def real_part(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h).real / h


def value(f, x, k):
    return f(x + 1j * 10.0**-k).real


def downwards(f, x, k):
    h = 10.0**-k
    return f(x - 1j * h).imag / h


def central(f, x, k):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def all_of_it(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h) / h


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [one_line, entry_by_entry],
    {
        "length of your step is still in": not_divided,
        "never left the real axis": real_step,
        "the value of f divided by h": real_part,
        "not its slope": value,
        "which way your step goes": downwards,
        "two values are subtracted": central,
        "the result is complex": all_of_it,
    },
)
