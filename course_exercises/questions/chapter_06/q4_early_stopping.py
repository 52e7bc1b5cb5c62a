"""Question 6.4: early stopping, on a recorded curve."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _curve(rng, patience, tail):
    """Falls, rests on a plateau, falls to its best, wobbles for `tail` steps."""
    down = np.cumsum(rng.uniform(0.1, 0.3, 4))[::-1] + 2
    rest = down[-1] + np.tile([0.3, 0.2, 0.25, 0.21], 2)[: patience - 1]
    best = [down[-1] - 0.2, down[-1] - 0.4]
    after = best[-1] + rng.uniform(0.1, 0.2, tail)
    after[1::2] -= 0.05  # falls against the one before, not below the best
    return np.concatenate([down, rest, best, after]).round(6)


def _stops(rng, patience):
    for tail in (patience + 4, patience + 6):
        curve = _curve(rng, patience, tail)
        late = curve.min() - 1  # too late to be seen
        after = late + np.tile([0.2, 0.3], patience)
        yield (np.concatenate([curve, [late], after]),)


def _ties(rng, patience):
    for tail in (patience + 4, patience + 6):
        curve = _curve(rng, patience, tail)
        curve[curve.argmin() + 2] = curve.min()
        yield (curve,)


def _runs_out(rng, patience):
    for tail in (2, patience - 1):
        curve = _curve(rng, patience, tail)
        yield (np.append(curve[:-tail], np.sort(curve[-tail:])),)


def right(losses, patience):
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if i and loss < losses[best]:
            best, waited = i, 0
        elif i:
            waited += 1
        if waited == patience:
            return i, best
    return len(losses) - 1, best


@mistake("the weights of the last evaluation are kept: put back the best ones")
def last_weights(losses, patience):
    stop, _ = right(losses, patience)
    return stop, stop


@mistake("each loss is compared with the one before, not with the best so far")
def against_previous(losses, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[i - 1]:
            best, waited = i, 0
        else:
            waited += 1
        if waited >= patience:
            return i, best
    return len(losses) - 1, best


@mistake("waiting is not counted anew after an improvement")
def never_anew(losses, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, best


@mistake("it waits one evaluation too long")
def too_late(losses, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited > patience:
            return i, best
    return len(losses) - 1, best


@mistake("an equal loss is counted as an improvement")
def ties_count(losses, patience):
    best = 0
    for i in range(1, len(losses)):
        if losses[i] <= losses[best]:
            best = i
        elif i - best == patience:
            return i, best
    return len(losses) - 1, best


@mistake("it looks at the whole curve: when training stops, later losses are not known")
def prophet(losses, patience):
    best = int(losses.argmin())
    return min(best + patience, len(losses) - 1), best


@mistake("the two numbers are in the wrong order")
def exchanged(losses, patience):
    stop, best = right(losses, patience)
    return best, stop


QUESTION = Question(
    key="q4",
    function="early_stopping",
    minutes=10,
    numbers=lambda rng: {"patience": int(rng.integers(3, 6))},
    reference=right,
    checks=(
        Check("stops when patience has run out", _stops, points=2),
        Check("runs to the end if it need not stop", _runs_out),
        Check("equal is no improvement", _ties, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "it stops one evaluation too early",
            lambda losses, patience: right(losses, patience=patience - 1),
        ),
    ),
    hints=(
        "Walk along the curve with two notes in hand: where was the best, how long ago?",
        "Loop: smaller than the best? Note it, count anew. Else count on, up to patience.",
        "if losses[i] < losses[best]: best, waited = i, 0",
    ),
)
