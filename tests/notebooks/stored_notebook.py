"""A notebook as stored: its cells, its outputs, its text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Cell = dict[str, Any]
IMAGES = {"image/png", "image/jpeg", "image/gif", "image/svg+xml"}


@dataclass(frozen=True)
class Notebook:
    """A stored notebook: its file name and its bytes."""

    name: str
    content: bytes

    @cached_property
    def document(self) -> dict[str, Any]:
        return json.loads(self.content)

    @cached_property
    def cells(self) -> list[Cell]:
        return [cell | {"source": text(cell["source"])} for cell in self.document["cells"]]

    @cached_property
    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell["cell_type"] == "code"]

    @cached_property
    def markdown(self) -> list[Cell]:
        return [cell for cell in self.cells if cell["cell_type"] == "markdown"]

    @cached_property
    def outputs(self) -> list[tuple[Cell, dict[str, Any]]]:
        return [(cell, output) for cell in self.code for output in cell["outputs"]]

    @property
    def is_chapter(self) -> bool:
        """Numbered notebooks are chapters."""
        return re.match(r"\d\d_", self.name) is not None


def text(value: str | list[str]) -> str:
    """Join what the format may store as a list of lines."""
    return "".join(value)


def tags(cell: Cell) -> list[str]:
    return cell["metadata"].get("tags", [])


def printed(output: dict[str, Any]) -> str:
    """Return all of an output that a reader sees as text."""
    parts = [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
    parts += output.get("traceback", [])
    parts += [data for kind, data in output.get("data", {}).items() if kind not in IMAGES]
    return "\n".join(text(part) if isinstance(part, (str, list)) else str(part) for part in parts)


def without_fences(source: str) -> str:
    """Remove blocks of code from a markdown text."""
    return re.sub(r"^(```+|~~~+).*?^\1$", "", source, flags=re.MULTILINE | re.DOTALL)


def headings(notebook: Notebook) -> list[tuple[int, str]]:
    """Return level and text of every heading."""
    source = "\n".join(without_fences(cell["source"]) for cell in notebook.markdown)
    found = re.findall(r"^(#{1,6}) +(.+?) *$", source, flags=re.MULTILINE)
    return [(len(marks), title) for marks, title in found]
