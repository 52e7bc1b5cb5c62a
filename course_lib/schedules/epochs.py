"""Recipes count epochs, schedules count steps: from the one to the other."""

from __future__ import annotations

from course_lib import _validate as check


def steps_in(epochs: int, *, examples: int, batch_size: int, drop_last: bool = False) -> int:
    """Return the number of steps in `epochs` passes over the examples: epochs · ⌈N/B⌉.

    Parameters
    ----------
    epochs : int >= 1
    examples : int >= 1
        N, such as ``len(x)``.
    batch_size : int >= 1
        B, that of `fit`.
    drop_last : bool, default False
        Whether the last batch is left out if it is not full: ⌊N/B⌋ steps in an epoch.

    Examples
    --------
    Half a cosine over 10 epochs of mini-batches of 100:

    >>> from course_lib.schedules import cosine
    >>> schedule = cosine(0.1, steps=steps_in(10, examples=6_000, batch_size=100))
    >>> round(schedule(300), 3), schedule(600)
    (0.05, 0.0)
    """
    count = check.integer("steps_in", "epochs", epochs)
    N = check.integer("steps_in", "examples", examples)
    B = check.integer("steps_in", "batch_size", batch_size)
    return count * (N // B if check.flag("steps_in", "drop_last", drop_last) else -(-N // B))
