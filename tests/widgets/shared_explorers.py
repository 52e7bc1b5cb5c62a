"""Explorers that the tests of a process share: making one takes 0.1 to 0.4 s, resetting it ms."""

from functools import cache

import numpy as np


def started(make):
    """The explorer in its starting state."""
    explorer, start = _made(make)
    explorer.set(**start)
    return explorer


@cache
def _made(make):
    explorer = make()
    return explorer, explorer.values()


def drawn(explorer):
    """All numbers and texts that the moving artists show."""
    return [
        np.ma.filled(np.ma.asarray(artist.get_array()), -1.0).tolist()
        if hasattr(artist, "get_array")
        else artist.get_text()
        if hasattr(artist, "get_text")
        else np.array(artist.get_data(), dtype=float).tolist()
        for artist in explorer.artists.values()
    ]


def drive(explorer, corners):
    """Set each corner, where all numbers are finite; return the pictures by what they show."""
    pictures = {repr(drawn(explorer)): bytes(explorer.live.image.value)}
    for corner in corners:
        explorer.set(**corner)
        shown = repr(drawn(explorer))
        for text in (shown, explorer.caption.value.split('role="status"')[1]):
            assert "nan" not in text, corner
            assert "inf" not in text, corner
        pictures[shown] = bytes(explorer.live.image.value)
    return pictures
