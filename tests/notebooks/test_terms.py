"""No word before its meaning; one letter, one meaning; the glossary is made of the terms."""

import re
from collections import Counter

import nbformat
import pytest
from hygiene import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell

from scripts.terms import (
    Symbol,
    Term,
    course,
    glossary,
    symbols,
    table_of_symbols,
    terms,
    used_too_early,
)

TERMS, SYMBOLS, CELLS = terms(), symbols(), course()
DEFINED = [term for term in TERMS if term.cell]
BY_ID = {cell["id"]: cell for cell in CELLS}


def cell(source, name, kind=new_markdown_cell):
    return {**kind(source), "id": name}


LOSS = Term("loss", "손실 함수", 1, "how wrong", "01/b", ("losses",))


@pytest.mark.parametrize("early", ["The loss is low.", "LOSSES", "a small loss"])
def test_a_word_before_its_meaning_is_found(early):
    told = cell("The **loss** says how wrong.", "01/b")
    assert list(used_too_early([cell(early, "01/a"), told], [LOSS])) == [("01/a", LOSS)]
    assert list(used_too_early([told, cell(early, "01/c")], [LOSS])) == []


@pytest.mark.parametrize("other", ["glossy", "lossless", "`loss`", "$loss$", "no-loss"])
def test_other_words_and_code_are_no_use_of_it(other):
    assert list(used_too_early([cell(other, "01/a")], [LOSS])) == []
    assert list(used_too_early([cell("loss", "01/a", new_code_cell)], [LOSS])) == []


def test_no_term_is_used_before_its_cell():
    assert [(name, term.en) for name, term in used_too_early(CELLS, DEFINED)] == []


@pytest.mark.parametrize("term", DEFINED, ids=lambda term: term.en)
def test_a_term_is_bold_where_it_is_defined_and_has_a_meaning(term):
    bold = re.findall(r"\*\*(.+?)\*\*", BY_ID[term.cell]["source"])
    assert any(term.pattern.search(words) for words in bold)
    assert term.means
    assert term.chapter == int(term.cell[:2])


def test_no_term_stands_twice():
    assert [en for en, count in Counter(t.en for t in TERMS).items() if count > 1] == []


def test_one_letter_one_meaning():
    for letters in ([s.tex for s in SYMBOLS], [s.code for s in SYMBOLS if s.code]):
        assert [letter for letter, count in Counter(letters).items() if count > 1] == []


def test_the_table_at_the_start_of_a_chapter_uses_the_letters_of_the_course():
    rows = [row for c in CELLS if "| in formulas |" in c["source"]
            for row in table_of_symbols(c["source"])]  # fmt: skip
    assert [row for row in rows if row not in SYMBOLS] == []


def test_a_row_of_the_table_is_read():
    table = "| idea | in formulas | in code |\n|---|---|---|\n| learning rate | $\\eta$ | `lr` |"
    assert table_of_symbols(table) == [Symbol("\\eta", "learning rate", "lr")]


def test_the_last_chapter_ends_with_the_generated_glossary():
    path = sorted((ROOT / "notebooks").glob("*.ipynb"))[-1]
    texts = [c.source for c in nbformat.read(path, as_version=4).cells]
    assert glossary(TERMS) in texts
