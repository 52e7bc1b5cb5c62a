"""What comes into a layer that learns, and one number per feature: γ, β, slopes and statistics.

Data ``(..., N, D)`` have D features, and the batch axis is N. Images ``(..., N, C, H, W)`` have C
features, their channels, and every pixel of every image counts as an example: convolution
treats all places alike, so one number serves them all.
"""

from __future__ import annotations

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers._trials import check_trials
from course_lib.layers.base import Layer, in_dtype
from course_lib.parameters import Parameter


def accept(layer: Layer, x: Array, features: int, weight: Parameter, *, train: bool) -> Array:
    """Return `x` in the dtype of `weight`, if it has that many features (channels, of images).

    In training it also needs the trial axes of `weight`, or none: data that all trials share.
    """
    owner = type(layer).__name__
    if layer.images:
        check_images(owner, x, features)
    else:
        remedy = "Missing Flatten?" if layer.images is None else "Missing Flatten, or images=True?"
        check.features(owner, x, features, remedy)
    if train and x.ndim > 2:  # (N, D) is shared by all trials
        check_trials(owner, x, weight.trials, axes=4 if layer.images else 2)
    return in_dtype(x, weight)


def check_images(owner: str, x: Array, channels: int | None = None) -> None:
    """Refuse `x` unless its shape is ``(..., N, C, H, W)`` with N >= 1 and that many channels."""
    check.array(owner, "x", x)
    if x.ndim < 4 or channels not in (None, x.shape[-3]):
        rule = f"images of shape (..., N, {channels or 'C'}, H, W)"
        remedy = "Grey images need an axis for their channel: x[:, None]." if x.ndim == 3 else ""
        raise ValueError(message(owner, rule, x.shape, remedy))
    check.batch(owner, x.shape[-4])


def batch_axes(images: bool) -> tuple[int, ...]:
    """Return the axes to average over."""
    return (-4, -2, -1) if images else (-2,)


def spread(values: Array, images: bool) -> Array:
    """Return one number per feature, ready to multiply a batch."""
    return values[..., None, :, None, None] if images else values[..., None, :]
