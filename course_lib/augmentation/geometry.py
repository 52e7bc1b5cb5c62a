"""Moving pixels: flip, crop, translate, zoom, rotate.

Flip, crop and translate only move whole pixels. Zoom and rotation read the picture between its
pixels: the value at row r + a, column c + b (0 <= a, b < 1) is the bilinear

    (1 − a) ((1 − b) x[r, c] + b x[r, c + 1]) + a ((1 − b) x[r + 1, c] + b x[r + 1, c + 1]),

a weighted mean, so it never leaves the range of the pixels. Outside the picture is `fill`:
0 is black for pixels in [0, 1]; for standardised images choose the value that black has there.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.augmentation._images import Augmentation, check_batch


def horizontal_flip(p: float = 0.5) -> Augmentation:
    """Mirror each image left to right with probability p.

    Parameters
    ----------
    p : float in [0, 1], default 0.5

    Examples
    --------
    >>> images = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    >>> horizontal_flip(p=1)(images, np.random.default_rng(0)).tolist()
    [[[2.0, 1.0], [4.0, 3.0]]]

    References
    ----------
    Krizhevsky, Sutskever, Hinton, *ImageNet Classification with Deep CNNs*, 2012, section 4.1.
    """
    p = check.number("horizontal_flip", "p", p, 0, 1)

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch("horizontal_flip", images, rng)
        flip = rng.random(len(images)) < p
        flipped = images.copy()
        flipped[flip] = images[flip, ..., ::-1]
        return flipped

    return augment


def random_crop(
    size: int | tuple[int, int] | None = None, padding: int = 0, fill: float = 0.0
) -> Augmentation:
    """Frame each image with `padding` pixels of `fill`, and cut a window of `size` out of it.

    Parameters
    ----------
    size : int or (height, width), optional
        Of the window; default: that of the images.
    padding : int >= 0, default 0
        Width of the frame.
    fill : float, default 0
        Value of the frame.

    Raises
    ------
    ValueError
        If neither `size` nor `padding` leaves a choice, or the window is larger than the frame.

    Examples
    --------
    >>> images = np.arange(9.0).reshape(1, 3, 3)
    >>> random_crop(size=2)(images, np.random.default_rng(1)).tolist()
    [[[1.0, 2.0], [4.0, 5.0]]]

    References
    ----------
    He, Zhang, Ren, Sun, *Deep Residual Learning*, CVPR 2016, section 4.2 (padding 4, size 32).
    """
    if size is None and padding == 0:
        rule = "a size or a padding"
        raise ValueError(message("random_crop", rule, "none", "For example padding=2."))
    shape = None if size is None else _pair("random_crop", "size", size, low=1)
    frame = _pair("random_crop", "padding", padding, low=0)
    return _window("random_crop", shape, frame, fill)


def translate(pixels: int | tuple[int, int], fill: float = 0.0) -> Augmentation:
    """Shift each image by whole pixels, up to `pixels` in each direction.

    ``translate(k)`` is ``random_crop(padding=k)`` under its other name.

    Parameters
    ----------
    pixels : int >= 0, or (rows, columns)
        Largest shift up, down, left and right.
    fill : float, default 0
        Value of the pixels that come in from outside.

    Examples
    --------
    >>> images = np.array([[[1.0, 2.0, 3.0]]])
    >>> translate((0, 1))(images, np.random.default_rng(0)).tolist()
    [[[2.0, 3.0, 0.0]]]

    References
    ----------
    Krizhevsky, Sutskever, Hinton, *ImageNet Classification with Deep CNNs*, 2012, section 4.1.
    """
    frame = _pair("translate", "pixels", pixels, low=0)
    return _window("translate", None, frame, fill)


def random_scale(low: float = 0.8, high: float = 1.2, fill: float = 0.0) -> Augmentation:
    """Zoom each image about its centre by a factor s ~ U(low, high); the size stays.

    The pixel at p (from the centre) is read at p / s.

    Parameters
    ----------
    low, high : float > 0, default 0.8 and 1.2
        s < 1 shows the whole picture smaller, s > 1 its middle larger.
    fill : float, default 0
        Value around a picture that has become smaller.

    Examples
    --------
    >>> images = np.array([[[0.0, 1.0, 2.0]]])
    >>> random_scale(2, 2)(images, np.random.default_rng(0)).tolist()
    [[[0.5, 1.0, 1.5]]]

    References
    ----------
    Simonyan & Zisserman, *Very Deep Convolutional Networks*, ICLR 2015, section 3.1.
    """
    low, high = _range("random_scale", low, high)
    check.number("random_scale", "low", low, 0, open_low=True)
    value = check.number("random_scale", "fill", fill)

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch("random_scale", images, rng)
        s = rng.uniform(low, high, len(images))
        return _resample(images, np.eye(2) / s[:, None, None], value)

    return augment


def rotate(degrees: float | tuple[float, float] = 15.0, fill: float = 0.0) -> Augmentation:
    """Turn each image about its centre by an angle φ ~ U(−degrees, degrees).

    The pixel at p (from the centre) is read at R(−φ) p; φ > 0 turns counter-clockwise.

    Parameters
    ----------
    degrees : float >= 0, or (low, high); default 15
        Range of φ in degrees.
    fill : float, default 0
        Value of what turns in from outside.

    Examples
    --------
    >>> images = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    >>> rotate((90, 90))(images, np.random.default_rng(0)).round(12).tolist()
    [[[2.0, 4.0], [1.0, 3.0]]]

    References
    ----------
    Simard, Steinkraus, Platt, *Best Practices for CNNs*, 2003, section 2 (affine distortions).
    """
    if not isinstance(degrees, tuple):
        most = check.number("rotate", "degrees", degrees, 0)
        degrees = (-most, most)
    if len(degrees) != 2:
        raise ValueError(message("rotate", "degrees as (low, high)", repr(degrees)))
    low, high = _range("rotate", *degrees)
    value = check.number("rotate", "fill", fill)

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch("rotate", images, rng)
        phi = np.deg2rad(rng.uniform(low, high, len(images)))
        rotation = np.array([[np.cos(phi), np.sin(phi)], [-np.sin(phi), np.cos(phi)]])
        return _resample(images, np.moveaxis(rotation, -1, 0), value)

    return augment


def _window(
    owner: str, size: tuple[int, int] | None, frame: tuple[int, int], fill: float
) -> Augmentation:
    """Return the augmentation that cuts a window out of each framed image, at its own place."""
    value = check.number(owner, "fill", fill)

    def augment(images: Array, rng: np.random.Generator) -> Array:
        check_batch(owner, images, rng)
        padded, window = _framed(images, frame, value), size or images.shape[-2:]
        places = [outer - inner + 1 for outer, inner in zip(padded.shape[-2:], window, strict=True)]
        if min(places) < 1:
            rule = f"images of {window} or more with their padding"
            raise ValueError(message(owner, rule, padded.shape[-2:], "Add padding."))
        top, left = (rng.integers(count, size=len(images)) for count in places)
        windows = sliding_window_view(padded, window, axis=(-2, -1))
        return windows[np.arange(len(images)), ..., top, left, :, :]

    return augment


def _resample(images: Array, matrix: Array, fill: float) -> Array:
    """Read the pixel at p (from the centre) at `matrix` p, with one (2, 2) matrix per image."""
    height, width = images.shape[-2:]
    centre = np.array([height - 1, width - 1]) / 2
    p = np.indices((height, width)).reshape(2, -1) - centre[:, None]
    places = (matrix @ p + centre[:, None]).astype(images.dtype)
    return _bilinear(images, places[:, 0], places[:, 1], fill).reshape(images.shape)


def _bilinear(images: Array, rows: Array, columns: Array, fill: float) -> Array:
    """Return the values at `rows`, `columns` of shape (N, H W); the formula is at the top."""
    height, width = images.shape[-2:]
    framed = _framed(images, (1, 1), fill).reshape(len(images), -1, height + 2, width + 2)
    count, channels, _, stride = framed.shape
    r, a = _split(rows + 1, height)
    c, b = _split(columns + 1, width)
    # One flat index per pixel: indexing by four axes takes longer.
    start = np.arange(count * channels).reshape(count, channels, 1) * ((height + 2) * stride)
    x, corner = framed.ravel(), start + (r * stride + c)
    upper = (1 - b) * x[corner] + b * x[corner + 1]
    lower = (1 - b) * x[corner + stride] + b * x[corner + stride + 1]
    mixed: Array = (1 - a) * upper + a * lower
    return mixed


def _split(place: Array, size: int) -> tuple[Array, Array]:
    """Split places into pixel and rest, (N, 1, H W); far outside ends in the frame of `fill`."""
    place = np.clip(place, 0, size + 1)[:, None]
    pixel = np.minimum(place.astype(np.intp), size)
    return pixel, place - pixel.astype(place.dtype)


def _framed(images: Array, frame: tuple[int, int], fill: float) -> Array:
    (rows, columns), (height, width) = frame, images.shape[-2:]
    shape = (*images.shape[:-2], height + 2 * rows, width + 2 * columns)
    framed = np.full(shape, fill, images.dtype)
    framed[..., rows : rows + height, columns : columns + width] = images
    return framed


def _pair(owner: str, name: str, value: int | tuple[int, int], low: int) -> tuple[int, int]:
    pair = value if isinstance(value, tuple) else (value, value)
    if len(pair) != 2:
        raise ValueError(message(owner, f"{name} as one number or two", f"{name}={value}"))
    first, second = (check.integer(owner, name, number, low) for number in pair)
    return first, second


def _range(owner: str, low: float, high: float) -> tuple[float, float]:
    low = check.number(owner, "low", low)
    high = check.number(owner, "high", high)
    if low > high:
        raise ValueError(message(owner, "low <= high", f"low={low:g} and high={high:g}"))
    return low, high
