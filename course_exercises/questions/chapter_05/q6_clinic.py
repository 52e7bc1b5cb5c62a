"""Question 5.6: a program that finds out what is wrong with a batch norm."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Question, mistake, mistakes_in

IN_TRAINING = ("wrong axes", "variance never updated", "momentum reversed", "biased variance")
IN_EVALUATION = "batch statistics in evaluation"


def _patient(bug, x, fresh, momentum):
    """What a layer with this bug shows: averages 0 and 1, one training batch, one evaluation."""
    axis = None if bug == "wrong axes" else 0
    share = 1 - momentum if bug == "momentum reversed" else momentum
    mean, var = x.mean(axis=axis), x.var(axis=axis)
    trained = (x - mean) / np.sqrt(var + 1e-5)
    unbiased = x.var(axis=axis, ddof=0 if bug == "biased variance" else 1)
    running_mean = share * np.broadcast_to(mean, x.shape[1:])
    grown = 1 - share + share * np.broadcast_to(unbiased, x.shape[1:])
    running_var = np.ones(x.shape[1]) if bug == "variance never updated" else grown
    evaluated = (fresh - running_mean) / np.sqrt(running_var + 1e-5)
    if bug == IN_EVALUATION:
        evaluated = (fresh - fresh.mean(axis=0)) / np.sqrt(fresh.var(axis=0) + 1e-5)
    return x, trained, running_mean, running_var, fresh, evaluated


def _patients(*bugs):
    def cases(rng, momentum):
        for bug in bugs:
            for n in (4, 6):
                x, fresh = rng.normal([0, 5, -3], [2, 3, 9], (2, n, 3))
                yield _patient(bug, x, fresh, momentum)

    return cases


def _reference(*records, momentum):
    """The bug whose records these are."""
    for bug in ("healthy", *IN_TRAINING, IN_EVALUATION):
        shown = _patient(bug, records[0], records[4], momentum)
        if difference(shown, records) is None:
            return bug
    raise AssertionError("records of no patient")


def right(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    if not np.allclose(trained, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)):
        return "wrong axes"
    if (running_var == 1).all():
        return "variance never updated"
    if not np.allclose(running_mean, momentum * x.mean(0)):
        return "momentum reversed"
    if np.allclose(running_var, 1 + momentum * (x.var(0) - 1)):
        return "biased variance"
    wanted = (fresh - running_mean) / np.sqrt(running_var + 1e-5)
    return "healthy" if np.allclose(evaluated, wanted) else IN_EVALUATION


@mistake("which of the two variances a running variance should have is mixed up, or not asked")
def other_variance(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    found = right(x, trained, running_mean, running_var, fresh, evaluated, momentum)
    swap = {"healthy": "biased variance", "biased variance": "healthy"}
    return swap.get(found, found)


@mistake("momentum is expected the wrong way round")
def keras_momentum(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    found = right(x, trained, running_mean, running_var, fresh, evaluated, momentum)
    if found in ("wrong axes", "variance never updated"):
        return found
    reversed_ = np.allclose(running_mean, momentum * x.mean(0))
    return "momentum reversed" if reversed_ else "healthy"


@mistake(
    "the evaluation is judged by its spread, or not at all: what would the running averages make "
    "of this batch?"
)
def evaluated_spread(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    found = right(x, trained, running_mean, running_var, fresh, evaluated, momentum)
    if found in ("healthy", IN_EVALUATION):
        one = np.allclose(evaluated.std(axis=0), 1, atol=0.01)
        return "healthy" if one else IN_EVALUATION
    return found


@mistake(
    "after one batch the running variance need not be near that of the batch: how far should it "
    "have moved?"
)
def impatient(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    if np.ptp(trained.std(axis=0)) > 1e-3:
        return "wrong axes"
    if not np.allclose(running_var, x.var(0), rtol=0.05):
        return "variance never updated"
    return "healthy"


@mistake(
    "the order of the rules: with wrong axes the running averages are wrong as well, so look at "
    "training first"
)
def averages_first(x, trained, running_mean, running_var, fresh, evaluated, momentum):
    if not np.allclose(running_mean, momentum * x.mean(0)):
        return "momentum reversed"
    return right(x, trained, running_mean, running_var, fresh, evaluated, momentum)


@mistake("a bug that shows in training is not looked for")
def only_evaluation(*records, momentum):
    return IN_EVALUATION if right(*records, momentum=momentum) == IN_EVALUATION else "healthy"


QUESTION = Question(
    key="q6",
    function="diagnose",
    minutes=20,
    numbers=lambda rng: {"momentum": float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.25]))},
    reference=_reference,
    checks=(
        Check("does not call the healthy one ill", _patients("healthy")),
        Check("finds the bugs that show in training", _patients(*IN_TRAINING), points=2),
        Check("finds the bug that shows in evaluation", _patients(IN_EVALUATION), hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "Compute what a healthy layer would have shown, and compare piece by piece.",
        "In this order: trained, running_var still 1, running_mean, running_var, evaluated.",
        "np.allclose(running_mean, momentum * x.mean(axis=0))",
    ),
)
