"""Question 5.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_05.q9_batch_noise import QUESTION
from tests.exercises.battery import battery


def loop(x, sizes, rng):
    noise = []
    for n in sizes:
        answers = []
        for _ in range(1000):
            batch = np.append(x[0], rng.choice(x, n - 1))
            answers.append((x[0] - batch.mean()) / np.sqrt(batch.var() + 1e-5))
        noise.append(np.std(answers))
    return np.array(noise)


def vectorised(x, sizes, rng):
    noise = {}
    for n in sizes:
        company = x[rng.integers(1, len(x), (3000, n))]
        company[:, 0] = x[0]
        normal = (company - company.mean(1)[:, None]) / company.std(1)[:, None]
        noise[n] = normal[:, 0].std()
    return list(noise.values())


def another_each_time(x, sizes, rng):
    noise = []
    for n in sizes:
        batches = rng.choice(x, (1000, n))
        noise.append(((batches[:, 0] - batches.mean(1)) / batches.std(1)).std())
    return np.array(noise)


def same_company(x, sizes, rng):
    return np.array(
        [np.std([(x[0] - x[:n].mean()) / x[:n].std() for _ in range(100)]) for n in sizes]
    )


def inside(x, sizes, rng):
    batches = [rng.choice(x, n) for n in sizes]
    return np.array([((b - b.mean()) / b.std()).std() for b in batches])


def rule(x, sizes, rng):
    return np.array([n**-0.5 for n in sizes])


def not_normalised(x, sizes, rng):
    return 2 * loop(x, sizes, rng)


def averages(x, sizes, rng):
    return loop(x, sizes, rng)[:1]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, vectorised],
    {
        "new company each time": another_each_time,
        "nothing varies": same_company,
        "1 by construction": inside,
        "a formula, not a measurement": rule,
        "too large or too small by one factor": not_normalised,
        "one for each batch size": averages,
    },
)
