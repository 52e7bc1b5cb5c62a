"""A fingerprint of what a figure shows: a changed curve fails the suite, a new colour does not.

The digest is taken over the *drawn data*, rounded to three significant digits:

* lines, points, bars and other patches, bands and segments, images, arrow fields (also in insets);
* not colours, widths, markers, fonts, limits, log scales, sizes; not legends, colour bars, text and
  arrows. A number that is only *written* in a figure is protected by `attach_data`.

Three promises, each with a test.

(a) A relative disturbance of 1e-12 (another BLAS) changes nothing. Every value is first multiplied
    by `NUDGE`, so that 0.1235 or 2.125 do not sit on a rounding boundary; values below 1e-9 of the
    largest of their coordinate in their artist are zero. It cannot hold where a value happens to
    lie within 1e-12 of a nudged boundary (one in 10¹⁰), nor where the data is a decision: a
    histogram's bar jumps when a value crosses a bin edge.
(b) Matplotlib's version and the style do not matter.
(c) One value, not negligible, that moves by 1 % changes the digest: 1 % is at least one unit of
    the third digit.

Used by `show` and by the explorers in every chapter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.quiver import Barbs, Quiver

from course_lib import _validate as check
from course_lib._validate import Array, message

NUDGE = 1.0 + 6.18033988749895e-5
"""Moves the ties of decimal rounding to numbers that no computation yields by intention."""
NEGLIGIBLE = 0.7310585786e-9
"""Share of an artist's largest value below which a value is noise (no power of ten: no tie)."""
SMALLEST = 1e-290
"""Below this, float64 has too few digits to round."""

_KINDS = ("panel", "line", "shape", "point set", "collection", "image")
_CLASSES = (Line2D, Patch, PathCollection, Collection, AxesImage)

_attached: WeakKeyDictionary[Artist, tuple[Array, ...]] = WeakKeyDictionary()


def attach_data(artist: Artist, *arrays: object) -> None:
    """Let the digest read `arrays` instead of the geometry of `artist`.

    For artists whose geometry is made by an algorithm (contours, 3-D surfaces) and for numbers that
    are only written (the values in a graph). An `Axes` may carry data beside that of its artists.

    Examples
    --------
    >>> figure = Figure()
    >>> text = figure.subplots().text(0, 0, "loss 2.303")
    >>> attach_data(text, [2.303])
    """
    if not isinstance(artist, Artist):
        raise TypeError(message("attach_data", "an artist of a figure", repr(artist)))
    numbers = (check.as_array("attach_data", "arrays", array) for array in arrays)
    _attached[artist] = tuple(array.astype(np.float64) for array in numbers)


def data_digest(figure: Figure) -> str:
    """Return a fingerprint, six hexadecimal digits, of the data drawn in `figure`.

    Contours and 3-D collections need their data attached (`attach_data`): their geometry is an
    algorithm's, in which a change of 1 % can be lost.

    Examples
    --------
    >>> figure = Figure()
    >>> line, = figure.subplots().plot([1, 2, 3], [1, 4, 9])
    >>> before = data_digest(figure)
    >>> line.set_color("red"); before == data_digest(figure)
    True
    >>> line.set_ydata([1, 4, 9.09]); before == data_digest(figure)
    False
    """
    if not isinstance(figure, Figure):
        raise TypeError(message("data_digest", "a Figure", repr(figure), "Pass ax.figure."))
    shown = [list(data_artists(panel)) for panel in panels(figure)]
    if not any(shown):
        remedy = "Draw something, or attach_data(ax, numbers)."
        raise ValueError(message("data_digest", "a figure that shows data", "none", remedy))
    sha = hashlib.sha256()
    for artists in shown:
        sha.update(b"panel")
        for artist in artists:
            for array in _arrays(artist):
                sha.update(f"{_kind(artist)}{array.shape}".encode())
                sha.update(np.stack(rounded(array)).astype("<i8").tobytes())
    return sha.hexdigest()[:6]


def summary(figure: Figure) -> str:
    """Return, for example, ``2 panels, 12 lines``.

    Examples
    --------
    >>> figure = Figure()
    >>> _ = figure.subplots().plot([1, 2], [1, 2])
    >>> summary(figure)
    '1 panel, 1 line'
    """
    shown = panels(figure)
    kinds = [_kind(artist) for panel in shown for artist in data_artists(panel)]
    counts = [len(shown), *(kinds.count(kind) for kind in _KINDS[1:])]
    named = zip(counts, _KINDS, strict=True)
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for count, kind in named if count)


def panels(figure: Figure) -> list[Axes]:
    """Return the visible axes, insets included, colour bars and empty frames left out."""
    every = [
        inner for ax in figure.axes for inner in (ax, *ax.child_axes) if isinstance(inner, Axes)
    ]
    mapped = [artist for ax in every for artist in (*ax.images, *ax.collections)]
    bars = [artist.colorbar.ax for artist in mapped if artist.colorbar is not None]
    shown = [ax for ax in every if ax.get_visible() and ax not in bars]
    return [ax for ax in shown if ax.axison or any(True for _ in data_artists(ax))]


