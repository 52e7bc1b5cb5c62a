"""Changing the light: brightness, contrast, saturation."""

from __future__ import annotations

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.augmentation._images import Augmentation, check_batch, per_image

_LUMINANCE = (0.299, 0.587, 0.114)  # shares of red, green, blue in grey (ITU-R BT.601)


def color_jitter(
    brightness: float = 0.2, contrast: float = 0.2, saturation: float = 0.0
) -> Augmentation:
    """Change the brightness, contrast and saturation of each image by random factors.

    In this order, each with a factor f ~ U(1 − s, 1 + s) and clipped to [0, 1]:
    brightness f x; contrast f x + (1 − f) mean(grey); saturation f x + (1 − f) grey.

    Parameters
    ----------
    brightness, contrast : float in [0, 1], default 0.2
        s; 0 leaves the image as it is.
    saturation : float in [0, 1], default 0
        s, for images (N, 3, H, W) only.

    Examples
    --------
    >>> images = np.full((2, 4, 4), 0.5)
    >>> bright = color_jitter(0.2, contrast=0)(images, np.random.default_rng(0))
    >>> bright[:, 0, 0].round(3).tolist()
    [0.527, 0.454]

    Notes
    -----
    As torchvision's ColorJitter without hue; it draws the order of the three steps as well.

    References
    ----------
    Howard, *Some Improvements on Deep CNN Based Image Classification*, 2013.
    """
    settings = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
    strengths = [check.number("color_jitter", name, s, 0, 1) for name, s in settings.items()]

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch("color_jitter", images, rng)
        _check_colours(images, saturation)
        draws = rng.uniform(-1, 1, (3, len(images)))
        f_b, f_c, f_s = (
            per_image(1 + s * u, images) for s, u in zip(strengths, draws, strict=True)
        )
        x = np.clip(f_b * images, 0, 1)
        x = np.clip(f_c * x + (1 - f_c) * _grey(x).mean(axis=(-2, -1), keepdims=True), 0, 1)
        jittered: Array = np.clip(f_s * x + (1 - f_s) * _grey(x), 0, 1)
        return jittered

    return augment


def _grey(images: Array) -> Array:
    """Return the luminance, with one channel where there were several."""
    if images.ndim == 3:
        return images
    channels = images.shape[1]
    shares = np.array(_LUMINANCE if channels == 3 else [1 / channels] * channels, images.dtype)
    grey: Array = (shares[:, None, None] * images).sum(axis=1, keepdims=True)
    return grey


def _check_colours(images: Array, saturation: float) -> None:
    if images.min() < 0 or images.max() > 1:
        received = f"pixels from {images.min():.3g} to {images.max():.3g}"
        remedy = "Jitter before you standardise."
        raise ValueError(message("color_jitter", "pixels in [0, 1]", received, remedy))
    if saturation > 0 and (images.ndim == 3 or images.shape[1] != 3):
        remedy = "Grey images have no colour: saturation=0."
        raise ValueError(message("color_jitter", "shape (N, 3, H, W)", images.shape, remedy))
