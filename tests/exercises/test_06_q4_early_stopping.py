"""Question 6.4: answers that students give, right and wrong."""

from course_exercises.questions.chapter_06.q4_early_stopping import QUESTION
from tests.exercises.battery import battery


def loop(losses, *, patience):
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if i and loss < losses[best]:
            best, waited = i, 0
        elif i:
            waited += 1
        if waited == patience:
            return i, best
    return len(losses) - 1, best


def by_distance(losses, *, patience):
    """Stop at the first evaluation that is `patience` behind the best so far."""
    for i in range(len(losses)):
        best = int(losses[: i + 1].argmin())
        if i - best >= patience:
            return [i, best]
    return [len(losses) - 1, int(losses.argmin())]


def last_weights(losses, *, patience):
    stop, _ = loop(losses, patience=patience)
    return stop, stop


def against_previous(losses, *, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[i - 1]:
            best, waited = i, 0
        else:
            waited += 1
        if waited >= patience:
            return i, best
    return len(losses) - 1, best


def never_anew(losses, *, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, best


def too_late(losses, *, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited > patience:
            return i, best
    return len(losses) - 1, best


def too_early(losses, *, patience):
    return loop(losses, patience=patience - 1)


def ties_count(losses, *, patience):
    best = 0
    for i in range(1, len(losses)):
        if losses[i] <= losses[best]:
            best = i
        elif i - best == patience:
            return i, best
    return len(losses) - 1, best


def prophet(losses, *, patience):
    best = int(losses.argmin())
    return min(best + patience, len(losses) - 1), best


def exchanged(losses, *, patience):
    stop, best = loop(losses, patience=patience)
    return best, stop


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, by_distance],
    {
        "the last evaluation are kept": last_weights,
        "with the one before": against_previous,
        "not counted anew": never_anew,
        "too long": too_late,
        "too early": too_early,
        "an equal loss is counted": ties_count,
        "looks at the whole curve": prophet,
        "wrong order": exchanged,
    },
)
