"""Question 7.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q9_peeking import QUESTION
from tests.exercises.battery import battery


def loop(counts, examples, rng):
    result = {"validation": [], "test": []}
    for k in counts:
        found = []
        for _ in range(300):
            val = rng.binomial(examples, 0.5, k) / examples
            test = rng.binomial(examples, 0.5, k) / examples
            found.append([val.max(), test[val.argmax()]])
        for name, mean in zip(result, np.mean(found, axis=0), strict=True):
            result[name].append(mean)
    return result


def vectorised(counts, examples, rng):
    result = {"validation": np.zeros(len(counts)), "test": np.zeros(len(counts))}
    for i, k in enumerate(counts):
        val, test = (rng.random((2, 200, k, examples)) < 0.5).mean(axis=-1)
        best = val.argmax(axis=1)
        result["validation"][i] = val[np.arange(200), best].mean()
        result["test"][i] = test[np.arange(200), best].mean()
    return result


def same_examples(counts, examples, rng):
    found = loop(counts, examples, rng)
    return {"validation": found["validation"], "test": found["validation"]}


def chosen_by_test(counts, examples, rng):
    best = [rng.binomial(examples, 0.5, (2, 400, k)).max(axis=2).mean(axis=1) for k in counts]
    val, test = np.transpose(best) / examples
    return {"validation": val, "test": test}


def nothing_chosen(counts, examples, rng):
    table = [rng.binomial(examples, 0.5, (2, 400, k)).mean(axis=(1, 2)) for k in counts]
    val, test = np.transpose(table) / examples
    return {"validation": val, "test": test}


def percent(counts, examples, rng):
    return {key: 100 * np.array(value) for key, value in loop(counts, examples, rng).items()}


def by_hand(counts, examples, rng):
    return {"validation": loop(counts, examples, rng)["validation"], "test": [0.5] * len(counts)}


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, vectorised],
    {
        "fresh examples are needed": same_examples,
        "peeking once more": chosen_by_test,
        "is the best one chosen": nothing_chosen,
        "between 0 and 1": percent,
        "that is no measurement": by_hand,
    },
)
