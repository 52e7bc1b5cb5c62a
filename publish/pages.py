"""Sources of the site that are made: chapters from notebooks, library pages, indexes.

A chapter is the stored notebook: code tagged ``plumbing`` or ``hide-input`` is folded, claims are
set as a list, figures keep their alternative text. Nothing is executed.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
from html import escape
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import course_lib
from publish import NOTEBOOKS, chapters, course, slides
from publish.deck import HEADING, TICK, printed

REPOSITORY_LINK = re.compile(r"\]\((?:\.\./)+[^)]*\)")
"""A link out of the notebooks' folder has no target on the site."""


def write(folder: Path) -> None:
    """Write all generated sources into `folder`."""
    for name in ("chapters", "library"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    about = [course.read(path) for path in chapters()]
    for path in chapters():
        nbformat.write(chapter(path), folder / "chapters" / path.name)
    for name in modules():
        (folder / "library" / f"{name}.md").write_text(module_page(name), encoding="utf-8")
    pages = {
        "chapters/index.md": chapter_list(about),
        "library/index.md": library_list(),
        "claims.md": claims_page(about),
        "glossary.md": glossary_page(),
        "minutes.txt": minutes(about),
        "downloads.md": downloads_page(about),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(NOTEBOOKS / "images", folder / "chapters" / "images", dirs_exist_ok=True)


def chapter(path: Path) -> NotebookNode:
    """Return the notebook at `path` as a page of the site."""
    notebook = nbformat.read(path, as_version=4)
    section = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            prepare_code(cell)
            continue
        cell.source = REPOSITORY_LINK.sub("]", cell.source).replace(
            "<details>", '<details class="mathjax_process">'
        )
        heading = HEADING.search(cell.source)
        if heading and heading[1] == "##":
            section += 1
            cell.source = cell.source.replace(
                heading[0], f"({path.stem}-{section})=\n{heading[0]}", 1
            )
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(links(path), id="links"))
    return notebook


def links(path: Path) -> str:
    """Return links to the other forms of a chapter."""
    base = "../downloads"
    name, decks = path.stem, slides.names(path)
    shown = " ".join(
        f'<a href="{base}/slides/{deck}.html">Slides{deck.removeprefix(name).replace("-", " ")}</a>'
        for deck in decks
    )
    return (
        f'<p class="forms">{shown} · '
        f'<a href="{base}/notebooks/{name}.ipynb">Notebook</a> · '
        f'<a href="{base}/clean/{name}.ipynb">Clean copy, to recall</a></p>'
    )


def prepare_code(cell: NotebookNode) -> None:
    """Fold what is plumbing, carry the alternative text over, set claims as a list."""
    tags = cell.metadata.get("tags", [])
    if {"plumbing", "hide-input"} & set(tags):
        cell.metadata["tags"] = sorted({*tags, "hide-input"})
    for output in cell.outputs:
        if alt := output.get("metadata", {}).get("alt"):
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
        if output.output_type == "stream" and TICK in output.text:
            html = "".join(map(claims_html, printed(output.text)))
            plain = {"text/plain": output.text, "text/html": html}
            output.clear()
            output.update(nbformat.v4.new_output("display_data", plain))


def claims_html(part: dict) -> str:
    """Return a part of what a cell has printed: claims, or other lines."""
    if "claims" in part:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in part["claims"])
        return f'<ul class="claims">{items}</ul>'
    return f'<pre tabindex="0">{escape(part["text"])}</pre>'


def clean(path: Path) -> NotebookNode:
    """Return the notebook at `path` without prose and outputs: headings and code, to recall."""
    notebook = nbformat.read(path, as_version=4)
    kept = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
            kept.append(cell)
        elif headings := HEADING.findall(cell.source):
            cell.source = "\n\n".join(f"{marks} {title}" for marks, title, _ in headings)
            kept.append(cell)
    notebook.cells = kept
    return notebook


