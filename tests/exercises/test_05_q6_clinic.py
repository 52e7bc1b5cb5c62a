"""Question 5.6: answers that students give, right and wrong."""

import numpy as np
import pytest

from course_exercises.questions.chapter_05.q6_clinic import QUESTION
from tests.exercises.battery import battery


def rules(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    if not np.allclose(trained, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)):
        return "wrong axes"
    if (running_var == 1).all():
        return "variance never updated"
    if not np.allclose(running_mean, momentum * x.mean(0)):
        return "momentum reversed"
    if np.allclose(running_var, 1 + momentum * (x.var(0) - 1)):
        return "biased variance"
    wanted = (fresh - running_mean) / np.sqrt(running_var + 1e-5)
    return "healthy" if np.allclose(evaluated, wanted) else "batch statistics in evaluation"


def symptoms(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    """By other signs: spreads, shares, the mean of the evaluated batch."""
    if np.ptp(trained.std(axis=0)) > 1e-3:
        return "wrong axes"
    if np.ptp(running_var) == 0:
        return "variance never updated"
    share = running_mean[1] / x[:, 1].mean()
    if abs(share - momentum) > 1e-9:
        return "momentum reversed"
    grown = (running_var[2] - 1 + share) / share
    if abs(grown - x[:, 2].var()) < abs(grown - x[:, 2].var(ddof=1)):
        return "biased variance"
    centred = np.abs(evaluated.mean(axis=0)).max() < 1e-9
    return "batch statistics in evaluation" if centred else "healthy"


def other_variance(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    found = rules(x, trained, running_mean, running_var, fresh, evaluated, momentum=momentum)
    swap = {"healthy": "biased variance", "biased variance": "healthy"}
    return swap.get(found, found)


def keras_momentum(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    found = rules(x, trained, running_mean, running_var, fresh, evaluated, momentum=momentum)
    if found in ("wrong axes", "variance never updated"):
        return found
    reversed_ = np.allclose(running_mean, momentum * x.mean(0))
    return "momentum reversed" if reversed_ else "healthy"


def evaluated_spread(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    found = rules(x, trained, running_mean, running_var, fresh, evaluated, momentum=momentum)
    if found in ("healthy", "batch statistics in evaluation"):
        one = np.allclose(evaluated.std(axis=0), 1, atol=0.01)
        return "healthy" if one else "batch statistics in evaluation"
    return found


def impatient(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    if np.ptp(trained.std(axis=0)) > 1e-3:
        return "wrong axes"
    if not np.allclose(running_var, x.var(0), rtol=0.05):
        return "variance never updated"
    return "healthy"


def averages_first(x, trained, running_mean, running_var, fresh, evaluated, *, momentum):
    if not np.allclose(running_mean, momentum * x.mean(0)):
        return "momentum reversed"
    return rules(x, trained, running_mean, running_var, fresh, evaluated, momentum=momentum)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [rules, symptoms],
    {
        "wrong one of the two variances": other_variance,
        "momentum is expected the wrong way round": keras_momentum,
        "the evaluation is judged by its spread": evaluated_spread,
        "how far should it have moved": impatient,
        "the order of the rules": averages_first,
    },
)


def layer(x, fresh, momentum):
    """A healthy layer, by hand: after one training batch, in evaluation."""
    mean, var = momentum * x.mean(0), 1 + momentum * (x.var(0, ddof=1) - 1)
    trained = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    return [x, trained, mean, var, fresh, (fresh - mean) / np.sqrt(var + 1e-5)]


@pytest.mark.parametrize("seed", range(3))
def test_records_are_those_of_a_layer_except_for_the_bug(seed):
    found = []
    for check in QUESTION.checks:
        for records in check.cases(np.random.default_rng(seed), momentum=0.1):
            healthy = layer(records[0], records[4], 0.1)
            pairs = zip(records, healthy, strict=True)
            found.append([np.allclose(a, b, rtol=1e-9, atol=0) for a, b in pairs])
    assert found[:2] == [[True] * 6] * 2
    assert all(row[0] and row[4] and not all(row) for row in found[2:])
    assert found[-2:] == [[True] * 5 + [False]] * 2  # the bug that shows in evaluation alone


def test_the_bug_in_evaluation_takes_mean_and_variance_of_the_fresh_batch():
    for *_, fresh, evaluated in QUESTION.checks[-1].cases(np.random.default_rng(0), momentum=0.1):
        np.testing.assert_allclose(evaluated.mean(0), 0, atol=1e-12)
        np.testing.assert_allclose(evaluated.var(0), 1 / (1 + 1e-5 / fresh.var(0)), rtol=1e-9)
