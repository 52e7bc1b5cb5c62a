"""Assignment 7: look, then search."""

import math

import numpy as np

from tests.exercises.battery import battery, wrong


def q1_exponents(u, *, low, high):
    return 10 ** (np.log10(low) + u * np.log10(high / low))


def q1_loop(u, *, low, high):
    return [low * (high / low) ** v for v in u]


@wrong("fall into the lower half of the decades")
def q1_power(u, *, low, high):
    return low + (high - low) * u**2


def q2_vectorised(objective, draws):
    lrs = 1e-4 * 1e3 ** draws[:, 0]
    units = 16 + np.floor(draws[:, 1] * 241).astype(int)
    losses = np.array([objective(a, b) for a, b in zip(lrs, units, strict=True)])
    best = losses.argmin()
    return lrs[best], units[best], np.minimum.accumulate(losses)


def q2_loop(objective, draws, low=1e-4, high=1e-1):
    best, curve = (None, None, float("inf")), []
    for u, v in draws:
        lr = np.exp(np.log(low) + u * (np.log(high) - np.log(low)))
        units = 16 + int(v * (256 - 16 + 1))
        loss = objective(lr, units)
        if loss < best[2]:
            best = lr, units, loss
        curve.append(best[2])
    return best[0], best[1], curve


def q3_loop(logits, labels, *, tolerance):
    losses = []
    for row, k in zip(logits, labels, strict=True):
        e = np.exp(row - max(row))
        losses.append(-np.log(e[k] / sum(e)))
    expected, measured = -np.log(1 / len(logits[0])), sum(losses) / len(losses)
    return expected, measured, (1 - tolerance) * expected <= measured <= (1 + tolerance) * expected


@wrong("True or False")
def q3_verdict_as_text(logits, labels, *, tolerance):
    expected, measured, passed = q3_loop(logits, labels, tolerance=tolerance)
    return expected, measured, "passed" if passed else "failed"


