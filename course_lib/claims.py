"""Sentences that a chapter may only say while they are true.

    claim("He keeps the spread within 20 % over 50 layers", 0.8 < ratio < 1.25)

prints ``✓ He keeps …`` when the condition holds, and stops the chapter with an `AssertionError`
that quotes the sentence when it does not. Every number and every "A beats B" in a text comes from a
claim, so prose cannot drift away from the code. Used in all chapters.
"""

from __future__ import annotations

import numpy as np

from course_lib._validate import message


def claim(sentence: str, condition: bool | np.bool_) -> None:
    """Print `sentence` with a tick if `condition` is true; raise with the sentence if not.

    Parameters
    ----------
    sentence : str
        What has just been measured: one line.
    condition : bool
        One truth value. An array is refused: say whether all or any of it counts.

    Examples
    --------
    >>> claim("Two halves make a whole", 0.5 + 0.5 == 1.0)
    ✓ Two halves make a whole
    >>> claim("One tenth is exact", 0.1 + 0.2 == 0.3)
    Traceback (most recent call last):
        ...
    AssertionError: One tenth is exact
    """
    _check_sentence(sentence)
    if not isinstance(condition, bool | np.bool_):
        remedy = "Say which elements count: condition.all() or condition.any()."
        received = f"{type(condition).__name__} {condition!r}"
        raise TypeError(message("claim", "one truth value", received, remedy))
    if not condition:
        raise AssertionError(sentence)
    print(f"✓ {sentence}")


def _check_sentence(sentence: object) -> None:
    remedy = 'Write claim("He keeps the spread", 0.8 < ratio < 1.25).'
    tidy = isinstance(sentence, str) and sentence == sentence.strip()
    if not tidy or len(str(sentence).splitlines()) != 1:
        rule = "a sentence on one line without blanks around it"
        raise ValueError(message("claim", rule, repr(sentence), remedy))
