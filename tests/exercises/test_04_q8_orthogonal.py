"""Question 4.8: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q8_orthogonal import QUESTION
from tests.exercises.battery import battery


def by_qr(n, rng, gain):
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return gain * Q * np.sign(np.diag(R))


def by_svd(n, rng, gain):
    U, _, Vt = np.linalg.svd(rng.normal(size=(n, n)))
    return gain * U @ Vt


def gram_schmidt(n, rng, gain):
    rows = []
    while len(rows) < n:
        v = rng.standard_normal(n)
        for _ in range(2):
            for u in rows:
                v = v - (v @ u) * u
        rows.append(v / np.linalg.norm(v))
    return gain * np.array(rows)


def made(change):
    return lambda n, rng, gain: change(rng.standard_normal((n, n)), gain)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [by_qr, by_svd, gram_schmidt],
    {
        "the gain is missing": made(lambda A, g: np.linalg.qr(A)[0]),
        "enters squared": made(lambda A, g: np.linalg.qr(A)[0] * g**2),
        "enters by its root": made(lambda A, g: np.linalg.qr(A).Q * np.sqrt(g)),
        "this is the other one": made(lambda A, g: g * np.linalg.qr(A).R),
        "only on average": made(lambda A, g: A * g / np.sqrt(len(A))),
        "not at right angles": made(lambda A, g: g * A / np.sqrt((A**2).sum(axis=0))),
        "nothing in it is random": lambda n, rng, gain: gain * np.eye(n),
        "its shape is": lambda n, rng, gain: by_qr(n, rng, gain)[:, :2],
    },
)
