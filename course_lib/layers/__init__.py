"""Layers: forward, and the backward pass that chapters 1 to 6 derive.

======================  =======================================  =====================  =========
layer                   training                                 evaluation             chapter
======================  =======================================  =====================  =========
`Linear`                y = x W + b                              the same               1
`Elementwise`           y = f(x)                                 the same               2
`PReLU`                 y = max(x, 0) + a min(x, 0), a learned   the same               2
`Maxout`                y = maxⱼ (x Wⱼ + bⱼ)                     the same               2
`BatchNorm`             y = γ (x − μ) / √(σ² + ε) + β            running averages       5
`LayerNorm`             the same, over features                  the same               5
`GroupNorm`             the same, over groups of channels        the same
`RMSNorm`               y = γ x / √(mean(x²) + ε)                the same
`Dropout`               y = x · m / (1 − p), m random            y = x                  6
`DropConnect`           y = x (W · M / (1 − p)) + b, M random    y = x W + b            6
`Residual`              y = x + m f(x), m random (or 1)          y = x + p f(x)         2, 6
`Conv2d`                y = Σ W · patch + b                      the same               6
`MaxPool2d`             maximum of each square                   the same               6
`AvgPool2d`             mean of each square, or of the image     the same
`FractionalMaxPool2d`   maximum of random rectangles             evenly spread ones     6
`Flatten`               (N, ...) becomes (N, D)                  the same
`Frozen`                as in evaluation, learns nothing         the same               6
======================  =======================================  =====================  =========

Shapes are ``(..., N, D)``, or ``(..., N, C, H, W)`` for images; see `base` for the protocol.
"""

from course_lib.layers.avg_pool import AvgPool2d
from course_lib.layers.base import Layer
from course_lib.layers.batch_norm import BatchNorm
from course_lib.layers.conv import Conv2d
from course_lib.layers.drop_connect import DropConnect
from course_lib.layers.dropout import Dropout
from course_lib.layers.elementwise import Elementwise
from course_lib.layers.flatten import Flatten
from course_lib.layers.fractional_max_pool import FractionalMaxPool2d
from course_lib.layers.frozen import Frozen
from course_lib.layers.group_norm import GroupNorm
from course_lib.layers.layer_norm import LayerNorm
from course_lib.layers.linear import Linear
from course_lib.layers.max_pool import MaxPool2d
from course_lib.layers.maxout import Maxout
from course_lib.layers.prelu import PReLU
from course_lib.layers.residual import Residual, linear_survival
from course_lib.layers.rms_norm import RMSNorm

__all__ = [
    "AvgPool2d",
    "BatchNorm",
    "Conv2d",
    "DropConnect",
    "Dropout",
    "Elementwise",
    "Flatten",
    "FractionalMaxPool2d",
    "Frozen",
    "GroupNorm",
    "Layer",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "Maxout",
    "PReLU",
    "RMSNorm",
    "Residual",
    "linear_survival",
]