def modules() -> list[str]:
    """Return the public modules of the library."""
    found = (module.name for module in pkgutil.iter_modules(course_lib.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def module_page(name: str) -> str:
    """Return the page of a library module, filled by autodoc."""
    listed = hasattr(importlib.import_module(f"course_lib.{name}"), "__all__")
    return (
        f"# `{name}`\n\n```{{eval-rst}}\n.. automodule:: course_lib.{name}\n   :members:\n"
        + ("   :imported-members:\n" if listed else "")
        + "   :show-inheritance:\n```\n"
    )


def toctree(names: list[str]) -> str:
    """Return a list of contents."""
    return "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(names) + "\n```\n"


def chapter_list(about: list[course.Chapter]) -> str:
    """Return the page that lists the chapters."""
    rows = "".join(
        f"- **[{c.title}]({c.name}.ipynb)** ({c.minutes} min). {c.finding}\n" for c in about
    )
    return f"# Chapters\n\n{rows}\n" + toctree([c.name for c in about])


def library_list() -> str:
    """Return the page that lists the modules of the library."""
    text = (
        "# The library\n\n`course_lib` is written to be read: one idea a file, the formula, the "
        "code in the same letters, the paper. These pages are made from its docstrings.\n\n"
    )
    return text + toctree(modules())


def claims_page(about: list[course.Chapter]) -> str:
    """Return the index of all claims."""
    total = sum(len(s.claims) for c in about for s in c.sections)
    lines = [
        "# Claims\n",
        (
            f"All {total} sentences that the chapters check while they run. If one were not "
            "true, its chapter would stop there, and the tests would fail.\n"
        ),
    ]
    for c in about:
        lines.append(f"## {c.title}\n")
        for s in c.sections:
            if s.claims:
                lines.append(f"[{s.title}](#{s.target})\n")
                lines += [f"- {escape_markdown(sentence)}" for sentence in s.claims]
                lines.append("")
    return "\n".join(lines)


def escape_markdown(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>$|~^])", r"\\\1", text)


def glossary_page() -> str:
    """Return the glossary of the last chapter, sorted by the English term, with links."""
    files = {int(path.stem[:2]): path.name for path in chapters()}
    rows = "".join(
        f"| {escape_markdown(english)} | {korean} | "
        + (f"[{n}](chapters/{files[n]})" if n in files else str(n))
        + " |\n"
        for english, korean, n in course.terms(chapters()[-1])
    )
    head = "# Glossary\n\nThe terms of the course; the number is the chapter of the first use.\n\n"
    return f"{head}| English | Korean | chapter |\n|---|---|---|\n{rows}"


def minutes(about: list[course.Chapter]) -> str:
    """Return the table of sections and their minutes."""
    rows = ["| chapter | section | minutes |", "|---|---|---|"]
    for c in about:
        rows.append(f"| **{c.title}** | | **{c.minutes}** |")
        rows += [f"| | [{s.title}](#{s.target}) | {s.minutes} |" for s in c.sections]
    return "\n".join(rows) + "\n"


def _decks(name: str, ending: str, label: str) -> str:
    """Return links to the decks of a chapter, one for each lesson."""
    return " ".join(
        f"<a href='downloads/slides/{deck}.{ending}'>{label}{deck.removeprefix(name)}</a>"
        for deck in slides.names(NOTEBOOKS / f"{name}.ipynb")
    )


def downloads_page(about: list[course.Chapter]) -> str:
    """Return the page of files to take away."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(c.title)}</th>"
        f"<td>{_decks(c.name, 'html', 'slides')}</td><td>{_decks(c.name, 'pdf', 'PDF')}</td>"
        f"<td><a href='downloads/notebooks/{c.name}.ipynb'>notebook</a></td>"
        f"<td><a href='downloads/clean/{c.name}.ipynb'>clean copy</a></td></tr>"
        for c in about
    )
    return (
        "# Downloads\n\nSlides need no network and no installation: open the file in a browser. "
        "A *clean copy* is the chapter without prose and outputs: headings and code, for recalling "
        f"what each step does.\n\n<table class='downloads'>{rows}</table>\n\n"
        "<p><a href='downloads/slides/index.html'>All decks</a></p>\n"
    )