def q4_lists(losses, *, eta):
    alive, epochs, cost = list(range(len(losses))), 1, len(losses)
    while len(alive) > 1:
        ranked = sorted(alive, key=lambda i: losses[i][epochs - 1])
        alive = ranked[: len(alive) // eta]
        epochs *= eta
        cost += len(alive) * epochs
    return alive[0], cost


def q5_loop(mean, std, best):
    result = []
    for m, s in zip(mean, std, strict=True):
        if s == 0:
            result.append(max(best - m, 0.0))
            continue
        z = (best - m) / s
        cdf = (1 + math.erf(z / math.sqrt(2))) / 2
        result.append((best - m) * cdf + s * math.exp(-z * z / 2) / math.sqrt(2 * math.pi))
    return np.array(result)


def _q5_phi(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def _q5_Phi(z):
    return np.array([0.5 + 0.5 * math.erf(v / 2**0.5) for v in z])


def q5_vectorised(mean, std, best):
    safe = np.where(std > 0, std, 1.0)
    z = (best - mean) / safe
    return np.where(
        std > 0, (best - mean) * _q5_Phi(z) + safe * _q5_phi(z), np.maximum(best - mean, 0)
    )


Q6_GUESS = np.log(10)


def q6_rules(train, val, *, rise):
    if not np.isfinite(train).all() or train[-1] > train[0]:
        return "diverged"
    if train[-1] > 0.95 * Q6_GUESS:
        return "not learning"
    if val[-1] > (1 + rise) * val.min():
        return "overfitting"
    return "too slow" if train[-1] < 0.9 * train[len(train) // 2] else "healthy"


@wrong("inf and nan mean divergence")
def q6_last_loss_only(train, val, *, rise):
    if np.isfinite(train[-1]):
        train = np.where(np.isfinite(train), train, 1.0)
    return q6_rules(train, val, rise=rise)


@wrong("knows a healthy run")
def q6_any_growth(train, val, *, rise):
    return "diverged" if train.max() > train[0] else q6_rules(train, val, rise=rise)


@wrong("knows a healthy run")
def q6_log_of_base_ten(train, val, *, rise):
    return "not learning" if train[-1] > 0.95 else q6_rules(train, val, rise=rise)


@wrong("other runs")
def q6_one_epoch_earlier(train, val, *, rise):
    train = train.copy()
    train[len(train) // 2] = train[len(train) // 2 - 1]
    return q6_rules(train, val, rise=rise)


def q6_table(train, val, *, rise):
    bad = any(not np.isfinite(v) for v in train)
    signs = {
        "diverged": bad or not train[-1] <= train[0],
        "not learning": train[-1] / np.log(10) > 0.95,
        "overfitting": val[-1] / min(val) - 1 > rise,
        "too slow": train[-1] / train[len(train) // 2] < 0.9,
        "healthy": True,
    }
    return next(kind for kind, present in signs.items() if present)


def q7_solved(scores, gap, *, errors):
    s = np.std(scores, ddof=1)
    return int(np.ceil(2 * (errors * s / gap) ** 2))


def q7_searched(scores, gap, *, errors):
    mean = sum(scores) / len(scores)
    s = (sum((v - mean) ** 2 for v in scores) / (len(scores) - 1)) ** 0.5
    n = 1
    while gap < errors * s * (2 / n) ** 0.5:
        n += 1
    return n


def q8_by_choice(n, rng, *, val, test):
    everyone = set(range(n))
    held = rng.choice(n, round(n * (val + test) / 100), replace=False)
    k = round(n * val / 100)
    rest = np.array(sorted(everyone - set(held.tolist())))
    return [rng.permutation(rest), held[:k], held[k:]]


def q8_sets(n, rng, *, val, test):
    """Which examples are where is chance; their order within a part does not matter."""
    drawn = rng.choice(n, n * (val + test) // 100, replace=False)
    rest = np.setdiff1d(np.arange(n), drawn)
    return rest, np.sort(drawn[: n * val // 100]), np.sort(drawn[n * val // 100 :])


@wrong("sorted by class")
def q8_rolled(n, rng, *, val, test):
    order = np.roll(np.arange(n), rng.integers(n))
    return np.split(order, [n * (100 - val - test) // 100, n * (100 - test) // 100])


@wrong("files are often sorted", "nothing is shuffled")
def q8_in_order(n, rng, *, val, test):
    a, b = n * val // 100, n * test // 100
    order = np.arange(n)
    return order[: n - a - b], order[n - a - b : n - b], order[n - b :]


@wrong("an example is in two parts")
def q8_drawn_three_times(n, rng, *, val, test):
    sizes = [n * (100 - val - test) // 100, n * val // 100, n * test // 100]
    return tuple(rng.choice(n, k, replace=False) for k in sizes)


@wrong("rng is not used")
def q8_own_dice(n, rng, *, val, test):
    return q8_by_choice(n, np.random.default_rng(42), val=val, test=test)


@wrong("only rng may be used")
def q8_unseeded(n, rng, *, val, test):
    return q8_by_choice(n, np.random.default_rng(), val=val, test=test)


@wrong("different ends")
def q8_sorted_test(n, rng, *, val, test):
    train, validation, held = q8_by_choice(n, rng, val=val, test=test)
    order = np.concatenate([np.sort(np.concatenate([train, validation])), held])
    return order[: len(train)], order[len(train) : -len(held)], held


@wrong("not the numbers 0 to n - 1")
def q8_count_from_one(n, rng, *, val, test):
    return tuple(part + 1 for part in q8_by_choice(n, rng, val=val, test=test))


def q9_loop(counts, examples, rng):
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


def q9_vectorised(counts, examples, rng):
    result = {"validation": np.zeros(len(counts)), "test": np.zeros(len(counts))}
    for i, k in enumerate(counts):
        val, test = (rng.random((2, 200, k, examples)) < 0.5).mean(axis=-1)
        best = val.argmax(axis=1)
        result["validation"][i] = val[np.arange(200), best].mean()
        result["test"][i] = test[np.arange(200), best].mean()
    return result


@wrong("fresh examples are needed")
def q9_same_examples(counts, examples, rng):
    found = q9_loop(counts, examples, rng)
    return {"validation": found["validation"], "test": found["validation"]}


@wrong("peeking once more")
def q9_chosen_by_test(counts, examples, rng):
    best = [rng.binomial(examples, 0.5, (2, 400, k)).max(axis=2).mean(axis=1) for k in counts]
    val, test = np.transpose(best) / examples
    return {"validation": val, "test": test}


@wrong("is the best one chosen")
def q9_nothing_chosen(counts, examples, rng):
    table = [rng.binomial(examples, 0.5, (2, 400, k)).mean(axis=(1, 2)) for k in counts]
    val, test = np.transpose(table) / examples
    return {"validation": val, "test": test}


@wrong("between 0 and 1")
def q9_percent(counts, examples, rng):
    return {key: 100 * np.array(value) for key, value in q9_loop(counts, examples, rng).items()}


@wrong("that is no measurement")
def q9_by_hand(counts, examples, rng):
    return {"validation": q9_loop(counts, examples, rng)["validation"], "test": [0.5] * len(counts)}


test_right, test_wrong = battery(__name__)