def data_artists(ax: Axes) -> Iterator[Artist]:
    """Yield what carries data in `ax`, kind by kind, each in the order in which it was drawn."""
    for artist in (ax, *ax.lines, *ax.patches, *ax.collections, *ax.images, *ax.texts):
        decoration = artist is ax or artist in ax.texts or _is_decoration(artist)
        if artist.get_visible() and (artist in _attached or not decoration):
            yield artist


def rounded(values: object) -> tuple[Array, Array]:
    """Return `values` as ``mantissa * 10**(exponent - 2)``, with mantissas of three digits.

    NaN and the infinities have the exponent 999 and the mantissas 0, 1 and -1; zero is (0, 0).

    Examples
    --------
    >>> mantissa, exponent = rounded([3.14159, -0.0, 2e5])
    >>> mantissa.tolist(), exponent.tolist()
    ([314, 0, 200], [0, 0, 5])
    """
    values = np.atleast_1d(np.asarray(values, dtype=np.float64))
    finite = np.isfinite(values)
    size = np.where(finite, np.abs(values), 0.0)
    real = size > max(NEGLIGIBLE * float(size.max(initial=0.0)), SMALLEST)
    exponent = np.floor(np.log10(size, where=real, out=np.zeros_like(size)))
    scaled = np.where(real, values, 0.0) / 10.0**exponent
    mantissa = np.rint(scaled * NUDGE * 100.0)
    carry = np.abs(mantissa) >= 1000.0  # 9.996 rounds to 1000: write it as 100 with one more zero
    mantissa, exponent = np.where(carry, np.rint(mantissa / 10.0), mantissa), exponent + carry
    special = np.where(np.isnan(values), 0.0, np.sign(values))
    mantissa = np.where(finite, mantissa, special)
    return mantissa.astype(np.int64), np.where(finite, exponent, 999.0).astype(np.int64)


def _arrays(artist: Artist) -> Iterable[Array]:
    """The drawn numbers of one artist: one array for each coordinate, since each has its scale."""
    if artist in _attached:
        return _attached[artist]
    if isinstance(artist, Line2D):
        return _line(artist)
    if isinstance(artist, Patch):
        vertices = artist.get_patch_transform().transform(artist.get_path().vertices)
        return _columns(vertices)
    if isinstance(artist, AxesImage):
        return [_plain(artist.get_array()), np.asarray(artist.get_extent(), dtype=np.float64)]
    return _collection(cast(Collection, artist))


def _line(line: Line2D) -> list[Array]:
    if isinstance(line, AxLine):
        slope = line.get_slope()
        second = line.get_xy2() if slope is None else (slope,)
        return [_plain(line.get_xy1()), _plain(second)]
    if hasattr(line, "get_data_3d"):
        return [_plain(values) for values in line.get_data_3d()]
    return [_plain(values) for values in line.get_data(orig=False)]


def _collection(artist: Collection) -> list[Array]:
    values = artist.get_array()
    mapped = [] if values is None else [_plain(values)]
    if isinstance(artist, ContourSet) or hasattr(artist, "do_3d_projection"):
        remedy = "Use plots.contours or plots.surface, or call attach_data(artist, x, y, z)."
        rule = "data attached to contours and 3-D collections"
        raise ValueError(message("data_digest", rule, f"a bare {type(artist).__name__}", remedy))
    if isinstance(artist, Quiver | Barbs):
        u, v = (artist.U, artist.V) if isinstance(artist, Quiver) else (artist.u, artist.v)
        return [*_columns(artist.get_offsets()), _plain(u), _plain(v), *mapped]
    if isinstance(artist, QuadMesh):
        return [*_columns(np.reshape(artist.get_coordinates(), (-1, 2))), *mapped]
    if isinstance(artist, PathCollection):
        sizes = artist.get_sizes()
        bubbles = [_plain(sizes)] if np.unique(sizes).size > 1 else []
        return [*_columns(artist.get_offsets()), *bubbles, *mapped]
    vertices = [np.empty((0, 2)), *(path.vertices for path in artist.get_paths())]
    return [*_columns(np.concatenate(vertices)), *mapped]


def _columns(points: Any) -> list[Array]:
    return [_plain(column) for column in np.ma.masked_array(points).T]


def _plain(values: Any) -> Array:
    """`values` as float64, with NaN where they are masked."""
    return np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)


def _kind(artist: Artist) -> str:
    for kind, name in zip(_CLASSES, _KINDS[1:], strict=True):
        if isinstance(artist, kind):
            return name
    return "text"


def _is_decoration(artist: Artist) -> bool:
    return isinstance(artist, FancyArrowPatch | FancyBboxPatch)
