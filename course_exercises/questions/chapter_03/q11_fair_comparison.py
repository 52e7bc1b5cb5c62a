"""Question 3.11, the experiment: descent against momentum, each at its own best rate."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.optimizers import SGD, steps_to_stay, walk

STEPS, RADIUS = 300, 0.01


def _bowls(rng, n, mu):
    """Draw bowls of largest curvature 2, and rates up to both limits and beyond."""
    limits = [0.985, 1.03, 0.985 * (1 + mu), 1.03 * (1 + mu)]
    rates = np.concatenate([np.geomspace(0.05, 0.9, 7), limits])
    found = 0
    while found < 3:
        inner = (f"{value:.3f}" for value in rng.uniform(0.15, 1.5, n - 2))
        curvatures = ", ".join([f"{rng.uniform(0.08, 0.12):.3f}", *inner, "2.0"])
        case = (
            Source(f"lambda x: np.array([{curvatures}]) * x"),
            rng.uniform(4, 8, n) * rng.choice([-1, 1], n),
            rates,
        )
        if first_arrival(*case, mu) != by_coordinate(*case, mu):  # so that each has its name
            found += 1
            yield case


def _plane(rng, mu):
    return _bowls(rng, 2, mu)


def _counts(f, start, rates, mu):
    """Return the steps that each rate needs; NaN for one that does not arrive."""
    starts, origin = np.tile(start, (len(rates), 1)), np.zeros(len(start))
    paths = walk(SGD(rates, mu), f, starts, STEPS).swapaxes(0, 1)
    return np.array([steps_to_stay(path, origin, RADIUS) for path in paths])


def _best(rates, counts):
    return float(rates[np.nanargmin(counts)]), float(np.nanmin(counts))


def _reference(f, start, rates, mu):
    descent, momentum = (_counts(f, start, rates, m) for m in (0.0, mu))
    return {"descent": _best(rates, descent), "momentum": _best(rates, momentum)}


def _own(call, f, start, rates, mu):
    """Fewer rates can only cost steps."""
    all_rates, fewer = call(f, start, rates), call(f, start, rates[:-3])
    for name in ("descent", "momentum"):
        if not 0 < all_rates[name][1] <= fewer[name][1] <= STEPS:
            return f"{name}: a longer list of rates makes the best one worse"
    return None


def paths(f, start, rates, mu):
    theta, v = np.tile(start, (len(rates), 1)), 0.0
    path = [theta]
    for _ in range(300):
        v = mu * v + f(theta)
        theta = theta - np.array(rates)[:, None] * v
        path.append(theta)
    return np.stack(path, axis=1)


def distance(path):
    return np.linalg.norm(path, axis=1)


def largest_coordinate(path):
    return np.abs(path).max(axis=1)


def last_too_far(path, far=distance):
    outside = np.flatnonzero(~(far(path) < 0.01))
    return np.nan if outside[-1] == 300 else outside[-1]


def first_near(path):
    near = distance(path) < 0.01
    return near.argmax() if near.any() else np.nan


def boldest(counts):
    return max(np.flatnonzero(np.isfinite(counts)))


def compare(steps=lambda path: last_too_far(path) + 1, pick=np.nanargmin):
    """Return a student's answer that counts steps, and picks the best rate, in this way."""

    def answer(f, start, rates, mu):
        best = {}
        for name, m in (("descent", 0.0), ("momentum", mu)):
            counts = np.array([steps(path) for path in paths(f, start, rates, m)])
            best[name] = rates[pick(counts)], counts[pick(counts)]
        return best

    return answer


right = compare()
first_arrival = compare(first_near)
by_coordinate = compare(lambda path: last_too_far(path, largest_coordinate) + 1)


@mistake("both walk at descent's best rate: momentum must be tuned as well to be fair")
def unfair(f, start, rates, mu):
    lr, steps = right(f, start, rates, mu)["descent"]
    (path,) = paths(f, start, [lr], mu)
    return {"descent": (lr, steps), "momentum": (lr, last_too_far(path) + 1)}


QUESTION = Question(
    key="q11",
    function="fair_comparison",
    minutes=20,
    reference=_reference,
    numbers=lambda rng: {"mu": float(rng.choice([0.6, 0.65, 0.7, 0.75]))},
    checks=(
        Check("finds both best rates in the plane", _plane, points=2),
        Check("more rates never hurt", _plane, law=_own),
        Check(
            "works in more dimensions", lambda rng, mu: _bowls(rng, 4, mu), hidden=True, points=3
        ),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("the first arrival is counted: the ball rolls on and leaves again", first_arrival),
        Mistake(
            "a run that never arrives is taken for the best: NumPy finds NaN first",
            compare(pick=np.argmin),
        ),
        Mistake("the largest rate that arrives is not the fastest", compare(pick=boldest)),
        Mistake("the start is counted as a step", compare(lambda path: last_too_far(path) + 2)),
        Mistake(
            "one step too few: the count begins after the first step",
            compare(last_too_far),
        ),
        Mistake(
            "nearness is measured coordinate by coordinate, not as a distance",
            by_coordinate,
        ),
    ),
    hints=(
        "What would a friend of the other algorithm object to? Give both the same chances.",
        (
            "For each algorithm and rate: one run; the last step at which it is still too far; "
            "runs that end too far away are out. Then take the smallest count of each algorithm."
        ),
        "outside = np.flatnonzero(np.linalg.norm(path, axis=1) >= 0.01)",
    ),
)
