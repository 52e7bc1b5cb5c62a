"""Question 1.3: what adding, multiplying and taking the maximum do to a gradient."""

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.graph import Value


def _draw(rng, op, sign):
    a, b = (float(v) for v in rng.uniform([0.5, 2.5], [1.5, 3.5]))
    if rng.random() < 0.5:
        a, b = b, a
    return op, sign * a, sign * b, float(rng.uniform(2, 5))


def _negative(rng):
    large, small = (float(v) for v in rng.uniform([2.5, 0.5], [3.5, 1.5]))
    yield "max", large, -small, 3.0
    yield "max", -small, large, 3.0
    yield from (_draw(rng, op, -1.0) for op in ("add", "multiply", "max", "max", "max"))


def _reference(op, a, b, dy):
    left, right = Value(a), Value(b)
    nodes = {
        "add": left + right,
        "multiply": left * right,
        "max": left.maximum(right),
    }
    (nodes[op] * dy).backward()
    return left.grad, right.grad


def right(op, a, b, dy):
    if op == "add":
        return dy, dy
    if op == "multiply":
        return dy * b, dy * a
    return (dy, 0.0) if a > b else (0.0, dy)


@mistake("the sizes |a| and |b| are compared, not the numbers")
def larger_size(op, a, b, dy):
    return right(op, abs(a), abs(b), dy) if op == "max" else right(op, a, b, dy)


@mistake("max: the gradient goes to the smaller input")
def to_the_smaller(op, a, b, dy):
    return right(op, a, b, dy)[::-1] if op == "max" else right(op, a, b, dy)


@mistake("each input gets its own value times dy: what is the slope of max by its inputs?")
def times_its_value(op, a, b, dy):
    if op == "max":
        return (dy * a, 0.0) if a > b else (0.0, dy * b)
    return right(op, a, b, dy)


QUESTION = Question(
    key="q3",
    function="local_backward",
    minutes=8,
    reference=_reference,
    checks=(
        Check("add", lambda rng: (_draw(rng, "add", 1.0) for _ in range(2))),
        Check("multiply", lambda rng: (_draw(rng, "multiply", 1.0) for _ in range(2))),
        Check("max", lambda rng: (_draw(rng, "max", 1.0) for _ in range(4))),
        Check("all three, with negative inputs", _negative, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "these are the local slopes alone: what happened to the gradient that arrives, dy?",
            lambda op, a, b, dy: tuple(s / dy for s in right(op, a, b, dy)),
        ),
        Mistake(
            "multiply: each input gets its own value, not that of its partner",
            lambda op, a, b, dy: (dy * a, dy * b) if op == "multiply" else right(op, a, b, dy),
        ),
        Mistake(
            "the gradient goes to both inputs, but the output follows only one of them",
            lambda op, a, b, dy: right("multiply" if op == "multiply" else "add", a, b, dy),
        ),
        Mistake(
            "the gradient is divided between the inputs",
            lambda op, a, b, dy: (dy / 2, dy / 2) if op == "add" else right(op, a, b, dy),
        ),
    ),
    hints=(
        "For each operation ask: if a grows by a tiny bit, by how much does the output grow?",
        "Find the two local slopes; then apply the chain rule to each of them.",
        "multiply: da = dy * b, db = dy * a",
    ),
)
