"""Question 4.11, the experiment: measure which gain keeps a signal alive."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _stacks(rng, gains, n, depths):
    for depth in depths:
        weights = rng.standard_normal((5, depth, n, n)) / np.sqrt(n)
        yield weights, rng.standard_normal((6, n)), gains


def _fine(rng, slope):
    return _stacks(rng, np.linspace(1.0, 1.8, 17), 24, (10, 12))


def _coarse(rng, slope):
    """Two factors near 1: the lower one is nearer, its logarithm is not."""
    for weights, x, one in _stacks(rng, np.ones(1), 8, (6, 8)):
        (factor,) = _reference(weights, x, one, slope)["factors"]
        yield weights, x, (np.array([0.6, 0.8, 1.22, 1.6]) / factor).round(3)


def _sizes(weights, x, g, slope):
    """Return the root mean square of z: (seeds, layers)."""
    y, found = x[None], []
    for W in weights.swapaxes(0, 1):
        z = g * (y @ W)
        found.append(np.sqrt((z**2).mean(axis=(1, 2))))
        y = np.where(z > 0, z, slope * z)
    return np.array(found).T


def _reference(weights, x, gains, slope):
    sizes = [_sizes(weights, x, float(g), slope) for g in gains]
    factors = [float(np.median((s[:, -1] / s[:, 0]) ** (1 / (s.shape[1] - 1)))) for s in sizes]
    return {"factors": factors, "best": float(gains[np.argmin(np.abs(np.log(factors)))])}


def _theory(call, weights, x, gains, slope):
    """The best gain is that of theory, as far as luck allows."""
    best = float(dict(call(weights, x, gains))["best"])
    near = abs(best / np.sqrt(2 / (1 + slope**2)) - 1) < 0.2
    return None if near else "the best gain is far from what theory says"


def through(stack, x, g, slope):
    y, sizes = x, []
    for W in stack:
        z = g * y @ W
        sizes.append(np.sqrt(np.mean(z**2)))
        y = np.where(z > 0, z, slope * z)
    return np.array(sizes)


def per_layer(s):
    return (s[-1] / s[0]) ** (1 / (len(s) - 1))


def experiment(factor=per_layer, over=np.median, pick=lambda f: np.argmin(np.abs(np.log(f)))):
    """Return the experiment with another factor, summary of the seeds, or choice."""

    def answer(weights, x, gains, slope):
        found = [over([factor(through(W, x, g, slope)) for W in weights]) for g in gains]
        return {"factors": found, "best": gains[pick(found)]}

    return answer


right = experiment()


@mistake("every layer uses the weights of the first one")
def one_weight(weights, x, gains, slope):
    return right([[stack[0]] * len(stack) for stack in weights], x, gains, slope)


QUESTION = Question(
    key="q11",
    function="compare_gains",
    minutes=20,
    reference=_reference,
    numbers=lambda rng: {"slope": float(rng.choice([0.1, 0.2, 0.3, 0.5]))},
    checks=(
        Check(
            "measures the factor per layer",
            _coarse,
            points=3,
        ),
        Check("finds the gain of theory", _fine, law=_theory),
        Check("measures it in other stacks", _fine, hidden=True, points=2),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "between L layers lie L - 1 steps: the root is one too high",
            experiment(lambda s: (s[-1] / s[0]) ** (1 / len(s))),
        ),
        Mistake(
            "that is the factor of the variance, not of the size",
            experiment(lambda s: per_layer(s) ** 2),
        ),
        Mistake(
            "that is the factor of the whole stack: take it per layer",
            experiment(lambda s: s[-1] / s[0]),
        ),
        Mistake("one seed is luck: all five are to count", experiment(over=lambda runs: runs[0])),
        Mistake(
            "the mean over the seeds follows the wildest run: take the median",
            experiment(over=np.mean),
        ),
        Mistake(
            "the left half is cut off: that is ReLU, not your leaky one",
            lambda weights, x, gains, slope: right(weights, x, gains, 0),
        ),
        Mistake(
            "the best gain keeps the signal; the largest factor makes it explode",
            experiment(pick=np.argmax),
        ),
    ),
    hints=(
        "A factor per layer is a straight line on a logarithmic axis: two points are enough.",
        (
            "For each gain and seed: one pass, the size of z in the first and the last layer, the "
            "root of their ratio; the median over seeds; the best gain has a factor nearest to 1."
        ),
        "factor = (last / first) ** (1 / (layers - 1))",
    ),
)
