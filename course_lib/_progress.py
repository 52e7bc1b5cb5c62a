"""A progress bar for long runs that a person watches; silent everywhere else."""

from __future__ import annotations

import os
import sys
from typing import Any

from course_lib import _validate as check

DELAY_SECONDS = 1.0


def progress_bar(total: int, show: bool | None = None, unit: str = "step") -> Any:
    """Return a tqdm bar of `total` steps: with ``show=None`` only where a person watches.

    A person watches a terminal, or a Jupyter session; not when ``COURSE_LIB_QUIET`` is set, as
    the scripts that execute notebooks do. Even then only after a second, and it leaves no trace.
    """
    if show is not None:
        check.flag("progress_bar", "show", show)
    from tqdm import tqdm

    watched = sys.stderr.isatty() or "ipykernel" in sys.modules
    shown = watched and not os.environ.get("COURSE_LIB_QUIET") if show is None else show
    delay = DELAY_SECONDS if show is None else 0.0
    return tqdm(total=total, disable=not shown, leave=bool(show), delay=delay, unit=unit)
