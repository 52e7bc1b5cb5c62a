"""Every rule for lessons fires on a chapter that breaks it, and only then."""

import pytest
from nbformat import v4
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from stored_notebook import Notebook
from teaching import TEACHING

from scripts.lessons import lessons, main, with_minutes

WORDS = "A sentence of six plain words. " * 62
STOP = "### Stop\n\n" + "<details><summary>Why?</summary>So.</details>\n" * 3
HARNESS = "with np.errstate(all='ignore'):\n    pass"


def markdown(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *outputs, tags=(), **metadata):
    metadata = {"tags": list(tags), **metadata}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text):
    return new_output("stream", name="stdout", text=text)


def picture(panels=2):
    text = f"Figure: {panels} panels, data 5f3a9c · Two lines"
    return new_output("display_data", data={"image/png": "aGk=", "text/plain": text})


def good_chapter():
    """A chapter of one lesson that keeps every rule."""
    cells = [
        markdown("# 1 · One rule"),
        markdown("## 1.1 Slopes (45 min)\n\n" + WORDS),
        markdown("### A\n\n" + WORDS),
        code("y = 3 * x\nprint(y)", printed("✓ y is three times x: 3 (equal to 3)\n")),
        code("draw()", *[picture()] * 6, tags=["hide-input"], jupyter={"source_hidden": True}),
        markdown("### B\n\nWhat will you see?", "predict"),
        markdown("**Answer.** Three.", "answer"),
        markdown("### C\n\n" + WORDS),
        code("def f(x): ...", printed("not yet: write f\n"), tags=["your-turn"]),
        markdown("<details><summary>Solution</summary>x</details>"),
        markdown("### D\n\n" + WORDS),
        code("def g(x): ...", printed("not yet: write g\n"), tags=["your-turn"]),
        markdown("<details><summary>Solution</summary>x</details>\n\n" + WORDS),
        markdown(STOP),
        markdown("## ★ Going deeper (5 min)\n\nFor lecturers."),
        markdown("## Summary"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"c{number:03}"
    return new_notebook(cells=cells)


def broken(document):
    notebook = Notebook("01_example.ipynb", (v4.writes(document) + "\n").encode())
    return {name for name, check in TEACHING.items() if list(check(notebook))}


def source(number, text):
    return lambda nb: nb.cells[number].update(source=text)


def replace(number, old, new):
    def change(nb):
        assert old in nb.cells[number].source
        nb.cells[number].source = nb.cells[number].source.replace(old, new)

    return change


def output(number, text):
    return lambda nb: nb.cells[number].outputs.__setitem__(0, printed(text))


def metadata(number, **values):
    return lambda nb: nb.cells[number].metadata.update(values)


def remove(number):
    return lambda nb: nb.cells.pop(number)


FAULTS = [
    ("computed_minutes", replace(1, "45 min", "20 min")),
    ("computed_minutes", replace(1, " (45 min)", "")),
    ("computed_minutes", replace(14, "5 min", "25 min")),
    ("budget", source(3, "\n".join(f"x = {i}" for i in range(121)))),
    ("budget", replace(1, WORDS, "Short.")),
    ("budget", lambda nb: nb.cells[4].update(outputs=[picture()] * 5)),
    ("sections", replace(10, "### D", "D")),
    ("sections", replace(13, "### Stop", "### The end")),
    ("stops", replace(13, "<details>", "")),
    ("predictions", metadata(6, tags=[])),
    ("predictions", metadata(5, tags=[])),
    ("predictions", replace(6, "**Answer.**", "Look:")),
    ("predictions", metadata(2, tags=["predict"])),
    ("your_turns", metadata(11, tags=[])),
    ("your_turns", output(8, "Traceback")),
    ("your_turns", replace(9, "<details>", "<p>")),
    ("folded_harness", metadata(4, jupyter={})),
    ("folded_harness", metadata(3, jupyter={"source_hidden": True})),
    ("visible_code", source(3, "\n".join(f"x = {i}" for i in range(16)))),
    ("visible_code", source(3, HARNESS)),
    ("visible_code", source(3, "x = [a for b in c for a in [d for d in b]]")),
    ("measured_claims", output(3, "✓ y is three times x\n")),
    ("measured_claims", output(3, "✓ y is: 3 (equal to 3)\n" * 41)),
    ("few_panels", lambda nb: nb.cells[4].outputs.__setitem__(0, picture(5))),
    ("no_internal_codes", replace(2, "### A", "### A (T19)")),
]


def test_a_good_chapter_breaks_no_rule():
    assert broken(good_chapter()) == set()


@pytest.mark.parametrize(("rule", "fault"), FAULTS)
def test_rule_fires(rule, fault):
    chapter = good_chapter()
    fault(chapter)
    assert rule in broken(chapter)


def test_every_rule_has_a_fault():
    assert {rule for rule, _ in FAULTS} == set(TEACHING)


def test_minutes_add_up_what_a_reader_does():
    (lesson, deeper) = lessons(good_chapter().cells)
    words = lesson.words / 100
    assert lesson.counts == {
        "figure": 6,
        "explorer": 0,
        "predict": 1,
        "your-turn": 2,
        "question": 3,
    }
    code_lines = 2 + 1 + 1  # the drawing is folded
    assert lesson.minutes == pytest.approx(words + code_lines * 8 / 60 + 12 + 1 + 8 + 6)
    assert (deeper.is_core, deeper.rounded) == (False, 5)


def test_the_command_writes_the_minutes(tmp_path, capsys):
    chapter = good_chapter()
    replace(1, " (45 min)", "")(chapter)
    path = tmp_path / "01_example.ipynb"
    path.write_text(v4.writes(chapter))
    assert main([str(path), "--write"]) == 0
    assert "1.1 Slopes: " in capsys.readouterr().out
    assert "## 1.1 Slopes (45 min)" in v4.reads(path.read_text()).cells[1].source


def test_a_chapter_of_the_first_edition_has_no_lessons():
    assert lessons([markdown("## 1. Slopes (5 min)")]) == []
    assert with_minutes("## 1. Slopes (5 min)", []) == "## 1. Slopes (5 min)"
