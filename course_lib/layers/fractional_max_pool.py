"""Fractional max pooling: shrink images by a factor between 1 and 2, at random (chapter 6).

Ordinary pooling halves an image. Here rows advance in steps of 1 and 2 that are mixed so that
α pixels become 1 on average; drawing the mixture anew for each batch shows the network slightly
stretched versions of each image.

    edges    0 = a₀ < a₁ < … < a_out,   aᵢ − aᵢ₋₁ ∈ {1, 2}
    region i, disjoint      rows aᵢ₋₁ … aᵢ − 1        (1 or 2 of them)
    region i, overlapping   rows aᵢ₋₁ … aᵢ            (2 or 3 of them)
"""

from __future__ import annotations

import math
from typing import Final, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.layers._features import check_images
from course_lib.layers._windows import maximum, maximum_back
from course_lib.layers.base import Layer, check_dy, recall

SEQUENCES: Final = ("pseudorandom", "random")


@final
class FractionalMaxPool2d(Layer):
    """Max pooling over regions that shrink the image by about `alpha`.

    Rows and columns are drawn independently; all images and channels of a batch share them.
    In evaluation the regions are spread evenly (u = 1/2), unless an `rng` is given: then they are
    drawn as in training, to average the predictions of several passes as the paper does.

    Parameters
    ----------
    alpha : float in (1, 2)
        α: n pixels become ⌊n / α⌋, but at least half of them.
    sequence : {"pseudorandom", "random"}
        Edges ``aᵢ = ⌊α (i + u)⌋ − ⌊α u⌋`` with one random u, so that the steps of 2 are spread
        evenly; or all steps in random order.
    overlapping : bool, default True
        Whether neighbouring regions share a row and a column.

    Examples
    --------
    >>> layer = FractionalMaxPool2d(1.5)
    >>> x = np.zeros((1, 1, 28, 28))
    >>> layer.forward(x, train=True, rng=np.random.default_rng(0)).shape
    (1, 1, 18, 18)
    >>> FractionalMaxPool2d(1.5, overlapping=False).regions(6)
    array([[0, 1],
           [2, 2],
           [3, 4],
           [5, 5]])

    References
    ----------
    Graham, "Fractional max-pooling", 2014, section 2.

    Notes
    -----
    The edges fill the image exactly: α is adjusted to n / out, or (n − 1) / out if regions overlap.
    The paper rounds up where we round down, which gives the same steps. PyTorch draws regions for
    each image and channel, has only overlapping ones, and takes the output ratio 1 / α.
    """

    def __init__(
        self, alpha: float, *, sequence: str = "pseudorandom", overlapping: bool = True
    ) -> None:
        owner = "FractionalMaxPool2d"
        self.alpha = check.number(owner, "alpha", alpha, 1, 2, open_low=True, open_high=True)
        self.sequence = check.choice(owner, "sequence", sequence, SEQUENCES)
        self.overlapping = check.flag(owner, "overlapping", overlapping)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return the maximum of each region, shape ``(..., N, C, H_out, W_out)``."""
        check_images("FractionalMaxPool2d", x)
        if train:
            check.generator("FractionalMaxPool2d", rng)
        rows, columns = (self._shifts(self.regions(pixels, rng)) for pixels in x.shape[-2:])
        places = [(r[:, None], s) for r in rows for s in columns]
        y = maximum(x, places)
        self._kept = x, y, places
        return y

    def backward(self, dy: Array) -> Array:
        """Return dx: a pixel gets the dy of all regions in which it was the largest."""
        x, y, places = recall(self)
        return maximum_back(check_dy(self, dy, y.shape), x, y, places)

    def regions(self, pixels: int, rng: np.random.Generator | None = None) -> Array:
        """Return first and last row of each region, shape ``(out, 2)``; evenly without `rng`."""
        check.integer("FractionalMaxPool2d", "pixels", pixels, low=2)
        out = max(math.floor(pixels / self.alpha), math.ceil(pixels / 2))
        span = pixels - 1 if self.overlapping else pixels
        if rng is not None:
            check.generator("FractionalMaxPool2d", rng)
        if rng is not None and self.sequence == "random":
            edges = _random_edges(span, out, rng)
        else:
            edges = _even_edges(span, out, span // 2 if rng is None else int(rng.integers(span)))
        last = edges[1:] if self.overlapping else edges[1:] - 1
        return np.stack([edges[:-1], last], axis=1)

    def _shifts(self, regions: Array) -> Array:
        """Return the first row of every region, the second, …; a shorter one repeats its last."""
        first, last = regions.T
        shifts = np.arange(3 if self.overlapping else 2)[:, None]
        rows: Array = np.minimum(first + shifts, last)
        return rows

    def __repr__(self) -> str:
        kind = "overlapping" if self.overlapping else "disjoint"
        return f"FractionalMaxPool2d({self.alpha}, {self.sequence}, {kind})"


def _even_edges(span: int, out: int, s: int) -> Array:
    """Return ``⌊α (i + u)⌋ − ⌊α u⌋`` for i = 0 … out, with α = span / out and s = ⌊span · u⌋.

    In whole numbers, so that no rounding of α can lose the last row.
    """
    return (span * np.arange(out + 1) + s) // out - s // out


def _random_edges(span: int, out: int, rng: np.random.Generator) -> Array:
    """Return edges with all steps of 1 and of 2 in random order."""
    steps = np.ones(out, int)
    steps[: span - out] = 2
    return np.concatenate([[0], np.cumsum(rng.permutation(steps))])
