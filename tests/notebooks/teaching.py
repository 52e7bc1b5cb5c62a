"""How a chapter of the second edition is written: rules for its lessons, each yielding complaints.

They bind the chapters that have lessons. ``test_teaching_fires.py`` shows that each one fires.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from stored_notebook import Notebook, printed, tags, without_fences

from scripts.lessons import FOLDED, SECTION, Lesson, is_visible, lessons, lines

Rule = Callable[[Notebook], Iterator[str]]
TEACHING: dict[str, Rule] = {}
WORDS, LINES, FIGURES, SECTIONS = (1800, 2600), 120, (6, 9), (4, 7)
NEITHER_SHOWN = {
    "harness": r"attach_data|errstate|# fmt: skip|swapaxes|dtype=object|\.mT\b",
    "nested comprehension": r"\bfor\b[^\[\]{}\n]*\bin\b[^\[\]{}\n]*[\[{][^\]}\n]*\bfor\b",
}
INTERNAL = re.compile(r"\bT\d{1,2}\b|\brow \d\.\d+\b")
TICK = "✓ "


def rule(check: Rule) -> Rule:
    return TEACHING.setdefault(check.__name__, check)


def core(notebook: Notebook) -> list[Lesson]:
    return [lesson for lesson in lessons(notebook.cells) if lesson.is_core]


@rule
def computed_minutes(notebook: Notebook) -> Iterator[str]:
    """Every lesson prints the minutes that its words, lines, figures and questions need."""
    for lesson in lessons(notebook.cells):
        if lesson.printed != lesson.rounded:
            yield f"{lesson.number}: says {lesson.printed} min, needs {lesson.rounded}"
    for lesson in core(notebook):
        if lesson.rounded > 60:
            yield f"{lesson.number}: {lesson.rounded} min, over 60"


@rule
def budget(notebook: Notebook) -> Iterator[str]:
    """A core lesson has 1,800 to 2,600 words, at most 120 visible lines, 6 to 9 figures."""
    for lesson in core(notebook):
        figures = lesson.counts["figure"] + lesson.counts["explorer"]
        if not WORDS[0] <= lesson.words <= WORDS[1]:
            yield f"{lesson.number}: {lesson.words} words"
        if lesson.visible_lines > LINES:
            yield f"{lesson.number}: {lesson.visible_lines} visible lines"
        if not FIGURES[0] <= figures <= FIGURES[1]:
            yield f"{lesson.number}: {figures} figures and explorers"


@rule
def sections(notebook: Notebook) -> Iterator[str]:
    """A core lesson has four to seven sections, and a stop at its end."""
    for lesson in core(notebook):
        names = lesson.sections
        if not names or not names[-1].startswith("Stop"):
            yield f"{lesson.number}: ends with {names[-1:]}, not with a stop"
        if not SECTIONS[0] <= len(names) - 1 <= SECTIONS[1]:
            yield f"{lesson.number}: {len(names) - 1} sections before the stop"


@rule
def stops(notebook: Notebook) -> Iterator[str]:
    """A stop asks three questions and folds the answers."""
    for lesson in core(notebook):
        if lesson.counts["question"] != 3:
            yield f"{lesson.number}: {lesson.counts['question']} check questions at the stop"


@rule
def predictions(notebook: Notebook) -> Iterator[str]:
    """Who is asked for a prediction gets the answer in the same section."""
    waiting = None
    for cell in notebook.cells:
        new_section = cell["cell_type"] == "markdown" and SECTION.search(cell["source"])
        if "answer" in tags(cell):
            if waiting is None:
                yield f"cell {cell['id']}: an answer that nobody was asked for"
            if not cell["source"].startswith("**Answer.**"):
                yield f"cell {cell['id']}: does not begin with **Answer.**"
            waiting = None
        if waiting and (new_section or "predict" in tags(cell)):
            yield f"cell {waiting}: no answer before cell {cell['id']}"
            waiting = None
        if "predict" in tags(cell):
            waiting = cell["id"]
    if waiting:
        yield f"cell {waiting}: no answer"


@rule
def your_turns(notebook: Notebook) -> Iterator[str]:
    """Two or three cells a core lesson wait for the reader, and a folded solution follows each."""
    for lesson in core(notebook):
        if not 2 <= lesson.counts["your-turn"] <= 3:
            yield f"{lesson.number}: {lesson.counts['your-turn']} your-turn cells"
    for cell, following in pairwise(notebook.cells):
        if cell["cell_type"] == "code" and "your-turn" in tags(cell):
            stored = "".join(map(printed, cell["outputs"]))
            if not stored.startswith("not yet"):
                yield f"cell {cell['id']}: stored output {stored[:40]!r}, not 'not yet …'"
            if "<details" not in following["source"]:
                yield f"cell {cell['id']}: no folded solution below it"


@rule
def folded_harness(notebook: Notebook) -> Iterator[str]:
    """JupyterLab folds plumbing and drawing, and nothing else."""
    for cell in notebook.code:
        folded = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
        if folded != bool(FOLDED & set(tags(cell))):
            yield f"cell {cell['id']}: source_hidden {folded}, tags {tags(cell)}"


@rule
def visible_code(notebook: Notebook) -> Iterator[str]:
    """Visible cells have at most 15 lines and show the idea, no harness."""
    for cell in filter(is_visible, notebook.code):
        if len(lines(cell)) > 15:
            yield f"cell {cell['id']}: {len(lines(cell))} visible lines"
        for kind, pattern in NEITHER_SHOWN.items():
            if found := re.search(pattern, cell["source"]):
                yield f"cell {cell['id']}: {kind}: {found.group()!r}"


@rule
def measured_claims(notebook: Notebook) -> Iterator[str]:
    """Claims print a number and its bound; at most 40 ticks a chapter."""
    ticks = 0
    for cell, output in notebook.outputs:
        for line in printed(output).splitlines():
            if line.startswith(TICK) and "your-turn" not in tags(cell):
                ticks += 1
                if not re.search(r": .*\d.* \(.+\)$", line):
                    yield f"cell {cell['id']}: no number and bound in {line!r}"
    if ticks > 40:
        yield f"{ticks} ticks"


@rule
def few_panels(notebook: Notebook) -> Iterator[str]:
    """A figure has at most four panels."""
    for cell, output in notebook.outputs:
        for number in re.findall(r"^Figure: (\d+) panels", printed(output), re.MULTILINE):
            if int(number) > 4:
                yield f"cell {cell['id']}: {number} panels"


@rule
def no_internal_codes(notebook: Notebook) -> Iterator[str]:
    """Codes of our own tables are nothing to a reader."""
    for cell in notebook.cells:
        if found := INTERNAL.search(without_fences(cell["source"])):
            yield f"cell {cell['id']}: {found.group()}"
