"""One number per feature: γ, β, slopes and statistics, for data and for images.

Data ``(..., N, D)`` have D features, and the batch axis is N. Images ``(..., N, C, H, W)`` have C
features, their channels, and every pixel of every image counts as an example: convolution
treats all places alike, so one number serves them all.
"""

from __future__ import annotations

from course_lib import _validate as check
from course_lib._validate import Array, message


def check_images(owner: str, x: Array, channels: int | None = None) -> None:
    """Refuse `x` unless its shape is ``(..., N, C, H, W)`` with N >= 1 and that many channels."""
    check.array(owner, "x", x)
    if x.ndim < 4 or channels not in (None, x.shape[-3]):
        rule = f"images of shape (..., N, {channels or 'C'}, H, W)"
        remedy = "Grey images need an axis for their channel: x[:, None]."
        raise ValueError(message(owner, rule, x.shape, remedy))
    check.batch(owner, x.shape[-4])


def check_layout(owner: str, x: Array, features: int, images: bool) -> None:
    """Refuse `x` unless it has that many features, or channels."""
    if images:
        check_images(owner, x, features)
    else:
        check.features(owner, x, features, "Missing Flatten, or images=True?")


def batch_axes(images: bool) -> tuple[int, ...]:
    """Return the axes to average over."""
    return (-4, -2, -1) if images else (-2,)


def spread(values: Array, images: bool) -> Array:
    """Return one number per feature, ready to multiply a batch."""
    return values[..., None, :, None, None] if images else values[..., None, :]
