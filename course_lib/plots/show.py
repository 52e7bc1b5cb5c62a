"""Show a figure with words: a picture, a sentence that says what it shows, a digest for the suite.

nbval does not compare pictures. `show` therefore gives, beside the PNG, a text form such as
``Figure: 2 panels, 12 lines, data 5f3a9c · <alternative text>`` whose digest is taken over the
drawn data (see `digest`): a figure whose data changes fails the suite, one whose style changes
does not. The alternative text is stored as ``alt`` in the metadata of the output and of its PNG,
where the templates of nbconvert find it. JupyterLab 4.6 reads no alternative text of pictures.

Used in every chapter: ``fig, ax = plt.subplots(); …; show(fig, "Loss falls …")``.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from course_lib._validate import message
from course_lib.plots.digest import data_digest, summary
from course_lib.plots.style import DPI

ALT_LENGTH = 20
"""Fewer characters than this cannot say what a figure shows."""


class Picture:
    """A PNG with its text form, which nbval compares, and its alternative text."""

    def __init__(self, png: bytes, text: str, alt: str) -> None:
        self.png, self.text, self.alt = png, text, alt

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"text/plain": self.text, "image/png": base64.b64encode(self.png).decode("ascii")}
        return data, {"alt": self.alt, "image/png": {"alt": self.alt}}


def show(figure: Figure, alt: str) -> None:
    """Display `figure` once, with its alternative text and data digest, and close it.

    `alt` says in a sentence what the figure shows: the finding, not the list of colours.

    Examples
    --------
    >>> figure, ax = plt.subplots()
    >>> _ = ax.plot([0, 1, 2], [0, 1, 4])
    >>> show(figure, "The square of x grows faster and faster.")
    Figure: 1 panel, 1 line, data edfeb9 · The square of x grows faster and faster.
    """
    if isinstance(figure, Axes):
        remedy = "Pass the whole figure: show(ax.figure, alt)."
        raise TypeError(message("show", "a Figure", "Axes", remedy))
    if not isinstance(figure, Figure):
        raise TypeError(message("show", "a Figure", repr(figure), "fig, ax = plt.subplots()."))
    alt = check_alt("show", alt)
    text = describe("Figure", summary(figure), figure, alt)
    picture = Picture(png_bytes(figure), text, alt)
    plt.close(figure)
    display(picture)  # type: ignore[no-untyped-call]


def describe(kind: str, details: str, figure: Figure, alt: str) -> str:
    """Return the text form ``kind: details, data <digest> · alt``."""
    return f"{kind}: {details}, data {data_digest(figure)} · {alt}"


def check_alt(owner: str, alt: object) -> str:
    """Return the alternative text `alt` on one line, if it says something."""
    remedy = "Say what the figure shows, as you would on the telephone."
    if not isinstance(alt, str):
        raise TypeError(message(owner, "alternative text alt", repr(alt), remedy))
    line = " ".join(alt.split())
    if len(line) < ALT_LENGTH:
        rule = f"alt of {ALT_LENGTH} characters or more"
        raise ValueError(message(owner, rule, repr(line), remedy))
    return line


def png_bytes(figure: Figure) -> bytes:
    """Return `figure` as a small PNG, always the same bytes."""
    full = io.BytesIO()
    figure.savefig(full, format="png", dpi=DPI, pil_kwargs={"compress_level": 1})
    return small_png(Image.open(full))


def small_png(picture: Image.Image) -> bytes:
    """Return `picture` as a PNG of 256 colours, about a third of its size in full colours."""
    buffer = io.BytesIO()
    colors = picture.convert("RGB").quantize(
        256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    colors.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
