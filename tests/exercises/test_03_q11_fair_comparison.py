"""Question 3.11, the experiment: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_03.q11_fair_comparison import QUESTION
from tests.exercises.battery import battery


def run(f, start, lr, mu):
    theta, v, path = start, np.zeros_like(start), [start]
    for _ in range(300):
        v = mu * v + f(theta)
        theta = theta - lr * v
        path.append(theta)
    return np.linalg.norm(path, axis=1)


def stay(far):
    outside = np.flatnonzero(~(far < 0.01))
    return np.nan if outside[-1] == 300 else outside[-1] + 1


def loop(gradient, start, rates, mu):
    result = {}
    for name, m in (("descent", 0), ("momentum", mu)):
        best = None
        for lr in rates:
            steps = stay(run(gradient, start, lr, m))
            if steps == steps and (best is None or steps < best[1]):
                best = (lr, int(steps))
        result[name] = best
    return result


def all_at_once(gradient, start, rates, mu):
    result = {}
    for name, m in {"descent": 0.0, "momentum": mu}.items():
        theta = np.tile(start, (len(rates), 1))
        v, last = np.zeros_like(theta), np.zeros(len(rates))
        for step in range(1, 301):
            v = m * v + gradient(theta)
            theta = theta - rates[:, None] * v
            last[~(np.sum(theta**2, axis=1) < 1e-4)] = step
        k = last.argmin()
        result[name] = [rates[k], last[k] + 1]
    return result


def compare(steps=stay, pick=np.nanargmin):
    def answer(gradient, start, rates, mu):
        out = {}
        for name, m in (("descent", 0.0), ("momentum", mu)):
            counts = np.array([steps(run(gradient, start, lr, m)) for lr in rates])
            out[name] = rates[pick(counts)], counts[pick(counts)]
        return out

    return answer


def unfair(gradient, start, rates, mu):
    best = loop(gradient, start, rates, mu)
    lr = best["descent"][0]
    best["momentum"] = (lr, stay(run(gradient, start, lr, mu)))
    return best


def first_time(far):
    return np.argmax(far < 0.01) if (far < 0.01).any() else np.nan


def boldest(counts):
    return max(k for k, steps in enumerate(counts) if steps == steps)


def only_descent(gradient, start, rates, mu):
    return {"descent": loop(gradient, start, rates, mu)["descent"]}


def steps_only(gradient, start, rates, mu):
    return {name: steps for name, (_, steps) in loop(gradient, start, rates, mu).items()}


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, all_at_once],
    {
        "must be tuned as well": unfair,
        "first arrival": compare(first_time),
        "never arrives is taken": compare(pick=np.argmin),
        "largest rate that arrives": compare(pick=boldest),
        "start is counted": compare(lambda far: stay(far) + 1),
        "one step too few": compare(lambda far: stay(far) - 1),
        "its keys are": only_descent,
        "where 2 values": steps_only,
    },
)
