"""What Jupyter understands and Python does not: magics, lines for the shell, ``np.clip?``."""

from __future__ import annotations

import re
from typing import Any

TIMED = re.compile(r"^%%(time|capture|prun)\b.*")
"""Magics for a whole cell that run the cell."""
SPECIAL = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[%!]|\?[ \t]*$", re.MULTILINE)
LONGEST, MOST = 20_000, 40
"""The longest cell that is translated, in characters, and the most magics: IPython reads all of it
again for each."""


def to_python(source: str) -> str:
    """Return what IPython makes of a cell that is no Python, by its own rules.

    The names that it calls, ``get_ipython()`` with its methods, do nothing in the worker.
    """
    if len(source) > LONGEST or len(SPECIAL.findall(source)) > MOST:
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    manager: Any = TransformerManager()  # type: ignore[no-untyped-call]
    try:
        return str(manager.transform_cell(TIMED.sub("pass", source.lstrip("\n"), count=1)))
    except Exception:  # it cannot make anything of it either
        return source
