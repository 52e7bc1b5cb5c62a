"""What students write is data: rendered as the form grader renders it, nothing in it is live."""

import json
import random
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from course_exercises import assignments
from course_exercises.classroom.course import Course
from course_exercises.classroom.marking import write_copies
from course_exercises.classroom.prose import neutral
from tests.exercises.sample import NAME, answered, hand_in, write_author

DEAD = {
    "p", "em", "strong", "del", "code", "pre", "span", "div", "ul", "ol", "li", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "br", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
    "dl", "dt", "dd", "input",
}  # fmt: skip
PLAIN = {"class", "id", "start", "type", "checked", "disabled", "tabindex"}
TEX = re.compile(r"\\(href|class|style|cssId|require|unicode|bbox)")
HOSTILE = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<!-- --><b onclick=x>b</b>",
    "[x](javascript:alert(1))", "[x]( <javascript:alert(1)> )",
    "[x][y]\n\n[y]: javascript:alert(1)", "[y]\n\n[y]: <data:text/html,x>", "<javascript:alert(1)>",
    "<https://evil.example>", "https://evil.example/?a=1", "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml,x)", "![x](attachment:a.svg)",
    "![x][i]\n\n[i]: https://evil.example/p.png", "a <details open ontoggle=x>",
    "$<img src=x onerror=alert(1)>$", "$$\n<script>alert(1)</script>\n$$",
    r"$\href{javascript:alert(1)}{x}$", r"\\(\\href{javascript:alert(1)}{x}\\)",
    r"\$ &#92;href{javascript:alert(1)}{x} \$", r"\begin{a}<script>alert(1)</script>\end{a}",
    r"$\style{background:url(https://evil.example)}{x}$",
    "```mermaid\nclick A href 'javascript:alert(1)'\n```",
    "```\n</code></pre><script>alert(1)</script>\n```", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;", "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <a href='javascript:alert(1)'>h</a>", "<\\img src=x>", "<<img src=x onerror=alert(1)>",
    "<a\nhref=javascript:alert(1)>x</a>", "<?php ?>", "<![CDATA[<script>]]>",
    "- [ ] <input autofocus onfocus=alert(1)>", "term\n: <base href=//evil.example>",
]  # fmt: skip
PIECES = [
    *"[]()<>:!\\`$|/&#*~_=\"'", "\n", "\n\n", "    ", "```", "~~~", "$$", "[y]: ", "javascript:x()",
    "img src=x onerror=x()", "script", "http://e.x", "//e.x", "&lt;", "&#60;", "&#92;",
    "href{x}{y}", "\\href", "mermaid", "\\begin{a}", "\\end{a}", "\\\\(", "\\\\)", "\\\\[", "- ",
    "> ", "|-|-|\n", "a b",
]  # fmt: skip


class Live(HTMLParser):
    """Collects whatever in a page is more than words and their shape."""

    def __init__(self):
        super().__init__()
        self.found, self.words = [], ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and given.get("class") == "anchor-link" and given["href"][0] == "#":
            return  # what nbconvert adds to a heading
        named = {k for k, v in attributes if k != "style" or not v.startswith("text-align:")}
        if tag not in DEAD or named - PLAIN or given.get("class") == "mermaid":
            self.found.append((tag, attributes))

    def handle_data(self, data):
        self.words += data

    def note(self, *words):
        self.found.append(words)

    handle_comment = handle_decl = handle_pi = unknown_decl = note


def live(html):
    reader = Live()
    reader.feed(html)
    reader.close()
    return reader.found + TEX.findall(reader.words)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_prose_is_dead(text):
    assert live(markdown2html(neutral(text))) == []


def test_most_of_it_would_be_live():
    shown = [text for text in HOSTILE if "attachment:" not in text]  # which stops nbconvert
    assert sum(bool(live(markdown2html(text))) for text in shown) > 0.7 * len(HOSTILE)


def test_prose_put_together_by_chance_is_dead():
    draw = random.Random(0)
    texts = ["".join(draw.choices(PIECES, k=draw.randint(2, 25))) for _ in range(1500)]
    assert [text for text in texts if live(markdown2html(neutral(text)))] == []


@pytest.mark.parametrize(
    "text",
    [
        "*Why?* Because **0 < p < 1**, and $a<=b$.\n\n- one\n- two\n\n```python\nx = [1]\n```",
        "| a | b |\n|---|---|\n| 1 | `x[0]` |\n\n$$\\frac{1}{2} \\sum_i x_i$$",
    ],
)
def test_prose_without_links_and_html_stays_as_it_is(text):
    assert neutral(text) == text


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    write_author(tmp_path)
    return Course(tmp_path, NAME)


def test_no_cell_and_no_output_of_a_copy_is_live(course):
    html = "<img src=x onerror=alert(1)>"
    kinds = {"text/html": html, "image/svg+xml": "<svg onload=x>", "text/latex": r"\href{x}{y}"}
    kinds |= {"text/markdown": html, "application/javascript": "alert(1)", "text/plain": html}
    outputs = [
        new_output("display_data", kinds, metadata={"image/png": {"width": '"><script>'}}),
        new_output("display_data", {"image/png": f'x">{html}'}),
        new_output("stream", text=html),
        new_output("error", ename=html, evalue=html, traceback=[html]),
    ]
    svg = {"a.svg": {"image/svg+xml": "PHN2Zz4="}}
    cells = [
        new_code_cell(f"'{html}'", outputs=outputs),
        new_raw_cell(html, metadata={"format": "text/html", "raw_mimetype": "text/html"}),
        new_markdown_cell("![x](attachment:a.svg)", attachments=svg),
    ]
    cells += map(new_markdown_cell, HOSTILE)
    notebook = new_notebook(cells=cells)
    as_handed_in = new_notebook(cells=cells[:3])
    hand_in(course.root, "eve", notebook)
    write_copies(course, ["eve"])
    copy = nbformat.read(course.notebook("autograded", "eve"), 4)
    assert len(copy.cells) == len(cells)
    exporter = HTMLExporter(template_name="basic")
    pages = [exporter.from_notebook_node(notebook)[0] for notebook in (copy, as_handed_in)]
    dead, alive = (live(page) for page in pages)
    assert dead == []
    assert len(alive) >= 3


def test_the_answer_that_is_marked_is_made_dead_too(course):
    notebook = answered()
    notebook.cells[-1].source = HOSTILE[0]
    hand_in(course.root, "ada", notebook)
    write_copies(course, ["ada"])
    prose = json.loads(course.notebook("autograded", "ada").read_text())["cells"][-1]
    assert prose["metadata"]["nbgrader"]["grade_id"] == "q3"
    assert prose["source"] == "< img src=x onerror=alert(1)>"
