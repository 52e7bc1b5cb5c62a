"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

FORMULA = re.compile(r"\s*[=+\-@]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")


def table(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV, a line each; a text that a spreadsheet would run begins with '."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_harmless, row) for row in rows)
    return text.getvalue()


def _harmless(value: Any) -> str:
    text = re.sub(r"[\x00-\x1f]", " ", str(value))
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
