"""Change the pictures, not their meaning: every epoch sees new examples (chapter 6).

An augmentation is a function ``(images, rng) -> images`` on (N, H, W) or (N, C, H, W); the
functions here build one from its settings. Every image gets its own draw, labels stay as they
are, the input is not modified, the dtype is kept. `fit` applies it to each mini-batch::

    augment = compose(random_crop(padding=2), horizontal_flip(), cutout(6))
    fit(network, images, labels, augment=augment, mix=mixup(classes=10), ...)

`mixup` also mixes the labels, so it is ``(images, targets, rng) -> (images, probabilities)``.

===================  ==========================  =============================================
augmentation         drawn for each image        says that the class does not depend on
===================  ==========================  =============================================
`horizontal_flip`    flip or not                 left and right (wrong for digits)
`random_crop`        position                    where the object is, what is at the border
`translate`          shift in pixels             where the object is
`random_scale`       zoom                        how large it is
`rotate`             angle                       small turns
`color_jitter`       brightness, contrast, …     light and camera
`cutout`             centre of a square          any single part of the object
`mixup`              partner and share λ         (between examples, the answer changes linearly)
===================  ==========================  =============================================
"""

from course_lib.augmentation._images import Augmentation, compose
from course_lib.augmentation.colour import color_jitter
from course_lib.augmentation.geometry import (
    horizontal_flip,
    random_crop,
    random_scale,
    rotate,
    translate,
)
from course_lib.augmentation.mixing import Mixing, cutout, mixup

__all__ = [
    "Augmentation", "Mixing", "color_jitter", "compose", "cutout", "horizontal_flip", "mixup",
    "random_crop", "random_scale", "rotate", "translate",
]  # fmt: skip
