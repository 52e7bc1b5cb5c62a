"""Pages and copies made from the notebooks."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publish import ROOT, chapters, course, pages

CHAPTERS = chapters()
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


@each_chapter
def test_a_clean_copy_has_every_heading_and_all_code_but_no_prose_and_no_output(path):
    whole, clean = nbformat.read(path, as_version=4), pages.clean(path)
    nbformat.validate(clean)
    of_code = [cell for cell in clean.cells if cell.cell_type == "code"]
    assert [cell.source for cell in of_code] == [
        cell.source for cell in whole.cells if cell.cell_type == "code"
    ]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in of_code)
    prose = [cell for cell in clean.cells if cell.cell_type == "markdown"]
    lines = [line for cell in prose for line in cell.source.splitlines() if line]
    assert len(lines) >= 8
    assert all(re.match(r"#{1,6} ", line) for line in lines)


@each_chapter
def test_every_section_has_a_target_that_other_pages_point_to(path):
    page = pages.chapter(path)
    targets = re.findall(r"^\((.+)\)=$", "\n".join(cell.source for cell in page.cells), re.M)
    assert targets == [section.target for section in course.read(path).sections]


@each_chapter
def test_a_page_keeps_claims_and_alternative_texts(path):
    whole, page = nbformat.read(path, as_version=4), pages.chapter(path)
    stored = sum(len(list(course.claims(cell))) for cell in whole.cells)
    html = "".join(
        output.get("data", {}).get("text/html", "")
        for cell in page.cells
        for output in cell.get("outputs", [])
    )
    assert stored > 5
    assert html.count("<li>") == stored
    for cell in page.cells:
        for output in cell.get("outputs", []):
            if alt := output.get("metadata", {}).get("alt"):
                assert cell.metadata.mystnb.image.alt == alt


def test_the_index_of_claims_names_every_claim_once_under_its_section():
    about = [course.read(path) for path in CHAPTERS]
    page = pages.claims_page(about)
    total = sum(len(section.claims) for chapter in about for section in chapter.sections)
    assert f"All {total} sentences" in page
    assert page.count("\n- ") == total
    for chapter in about:
        for section in chapter.sections:
            assert (f"](#{section.target})" in page) == bool(section.claims)


def test_a_claim_with_signs_of_markdown_is_shown_as_it_is():
    assert pages.escape_markdown("a_b * |x| < 2^-3") == r"a\_b \* \|x\| \< 2\^-3"


def test_a_claim_and_a_title_with_signs_of_html_are_shown_as_they_are():
    html = pages.claims_html({"claims": ["p < 0.05 & q > 1"]})
    assert html == '<ul class="claims"><li>p &lt; 0.05 &amp; q &gt; 1</li></ul>'


def stored(tmp_path, *cells):
    path = tmp_path / "08_new.ipynb"
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# 8 · New\n\n**A finding.**"), *cells]), path
    )
    return path


def test_a_chapter_is_read_with_sections_minutes_and_claims(tmp_path):
    output = new_output("stream", name="stdout", text="note\n✓ first\n✓ second\n")
    path = stored(
        tmp_path,
        new_markdown_cell("## 1. One (3 min)\n\nText."),
        new_code_cell("pass", outputs=[output]),
        new_markdown_cell("### Not a section\n\nText."),
        new_markdown_cell("## Summary (2 min)"),
    )
    chapter = course.read(path)
    assert (chapter.title, chapter.finding, chapter.minutes) == ("8 · New", "A finding.", 5)
    assert [(s.title, s.minutes, s.claims) for s in chapter.sections] == [
        ("1. One", 3, ("first", "second")),
        ("Summary", 2, ()),
    ]


def test_links_out_of_the_notebooks_lose_their_target(tmp_path):
    path = stored(tmp_path, new_markdown_cell("[code](../course_lib/data), [next](02_b.ipynb)"))
    page = pages.chapter(path)
    assert page.cells[-1].source == "[code], [next](02_b.ipynb)"


def test_the_glossary_is_sorted_by_the_english_term(tmp_path):
    head = "### Glossary\n\n| Korean | English | chapter |\n|---|---|---|\n"
    rows = "| 속도 | velocity | 3 |\n| 경사 | gradient | 1 |"
    path = stored(tmp_path, new_markdown_cell(head + rows))
    assert course.terms(path) == [("gradient", "경사", 1), ("velocity", "속도", 3)]
    with pytest.raises(ValueError, match="### Glossary"):
        course.terms(stored(tmp_path))


def test_minutes_in_the_texts_are_those_of_the_notebooks():
    about = [course.read(path) for path in CHAPTERS]
    totals = [chapter.minutes for chapter in about]
    text = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    assert f"{min(totals)} to {max(totals)} a chapter" in text
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[.+?\]\(notebooks/(\w+)\.ipynb\) \|.*\| (\d+) \|$", table, re.M)
    assert listed == [(chapter.name, str(chapter.minutes)) for chapter in about]
    sections = [section for chapter in about for section in chapter.sections]
    assert [s.title for s in sections if not s.minutes] in ([], ["Summary"])


def test_every_public_module_of_the_library_has_a_page():
    found = {path.stem for path in (ROOT / "course_lib").glob("[a-z]*.py")}
    found |= {path.parent.name for path in (ROOT / "course_lib").glob("[a-z]*/__init__.py")}
    assert set(pages.modules()) == found
