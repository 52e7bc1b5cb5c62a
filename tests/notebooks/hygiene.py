"""What every stored notebook must look like: one function per rule, each yielding complaints.

`GENERAL` rules hold for every notebook, `CHAPTER` rules for the numbered chapters as well.
``test_hygiene.py`` applies them to the course, ``test_hygiene_fires.py`` shows that each one fires.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import groupby, pairwise
from pathlib import Path

import nbformat
from stored_notebook import IMAGES, Notebook, headings, printed, tags, text, without_fences
from teaching import TEACHING

from scripts.lessons import lessons
from scripts.run_notebooks import METADATA

ROOT = Path(__file__).resolve().parents[2]
SLIDE_TYPES = {"slide", "subslide", "fragment", "notes", "skip", "-"}
TAGS = {
    *("plumbing", "hide-input", "explorer", "check-it", "raises-exception", "remove-cell"),
    *("predict", "answer", "your-turn", "deeper"),
}

Rule = Callable[[Notebook], Iterator[str]]
GENERAL: dict[str, Rule] = {}
CHAPTER: dict[str, Rule] = {}


def general(rule: Rule) -> Rule:
    return GENERAL.setdefault(rule.__name__, rule)


def chapter(rule: Rule) -> Rule:
    return CHAPTER.setdefault(rule.__name__, rule)


def rules(notebook: Notebook) -> dict[str, Rule]:
    """Return the rules that bind this notebook."""
    if not notebook.is_chapter:
        return GENERAL
    return GENERAL | CHAPTER | (TEACHING if lessons(notebook.cells) else {})


@general
def schema(notebook: Notebook) -> Iterator[str]:
    """The file is valid nbformat 4.5 with unique cell ids."""
    document = notebook.document
    if (document["nbformat"], document["nbformat_minor"]) != (4, 5):
        yield f"format {document['nbformat']}.{document['nbformat_minor']}, not 4.5"
    ids = [cell.get("id") for cell in document["cells"]]
    if None in ids or len(ids) != len(set(ids)):  # nbformat repairs these before it validates
        yield f"missing or repeated cell ids: {ids}"
        return
    try:
        nbformat.validate(nbformat.from_dict(deepcopy(document)))
    except nbformat.ValidationError as error:
        yield str(error).splitlines()[0]


@general
def layout(notebook: Notebook) -> Iterator[str]:
    """The JSON is laid out as nbformat writes it, so that differences stay small."""
    canonical = nbformat.v4.writes(nbformat.from_dict(deepcopy(notebook.document))) + "\n"
    if notebook.content != canonical.encode():
        yield "not laid out by scripts/run_notebooks.py (indent 1, sorted keys, final newline)"


@general
def metadata(notebook: Notebook) -> Iterator[str]:
    """Kernel python3; cells carry a slide type and known tags, nothing else."""
    if notebook.document["metadata"] != METADATA:
        yield f"notebook metadata {notebook.document['metadata']}, not {METADATA}"
    for cell in notebook.cells:
        stray = set(cell["metadata"]) - {"slideshow", "tags", "jupyter"}
        stray |= set(cell["metadata"].get("jupyter", {})) - {"source_hidden"}
        stray |= set(cell["metadata"].get("slideshow", {})) - {"slide_type"}
        stray |= set(tags(cell)) - TAGS
        if stray or "attachments" in cell:
            yield f"cell {cell['id']}: stray metadata {cell['metadata']}"


@general
def slide_type(notebook: Notebook) -> Iterator[str]:
    """Every cell says what it is on a slide."""
    for cell in notebook.cells:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type")
        if kind not in SLIDE_TYPES:
            yield f"cell {cell['id']}: slide_type {kind!r}, not one of {sorted(SLIDE_TYPES)}"


@general
def short_cells(notebook: Notebook) -> Iterator[str]:
    """Code cells have 1 to 20 lines of at most 100 columns."""
    for cell in notebook.code:
        lines = cell["source"].splitlines()
        longest = max(map(len, lines), default=0)
        if not 1 <= len(lines) <= 20 or longest > 100:
            yield f"cell {cell['id']}: {len(lines)} lines, longest {longest}"


@general
def rhythm(notebook: Notebook) -> Iterator[str]:
    """Text stands between any three code cells."""
    for kind, run in groupby(notebook.cells, key=lambda cell: cell["cell_type"]):
        names = [cell["id"] for cell in run]
        if kind == "code" and len(names) > 2:
            yield f"{len(names)} code cells in a row: {', '.join(names)}"


@general
def ruff(notebook: Notebook) -> Iterator[str]:
    """The code cells pass ``ruff check`` and ``ruff format --check``."""
    target = ["--stdin-filename", f"notebooks/{notebook.name}", "-"]
    for command in (["check", "--output-format=concise"], ["format", "--check"]):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *target],
            input=notebook.content,
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        if run.returncode:
            yield f"ruff {command[0]}: {(run.stdout + run.stderr).decode()[:500]}"


@general
def executed(notebook: Notebook) -> Iterator[str]:
    """Every cell was run once, in order: nbval does not compare a cell that was not."""
    counts = [cell["execution_count"] for cell in notebook.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts {counts}"


@general
def errors(notebook: Notebook) -> Iterator[str]:
    """A cell fails if, and only if, it is tagged."""
    for cell in notebook.code:
        fails = any(output["output_type"] == "error" for output in cell["outputs"])
        if fails != ("raises-exception" in tags(cell)):
            yield f"cell {cell['id']}: error {fails}, tags {tags(cell)}"


@general
def stable_outputs(notebook: Notebook) -> Iterator[str]:
    """No warnings, addresses, paths, colours or widget ids in what is stored."""
    patterns = {
        "address": r"\b0x[0-9a-fA-F]{6,}",
        "absolute path": r"(?<![\w.:/<)\]}])/[\w.-]+/[\w.-]+|\b[A-Z]:\\",
        "colour code": r"\x1b\[",
        "widget": r"model_id",
    }
    for cell, output in notebook.outputs:
        if output.get("name") == "stderr":
            yield f"cell {cell['id']}: stderr {text(output['text'])[:80]!r}"
        for kind, pattern in patterns.items():
            if match := re.search(pattern, printed(output)):
                yield f"cell {cell['id']}: {kind} {match.group()!r}"


@general
def figures(notebook: Notebook) -> Iterator[str]:
    """A picture has alternative text, and its data's digest as text for nbval to compare."""
    for cell, output in notebook.outputs:
        for kind in IMAGES & set(output.get("data", {})):
            about = output["metadata"]
            alt = about.get(kind, {}).get("alt") or about.get("alt") or ""
            if len(alt.split()) < 4:
                yield f"cell {cell['id']}: alternative text {alt!r}"
            plain = text(output["data"].get("text/plain", ""))
            if not re.match(r"(Figure|Explorer): .*\bdata [0-9a-f]{6,} · \S", plain):
                yield f"cell {cell['id']}: no digest of the data in {plain[:80]!r}"


