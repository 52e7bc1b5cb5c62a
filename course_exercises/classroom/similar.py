"""Answers that are written alike, whatever their names and remarks: pairs to look at.

Alike is not copied: a short answer, a shared lecture or a worked example look the same. So short
answers are left out, and beside each pair is how much of the class writes the question like that.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations, islice
from typing import NamedTuple

from course_exercises.assignments import questions
from course_exercises.classroom.course import Course, write
from course_exercises.classroom.marking import load_cells, sources
from course_exercises.classroom.tables import table

SHORTEST = 40
"""Tokens below which an answer is too short to tell anything."""
LONGEST = 2_000
"""Tokens of an answer that are compared: the time grows with their square."""
LEFT_OUT = (
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER,
)  # fmt: skip


class Pair(NamedTuple):
    """Two answers to a question, the share of their code that is alike, and the share of all
    answers that are as much like the first.
    """

    question: str
    one: str
    other: str
    alike: float
    common: float


def normal_form(code: str) -> tuple[str, ...]:
    """Return the tokens of `code`: names by the order in which they come, no remarks, no texts.

    What is no Python ends where the tokens end.
    """
    names: dict[str, str] = {}
    tokens = []
    try:
        for token in islice(tokenize.generate_tokens(io.StringIO(code).readline), LONGEST):
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                tokens.append(names.setdefault(token.string, f"n{len(names)}"))
            elif token.type in (tokenize.INDENT, tokenize.DEDENT):
                tokens.append(tokenize.tok_name[token.type])
            elif token.type not in (*LEFT_OUT, tokenize.STRING):
                tokens.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return tuple(tokens)


def pairs(course: Course, threshold: float) -> Iterator[Pair]:
    """Yield the pairs of students whose answers to a question are alike by `threshold` or more."""
    cells = {who: sources(load_cells(course.handed_in(who)) or []) for who in course.students()}
    for key in questions(course.name):
        forms = {who: normal_form(found.get(key, "")) for who, found in cells.items()}
        forms = {who: form for who, form in forms.items() if len(form) >= SHORTEST}
        alike = {
            (one, other): share
            for one, other in combinations(forms, 2)
            if (share := _alike(forms[one], forms[other], threshold)) >= threshold
        }
        for (one, other), share in alike.items():
            near = sum(one in pair for pair in alike)
            yield Pair(key, one, other, share, near / max(1, len(forms) - 1))


def _alike(one: tuple[str, ...], other: tuple[str, ...], threshold: float) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < threshold:
        return 0.0
    return matcher.ratio()


def write_similar(course: Course, threshold: float) -> list[Pair]:
    """Write ``similar.csv`` beside the results, the most alike and least common first."""
    found = sorted(pairs(course, threshold), key=lambda pair: (pair.common, -pair.alike))
    head = ("question", "student", "other", "alike", "common_in_class")
    rows = [(p.question, p.one, p.other, f"{p.alike:.0%}", f"{p.common:.0%}") for p in found]
    write(course.results / "similar.csv", table([head, *rows]))
    return found
