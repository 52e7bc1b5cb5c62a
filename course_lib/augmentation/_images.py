"""What an augmentation is, what it accepts, and how several become one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

Augmentation: TypeAlias = Callable[[Array, np.random.Generator], Array]
"""A function ``(images, rng) -> images``."""


def compose(*augmentations: Augmentation) -> Augmentation:
    """Return the augmentation that applies all of them, the first one first.

    Parameters
    ----------
    *augmentations : callable
        Each ``(images, rng) -> images``; none gives the identity.

    Examples
    --------
    >>> from course_lib.augmentation import horizontal_flip, random_crop
    >>> augment = compose(random_crop(padding=2), horizontal_flip())
    >>> augment(np.ones((5, 14, 14)), np.random.default_rng(0)).shape
    (5, 14, 14)
    """
    for augmentation in augmentations:
        if not callable(augmentation):
            remedy = "Pass for example horizontal_flip()."
            raise TypeError(message("compose", "functions", repr(augmentation), remedy))

    def augment(images: Array, rng: np.random.Generator) -> Array:
        for augmentation in augmentations:
            images = augmentation(images, rng)
        return images

    return augment


def check_batch(owner: str, images: Array, rng: np.random.Generator) -> None:
    """Refuse what is not (N, H, W) or (N, C, H, W) of floats, or not a generator."""
    check.generator(owner, rng)
    check.array(owner, "images", images)
    if images.ndim not in (3, 4):
        remedy = "One image: image[None]. Flat rows: x.reshape(-1, 28, 28)."
        raise ValueError(message(owner, "(N, H, W) or (N, C, H, W)", images.shape, remedy))
    check_pixels(owner, images)


def check_pixels(owner: str, images: Array) -> None:
    """Refuse an empty batch, and pixels that are not floating-point numbers."""
    check.batch(owner, len(images))
    if images.dtype.kind != "f":
        remedy = "Scale bytes first: images / 255."
        raise TypeError(message(owner, "floating-point images", f"dtype {images.dtype}", remedy))


def per_image(values: Array, images: Array) -> Array:
    """Give one value per image the axes to multiply `images`: shape (N, 1, 1) or (N, 1, 1, 1)."""
    return values.astype(images.dtype).reshape(-1, *[1] * (images.ndim - 1))