@general
def titles(notebook: Notebook) -> Iterator[str]:
    """One title, at the top; no level of headings is skipped."""
    levels = [level for level, _ in headings(notebook)]
    if not notebook.cells[0]["source"].startswith("# ") or levels.count(1) != 1:
        yield f"{levels.count(1)} titles (level 1); exactly one must open the notebook"
    for (upper, _), (lower, title) in pairwise(headings(notebook)):
        if lower > upper + 1:
            yield f"heading {title!r}: level {lower} after level {upper}"


@general
def local_images(notebook: Notebook) -> Iterator[str]:
    """Pictures in the text are files of the course, with alternative text."""
    for cell in notebook.markdown:
        source = without_fences(cell["source"])
        links = re.findall(r"!\[([^\]]*)\]\(([^)\s]*)", source)
        links += [("", tag) for tag in re.findall(r"<img\b[^>]*>", source)]
        for alt, target in links:
            if not alt.strip() or not (ROOT / "notebooks" / target).is_file():
                yield f"cell {cell['id']}: image {target!r}, alternative text {alt!r}"
        if match := re.search(r"\bdata:\w+/", source):
            yield f"cell {cell['id']}: embedded data {match.group()!r}"


@general
def small_file(notebook: Notebook) -> Iterator[str]:
    """The file stays under 1.5 MB."""
    if len(notebook.content) >= 1_500_000:
        yield f"{len(notebook.content):,} bytes"


@general
def comparable(notebook: Notebook) -> Iterator[str]:
    """Nothing that nbval cannot compare, and nothing that tells it not to."""
    for cell in notebook.code:
        if match := re.search(r"clear_output|display_id|NBVAL_\w+|%%?time", cell["source"]):
            yield f"cell {cell['id']}: {match.group()}"


@chapter
def minutes(notebook: Notebook) -> Iterator[str]:
    """Every section of level 2 says how long it takes, but for the summary of a chapter."""
    last = "summary", "exercises"
    for level, title in headings(notebook):
        untimed = level == 2 and not re.search(r" \((\d+) min\)$", title)
        if untimed and not title.lower().startswith(last):
            yield f"section {title!r} has no minutes"


@chapter
def claims(notebook: Notebook) -> Iterator[str]:
    """A chapter measures at least eight of its sentences."""
    source = "\n".join(cell["source"] for cell in notebook.code)
    number = len(re.findall(r"^\s*claim\(", source, flags=re.MULTILINE))
    if number < 8:
        yield f"{number} claims"


@chapter
def explorers(notebook: Notebook) -> Iterator[str]:
    """At least two explorers, each storing the picture of its starting state."""
    cells = [cell for cell in notebook.code if "explorer" in tags(cell)]
    if len(cells) < 2:
        yield f"{len(cells)} cells tagged explorer"
    for cell in cells:
        stored = [output.get("data", {}) for output in cell["outputs"]]
        if not any("image/png" in data for data in stored):
            yield f"cell {cell['id']}: no picture for readers without a kernel"


@chapter
def folded_answers(notebook: Notebook) -> Iterator[str]:
    """At least five answers are folded, each in a complete ``<details>`` block."""
    source = "\n".join(cell["source"] for cell in notebook.markdown)
    blocks = re.findall(r"<details>\s*<summary>.+?</summary>.+?</details>", source, re.DOTALL)
    if len(blocks) < 5 or len(blocks) != source.count("<details"):
        yield f"{len(blocks)} complete of {source.count('<details')} folded answers"
