"""Question 1.3: answers that students give, right and wrong."""

from course_exercises.questions.chapter_01.q3_local_backward import QUESTION
from tests.exercises.battery import battery


def branches(op, a, b, dy):
    if op == "add":
        return dy, dy
    if op == "multiply":
        return dy * b, dy * a
    return (dy, 0.0) if a > b else (0.0, dy)


def table(op, a, b, dy):
    slopes = {"add": (1, 1), "multiply": (b, a), "max": (float(a >= b), float(b > a))}
    return tuple(dy * slope for slope in slopes[op])


def without_dy(op, a, b, dy):
    return tuple(s / dy for s in branches(op, a, b, dy))


def unswapped(op, a, b, dy):
    return (dy * a, dy * b) if op == "multiply" else branches(op, a, b, dy)


def to_the_smaller(op, a, b, dy):
    return branches(op, a, b, dy)[::-1] if op == "max" else branches(op, a, b, dy)


def to_both(op, a, b, dy):
    return branches("multiply" if op == "multiply" else "add", a, b, dy)


def shared(op, a, b, dy):
    return (dy / 2, dy / 2) if op == "add" else branches(op, a, b, dy)


def larger_size(op, a, b, dy):
    return branches(op, abs(a), abs(b), dy) if op == "max" else branches(op, a, b, dy)


def times_its_value(op, a, b, dy):
    if op == "max":
        return (dy * a, 0.0) if a > b else (0.0, dy * b)
    return branches(op, a, b, dy)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [branches, table],
    {
        "the local slopes alone": without_dy,
        "not that of its partner": unswapped,
        "goes to the smaller": to_the_smaller,
        "follows only one of them": to_both,
        "is divided between": shared,
        "sizes |a| and |b|": larger_size,
        "slope of max by its inputs": times_its_value,
    },
)
