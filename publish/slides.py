"""Build the decks: ``build/slides/01_chain_rule-1.2.html`` and neighbours, which need no network.

One deck for each lesson of a chapter; a chapter of the first edition is one deck.

Code and outputs come from the stored notebooks; nothing is executed. `publish.deck` decides what
is on a slide, ``template/`` how it looks. ``assets/`` holds reveal.js, MathJax and the fonts.
"""

from __future__ import annotations

import re
import shutil
from copy import deepcopy
from html import escape
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
from nbconvert import HTMLExporter

from publish import BUILD, chapters, deck
from publish.vendor import MATHJAX, REVEAL, vendor
from scripts.lessons import lessons

SLIDES = BUILD / "slides"
TEMPLATE = Path(__file__).with_name("template")
LAB = "http://localhost:8888/lab/tree/"
"""Where ``uv run jupyter lab notebooks`` shows a notebook."""


def build(folder: Path = SLIDES) -> dict[str, int]:
    """Build the deck of every chapter in `folder`; return how many slides each has."""
    shutil.rmtree(folder, ignore_errors=True)
    assets(folder / "assets")
    counts = {}
    for path in chapters():
        shutil.copy(path, folder)
        for name, notebook in decks(path).items():
            counts[name] = build_deck(notebook, name, path, folder)
    (folder / "index.html").write_text(contents(folder, counts), encoding="utf-8")
    return counts


def names(path: Path) -> list[str]:
    """Return the names of the decks of a chapter, in order."""
    return list(decks(path))


def decks(path: Path) -> dict[str, nbformat.NotebookNode]:
    """Return the decks of a chapter by name: the notebook, or one part of it for each lesson."""
    notebook = nbformat.read(path, as_version=4)
    parts = lessons(notebook.cells)
    if not parts:
        return {path.stem: notebook}
    found = {}
    for lesson in parts:
        part = deepcopy(notebook)
        title = nbformat.v4.new_markdown_cell(f"# {lesson.heading}", id="title")
        title.metadata["slideshow"] = {"slide_type": "slide"}
        part.cells = [title, *deepcopy(lesson.cells)]
        found[f"{path.stem}-{lesson.number.replace('★', 'deeper')}"] = part
    return found


def build_deck(notebook: nbformat.NotebookNode, name: str, path: Path, folder: Path) -> int:
    """Write a deck of the chapter at `path`; return how many slides it has."""
    about: dict[str, Any] = deck.mark(notebook)
    about |= {"notebook": path.name, "live": LAB + path.name}
    exporter = HTMLExporter(
        template_name=TEMPLATE.name,
        extra_template_basedirs=[str(TEMPLATE.parent)],
        embed_images=True,
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"deck": about, "metadata": {"path": str(path.parent), "name": name}}
    page, _ = exporter.from_notebook_node(notebook, resources)
    (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return about["slides"]


def assets(folder: Path) -> None:
    """Put everything that a deck loads into `folder`."""
    shutil.copytree(vendor(REVEAL), folder / "reveal")
    shutil.copytree(vendor(MATHJAX), folder / "mathjax")
    (folder / "fonts").mkdir()
    for font in ("DejaVuSans.ttf", "DejaVuSansMono.ttf", "LICENSE_DEJAVU"):
        shutil.copy(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / font, folder / "fonts")
    for name in ("course.css", "deck.js"):
        shutil.copy(TEMPLATE / name, folder)


def contents(folder: Path, counts: dict[str, int]) -> str:
    """Return a page that lists the decks."""
    items = []
    for name, slides in counts.items():
        page = (folder / f"{name}.html").read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?) · slides</title>", page)
        label = title[1] if title else escape(name)
        items.append(f'<li><a href="{name}.html">{label}</a>, {slides} slides</li>')
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Slides</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="assets/course.css"></head><body class="decks"><main>'
        "<h1>How neural networks are trained: slides</h1><ul>" + "".join(items) + "</ul>"
        "<p>Keys: arrows to move, <kbd>c</kbd> shows the code of a slide, <kbd>s</kbd> opens the "
        "speaker notes, <kbd>o</kbd> the overview, <kbd>f</kbd> fills the screen.</p>"
        "</main></body></html>\n"
    )
