"""A figure that follows a slider within milliseconds.

Redrawing axes, ticks and contours costs a quarter of a second; redrawing six lines costs three
milliseconds. `LiveFigure` therefore draws everything static once and keeps that picture;
for each change it puts the picture back, draws the moving artists on top (blitting) and sends a
PNG to the browser. Measured by ``benchmarks/explorer_latency.py``. Limits and titles that
change call for `LiveFigure.redraw`; words that change belong into the caption of an `Explorer`.
Used by all explorers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.plots.style import DPI


class LiveFigure:
    """A figure whose moving artists are redrawn fast, shown through the widget `image`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by ``Figure()``, complete with its panels; pyplot does not know it.
    moving : sequence of Artist
        What `refresh` draws; everything else is static.

    Examples
    --------
    >>> figure = Figure(figsize=(4, 3))
    >>> line, = figure.subplots().plot([0, 1], [0, 1])
    >>> live = LiveFigure(figure, [line])
    >>> before = bytes(live.image.value)
    >>> line.set_ydata([1, 0])
    >>> live.refresh()
    >>> bytes(live.image.value) == before
    False
    """

    def __init__(self, figure: Figure, moving: Sequence[Artist]) -> None:
        if not isinstance(figure, Figure):
            raise TypeError(message("LiveFigure", "a Figure", repr(figure), "Pass Figure()."))
        moving = check.sequence("LiveFigure", "moving", moving)
        if not moving:
            raise ValueError(message("LiveFigure", "one moving artist or more", "none"))
        for artist in moving:
            if not isinstance(artist, Artist):
                raise TypeError(message("LiveFigure", "moving artists", repr(artist)))
        self.figure, self.moving = figure, sorted(moving, key=lambda artist: artist.get_zorder())
        for artist in self.moving:
            artist.set_animated(True)  # not part of the kept picture
        figure.set_dpi(DPI)
        self.canvas: Any = FigureCanvasAgg(figure)
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="100%"))
        self.redraw()

    def redraw(self) -> None:
        """Draw the static part anew, for example after its limits have changed."""
        self.canvas.draw()
        self.figure.set_layout_engine("none")  # from now on the panels keep their places
        self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.refresh()

    def refresh(self) -> None:
        """Draw the moving artists over the kept picture and send the result."""
        self.canvas.restore_region(self._background)
        renderer = self.canvas.get_renderer()
        for artist in self.moving:
            artist.draw(renderer)
        self.image.value = fast_png(self.pixels())

    def pixels(self) -> Array:
        """Return what the canvas shows now: an array of bytes, shape (height, width, 3)."""
        size = self.canvas.get_width_height()
        shown = Image.frombuffer("RGBA", size, self.canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        return np.asarray(shown.convert("RGB"))  # contiguous: slicing the array costs 3 ms more


def fast_png(pixels: Array) -> bytes:
    r"""Return `pixels`, bytes of shape (height, width, 3), as a PNG without row filters.

    Lines on flat ground compress well unfiltered, and choosing the filters is what takes the time:
    Pillow needs 13-24 ms for a panel of 770 x 462, this 3 ms.

    Examples
    --------
    >>> fast_png(np.zeros((2, 3, 3), np.uint8))[:4]
    b'\x89PNG'

    References
    ----------
    *Portable Network Graphics (PNG) Specification*, W3C, 2003, sections 5, 9 and 11.2.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each row starts with its filter: 0
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, colour type 2: RGB
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
