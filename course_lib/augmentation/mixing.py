"""Examples that no camera takes: a square cut out, two pictures laid over each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.augmentation._images import Augmentation, check_batch, check_pixels, per_image

Mixing: TypeAlias = Callable[[Array, Array, np.random.Generator], tuple[Array, Array]]
"""A function ``(images, targets, rng) -> (images, probabilities)``."""


def cutout(size: int, fill: float = 0.0) -> Augmentation:
    """Fill a square of `size` by `size` pixels of each image, in all channels.

    Every pixel is equally likely to be its centre, so at the border a part of it falls outside.

    Parameters
    ----------
    size : int >= 1
        Side of the square, about half that of the image.
    fill : float, default 0
        Its value; the paper uses the mean, which is 0 after centring.

    Examples
    --------
    >>> cutout(2)(np.ones((1, 3, 3)), np.random.default_rng(0)).tolist()
    [[[1.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]]

    Notes
    -----
    An even square has its centre at the lower right of the four pixels in its middle. The
    authors' code makes an odd size one pixel smaller; here every size is exact.

    References
    ----------
    DeVries & Taylor, *Improved Regularization of CNNs with Cutout*, 2017, section 3.
    """
    size = check.integer("cutout", "size", size)
    value = check.number("cutout", "fill", fill)

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch("cutout", images, rng)
        rows, columns = (_stretch(length, size, len(images), rng) for length in images.shape[-2:])
        hole = rows[:, :, None] & columns[:, None, :]  # (N, H, W)
        hole = hole.reshape(len(images), *[1] * (images.ndim - 3), *images.shape[-2:])
        return np.where(hole, images.dtype.type(value), images)

    return augment


def mixup(alpha: float = 0.2, classes: int | None = None) -> Mixing:
    """Replace each example by a mixture with a partner, x ← λ x + (1 − λ) x', and t alike.

    λ ~ Beta(α, α), drawn for each example; the partners are a permutation of the batch.

    Parameters
    ----------
    alpha : float > 0, default 0.2
        α; small values mix little (λ near 0 or 1), 1 draws λ evenly.
    classes : int >= 2, optional
        Number of classes, needed where the targets are labels 0, 1, …

    Returns
    -------
    callable
        ``(images, targets, rng) -> (images, probabilities)``: images (N, ...) of any shape,
        targets (N,) labels or (N, classes) probabilities (also (N, outputs) for regression).

    Examples
    --------
    >>> mix = mixup(alpha=1.0, classes=3)
    >>> x, p = mix(np.eye(3), np.array([0, 1, 2]), np.random.default_rng(0))
    >>> np.allclose(x, p), p.sum(axis=1).round(12).tolist()
    (True, [1.0, 1.0, 1.0])

    Notes
    -----
    The authors' code draws one λ per batch, the paper one per pair of examples, as here.

    References
    ----------
    Zhang, Cisse, Dauphin, Lopez-Paz, *mixup: Beyond Empirical Risk Minimization*, ICLR 2018,
    section 2.
    """
    alpha = check.number("mixup", "alpha", alpha, 0, open_low=True)
    if classes is not None:
        classes = check.integer("mixup", "classes", classes, low=2)

    def mix(images: Array, targets: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        check.generator("mixup", rng)
        check.array("mixup", "images", images)
        if images.ndim == 0:
            raise ValueError(message("mixup", "images (N, ...)", "one number"))
        check_pixels("mixup", images)
        t = _probabilities(targets, len(images), classes, images.dtype)
        lam = rng.beta(alpha, alpha, len(images))
        partner = rng.permutation(len(images))
        lam_x, lam_t = per_image(lam, images), per_image(lam, t)  # shapes (N, 1, 1, …) and (N, 1)
        x = lam_x * images + (1 - lam_x) * images[partner]
        return x, lam_t * t + (1 - lam_t) * t[partner]

    return mix


def _stretch(length: int, size: int, count: int, rng: np.random.Generator) -> Array:
    """Return a mask (count, length) of `size` neighbours about a random centre, cut at the ends."""
    centre = rng.integers(length, size=count)
    offset = np.arange(length) - (centre - size // 2)[:, None]
    stretch: Array = (offset >= 0) & (offset < size)
    return stretch


def _probabilities(targets: Array, count: int, classes: int | None, dtype: np.dtype) -> Array:
    """Return `targets` as probabilities (N, classes) in the dtype of the images."""
    targets = check.rectangular("mixup", "targets", targets)
    if targets.dtype.kind not in "biuf":
        raise TypeError(message("mixup", "numbers in targets", f"dtype {targets.dtype}"))
    if targets.shape[:1] != (count,):
        received = len(targets) if targets.ndim else "one number"
        raise ValueError(message("mixup", f"{count} targets", received))
    if targets.ndim == 2 and targets.shape[1] != (classes or targets.shape[1]):
        rule, remedy = f"labels (N,) or probabilities (N, {classes})", "Labels: targets[:, 0]."
        raise ValueError(message("mixup", rule, f"shape {targets.shape}", remedy))
    if targets.ndim == 2:
        return targets.astype(dtype, copy=False)
    if classes is None:
        remedy = "Pass mixup(classes=10) with the number of classes."
        raise ValueError(message("mixup", "probabilities (N, classes)", "labels", remedy))
    if targets.dtype.kind not in "iu" or targets.min() < 0 or targets.max() >= classes:
        received = f"dtype {targets.dtype} from {targets.min()} to {targets.max()}"
        raise ValueError(message("mixup", f"whole labels from 0 to {classes - 1}", received))
    return np.eye(classes, dtype=dtype)[targets]
